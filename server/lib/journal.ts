import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from './act.ts'
import { toJson } from './db/db.ts'
import { newId } from './ids.ts'

declare module './db/db.ts' {
  interface Tables {
    journal: JournalTable
  }
}

/** Append only: the database itself refuses to change or delete a row. */
export interface JournalTable {
  id: Id
  at: Instant
  personId: Id | null
  councilId: Id | null
  verb: string
  subjectKind: string
  subjectId: Id
  data: string
}

export interface JournalLine {
  /** `noun:past`, the same word as the live event where there is one. */
  verb: string
  subject: readonly [kind: string, id: Id]
  councilId?: Id | null
  data?: Record<string, unknown>
}

/** Writes down a change of state in its own transaction. Never put personal data or a secret into `data`. */
export async function record(work: Work, line: JournalLine): Promise<void> {
  await work.trx
    .insertInto('journal')
    .values({
      id: newId(),
      at: work.now,
      personId: work.actor.personId,
      councilId: line.councilId ?? null,
      verb: line.verb,
      subjectKind: line.subject[0],
      subjectId: line.subject[1],
      data: toJson(line.data ?? {}),
    })
    .execute()
}
