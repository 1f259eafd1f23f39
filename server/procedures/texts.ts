import { fromTheEnd, replace, reshape, sliceFor } from '../../shared/draft-diff/apply.ts'
import { Budget } from '../../shared/draft-diff/budget.ts'
import { draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { isFormatOnly, type Hunk } from '../../shared/draft-diff/hunk.ts'
import { Words } from '../../shared/draft-diff/moves.ts'
import { textBetween } from '../../shared/draft-diff/words.ts'
import { shapeWord } from '../../shared/change-words.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Passage, Run } from '../../shared/procedures.ts'
import { placeAt, placeLine } from '../suggestions/queries.ts'

type Node = ReturnType<typeof nodeOfDraft>

/** Changes of a basis: those of `diffDrafts(basis, suggested)` that are meant. */
export interface Changes {
  hunks: readonly Hunk[]
  suggested: DraftJson
}

/**
 * The basis with several amendments, none of which touches another: every change is made where it was suggested, so it does not matter in
 * which order they were adopted. Throws `RangeError` when the result would be no draft.
 */
export function together(basis: DraftJson, all: readonly Changes[]): DraftJson {
  const a = nodeOfDraft(basis)
  const edits = all.flatMap(({ hunks, suggested }) => {
    const b = nodeOfDraft(suggested)
    return hunks.map((hunk) => ({ hunk, slice: hunk.kind === 'node' ? null : sliceFor(a, b, hunk) }))
  })
  const result = edits
    .toSorted((one, other) => fromTheEnd(one.hunk, other.hunk))
    .reduce(
      (doc, { hunk, slice }) =>
        slice ? replace(doc, hunk.fromA, hunk.toA, slice) : reshape(doc, hunk.fromA, hunk),
      a,
    )
  result.check()
  return draftOfNode(result)
}

/**
 * The changes of one suggestion as amendments: one for each clause. Words that were moved go with where they went to, and what makes no
 * draft in parts stays whole.
 */
export function partsOf(basis: DraftJson, suggested: DraftJson, hunks: readonly Hunk[]): Part[] {
  const a = nodeOfDraft(basis)
  const part = (group: readonly Hunk[]): Part => ({
    clause: Math.min(...group.map(({ fromA }) => clauseAt(a, fromA))),
    hunks: group,
    suggested,
    json: together(basis, [{ hunks: group, suggested }]),
    passages: passagesOf(a, group),
  })
  try {
    return groupsOf(a, hunks).map(part)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [part(hunks)]
  }
}

export interface Part extends Changes {
  /** Where its clause begins in the basis. */
  clause: number
  /** The basis with this part alone. */
  json: DraftJson
  passages: Passage[]
}

/** Where the clause begins in which a position is: its innermost item, or its block. */
function clauseAt(doc: Node, position: number): number {
  const at = doc.resolve(Math.min(position, doc.content.size))
  for (let depth = at.depth; depth > 0; depth--)
    if (depth === 1 || at.node(depth).type.name === 'listItem') return at.before(depth)
  return at.pos
}

function groupsOf(doc: Node, hunks: readonly Hunk[]): Hunk[][] {
  const groups = new Map<string, Hunk[]>()
  for (const hunk of hunks) {
    const { block, label } = placeAt(doc, hunk.fromA)
    const key = `${block} ${label}`
    groups.set(key, [...(groups.get(key) ?? []), hunk])
  }
  const all = [...groups.values()]
  const words = new Words(hunks, new Budget())
  for (const hunk of hunks)
    for (const source of words.sourcesOf(hunk)) {
      const [to, from] = [hunk, source].map((each) => all.find((group) => group.includes(each))!)
      if (to === from) continue
      all.splice(all.indexOf(from!), 1)
      to!.push(...from!)
    }
  return all.map((group) => group.toSorted((one, other) => one.fromA - other.fromA))
}

/** Changes of a text clause by clause, for people. */
export function passagesOf(doc: Node, hunks: readonly Hunk[]): Passage[] {
  const clauses: { from: number; to: number; hunks: Hunk[] }[] = []
  for (const hunk of hunks.toSorted((one, other) => one.fromA - other.fromA)) {
    const block = hunk.kind === 'text' ? blockAround(doc, hunk) : null
    const last = clauses.at(-1)
    if (block && last?.from === block.from && last.to === block.to) last.hunks.push(hunk)
    else clauses.push({ ...(block ?? { from: hunk.fromA, to: hunk.toA }), hunks: [hunk] })
  }
  return clauses.map(({ from, to, hunks }) => {
    const [first] = hunks
    const place = placeLine(placeAt(doc, first!.fromA))
    if (first!.kind === 'node') {
      const { from: was, to: will } = first!
      const shape = was && will ? { from: shapeWord(was), to: shapeWord(will) } : null
      return { place, runs: [kept(textBetween(doc, from, to))], isFormat: false, shape }
    }
    return { place, runs: runsOf(doc, from, to, hunks), isFormat: hunks.every(isFormatOnly), shape: null }
  })
}

/** The block of words that a change stays within. */
function blockAround(doc: Node, { fromA, toA }: Hunk): { from: number; to: number } | null {
  const [start, end] = [doc.resolve(fromA), doc.resolve(toA)]
  return start.parent.isTextblock && start.sameParent(end) ? { from: start.start(), to: start.end() } : null
}

const kept = (text: string): Run => ({ change: 'kept', text })

function runsOf(doc: Node, from: number, to: number, hunks: readonly Hunk[]): Run[] {
  const runs: Run[] = []
  let at = from
  for (const hunk of hunks) {
    runs.push(kept(textBetween(doc, at, hunk.fromA)))
    if (isFormatOnly(hunk)) runs.push(kept(hunk.added))
    else runs.push({ change: 'removed', text: hunk.removed }, { change: 'added', text: hunk.added })
    at = hunk.toA
  }
  runs.push(kept(textBetween(doc, at, to)))
  return runs.filter(({ text }) => text !== '')
}
