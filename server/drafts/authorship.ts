import * as Y from 'yjs'
import type { Id } from '../../shared/values.ts'
import { Lost, type Writing } from './lost-words.ts'

/** Whose a stretch of text is, and since when (milliseconds of the epoch); null for who or what is not known. */
export interface By {
  personId: Id | null
  at: number | null
}

/** So many neighbouring characters with one author. */
export type Stretch = By & { length: number }

/** Words of one author that were written within this are one stretch. */
const ONE_SITTING_MS = 10 * 60_000

/** Neighbours are looked for past so many deleted pieces. */
const FAR = 64

type Range = By & { clock: number; length: number }

/** What a row of the log says of its author. */
export interface RowBy {
  at: number
  /** Whose each clientID is; the house's own and unknown ones are null. */
  owners: ReadonlyMap<number, Id | null>
}

/**
 * Who wrote which characters of a live text, learnt row by row from its log. A character belongs to the person whose clientID inserted
 * it; but words that were taken away and put back, by moving, splitting, undoing, restoring, or because a paragraph became a heading,
 * stay whose they were: what is inserted is held against what the same row took away, word by word, and longer pieces against what went
 * earlier.
 */
export class Authorship {
  readonly lost: Lost
  readonly #ranges: Map<number, Range[]>
  /** What goes on being deleted, by its ends. */
  #open: { first: Y.ID; last: Y.ID; writing: Writing } | null = null

  constructor(kept: KeptAuthorship = { ranges: [], lost: [] }) {
    this.#ranges = new Map(kept.ranges.map(([client, ranges]) => [client, ranges.map(asRange)]))
    this.lost = new Lost(kept.lost.map(([text, by]) => ({ text, by: by.map(asStretch) })))
  }

  /** Applies a row of the log to the document and notes whose its characters are. Throws what Yjs throws. */
  apply(doc: Y.Doc, bytes: Uint8Array, row: RowBy): void {
    const learn = (transaction: Y.Transaction) => this.#learn(transaction, row)
    doc.on('afterTransaction', learn)
    try {
      Y.applyUpdate(doc, bytes)
    } finally {
      doc.off('afterTransaction', learn)
    }
  }

  /** Whose a piece of text is; where the log said nothing, its clientID's person since `first`. */
  of(
    { client, clock }: Y.ID,
    length: number,
    owners: ReadonlyMap<number, Id | null>,
    first?: ReadonlyMap<number, number>,
  ): Stretch[] {
    const own = { personId: owners.get(client) ?? null, at: first?.get(client) ?? null }
    const stretches: Stretch[] = []
    const ranges = this.#ranges.get(client) ?? []
    let at = clock
    for (let index = firstBehind(ranges, clock); at < clock + length; index++) {
      const range = ranges[index]
      const start = Math.min(range?.clock ?? Infinity, clock + length)
      if (start > at) stretches.push({ ...own, length: start - at })
      if (!range || start >= clock + length) break
      const end = Math.min(range.clock + range.length, clock + length)
      const from = Math.max(start, at)
      stretches.push({ personId: range.personId, at: range.at, length: end - from })
      at = end
    }
    return stretches
  }

  /** What is worth keeping: of the text as it stands, and of what was taken away lately. */
  keep(doc: Y.Doc): KeptAuthorship {
    const live = new Map<number, Range[]>()
    for (const [client, structs] of doc.store.clients) {
      const kept: Range[] = []
      for (const struct of structs) {
        if (!(struct instanceof Y.Item) || struct.deleted || !isText(struct)) continue
        let { clock } = struct.id
        for (const { length, ...by } of this.#known(struct)) {
          if (by.isKnown) join(kept, { clock, length, personId: by.personId, at: by.at })
          clock += length
        }
      }
      if (kept.length > 0) live.set(client, kept)
    }
    return {
      ranges: [...live].map(([client, ranges]) => [
        client,
        ranges.map((r): KeptRange => [r.clock, r.length, r.personId, r.at]),
      ]),
      lost: this.lost.entries.map(({ text, by }) => [
        text,
        by.map((s): KeptStretch => [s.length, s.personId, s.at]),
      ]),
    }
  }

