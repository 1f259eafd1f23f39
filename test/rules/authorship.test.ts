import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { percentsOf } from '../../shared/revisions.ts'
import { Authorship } from '../../server/drafts/authorship.ts'
import { authoredBlocks } from '../../server/drafts/passages.ts'
import { bringTo, textOf } from '../../server/drafts/text.ts'
import { anyDraft, edited, Speaker } from '../support/draft-histories.ts'
import { draws } from '../support/draws.ts'

const clean = (json: DraftJson) => nodeOfDraft(json).toJSON() as DraftJson

/** The texts of a history by two people, each row by row, with what was learnt of them. */
function played(seed: number, steps: number) {
  const draw = draws(seed)
  const speakers = ['a', 'b'].map((name) => new Speaker(draw, name))
  const doc = new Y.Doc()
  const authorship = new Authorship()
  const owners = new Map<number, string>()
  for (let step = 0; step < steps; step++) {
    const who = step === 0 ? 0 : draw(2)
    const copy = new Y.Doc()
    owners.set(copy.clientID, ['anna', 'boris'][who]!)
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    const speaker = speakers[who]!
    const text = step === 0 ? anyDraft(draw, speaker) : edited(clean(textOf(copy)), draw, speaker)
    const update = bringTo(copy, text)
    copy.destroy()
    if (update) authorship.apply(doc, update, { at: step * 3_600_000, owners })
  }
  return { doc, authorship, owners }
}

const nodeAt = (json: DraftJson, path: readonly number[]): DraftJson | undefined =>
  path.reduce<DraftJson | undefined>((node, at) => node?.content?.[at], json)
const wordsOf = (block?: DraftJson) => (block?.content ?? []).map(({ text }) => text ?? '\ufffc').join('')

test('in 200 histories every passage stands where the text has it, and every word belongs to who said it', () => {
  let [words, right] = [0, 0]
  for (let seed = 1; seed <= 200; seed++) {
    const { doc, authorship, owners } = played(seed, 12)
    const json = textOf(doc)
    for (const { path, text, passages } of authoredBlocks(doc, (id, n) => authorship.of(id, n, owners))) {
      expect(wordsOf(nodeAt(json, path)), `seed ${seed}`).toBe(text)
      expect(passages.map((each) => each.text).join(''), `seed ${seed}`).toBe(text)
      // Every word carries the letter of who said it, whoever moved it since.
      for (const { 0: word, index } of text.matchAll(/[а-яӄԓ]+([ab])\d+z/g)) {
        words++
        const end = index + word.length
        const by = passages.filter(({ from, to }) => from < end && to > index).map(({ personId }) => personId)
        if (by.every((each) => each === (/a\d+z$/.test(word) ? 'anna' : 'boris'))) right++
      }
    }
  }
  expect(words).toBeGreaterThan(5000)
  // A word that came back where fewer than four in a row did is whoever's put it there.
  expect(right / words).toBeGreaterThan(0.99)
})

test('what is kept says the same of the text as it stands', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { doc, authorship, owners } = played(seed, 12)
    const kept = JSON.parse(JSON.stringify(authorship.keep(doc))) as ReturnType<Authorship['keep']>
    const again = new Authorship(kept)
    const blocks = (from: Authorship) =>
      authoredBlocks(doc, (id, n) => from.of(id, n, owners)).map((b) => b.passages)
    expect(blocks(again), `seed ${seed}`).toEqual(blocks(authorship))
  }
})

test('shares are whole percents that are 100 together, and none of nothing', () => {
  expect(percentsOf([1, 1, 1])).toEqual([34, 33, 33])
  expect(percentsOf([999, 1])).toEqual([100, 0])
  expect(percentsOf([])).toEqual([])
  expect(percentsOf([0, 0])).toEqual([0, 0])
  const draw = draws(7)
  for (let round = 0; round < 500; round++) {
    const counts = Array.from({ length: 1 + draw(12) }, () => draw(10_000))
    const sum = percentsOf(counts).reduce((all, percent) => all + percent, 0)
    expect(sum, JSON.stringify(counts)).toBe(counts.some((count) => count > 0) ? 100 : 0)
  }
})
