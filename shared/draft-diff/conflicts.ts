import type { Node, Slice } from '@tiptap/pm/model'
import type { Hunk } from './hunk.ts'
import { Line } from './line.ts'
import { textBetween } from './words.ts'

export type Span = { from: number; to: number }

/**
 * A place where both changed the same words. The merged text has ours there; the three texts are for whoever decides. Positions:
 * `merged` in the result, the others each in its own text.
 */
export type Conflict = {
  merged: Span
  base: Span
  ours: Span
  theirs: Span
  /** The words as both knew them. */
  then: string
  /** What they made of it. */
  now: string
  /** What we made of it, which the result has. */
  kept: string
}

/** A change of the base, ready to be made; a block that becomes another kind has no slice. */
export type Edit = { hunk: Hunk; slice: Slice | null }

/** Changes that stand in one another's way. `then` is said where the base has no words in the place itself. */
export type Cluster = { theirs: Hunk[]; ours: Hunk[]; then?: string }

/** Refused changes together with those of ours that stand in their way; what hangs together is one conflict. */
export function clustersOf(refused: ReadonlyMap<Hunk, readonly Hunk[]>): Cluster[] {
  const clusters = new Set<Cluster>()
  const ofOurs = new Map<Hunk, Cluster>()
  for (const [hunk, touched] of refused) {
    const same = new Set(touched.flatMap((our) => ofOurs.get(our) ?? []))
    const ours = new Set([...touched, ...[...same].flatMap((each) => each.ours)])
    const cluster = { theirs: [hunk, ...[...same].flatMap((each) => each.theirs)], ours: [...ours] }
    for (const each of same) clusters.delete(each)
    for (const our of ours) ofOurs.set(our, cluster)
    clusters.add(cluster)
  }
  return [...clusters]
}

type Sides = {
  base: Node
  ours: Node
  theirs: Node
  ourHunks: readonly Hunk[]
  theirHunks: readonly Hunk[]
  /** The result, and the changes that made it of the base. */
  doc: Node
  edits: readonly Edit[]
}

type Growth = ReadonlyMap<Hunk, number>

const growth = (hunks: readonly Hunk[]): Growth =>
  new Map(hunks.map((hunk) => [hunk, hunk.toB - hunk.fromB - (hunk.toA - hunk.fromA)]))

/** Changes of the base by place, with what each adds to its length, added up. */
class Places {
  private readonly line: Line
  private readonly by: Growth
  private readonly before: { toA: number; sum: number }[] = []

  constructor(by: Growth) {
    this.by = by
    const hunks = [...by.keys()].filter(({ kind }) => kind !== 'node')
    this.line = new Line(hunks)
    let sum = 0
    for (const hunk of this.line.near(-1, Infinity))
      this.before.push({ toA: hunk.toA, sum: (sum += by.get(hunk)!) })
  }

  near(span: Span): Hunk[] {
    return [...this.line.near(span.from, span.to)]
  }

  /** Where a stretch of the base stands after the changes; those at its very edge belong to it only when they are among `own`. */
  after({ from, to }: Span, own: ReadonlySet<Hunk>): Span {
    let [before, inside] = [this.sumBefore(from), 0]
    for (const hunk of this.line.near(from, to)) {
      const isInside = hunk.fromA >= from && hunk.toA <= to
      const isAtEdge = hunk.fromA === hunk.toA && (hunk.fromA === from || hunk.fromA === to)
      if (isInside && (own.has(hunk) || !isAtEdge)) inside += this.by.get(hunk)!
      else if (hunk.toA <= from) before += this.by.get(hunk)!
    }
    return { from: from + before, to: to + before + inside }
  }

  /** What those add that end before a position. */
  private sumBefore(from: number): number {
    let [low, high] = [0, this.before.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.before[middle]!.toA < from) low = middle + 1
      else high = middle
    }
    return low > 0 ? this.before[low - 1]!.sum : 0
  }
}

/** From the first to the last of some changes, and as far as any other change reaches that begins or ends in between. */
function hull(hunks: ReadonlySet<Hunk>, all: readonly Places[]): Span {
  let span: Span = { from: Infinity, to: -Infinity }
  const reach = ({ fromA, toA }: Hunk) =>
    (span = { from: Math.min(span.from, fromA), to: Math.max(span.to, toA) })
  for (const hunk of hunks) reach(hunk)
  for (let before = -1; before !== span.to - span.from;) {
    before = span.to - span.from
    for (const places of all)
      for (const hunk of places.near(span)) if (hunk.fromA < span.to && hunk.toA > span.from) reach(hunk)
  }
  return span
}

/** Each cluster as a place in the result with the three texts, in the order of the text. */
export function conflictsOf(clusters: readonly Cluster[], sides: Sides): Conflict[] {
  const made = new Map(
    sides.edits.map(({ hunk, slice }) => [hunk, slice ? slice.size - (hunk.toA - hunk.fromA) : 0]),
  )
  const [inResult, inOurs, inTheirs] = [made, growth(sides.ourHunks), growth(sides.theirHunks)].map(
    (each) => new Places(each),
  )
  const all = [inOurs!, inTheirs!]
  const conflicts = clusters.map(({ theirs: their, ours: our, then }) => {
    const own = new Set([...their, ...our])
    const base = hull(own, all)
    const [merged, ours, theirs] = [inResult, inOurs, inTheirs].map((each) => each!.after(base, own))
    return {
      ...{ merged: merged!, base, ours: ours!, theirs: theirs! },
      then: then ?? textBetween(sides.base, base.from, base.to),
      now: textBetween(sides.theirs, theirs!.from, theirs!.to),
      kept: textBetween(sides.doc, merged!.from, merged!.to),
    }
  })
  return conflicts.sort((one, other) => one.merged.from - other.merged.from)
}

/** From where the three texts first differ to where they last do. */
export function wholeConflict(base: Node, ours: Node, theirs: Node): Conflict {
  const starts = [ours, theirs].map((doc) => base.content.findDiffStart(doc.content) ?? base.content.size)
  const from = Math.min(...starts)
  const ends = [ours, theirs].map((doc) => {
    const end = base.content.findDiffEnd(doc.content)
    return end ? base.content.size - end.a : base.content.size - from
  })
  const left = Math.min(...ends)
  const span = (doc: Node): Span => ({ from, to: Math.max(from, doc.content.size - left) })
  const texts = [base, theirs, ours].map((doc) => textBetween(doc, span(doc).from, span(doc).to))
  return {
    ...{ merged: span(ours), base: span(base), ours: span(ours), theirs: span(theirs) },
    ...{ then: texts[0]!, now: texts[1]!, kept: texts[2]! },
  }
}
