import type { Node, Slice } from '@tiptap/pm/model'
import { fromTheEnd, replace, reshape, sliceFor } from './apply.ts'
import { carryInto, type Copies } from './carry.ts'
import { hasAny, misplaced } from './accounts.ts'
import { touches } from './collide.ts'
import { Budget } from './budget.ts'
import { diffDrafts } from './diff.ts'
import type { Hunk } from './hunk.ts'
import { contentKey, readAttrs } from './keys.ts'
import { movedBy } from './moves.ts'
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

export type Merged = { doc: Node; conflicts: Conflict[] }

/** A change of the base, ready to be made. */
type Edit = { hunk: Hunk; slice: Slice | null }

const isSameChange = (one: Hunk, ours: Node, other: Hunk, theirs: Node): boolean => {
  if (one.kind !== other.kind || one.fromA !== other.fromA || one.toA !== other.toA) return false
  if (one.kind === 'node') {
    const shape = (doc: Node, { fromB }: Hunk) => [
      doc.nodeAt(fromB)!.type.name,
      readAttrs(doc.nodeAt(fromB)!),
    ]
    return JSON.stringify(shape(ours, one)) === JSON.stringify(shape(theirs, other))
  }
  const key = (doc: Node, { fromB, toB }: Hunk) => {
    const { content, openStart, openEnd } = doc.slice(fromB, toB)
    return `${openStart}${openEnd}${contentKey(content)}`
  }
  return key(ours, one) === key(theirs, other)
}

/** Each costs a whole text. */
const MOST_ONE_BY_ONE = 100

type Cluster = { theirs: Hunk[]; ours: Hunk[]; then?: string }

class Merge {
  private readonly budget: Budget
  private readonly base: Node
  private readonly ours: Node
  private readonly theirs: Node
  private readonly ourHunks: Hunk[]
  private readonly theirHunks: Hunk[]
  /** Ours, as far as they are made in place; what was carried elsewhere is not among them. */
  private readonly ourEdits: Map<Hunk, Edit>
  private readonly theirEdits: Map<Hunk, Edit>
  private readonly taken = new Set<Hunk>()
  /** Those that hold words of ours: to refuse them later would lose these. */
  private readonly pinned = new Set<Hunk>()
  private readonly refused = new Map<Hunk, readonly Hunk[]>()
  /** Theirs that we did as well. */
  private readonly same = new Map<Hunk, Hunk>()
  private readonly copies: Copies = new Map()

  constructor(base: Node, ours: Node, theirs: Node, budget: Budget) {
    this.budget = budget
    this.base = base
    this.ours = ours
    this.theirs = theirs
    this.ourHunks = diffDrafts(base, ours, budget)
    this.theirHunks = diffDrafts(base, theirs, budget)
    const edits = (doc: Node, hunks: readonly Hunk[]) =>
      new Map(hunks.map((hunk): [Hunk, Edit] => [hunk, this.edit(doc, hunk)]))
    this.ourEdits = edits(ours, this.ourHunks)
    this.theirEdits = edits(theirs, this.theirHunks)
  }

  private edit(doc: Node, hunk: Hunk): Edit {
    return { hunk, slice: hunk.kind === 'node' ? null : sliceFor(this.base, doc, hunk) }
  }

  run(): Merged {
    for (const hunk of this.theirHunks) this.decide(hunk)
    this.refuseMoves()
    if (!this.fits()) this.takeOneByOne()
    let doc = this.made()
    while (this.refuseMisplaced(doc)) doc = this.made()
    doc.check()
    const conflicts = this.clusters().map((each) => this.conflict(each, doc, this.edits()))
    return { doc, conflicts: conflicts.sort((one, other) => one.merged.from - other.merged.from) }
  }

  private edits(): Edit[] {
    return [...this.ourEdits.values(), ...[...this.taken].map((hunk) => this.theirEdits.get(hunk)!)]
  }

  /** The base with everything that is to be made; whoever asks checks it. */
  private made(): Node {
    return this.edits()
      .toSorted(({ hunk: one }, { hunk: other }) => fromTheEnd(one, other))
      .reduce(
        (doc, { hunk, slice }) =>
          slice ? replace(doc, hunk.fromA, hunk.toA, slice) : reshape(doc, hunk.fromA, hunk),
        this.base,
      )
  }

