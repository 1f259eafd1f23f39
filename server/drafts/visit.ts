import { closeCode, type CloseCode, type DraftRole, type LineRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Batch } from './batch.ts'
import { ByteReader, Malformed } from './bytes.ts'
import { hear, roleAt } from './hearing.ts'
import { limits } from './limits.ts'
import type { Line, LiveDraft } from './live-draft.ts'
import { Gap } from './walk.ts'
import { helloFrame, markFrame, payloadOf, read, refusalFrame, step1Frame } from './wire.ts'

export interface Visitor {
  personId: Id
  name: string
  schema: number | null
}

/** The draft was dropped, or the line of this visit would have been ended. */
export class VisitEnded extends Error {
  readonly code: CloseCode
  constructor(code: CloseCode) {
    super(`ended with ${code}`)
    this.code = code
  }
}

/**
 * One request of a page that cannot have a WebSocket: says what a line would say, waits until it is on disk or until there is news,
 * and is gone. The same walk, limits, claims and rights as on a line.
 */
export class Visit implements Line {
  readonly personId: Id
  readonly name: string
  readonly schema: number | null
  readonly isFollowing = true
  queuedIn: Batch | null = null
  readonly #draft: LiveDraft
  #role: LineRole
  #has: Map<number, number> | null = null
  #brought = false
  #isMissing = false
  #mark: number | null = null
  #refusal: { code: CloseCode; reason: string } | null = null
  #ended: CloseCode | null = null
  #wake: () => void = () => {}

  constructor(draft: LiveDraft, { personId, name, schema }: Visitor, access: DraftRole) {
    this.#draft = draft
    this.personId = personId
    this.name = name
    this.schema = schema
    this.#role = roleAt(draft, access)
  }

  /** Whether the body brought text: then it is not a question for news. */
  get brought(): boolean {
    return this.#brought
  }

  /** Rights have changed since it came. */
  grant(access: DraftRole): void {
    this.#role = roleAt(this.#draft, access)
  }

  /**
   * Takes the messages of a body into the queue; stops after some of them, so that the others have their turn. Throws `Malformed`,
   * `ForeignClient`, and `VisitEnded` when the draft was dropped between two breaths.
   */
  *hear(body: Uint8Array): Generator<undefined, void> {
    const reader = new ByteReader(body)
    for (let heard = 1; reader.left > 0; heard++) {
      if (this.#ended !== null || this.#draft.isGone) throw new VisitEnded(this.#ended ?? closeCode.reload)
      this.#hear(reader.slice())
      if (heard % limits.messagesInOneBreath === 0) yield
    }
  }

  /** Resolves when everything it brought is on disk or refused; rejects with `VisitEnded` when the draft had to be dropped. */
  async stored(): Promise<void> {
    const batch = this.queuedIn
    if (batch && !batch.isOver) await new Promise<void>((resolve) => batch.finally(resolve))
    if (this.#draft.isGone) throw new VisitEnded(this.#ended ?? closeCode.storage)
    if (this.#ended !== null) throw new VisitEnded(this.#ended)
  }

  /** Resolves when there is something new, when `giveUp` is called, or after `seconds`. */
  async news(seconds: number, givingUp: (giveUp: () => void) => void): Promise<void> {
    const { lines } = this.#draft
    lines.add(this)
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, seconds * 1000)
    this.#wake = resolve
    givingUp(resolve)
    if (this.#draft.isGone) resolve()
    await promise
    clearTimeout(timer)
    lines.delete(this)
    if (this.#ended !== null) throw new VisitEnded(this.#ended)
  }

  /** What it is told, as one list of messages. `access`: the role as it is now. */
  answer(access: DraftRole, isFirst: boolean): Promise<Uint8Array[]> {
    const draft = this.#draft
    const role = roleAt(draft, access)
    return new Promise((resolve, reject) => {
      draft.whenDurable(
        () => {
          if (this.schema !== null && this.schema < draft.schemaVersion)
            return reject(new VisitEnded(closeCode.outdated))
          const { epoch, schemaVersion, head, state } = draft
          const frames = [helloFrame({ role, epoch, schemaVersion, head, state })]
          if (this.#has) frames.push(draft.answer(this.#has))
          const isAsked = this.#isMissing || (isFirst && role === 'write' && !this.#brought)
          if (isAsked) frames.push(step1Frame(draft.stateVector()))
          if (this.#refusal)
            frames.push(refusalFrame(this.#mark ?? 0, this.#refusal.code, this.#refusal.reason))
          else if (this.#mark !== null && !this.#isMissing) frames.push(markFrame(this.#mark))
          resolve(frames.map(payloadOf))
        },
        () => reject(new VisitEnded(this.#ended ?? closeCode.reload)),
      )
    })
  }

  sendText(): void {
    this.#wake()
  }

  sayHello(): void {
    this.#wake()
  }

  send(): void {}

  end(code: CloseCode): void {
    this.#ended = code
    this.#wake()
  }

  refused(code: CloseCode, reason: string): void {
    if (code === closeCode.badMessage || code === closeCode.reload) this.#ended = code
    else this.#refusal = { code, reason }
  }

  reached(): void {}

  #hear(bytes: Uint8Array): void {
    const heard = read(bytes)
    if (heard.kind === 'step1') {
      if (this.#has) throw new Malformed('asks twice')
      this.#has = heard.stateVector
    } else if (heard.kind === 'mark') this.#mark = heard.n
    else if (heard.kind === 'step2' || heard.kind === 'update') this.#receive(heard.bytes)
  }

  #receive(bytes: Uint8Array): void {
    this.#brought = true
    try {
      const refusal = hear(this.#draft, this, this.#role, bytes)
      if (refusal) this.refused(refusal.code, refusal.reason)
    } catch (error) {
      if (!(error instanceof Gap)) throw error
      this.#isMissing = true
    }
  }
}
