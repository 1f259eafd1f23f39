import { expect, test } from 'vitest'
import { collide } from '../../server/procedures/rules.ts'
import { partsOf, together, type Part } from '../../server/procedures/texts.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { catchUp, type CaughtUp } from '../../shared/draft-diff/fork.ts'
import { readsSame } from '../../shared/draft-diff/keys.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { anyDraft, editedTimes, Speaker, saidIn, wordsOfDraft } from '../support/draft-histories.ts'
import { draws, type Draw } from '../support/draws.ts'

const first = Number(process.env['SEED'] ?? 1)
const seeds = (count: number) => Array.from({ length: count }, (_, at) => first + at)

/** A text, and the amendments of three people to it. */
function history(seed: number) {
  const draw = draws(seed)
  const basis = anyDraft(draw, new Speaker(draw, 'b'), 8)
  const amendments = ['x', 'y', 'w'].flatMap((name) => {
    const fork = editedTimes(basis, 1 + draw(5), draw, new Speaker(draw, name))
    const hunks = diffDrafts(nodeOfDraft(basis), nodeOfDraft(fork))
    return hunks.length === 0 ? [] : partsOf(basis, fork, hunks)
  })
  return { draw, basis, amendments }
}

function shuffled<T>(all: readonly T[], draw: Draw): T[] {
  const left = [...all]
  return all.map(() => left.splice(draw(left.length), 1)[0]!)
}

/** Adopts what no other of these excludes, in this order. */
function adopt(basis: DraftJson, order: readonly Part[]) {
  let text = basis
  const adopted: Part[] = []
  for (const each of order) {
    if (adopted.some((other) => collide(other, each))) continue
    try {
      text = together(basis, [...adopted, each])
      adopted.push(each)
    } catch (error) {
      // Two people emptied one cell of a table between them, say.
      if (!(error instanceof RangeError)) throw error
    }
  }
  return { text, adopted }
}

const counts = (json: DraftJson) => saidIn(wordsOfDraft(json))

test('amendments of 300 texts in any order: no word goes that nobody voted out, none comes that nobody voted in', () => {
  for (const seed of seeds(300)) {
    const { draw, basis, amendments } = history(seed)
    const { text, adopted } = adopt(basis, shuffled(amendments, draw))
    nodeOfDraft(text).check()
    const [before, after] = [counts(basis), counts(text)]
    const each = adopted.map(({ json }) => counts(json))
    for (const word of new Set([before, after, ...each].flatMap((bag) => [...bag.keys()]))) {
      const was = before.get(word) ?? 0
      const voted = each.reduce((sum, bag) => sum + (bag.get(word) ?? 0) - was, was)
      expect(after.get(word) ?? 0, `seed ${seed}: ${word}`).toBe(voted)
    }
  }
})

test('amendments of 300 texts that were adopted make the same text in any order, and the text that merging them one by one makes', () => {
  let merged = 0
  for (const seed of seeds(300)) {
    const { draw, basis, amendments } = history(seed)
    const { text, adopted } = adopt(basis, shuffled(amendments, draw))
    const again = adopt(basis, shuffled(adopted, draw))
    expect(again.adopted, `seed ${seed}`).toHaveLength(adopted.length)
    expect(readsSame(nodeOfDraft(again.text), nodeOfDraft(text)), `seed ${seed}`).toBe(true)

    let one: DraftJson | null = basis
    for (const { json } of shuffled(adopted, draw)) {
      const step: CaughtUp | null = one && catchUp(basis, json, one)
      one = step?.conflicts.length === 0 ? step.fork : null
    }
    if (!one) continue
    merged++
    expect(readsSame(nodeOfDraft(one), nodeOfDraft(text)), `seed ${seed}`).toBe(true)
  }
  // The merge asks where it is not sure; a council has decided.
  expect(merged).toBeGreaterThan(280)
})
