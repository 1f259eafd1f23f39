import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport, type Transporter } from 'nodemailer'
import type { Logger } from 'pino'
import type { Id, Instant } from '../../shared/values.ts'
import type { Config } from '../config.ts'
import type { Work } from './act.ts'
import type { Db } from './db/db.ts'
import { newId } from './ids.ts'

declare module './db/db.ts' {
  interface Tables {
    letter: LetterTable
  }
}

/** Letters that wait. A row is gone once its letter is delivered: bodies carry one-time links. */
interface LetterTable {
  id: Id
  recipient: string
  subject: string
  body: string
  /** A calendar entry that goes with it (RFC 5545). */
  calendar: string | null
  attempts: number
  nextAttemptAt: Instant
  createdAt: Instant
}

export interface Letter {
  to: string
  subject: string
  body: string
  calendar?: string
}

const RETRY_MINUTES = [1, 5, 30, 120, 720]
/** A mail server that does not answer is asked again later. */
const PATIENCE_MS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** Puts a letter into the outbox of this act; it leaves after the commit, again and again until it is delivered. */
export async function post(work: Work, letter: Letter): Promise<void> {
  await work.trx
    .insertInto('letter')
    .values({
      id: newId(),
      recipient: letter.to,
      subject: letter.subject,
      body: letter.body,
      calendar: letter.calendar ?? null,
      attempts: 0,
      nextAttemptAt: work.now,
      createdAt: work.now,
    })
    .execute()
}

/** Delivers by SMTP, or into files of `DATA_DIR/outbox` where there is none. */
export class Mailer {
  readonly #db: Db
  readonly #log: Logger
  readonly #deliver: (letter: LetterTable) => Promise<void>
  #running: Promise<number> | null = null

  constructor(db: Db, config: Pick<Config, 'smtpUrl' | 'dataDir' | 'publicUrl'>, log: Logger) {
    this.#db = db
    this.#log = log
    const from = `Veche <noreply@${config.publicUrl.hostname}>`
    this.#deliver = config.smtpUrl
      ? bySmtp(config.smtpUrl, from)
      : intoFolder(join(config.dataDir, 'outbox'), from)
  }

  /** Sends what is due at `now`; answers with the number delivered. One run at a time. */
  flush(now: Date): Promise<number> {
    this.#running ??= this.#flush(now).finally(() => (this.#running = null))
    return this.#running
  }

  async #flush(now: Date): Promise<number> {
    const due = await this.#db
      .selectFrom('letter')
      .selectAll()
      .where('nextAttemptAt', '<=', now.toISOString())
      .orderBy('id')
      .limit(100)
      .execute()
    let delivered = 0
    for (const letter of due) {
      try {
        await this.#deliver(letter)
        await this.#db.deleteFrom('letter').where('id', '=', letter.id).execute()
        delivered++
      } catch (error) {
        // Its message may name the recipient.
        const { code, responseCode } = error as { code?: string; responseCode?: number }
        this.#log.warn({ letterId: letter.id, code, responseCode }, 'a letter was not delivered')
        await this.#postpone(letter, now)
      }
    }
    return delivered
  }

  /** After the last attempt the letter stays, far in the future, for the operator to see. */
  async #postpone(letter: LetterTable, now: Date): Promise<void> {
    const minutes = RETRY_MINUTES[letter.attempts] ?? 60 * 24 * 365
    await this.#db
      .updateTable('letter')
      .set({
        attempts: letter.attempts + 1,
        nextAttemptAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
      })
      .where('id', '=', letter.id)
      .execute()
  }
}

function message(letter: LetterTable, from: string) {
  return {
    from,
    to: letter.recipient,
    subject: letter.subject,
    text: letter.body,
    messageId: `<${letter.id}@veche>`,
    ...(letter.calendar && {
      icalEvent: { method: 'PUBLISH', filename: 'meeting.ics', content: letter.calendar },
    }),
  }
}

function bySmtp(url: string, from: string) {
  const transport: Transporter = createTransport({ url, ...PATIENCE_MS })
  return async (letter: LetterTable) => {
    await transport.sendMail(message(letter, from))
  }
}

function intoFolder(folder: string, from: string) {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return async (letter: LetterTable) => {
    const sent = await transport.sendMail(message(letter, from))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, `${letter.id}.eml`), sent.message as Buffer, { mode: 0o600 })
  }
}
