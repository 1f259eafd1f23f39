import { Transform } from '@tiptap/pm/transform'
import type { Node } from '@tiptap/pm/model'
import { withCitations } from '../../../shared/clauses.ts'
import { fromTheEnd, replace, reshape, sliceFor } from '../../../shared/draft-diff/apply.ts'
import { nodeOfDraft } from '../../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../../shared/draft-diff/diff.ts'
import type { Hunk } from '../../../shared/draft-diff/hunk.ts'
import { markedDraft, type MarkedBlock, type MarkedRun } from '../compare/marked.ts'
import type { ExchangedComment, ExchangedProposal, ExportedDraft } from './exchange.ts'
import type { Change, TrackedNode } from './tracked.ts'

/** One change of somebody's proposal, and the text it leads to. */
interface Proposed {
  hunk: Hunk
  b: Node
  by: Change
}

/** What a change occupies of the base text: of a block that becomes another kind only its borders. */
const spans = ({ kind, fromA, toA }: Hunk): [number, number][] =>
  kind === 'node'
    ? [
        [fromA, fromA + 1],
        [toA - 1, toA],
      ]
    : [[fromA, toA]]

const collides = (one: Hunk, other: Hunk) =>
  spans(one).some(([from, to]) => spans(other).some(([start, end]) => from <= end && start <= to))

const sameChange = (one: Hunk, other: Hunk) =>
  one.id === other.id && one.fromA === other.fromA && one.toA === other.toA

/** Changes that can stand in one text, and those that collide with an earlier one; the same change twice is one. */
function sorted(all: readonly Proposed[]) {
  const taken: Proposed[] = []
  const left: Proposed[] = []
  for (const each of all) {
    // The changes of one author come of one comparison and fit together.
    const others = taken.filter(({ b }) => b !== each.b)
    if (others.some(({ hunk }) => sameChange(hunk, each.hunk))) continue
    if (others.some(({ hunk }) => collides(hunk, each.hunk))) left.push(each)
    else taken.push(each)
  }
  return { taken, left }
}

const together = (a: Node, proposed: readonly Proposed[]): Node => {
  const made = proposed
    .toSorted((one, other) => fromTheEnd(one.hunk, other.hunk))
    .reduce(
      (doc, { hunk, b }) =>
        hunk.kind === 'node'
          ? reshape(doc, hunk.fromA, hunk)
          : replace(doc, hunk.fromA, hunk.toA, sliceFor(a, b, hunk)),
      a,
    )
  made.check()
  return made
}

