import type { Node } from '@tiptap/pm/model'
import { marksKey, shapeKey } from './keys.ts'

/** A word, a space, a sign, an inline atom or the border of two blocks, with where it stands. */
export type Token = { key: string; from: number; to: number; isSpace: boolean }

/** A node with the position before it. */
export type Placed = { node: Node; pos: number }

// A sign keeps what modifies it, and an emoji the parts it is joined of: half of one would be another sign.
const TOKENS =
  /[\p{L}\p{M}\p{N}]+|\s+|\p{Regional_Indicator}{2}|[^\s](?:[\p{M}\p{Emoji_Modifier}\ufe0f\u20e3]|\u200d[^\s])*/gu

/** Textblocks that are compared as one sequence of tokens; two of them when a block was split or joined. */
export function tokensOf(blocks: readonly Placed[], borderKeys: readonly string[] = []): Token[] {
  return blocks.flatMap(({ node, pos }, at) => {
    const before = blocks[at - 1]
    if (!before) return inlineTokens(node, pos + 1)
    const from = before.pos + before.node.nodeSize - 1
    const border = { key: `border${borderKeys[at] ?? shapeKey(node)}`, from, to: pos + 1, isSpace: false }
    return [border, ...inlineTokens(node, pos + 1)]
  })
}

function inlineTokens(block: Node, start: number): Token[] {
  const tokens: Token[] = []
  const runs: { marks: string; text: string; from: number }[] = []
  block.forEach((child, offset) => {
    const from = start + offset
    const last = runs.at(-1)
    const marks = child.isText ? marksKey(child.marks) : shapeKey(child)
    // A comment cuts a text in two, also in the middle of a word; it is one run all the same.
    const goesOn = child.isText && last?.marks === marks && last.from + last.text.length === from
    if (goesOn) last.text += child.text!
    else runs.push({ marks, text: child.isText ? child.text! : '', from })
  })
  for (const run of runs) {
    if (run.text === '')
      tokens.push({ key: `leaf${run.marks}`, from: run.from, to: run.from + 1, isSpace: false })
    for (const match of run.text.matchAll(TOKENS)) {
      const from = run.from + match.index
      const isSpace = /^\s/u.test(match[0])
      tokens.push({ key: `${match[0]} ${run.marks}`, from, to: from + match[0].length, isSpace })
    }
  }
  return tokens
}