  /** The text begins anew with another document: all its words may come back in it. */
  beginAnew(live: readonly Writing[]): void {
    this.#ranges.clear()
    for (const writing of live) this.lost.add(writing)
  }

  #known(item: Y.Item): (Stretch & { isKnown: boolean })[] {
    const ranges = this.#ranges.get(item.id.client) ?? []
    const { clock } = item.id
    const isKnown = (at: number) => {
      const range = ranges[firstBehind(ranges, at)]
      return range !== undefined && range.clock <= at
    }
    let at = clock
    return this.of(item.id, item.length, new Map()).map((stretch) => {
      const known = { ...stretch, isKnown: isKnown(at) }
      at += stretch.length
      return known
    })
  }

  #learn(transaction: Y.Transaction, row: RowBy): void {
    const pieces = deleted(transaction)
    const gone = pieces.map((items) => this.#writing(items, row.owners))
    const come = inserted(transaction)
    for (const items of come)
      for (const { id, length } of items)
        this.#note(id.client, {
          clock: id.clock,
          length,
          personId: row.owners.get(id.client) ?? null,
          at: row.at,
        })
    for (const items of come) this.#credit(items, gone)
    pieces.forEach((items, index) => this.#lose(items, gone[index]!))
  }

  /** Remembers what went; what was deleted letter by letter is one piece. */
  #lose(items: readonly Y.Item[], writing: Writing): void {
    const [first, last] = [items[0]!, items.at(-1)!]
    const open = this.#open
    if (open && isAt(last.right, open.first)) {
      open.first = first.id
      this.lost.extend(open.writing, {
        text: writing.text + open.writing.text,
        by: [...writing.by, ...open.writing.by],
      })
    } else if (open && isAt(first.left, open.last)) {
      open.last = last.id
      this.lost.extend(open.writing, {
        text: open.writing.text + writing.text,
        by: [...open.writing.by, ...writing.by],
      })
    } else {
      const whole = { ...writing }
      this.lost.add(whole)
      this.#open = { first: first.id, last: last.id, writing: whole }
    }
  }

  /** Gives back what was only moved or brought back. */
  #credit(items: readonly Y.Item[], gone: readonly Writing[]): void {
    const text = items.map(textOfItem).join('')
    for (const { from, by } of this.lost.found(text, gone)) {
      let position = from
      for (const { length, ...who } of by) {
        for (const part of partsOf(items, position, length)) this.#note(part.client, { ...part, ...who })
        position += length
      }
    }
  }

  #writing(items: readonly Y.Item[], owners: RowBy['owners']): Writing {
    return {
      text: items.map(textOfItem).join(''),
      by: items.flatMap((item) => this.of(item.id, item.length, owners)),
    }
  }

  #note(client: number, range: Range): void {
    const ranges = this.#ranges.get(client) ?? []
    this.#ranges.set(client, ranges)
    const last = ranges.at(-1)
    if (!last || last.clock + last.length <= range.clock) join(ranges, range)
    else overwrite(ranges, range)
  }
}

type KeptRange = [clock: number, length: number, personId: Id | null, at: number | null]
type KeptStretch = [length: number, personId: Id | null, at: number | null]

/** An `Authorship` as it is stored. */
export interface KeptAuthorship {
  ranges: [client: number, ranges: KeptRange[]][]
  lost: [text: string, by: KeptStretch[]][]
}

const asRange = ([clock, length, personId, at]: KeptRange): Range => ({ clock, length, personId, at })
const asStretch = ([length, personId, at]: KeptStretch): Stretch => ({ length, personId, at })

const isText = (item: Y.Item) => item.content instanceof Y.ContentString
const textOfItem = (item: Y.Item) => (item.content as Y.ContentString).str

/** Index of the first range that ends behind a clock. */
function firstBehind(ranges: readonly Range[], clock: number): number {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]!.clock + ranges[middle]!.length > clock) high = middle
    else low = middle + 1
  }
  return low
}

