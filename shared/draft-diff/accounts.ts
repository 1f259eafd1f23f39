import type { Node } from '@tiptap/pm/model'
import { bagOf, bagOfText } from './words.ts'

/**
 * The words that a merge has too few or too many of. Of ours nothing may go but what they took away, and nothing may come but what they
 * brought; in between everything is a matter of which of their changes were taken.
 */
export function misplaced(base: Node, ours: Node, theirs: Node, result: Node) {
  const bags = [base, ours, theirs, result].map(bagOf)
  const [missing, surplus] = [new Set<string>(), new Set<string>()]
  for (const word of new Set(bags.flatMap(({ counts }) => [...counts.keys()]))) {
    const [was, mine, their, got] = bags.map(({ counts }) => counts.get(word) ?? 0) as [
      number,
      number,
      number,
      number,
    ]
    if (got < mine - Math.max(0, was - their)) missing.add(word)
    if (got > mine + Math.max(0, their - was)) surplus.add(word)
  }
  return { missing, surplus }
}

export const hasAny = (text: string, words: ReadonlySet<string>): boolean =>
  words.size > 0 && [...bagOfText(text).counts.keys()].some((word) => words.has(word))
