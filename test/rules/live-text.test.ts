import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import * as Y from 'yjs'
import { LiveText } from '../../server/drafts/live-text.ts'

/** A text of two people that were apart for a while, and what a third one has of it. */
function written(edits: readonly [who: number, at: number, word: string, deletes: boolean][], has: number) {
  const docs = [new Y.Doc(), new Y.Doc()]
  const third = new Y.Doc()
  for (const [n, [who, at, word, deletes]] of edits.entries()) {
    const text = docs[who]!.getText('default')
    const place = at % (text.length + 1)
    if (deletes) text.delete(place, Math.min(3, text.length - place))
    else text.insert(place, word)
    if (n === has) Y.applyUpdate(third, Y.encodeStateAsUpdate(docs[who]!))
  }
  const doc = new Y.Doc()
  for (const each of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(each))
  return { doc, third }
}

const edits = fc.array(fc.tuple(fc.nat(1), fc.nat(50), fc.constantFrom('а', 'решили', '👩‍🌾'), fc.boolean()), {
  minLength: 1,
  maxLength: 40,
})

test('a text that sleeps answers everybody as one that is awake, and wakes as it was', () => {
  fc.assert(
    fc.property(edits, fc.nat(40), (edits, has) => {
      const { doc, third } = written(edits, has)
      const words = doc.getText('default').toJSON()
      const vector = Y.encodeStateVector(doc)
      const text = new LiveText(doc)
      text.sleep(0, Infinity)
      expect(text.isAsleep).toBe(true)

      expect(Y.decodeStateVector(text.stateVector())).toEqual(Y.decodeStateVector(vector))
      Y.applyUpdate(third, text.missing(Y.decodeStateVector(Y.encodeStateVector(third))))
      const newcomer = new Y.Doc()
      Y.applyUpdate(newcomer, text.missing(new Map()))
      expect(text.isAsleep).toBe(true)
      for (const each of [third, newcomer, text.doc])
        expect([each.getText('default').toJSON(), Y.encodeStateVector(each)]).toEqual([words, vector])
      expect(text.isAsleep).toBe(false)
    }),
    { numRuns: 300, seed: 4 },
  )
})

test('a text stays awake when it was used a moment ago or is large, and what is written is in the next answer', () => {
  const doc = new Y.Doc()
  doc.getText('default').insert(0, 'Решили:')
  const text = new LiveText(doc)
  text.sleep(60_000, Infinity)
  text.sleep(0, 5)
  expect(text.isAsleep).toBe(false)

  const before = text.answer(new Map())
  expect(text.answer(new Map())).toBe(before)
  text.doc.getText('default').insert(7, ' построить')
  expect(text.answer(new Map()).includes(Buffer.from('построить'))).toBe(true)
})
