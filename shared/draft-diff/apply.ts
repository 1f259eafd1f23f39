import { Fragment, Slice, type Mark, type Node } from '@tiptap/pm/model'
import type { Hunk } from './hunk.ts'
import { keepUnread } from './keys.ts'
import { renamed } from './names.ts'

/**
 * From the end to the beginning, so that what is done does not move what is to do. What is put in front of a block comes after what
 * is done to the block itself.
 */
export const fromTheEnd = (one: Hunk, other: Hunk): number => other.fromA - one.fromA || other.toA - one.toA

const isComment = (mark: Mark) => mark.type.name === 'comment'

/** Ids and marks of the comments that stand between two positions. */
function commentsIn(node: Node, from: number, to: number) {
  const [some, all] = [new Set<Mark>(), new Set<Mark>()]
  let isFirst = true
  const keep = (marks: readonly Mark[]) => {
    const comments = marks.filter(isComment)
    for (const mark of comments) some.add(mark)
    if (isFirst) for (const mark of comments) all.add(mark)
    else for (const mark of all) if (!mark.isInSet(comments)) all.delete(mark)
    isFirst = false
  }
  if (from === to) {
    const place = node.resolve(from)
    const after = place.nodeAfter?.marks ?? []
    for (const mark of place.nodeBefore?.marks ?? [])
      if (isComment(mark) && mark.isInSet(after)) all.add(mark)
  } else node.nodesBetween(from, to, (each) => void (each.isText && keep(each.marks)))
  return { some: [...some], all: [...all] }
}

/**
 * Comments belong to the text that is changed: what comes in is inside a comment when all that it replaces was, and keeps one of its
 * own only when what it replaces had it too, so that a moved block takes its discussion along.
 */
function commented(content: Fragment, some: readonly Mark[], all: readonly Mark[]): Fragment {
  const nodes = content.content.map((node) => {
    if (!node.isText) return node.isLeaf ? node : node.copy(commented(node.content, some, all))
    const kept = node.marks.filter((mark) => !isComment(mark) || mark.isInSet(some))
    return node.mark(all.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), kept))
  })
  return Fragment.fromArray(nodes)
}

/** What B has in place of a range of A, ready to be put there. */
export function sliceFor(a: Node, b: Node, hunk: Hunk): Slice {
  const slice = b.slice(hunk.fromB, hunk.toB)
  const { some, all } = commentsIn(a, hunk.fromA, hunk.toA)
  const named =
    hunk.kind === 'blocks' ? renamed(a.slice(hunk.fromA, hunk.toA).content, slice.content) : slice.content
  return new Slice(commented(named, some, all), slice.openStart, slice.openEnd)
}

/** Gives the block at a position another kind around its content. */
export function reshape(doc: Node, pos: number, hunk: Hunk): Node {
  const node = doc.nodeAt(pos)
  const type = doc.type.schema.nodes[hunk.to?.type ?? '']
  if (!node || !type) throw new RangeError(`There is no block to change at ${pos}.`)
  const changed = type.create(keepUnread(node, hunk.to!.attrs), node.content, node.marks)
  return replace(doc, pos, pos + node.nodeSize, new Slice(Fragment.from(changed), 0, 0))
}

/** ProseMirror reports some misfits by an error of its own kind; here every misfit is a RangeError. */
export function replace(doc: Node, from: number, to: number, slice: Slice): Node {
  try {
    return doc.replace(from, to, slice)
  } catch (error) {
    throw error instanceof RangeError ? error : new RangeError(String(error), { cause: error })
  }
}

/**
 * A with some of the changes of `diffDrafts(a, b)` made. Comments stay those of A. Throws `RangeError` when the result would be no draft.
 * To decline a change, apply it to B turned around: `applyHunks(b, a, [flip(hunk)])`.
 */
export function applyHunks(a: Node, b: Node, hunks: readonly Hunk[]): Node {
  const result = [...hunks].sort(fromTheEnd).reduce((doc, hunk) => {
    if (hunk.kind === 'node') return reshape(doc, hunk.fromA, hunk)
    return replace(doc, hunk.fromA, hunk.toA, sliceFor(a, b, hunk))
  }, a)
  result.check()
  return result
}