  private fits(): boolean {
    try {
      this.made().check()
      return true
    } catch (error) {
      if (error instanceof RangeError) return false
      throw error
    }
  }

  /** Each side emptied half of a cell, say: no single change is to blame, so whichever comes last and does not fit is refused. */
  private takeOneByOne(): void {
    const loose = [...this.taken].filter((hunk) => !this.pinned.has(hunk))
    for (const hunk of loose) this.taken.delete(hunk)
    for (const hunk of loose.slice(0, MOST_ONE_BY_ONE)) {
      this.taken.add(hunk)
      if (!this.fits()) this.refuse(hunk)
    }
    for (const hunk of loose.slice(MOST_ONE_BY_ONE)) this.refuse(hunk)
    this.refuseMoves()
  }

  /**
   * Counts every word of the result against the three texts, and refuses what brought too many or took too many. Throws when nothing
   * can be refused: then the two cannot stand together.
   */
  private refuseMisplaced(doc: Node): boolean {
    const { missing, surplus } = misplaced(this.base, this.ours, this.theirs, doc)
    if (missing.size + surplus.size === 0) return false
    const isOfThem = (hunk: Hunk) => hasAny(hunk.added, surplus) || hasAny(hunk.removed, missing)
    const offenders = [...this.taken].filter((hunk) => !this.pinned.has(hunk) && isOfThem(hunk))
    if (offenders.length === 0) throw new RangeError('The two texts cannot stand together.')
    for (const hunk of offenders) this.refuse(hunk)
    this.refuseMoves()
    return true
  }

  private refuse(hunk: Hunk): void {
    this.taken.delete(hunk)
    this.refused.set(hunk, [])
  }

  private decide(hunk: Hunk): void {
    const touched = this.ourHunks.filter((our) => touches(our, hunk))
    const same = touched.find((our) => isSameChange(our, this.ours, hunk, this.theirs))
    if (same) this.same.set(hunk, same)
    else if (touched.length === 0) this.taken.add(hunk)
    else if (!this.carryTheirs(hunk, touched) && !this.carryOurs(hunk, touched))
      this.refused.set(hunk, touched)
  }

  /** They changed words of a block that we wrapped, moved or re-typed: the change goes to our copy of the block. */
  private carryTheirs(hunk: Hunk, touched: readonly Hunk[]): boolean {
    const [our] = touched
    if (touched.length !== 1 || our!.kind !== 'blocks' || !isWithin(hunk, our!)) return false
    const others = this.ourHunks.filter((each) => each !== our && this.ourEdits.has(each))
    return [our!, ...others].some((to) => this.carry(this.theirs, hunk, this.ourEdits.get(to)))
  }

  /** The reverse: we changed words of a block that they wrapped or moved; our changes go to their copy, which is taken. */
  private carryOurs(hunk: Hunk, touched: readonly Hunk[]): boolean {
    if (hunk.kind !== 'blocks' || !touched.every((our) => isWithin(our, hunk))) return false
    if (!touched.every((our) => this.ourEdits.has(our))) return false
    const free = this.theirHunks.filter(
      (each) => each !== hunk && !this.ourHunks.some((our) => touches(our, each)),
    )
    const before = [hunk, ...free].map(
      (each) => [this.theirEdits.get(each)!, this.theirEdits.get(each)!.slice] as const,
    )
    const into: Hunk[] = []
    for (const our of touched) {
      const to = [hunk, ...free].find((each) => this.carry(this.ours, our, this.theirEdits.get(each)))
      if (to) into.push(to)
    }
    if (into.length < touched.length) {
      for (const [edit, slice] of before) edit.slice = slice
      return false
    }
    for (const our of touched) this.ourEdits.delete(our)
    for (const each of [hunk, ...into]) {
      this.taken.add(each)
      this.pinned.add(each)
    }
    return true
  }

  private carry(doc: Node, hunk: Hunk, to: Edit | undefined): boolean {
    if (to?.hunk.kind !== 'blocks') return false
    const merge = (base: Node, ours: Node, theirs: Node) => merge3(base, ours, theirs, this.budget)
    const { base, copies } = this
    const slice = carryInto(to.slice!, { base, doc, hunk, copies, to: to.hunk, merge })
    if (slice) to.slice = slice
    return slice !== null
  }

