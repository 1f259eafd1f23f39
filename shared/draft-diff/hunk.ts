import type { Node } from '@tiptap/pm/model'

/** What a block is apart from its content. */
export type NodeShape = { type: string; attrs: Record<string, unknown> }

/**
 * One change between a text A and a text B, which may be taken or left by itself. Positions are those of ProseMirror: `fromA` and
 * `toA` in A, `fromB` and `toB` in B, ends exclusive.
 *
 * - `text`: words inside a block; it may hold the border of two blocks, when one was split or two were joined.
 * - `blocks`: whole blocks, items or rows; B's stand in place of A's.
 * - `node`: a block became another kind (`from` → `to`) around its content. Its ranges are the whole block, but it occupies only the
 *   block's two borders: what changed inside are changes of their own.
 */
export type Hunk = {
  /** Stays the same while the text elsewhere moves; see `findHunk`. */
  id: string
  kind: 'text' | 'blocks' | 'node'
  fromA: number
  toA: number
  fromB: number
  toB: number
  /** The words of A in the range, a line for every block; none of a `node`. */
  removed: string
  /** The words of B in the range. */
  added: string
  /** Of a `node` only: what it was in A. */
  from?: NodeShape
  /** Of a `node` only: what it is in B. */
  to?: NodeShape
}

/** The words that a change takes away and brings; equal when only marks such as bold changed, none for a `node`. */
export const hunkWords = (hunk: Hunk) => ({ removed: hunk.removed, added: hunk.added })

/** Only bold, a link or the like changed, not the words. */
export const isFormatOnly = (hunk: Hunk) => hunk.kind === 'text' && hunk.removed === hunk.added

/** The same change backwards: applied to B it gives what A had. */
export function flip(hunk: Hunk): Hunk {
  const { fromA, toA, fromB, toB, removed, added, from, to, ...rest } = hunk
  const turned = { ...rest, fromA: fromB, toA: toB, fromB: fromA, toB: toA, removed: added, added: removed }
  return { ...turned, ...(to && { from: to }), ...(from && { to: from }) }
}

export const shapeOf = (node: Node): NodeShape => ({ type: node.type.name, attrs: { ...node.attrs } })

/** A short word for long content, for telling apart, not for secrecy: 64 bits in two halves by multiplication and shift. */
export function hashOf(text: string): string {
  let [one, two] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    one = Math.imul(one ^ code, 0x9e3779b1)
    two = Math.imul(two ^ code, 0x5f356495)
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35)
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35)
  return (one >>> 0).toString(36).padStart(7, '0') + (two >>> 0).toString(36).padStart(7, '0')
}

/** The second and further changes that read exactly alike are told apart by their order. */
export function withIds(hunks: readonly (Omit<Hunk, 'id'> & { hash: string })[]): Hunk[] {
  const seen = new Map<string, number>()
  return hunks.map(({ hash, ...hunk }) => {
    const before = seen.get(hash) ?? 0
    seen.set(hash, before + 1)
    return { id: before === 0 ? hash : `${hash}-${before + 1}`, ...hunk }
  })
}

const hashPart = (id: string) => id.replace(/-\d+$/, '')

/**
 * The change that somebody saw under an id. Among changes that read exactly alike it is the one nearest to `near`, the position in
 * B (`fromB`) where they saw it; without `near` it is the one of that very id.
 */
export function findHunk(hunks: readonly Hunk[], id: string, near?: number): Hunk | undefined {
  if (near === undefined) return hunks.find((hunk) => hunk.id === id)
  const alike = hunks.filter((hunk) => hashPart(hunk.id) === hashPart(id))
  const distance = (hunk: Hunk) => Math.abs(hunk.fromB - near)
  return alike.sort((one, other) => distance(one) - distance(other))[0]
}
