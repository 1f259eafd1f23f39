import type { Node } from '@tiptap/pm/model'
import { hasAny, misplaced } from './accounts.ts'
import { fromTheEnd, replace, reshape, sliceFor } from './apply.ts'
import { Budget } from './budget.ts'
import { carryInto, type Copies } from './carry.ts'
import { isSameChange } from './collide.ts'
import {
  clustersOf,
  conflictsOf,
  wholeConflict,
  type Cluster,
  type Conflict,
  type Edit,
} from './conflicts.ts'
import { diffDrafts } from './diff.ts'
import type { Hunk } from './hunk.ts'
import { Line } from './line.ts'
import { Words } from './moves.ts'

export type { Conflict, Span } from './conflicts.ts'

export type Merged = { doc: Node; conflicts: Conflict[] }

/** Each costs a whole text. */
const MOST_ONE_BY_ONE = 100
const MOST_ROUNDS = 20

class Merge {
  private readonly budget: Budget
  private readonly base: Node
  private readonly ours: Node
  private readonly theirs: Node
  private readonly ourHunks: Hunk[]
  private readonly theirHunks: Hunk[]
  private readonly ourLine: Line
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
    this.ourLine = new Line(this.ourHunks)
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
    for (let round = 0; this.refuseMisplaced(doc); round++) {
      if (round === MOST_ROUNDS) throw new RangeError('The two texts cannot stand together.')
      doc = this.made()
    }
    doc.check()
    const { base, ours, theirs } = this
    const clusters = [...clustersOf(this.refused), ...this.movedAway()]
    const sides = {
      base,
      ours,
      theirs,
      ourHunks: this.ourHunks,
      theirHunks: this.theirHunks,
      doc,
      edits: this.edits(),
    }
    return { doc, conflicts: conflictsOf(clusters, sides) }
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
    const touched = this.ourLine.touching(hunk)
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
    const free = this.theirHunks.filter((each) => each !== hunk && this.ourLine.touching(each).length === 0)
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
    const slice = carryInto(to.slice!, { base, doc, hunk, copies, to: to.hunk, merge, budget: this.budget })
    if (slice) to.slice = slice
    return slice !== null
  }

  /**
   * A block that was moved is a deletion and an insertion. Neither is taken without the other: the words would stand there twice, or
   * nowhere.
   */
  private refuseMoves(): void {
    for (let before = -1; before !== this.refused.size;) {
      before = this.refused.size
      const sources = new Words([...this.refused.keys(), ...this.ourEdits.keys()], this.budget)
      const targets = new Words([...this.refused.keys()], this.budget)
      for (const hunk of this.taken)
        if (
          !this.pinned.has(hunk) &&
          (sources.sourcesOf(hunk).length > 0 || targets.targetsOf(hunk).length > 0)
        )
          this.refuse(hunk)
    }
  }

  /** What both took away and we have put elsewhere: they deleted what we moved. */
  private movedAway(): Cluster[] {
    const alike = new Set(this.same.values())
    const own = this.ourHunks.filter((our) => !alike.has(our) && this.ourEdits.has(our))
    const words = new Words([...this.same.keys()], this.budget)
    return own.flatMap((our) =>
      words.sourcesOf(our).map((hunk) => ({ theirs: [], ours: [our], then: hunk.removed })),
    )
  }
}

const isWithin = (hunk: Hunk, blocks: Hunk) => hunk.fromA >= blocks.fromA && hunk.toA <= blocks.toA

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