export const isSameSitting = (one: By, other: By): boolean =>
  one.personId === other.personId &&
  (one.at === other.at ||
    (one.at !== null && other.at !== null && Math.abs(one.at - other.at) <= ONE_SITTING_MS))

/** Puts a range behind the others; what goes on in one sitting is one range. */
function join(ranges: Range[], range: Range): void {
  const last = ranges.at(-1)
  if (last && last.clock + last.length === range.clock && isSameSitting(last, range))
    last.length += range.length
  else ranges.push({ ...range })
}

function overwrite(ranges: Range[], range: Range): void {
  const end = range.clock + range.length
  const first = firstBehind(ranges, range.clock)
  let next = first
  const around: Range[] = []
  for (; next < ranges.length && ranges[next]!.clock < end; next++) {
    const old = ranges[next]!
    const oldEnd = old.clock + old.length
    if (old.clock < range.clock) around.push({ ...old, length: range.clock - old.clock })
    if (oldEnd > end) around.push({ ...old, clock: end, length: oldEnd - end })
  }
  const parts = [...around, range].sort((a, b) => a.clock - b.clock)
  ranges.splice(first, next - first, ...parts)
}

/** Whether an item is the one with this id, or has grown together with it since. */
const isAt = (item: Y.Item | null, { client, clock }: Y.ID) =>
  item !== null && item.id.client === client && item.id.clock <= clock && clock < item.id.clock + item.length

/** What a transaction took away, in pieces that stood together. */
function deleted({ deleteSet, beforeState, doc }: Y.Transaction): Y.Item[][] {
  const items = new Set<Y.Item>()
  for (const [client, deletes] of deleteSet.clients) {
    const structs = doc.store.clients.get(client) ?? []
    const known = beforeState.get(client) ?? 0
    for (const { clock, len } of deletes) {
      if (clock >= known) continue
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const struct = structs[index]!
        if (struct.id.clock >= clock + len) break
        if (struct instanceof Y.Item && struct.id.clock < known && isText(struct)) items.add(struct)
      }
    }
  }
  return together(items, () => true)
}

/** The new text of a transaction, in pieces that stand together. */
function inserted({ beforeState, afterState, doc }: Y.Transaction): Y.Item[][] {
  const items = new Set<Y.Item>()
  for (const [client, end] of afterState) {
    const from = beforeState.get(client) ?? 0
    if (end <= from) continue
    const structs = doc.store.clients.get(client) ?? []
    for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
      const struct = structs[index]!
      if (struct instanceof Y.Item && !struct.deleted && isText(struct)) items.add(struct)
    }
  }
  return together(items, (item) => !item.deleted)
}

/** Pieces of neighbours among the items; what does not count for the reader does not part them. */
function together(items: ReadonlySet<Y.Item>, isThere: (item: Y.Item) => boolean): Y.Item[][] {
  const neighbour = (item: Y.Item, side: 'left' | 'right'): Y.Item | null => {
    let next = item[side]
    for (let steps = 0; next && steps < FAR; steps++) {
      if (items.has(next)) return next
      // Text that stays between two others parts them.
      if (!next.deleted && next.countable && isThere(next)) return null
      next = next[side]
    }
    return null
  }
  const pieces: Y.Item[][] = []
  for (const item of items) {
    if (neighbour(item, 'left')) continue
    const piece = [item]
    for (let next = neighbour(item, 'right'); next; next = neighbour(next, 'right')) piece.push(next)
    pieces.push(piece)
  }
  return pieces
}

/** The clocks under a part of the text of several items. */
function partsOf(items: readonly Y.Item[], from: number, length: number) {
  const parts: { client: number; clock: number; length: number }[] = []
  let start = 0
  for (const { id, length: all } of items) {
    const [low, high] = [Math.max(from, start), Math.min(from + length, start + all)]
    if (high > low) parts.push({ client: id.client, clock: id.clock + low - start, length: high - low })
    start += all
  }
  return parts
}