  /**
   * A block that was moved is a deletion and an insertion. Neither is taken without the other: the words would stand there twice, or
   * nowhere.
   */
  private refuseMoves(): void {
    const gone = () => [...this.refused.keys(), ...this.ourEdits.keys()]
    const isHalf = (hunk: Hunk) =>
      gone().some((source) => movedBy(hunk, source)) ||
      [...this.refused.keys()].some((target) => movedBy(target, hunk))
    for (let before = -1; before !== this.refused.size;) {
      before = this.refused.size
      for (const hunk of this.taken) if (!this.pinned.has(hunk) && isHalf(hunk)) this.refuse(hunk)
    }
  }

  /** Refused changes together with those of ours that stand in their way; what hangs together is one conflict. */
  private clusters(): Cluster[] {
    const clusters: Cluster[] = []
    for (const [hunk, touched] of this.refused) {
      const same = clusters.filter(({ ours }) => ours.some((our) => touched.includes(our)))
      for (const each of same) clusters.splice(clusters.indexOf(each), 1)
      clusters.push({
        theirs: [hunk, ...same.flatMap(({ theirs }) => theirs)],
        ours: [...new Set([...touched, ...same.flatMap(({ ours }) => ours)])],
      })
    }
    return [...clusters, ...this.movedAway()]
  }

  /** What both took away and we have put elsewhere: they deleted what we moved. */
  private movedAway(): Cluster[] {
    const alike = new Set(this.same.values())
    return [...this.same.keys()].flatMap((hunk) =>
      this.ourHunks
        .filter((our) => !alike.has(our) && this.ourEdits.has(our) && movedBy(our, hunk))
        .map((our) => ({ theirs: [], ours: [our], then: hunk.removed })),
    )
  }

  private conflict(cluster: Cluster, doc: Node, edits: readonly Edit[]): Conflict {
    const all = [...cluster.theirs, ...cluster.ours]
    const own = new Set(all)
    const base = {
      from: Math.min(...all.map(({ fromA }) => fromA)),
      to: Math.max(...all.map(({ toA }) => toA)),
    }
    const done = edits.map(({ hunk, slice }) => ({
      hunk,
      by: slice ? slice.size - (hunk.toA - hunk.fromA) : 0,
    }))
    const growth = (hunk: Hunk) =>
      hunk.kind === 'node' ? 0 : hunk.toB - hunk.fromB - (hunk.toA - hunk.fromA)
    const sized = (hunks: readonly Hunk[]) => hunks.map((hunk) => ({ hunk, by: growth(hunk) }))
    const merged = spanAfter(base, done, own)
    const ours = spanAfter(base, sized(this.ourHunks), own)
    const theirs = spanAfter(base, sized(this.theirHunks), own)
    return {
      ...{ merged, base, ours, theirs },
      then: cluster.then ?? textBetween(this.base, base.from, base.to),
      now: textBetween(this.theirs, theirs.from, theirs.to),
      kept: textBetween(doc, merged.from, merged.to),
    }
  }
}

const isWithin = (hunk: Hunk, blocks: Hunk) => hunk.fromA >= blocks.fromA && hunk.toA <= blocks.toA

/** Where a stretch of the base stands after changes; those at its very edge belong to it only when they are among `own`. */
function spanAfter(base: Span, changes: readonly { hunk: Hunk; by: number }[], own: ReadonlySet<Hunk>): Span {
  let [before, inside] = [0, 0]
  for (const { hunk, by } of changes) {
    const isInside = hunk.fromA >= base.from && hunk.toA <= base.to
    const isAtEdge = hunk.fromA === hunk.toA && (hunk.fromA === base.from || hunk.fromA === base.to)
    if (isInside && (own.has(hunk) || !isAtEdge)) inside += by
    else if (hunk.toA <= base.from) before += by
  }
  return { from: base.from + before, to: base.to + before + inside }
}

/**
 * What two people made of one text, together: ours with whatever they changed elsewhere. Where both changed the same words ours stays and
 * a conflict names the place. Never throws for clean nodes: when the two cannot stand together, all of ours stays and the whole changed
 * stretch is one conflict.
 */
export function merge3(base: Node, ours: Node, theirs: Node, budget = new Budget()): Merged {
  try {
    return new Merge(base, ours, theirs, budget).run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { doc: ours, conflicts: [wholeConflict(base, ours, theirs)] }
  }
}

/** From where the three texts first differ to where they last do. */
function wholeConflict(base: Node, ours: Node, theirs: Node): Conflict {
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
