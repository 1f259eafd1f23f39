import * as Y from 'yjs'
import { applyAsIs } from './as-is.ts'
import { step2Frame } from './wire.ts'

/**
 * The text of a live draft in memory: a document while somebody writes, one update while nobody does. A document takes about ten
 * times the memory of its update, and most drafts that are open are only looked at.
 */
export class LiveText {
  #doc: Y.Doc | null
  /** The answer to somebody who has nothing, ready to be sent; the update is the end of it. */
  #whole: { frame: Buffer; bytes: Uint8Array } | null = null
  #usedAt = performance.now()

  constructor(doc: Y.Doc) {
    this.#doc = this.#watched(doc)
  }

  /** Wakes it. */
  get doc(): Y.Doc {
    this.#usedAt = performance.now()
    if (!this.#doc) {
      const doc = new Y.Doc()
      applyAsIs(doc, [this.#whole!.bytes])
      this.#doc = this.#watched(doc)
    }
    return this.#doc
  }

  set doc(doc: Y.Doc) {
    this.#doc?.destroy()
    this.#whole = null
    this.#usedAt = performance.now()
    this.#doc = this.#watched(doc)
  }

  get isAsleep(): boolean {
    return this.#doc === null
  }

  /** All of it as one update, for everybody who has nothing the same bytes. */
  get bytes(): Uint8Array {
    return this.#wholeState().bytes
  }

  /** What somebody lacks who has `has`. */
  missing(has: ReadonlyMap<number, number>): Uint8Array {
    if (has.size === 0) return this.bytes
    const vector = Y.encodeStateVector(new Map(has))
    return this.#doc ? Y.encodeStateAsUpdate(this.#doc, vector) : Y.diffUpdate(this.bytes, vector)
  }

  /** The same as a message. */
  answer(has: ReadonlyMap<number, number>): Buffer {
    return has.size === 0 ? this.#wholeState().frame : step2Frame(this.missing(has))
  }

  stateVector(): Uint8Array {
    return this.#doc ? Y.encodeStateVector(this.#doc) : Y.encodeStateVectorFromUpdate(this.bytes)
  }

  /** Lets go of the document if nobody has used it for so long and the text is not larger; waking a large one would be felt. */
  sleep(milliseconds: number, mostBytes: number): void {
    if (!this.#doc || performance.now() - this.#usedAt < milliseconds || this.bytes.length > mostBytes) return
    this.#doc.destroy()
    this.#doc = null
  }

  destroy(): void {
    this.#doc?.destroy()
  }

  #wholeState() {
    if (!this.#whole) {
      const bytes = Y.encodeStateAsUpdate(this.#doc!)
      const frame = step2Frame(bytes)
      this.#whole = { frame, bytes: frame.subarray(frame.length - bytes.length) }
    }
    return this.#whole
  }

  #watched(doc: Y.Doc): Y.Doc {
    doc.on('afterTransaction', () => (this.#whole = null))
    return doc
  }
}
