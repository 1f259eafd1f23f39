import type { CloseCode } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'

/** Whoever an update comes from: a line, or the server on behalf of somebody. */
export interface Author {
  readonly personId: Id | null
  /** Version of the draft schema that they write with; null when they do not say. */
  readonly schema?: number | null
  /** The server: it may write anew what others are typing in. */
  readonly isServer?: true
  /** Where their last update waits for the disk. */
  queuedIn: Batch | null
  /** Something they sent is not stored and will not be. */
  refused(code: CloseCode, reason: string): void
  /** Everything they sent before mark `n` is on disk or refused. */
  reached(n: number): void
}

export interface Pending {
  author: Author
  bytes: Uint8Array
  /** Milliseconds of `performance.now()`. */
  receivedAt: number
}

/** What goes to the disk together, and what waits for that. */
export class Batch {
  updates: Pending[] = []
  isOver = false
  readonly #marks = new Map<Author, number>()
  #whenDone: Array<() => void> = []
  #whenOver: Array<() => void> = []

  get isEmpty(): boolean {
    return this.updates.length === 0
  }

  /** Called, in order, once it is on disk or refused, so that the document holds what is on disk; not if the draft is dropped. */
  then(deed: () => void): void {
    this.#whenDone.push(deed)
  }

  /** Called in any case. */
  finally(deed: () => void): void {
    this.#whenOver.push(deed)
  }

  /** The last mark of an author answers for those before it. */
  mark(author: Author, n: number): void {
    this.#marks.set(author, n)
  }

  /** Parts off the first `count` updates; whoever waits for something waits for the rest, which goes later. */
  takeFirst(count: number): Batch {
    const first = new Batch()
    first.updates = this.updates.splice(0, count)
    return first
  }

  settle(): void {
    for (const deed of this.#whenDone) deed()
    for (const [author, n] of this.#marks) author.reached(n)
    this.fail()
  }

  fail(): void {
    this.isOver = true
    this.#whenDone = []
    for (const deed of this.#whenOver.splice(0)) deed()
  }

  drop(author: Author): void {
    this.updates = this.updates.filter((each) => each.author !== author)
  }

  /** Grouped by person: a person's tabs may build on one another, other people cannot have seen them yet. */
  byPerson(): Map<Id | null, Pending[]> {
    return Map.groupBy(this.updates, (each) => each.author.personId)
  }

  /** The one author of all of it, who needs no copy; null when there are several. */
  soleAuthor(): Author | null {
    const first = this.updates[0]?.author ?? null
    return this.updates.every((each) => each.author === first) ? first : null
  }
}