/** All changes that fit together; if they make no draft, as few authors as possible are left out. */
function gathered(a: Node, authors: readonly Proposed[][]) {
  let { taken, left } = sorted(authors.flat())
  let b: Node | undefined
  for (let kept = authors.length; kept >= 0 && !b; kept--) {
    const { taken: some, left: others } = sorted(authors.slice(0, kept).flat())
    try {
      b = together(a, some)
      ;[taken, left] = [some, [...others, ...authors.slice(kept).flat()]]
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return { b: b ?? a, taken, left }
}

/** «было» → «стало», with signs that need no language. */
function wordsOf({ kind, removed, added }: Hunk): string {
  if (kind === 'node') return '¶'
  if (!removed) return `+ «${added}»`
  return added ? `«${removed}» → «${added}»` : `− «${removed}»`
}

/** A change that collides with another stands beside the words it is about. */
function besides(a: Node, left: readonly Proposed[]): { a: Node; comments: ExchangedComment[] } {
  const change = new Transform(a)
  const comments = left.map(({ hunk, by }, at): ExchangedComment => {
    const id = `proposal-${at + 1}`
    const place = a.resolve(hunk.fromA)
    const isPoint = hunk.fromA === hunk.toA && place.parent.isTextblock
    const [from, to] = isPoint ? [place.start(), place.end()] : [hunk.fromA, hunk.toA]
    change.addMark(from, to, a.type.schema.marks.comment!.create({ id }))
    return { id, ...by, text: wordsOf(hunk), replies: [], resolved: false, quote: hunk.removed }
  })
  return { a: change.doc, comments }
}

const overlap = (one: Hunk, other: Hunk) => Math.min(one.toA, other.toA) - Math.max(one.fromA, other.fromA)

/** Whose a change of the gathered text is: the one of the same id, or else the one that covers most of it. */
const authorOf = (hunk: Hunk, taken: readonly Proposed[]): Change =>
  (
    taken.find((each) => sameChange(each.hunk, hunk)) ??
    taken.toSorted((one, other) => overlap(other.hunk, hunk) - overlap(one.hunk, hunk))[0]!
  ).by

const linkOf = ({ node }: MarkedRun) =>
  JSON.stringify(node.marks?.find((mark) => mark.type === 'link') ?? null)

const textOf = (runs: readonly MarkedRun[]) => runs.map(({ node }) => node.text ?? '').join('')

/** Words that only look otherwise, or null if more than that was changed. */
function restyled(
  removed: readonly MarkedRun[],
  added: readonly MarkedRun[],
  by: Change,
): TrackedNode[] | null {
  const isText = [...removed, ...added].every(({ node }) => node.type === 'text')
  if (!isText || textOf(removed) !== textOf(added)) return null
  const [before, now] = [[...removed], [...added]]
  const pieces: TrackedNode[] = []
  let [skip, done] = [0, 0]
  while (before.length && now.length) {
    const [one, other] = [before[0]!.node.text!.slice(skip), now[0]!.node.text!.slice(done)]
    const length = Math.min(one.length, other.length)
    if (linkOf(before[0]!) !== linkOf(now[0]!)) return null
    pieces.push({
      ...now[0]!.node,
      text: other.slice(0, length),
      was: { node: { type: 'text', marks: before[0]!.node.marks ?? [] }, by },
    })
    ;[skip, done] = [skip + length, done + length]
    if (length === one.length) {
      before.shift()
      skip = 0
    }
    if (length === other.length) {
      now.shift()
      done = 0
    }
  }
  return pieces
}

type ByHunk = (id: string | undefined) => Change

function trackedRuns(runs: readonly MarkedRun[], by: ByHunk): TrackedNode[] {
  const tracked: TrackedNode[] = []
  for (let at = 0; at < runs.length;) {
    const { change, hunk, node } = runs[at]!
    if (change === 'kept') {
      tracked.push(node)
      at++
      continue
    }
    let end = at
    while (end < runs.length && runs[end]!.change !== 'kept' && runs[end]!.hunk === hunk) end++
    const changed = runs.slice(at, end)
    const [removed, added] = [
      changed.filter((each) => each.change === 'removed'),
      changed.filter((each) => each.change === 'added'),
    ]
    const kept = restyled(removed, added, by(hunk))
    if (kept?.length) tracked.push(...kept)
    else
      for (const each of changed)
        tracked.push({
          ...each.node,
          ...(each.change === 'added' ? { inserted: by(hunk) } : { deleted: by(hunk) }),
        })
    at = end
  }
  return tracked
}

function trackedBlock(block: MarkedBlock, by: ByHunk): TrackedNode {
  const { change, hunk, type, attrs, was, runs, end, blocks } = block
  const whole =
    change === 'added' ? { inserted: by(hunk) } : change === 'removed' ? { deleted: by(hunk) } : {}
  const content =
    change === 'kept'
      ? runs
        ? trackedRuns(runs, by)
        : blocks?.map((each) => trackedBlock(each, by))
      : (runs?.map((each) => each.node) ??
        blocks?.map((each) => trackedBlock({ ...each, change: 'kept' }, by)))
  return {
    type,
    attrs,
    ...whole,
    ...(content?.length && { content }),
    ...(was && { was: { node: { type: was.type, attrs: was.attrs }, by: by(was.hunk) } }),
    ...(end && { end: end.change === 'added' ? { inserted: by(end.hunk) } : { deleted: by(end.hunk) } }),
  }
}

/**
 * A text with its open proposals → one text in which each is a tracked change of its author. What collides with an earlier
 * proposal becomes a comment beside the words it is about. Throws `RangeError` for JSON that is no draft.
 */
export function withProposals({ json, comments = [], proposals = [] }: ExportedDraft): {
  text: TrackedNode
  comments: ExchangedComment[]
} {
  const base = nodeOfDraft(withCitations(json))
  const authors = proposals.map(({ author, at, json: proposed }: ExchangedProposal) => {
    const b = nodeOfDraft(withCitations(proposed))
    return diffDrafts(base, b).map((hunk): Proposed => ({ hunk, b, by: { author, at } }))
  })
  const { taken, left } = gathered(base, authors)
  const beside = besides(base, left)
  // Marks of comments move nothing: the changes fit the marked text as well.
  const b = together(beside.a, taken)
  const hunks = diffDrafts(beside.a, b)
  const whose = new Map(hunks.map((hunk) => [hunk.id, authorOf(hunk, taken)]))
  const marked = markedDraft(beside.a, b, hunks)
  return {
    text: {
      type: 'doc',
      content: marked.map((block) => trackedBlock(block, (id) => whose.get(id ?? '')!)),
    },
    comments: [...comments, ...beside.comments],
  }
}
