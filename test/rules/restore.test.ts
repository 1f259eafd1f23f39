import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { bringBack } from '../../server/drafts/restore.ts'
import { canonicalText } from '../../server/drafts/revisions.ts'
import { surplusOf } from '../../server/drafts/thinning.ts'
import { bringTo, textOf } from '../../server/drafts/text.ts'
import { anyDraft, edited, Speaker } from '../support/draft-histories.ts'
import { draws, type Draw } from '../support/draws.ts'

const HISTORIES = 250

/** A document with a history of two people, and the texts that it went through. */
function history(draw: Draw): { doc: Y.Doc; versions: DraftJson[] } {
  const speaker = new Speaker(draw, 'a')
  const doc = new Y.Doc()
  bringTo(doc, anyDraft(draw, speaker))
  const versions = [textOf(doc)]
  for (let step = 0; step < 6; step++) {
    const other = copyOf(doc)
    // Both write at once; where that leaves no draft, only one has written.
    const mine = bringTo(doc, edited(clean(textOf(doc)), draw, speaker))
    const theirs = bringTo(other, edited(clean(textOf(other)), draw, speaker))
    const both = copyOf(doc)
    if (theirs) Y.applyUpdate(both, theirs)
    if (mine && theirs && isDraft(textOf(both))) Y.applyUpdate(doc, theirs)
    versions.push(textOf(doc))
  }
  return { doc, versions }
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

const clean = (json: DraftJson) => nodeOfDraft(json).toJSON() as DraftJson

function isDraft(json: DraftJson): boolean {
  try {
    nodeOfDraft(json).check()
    return true
  } catch {
    return false
  }
}

/** Textblocks of the document, in the order of the text, as Yjs has them. */
const textblocks = (parent: Y.XmlElement | Y.XmlFragment): Y.XmlText[] =>
  parent
    .toArray()
    .flatMap((each) =>
      each instanceof Y.XmlText ? [each] : each instanceof Y.XmlElement ? textblocks(each) : [],
    )

const wordsOf = (text: Y.XmlText) =>
  (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')

/** Puts a word into a block that no change between the two texts touches; answers with whether there is one. */
function typeBeside(doc: Y.Doc, target: DraftJson, word: string, draw: Draw): boolean {
  const from = nodeOfDraft(textOf(doc))
  const hunks = diffDrafts(from, nodeOfDraft(target))
  const free: string[] = []
  from.forEach((block, pos) => {
    const isTouched = hunks.some(({ fromA, toA }) => fromA <= pos + block.nodeSize && toA >= pos)
    if (isTouched) return
    block.descendants((node) => void (node.isTextblock && free.push(node.textContent)))
  })
  const all = textblocks(doc.getXmlFragment(DRAFT_FIELD))
  // Only where the words stand once: otherwise the block might be another one.
  const texts = all.filter(
    (each) =>
      free.includes(wordsOf(each)) && all.filter((other) => wordsOf(other) === wordsOf(each)).length === 1,
  )
  const chosen = texts[draw(texts.length)]
  chosen?.insert(1, word)
  return chosen !== undefined
}

describe('I13 · restore exact', () => {
  test(`any version of ${HISTORIES} histories comes back to the letter, and what others type beside it stays`, () => {
    let beside = 0
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const draw = draws(seed)
      const { doc, versions } = history(draw)
      const target = versions[draw(versions.length)]!
      const now = textOf(doc)
      const other = copyOf(doc)
      const hasTyped = typeBeside(other, target, 'ЗДЕСЬ', draw)
      bringBack(doc, now, target)
      expect(canonicalText(textOf(doc)), `seed ${seed}`).toBe(canonicalText(target))

      // The other one's word arrives later, from before the restoration.
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
      // Yjs tidies up marks that have nothing to stand on, and what it did has to be heard, too.
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
      expect(textOf(other), `seed ${seed}`).toEqual(textOf(doc))
      if (!hasTyped) continue
      beside++
      expect(canonicalText(textOf(doc)).split('ЗДЕСЬ'), `seed ${seed}`).toHaveLength(2)
    }
    expect(beside).toBeGreaterThan(HISTORIES / 4)
  })

  test('restoring the version before a restoration takes it back', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const draw = draws(1000 + seed)
      const { doc, versions } = history(draw)
      const before = textOf(doc)
      bringBack(doc, before, versions[0]!)
      bringBack(doc, textOf(doc), before)
      expect(canonicalText(textOf(doc)), `seed ${seed}`).toBe(canonicalText(before))
    }
  })
})

describe('automatic versions become fewer', () => {
  const zone = 'Asia/Kamchatka'
  const at = (day: string, minutes: number) => {
    const instant = new Date(Date.parse(`${day}T00:00:00+12:00`) + minutes * 60_000).toISOString()
    return { id: `${day} ${minutes}`, at: instant }
  }
  const every = (day: string, count: number, minutes: number) =>
    Array.from({ length: count }, (_, index) => at(day, index * minutes))
  const now = '2026-11-24T06:00:00.000Z'

  test('48 of a day stay while it is new, six of a day of this month, one of an older one', () => {
    const today = every('2026-11-24', 60, 10)
    const week = every('2026-11-17', 60, 10)
    const old = every('2026-09-01', 60, 10)
    expect(surplusOf(today, now, zone)).toHaveLength(12)
    expect(surplusOf(week, now, zone)).toHaveLength(54)
    expect(surplusOf(old, now, zone)).toHaveLength(59)
    expect(surplusOf([...today, ...week, ...old], now, zone)).toHaveLength(125)
  })

  test('the last of a day stays, and of two that stand close the earlier goes', () => {
    const day = [0, 60, 61, 120, 180, 240, 300].map((minutes) => at('2026-11-17', minutes))
    expect(surplusOf(day, now, zone)).toEqual(['2026-11-17 60'])
    const old = [1, 2, 3].map((minutes) => at('2026-09-01', minutes))
    expect(surplusOf(old, now, zone)).not.toContain('2026-09-01 3')
  })

  test('a day is the day of the council', () => {
    const late = { id: 'late', at: '2026-09-01T11:59:00.000Z' }
    const early = { id: 'early', at: '2026-09-01T12:01:00.000Z' }
    expect(surplusOf([late, early], now, zone)).toEqual([])
    expect(surplusOf([late, early], now, 'UTC')).toEqual(['late'])
  })
})
