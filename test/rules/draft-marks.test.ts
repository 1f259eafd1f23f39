import { prosemirrorToYXmlFragment, updateYFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { draftSchema, type DraftJson } from '../../shared/draft-schema.ts'
import { changing, placeMark, removeMark, type Place } from '../../server/drafts/marks.ts'
import { textOf } from '../../server/drafts/text.ts'
import { newId } from '../../server/lib/ids.ts'
import { doc, paragraph } from '../support/collab.ts'

const schema = draftSchema()

/** A document as an editor writes it. */
function written(json: DraftJson): Y.Doc {
  const made = new Y.Doc()
  prosemirrorToYXmlFragment(schema.nodeFromJSON(json), made.getXmlFragment('default'))
  return made
}

const textAt = (source: Y.Doc, block: number) =>
  (source.getXmlFragment('default').get(block) as Y.XmlElement).get(0) as Y.XmlText

const position = (source: Y.Doc, block: number, index: number) =>
  Buffer.from(
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(textAt(source, block), index)),
  ).toString('base64')

const place = (source: Y.Doc, block: number, from: number, quote: string): Place => ({
  start: position(source, block, from),
  end: position(source, block, from + quote.length),
  quote,
})

const wordsOf = (node: DraftJson): string => node.text ?? (node.content ?? []).map(wordsOf).join('')

/** Words under a mark, block by block. */
function under(source: Y.Doc, id: string): string[] {
  const words = (node: DraftJson): string =>
    (node.content ?? []).map(words).join('') +
    (node.marks?.some((each) => each.type === 'comment' && each.attrs?.id === id) ? node.text! : '')
  return (textOf(source).content ?? []).map(words).filter(Boolean)
}

/** What an editor does to the shared text when somebody changes it there. */
function edit(source: Y.Doc, change: (json: DraftJson) => DraftJson): Uint8Array | null {
  return changing(source, () =>
    updateYFragment(source, source.getXmlFragment('default'), schema.nodeFromJSON(change(textOf(source))), {
      mapping: new Map(),
      isOMark: new Map(),
    }),
  )
}

test('a mark is put where the selection stood, though others typed before it meanwhile', () => {
  const source = written(doc(paragraph('Совет решил построить школу')))
  const at = place(source, 0, 12, 'построить')
  textAt(source, 0).insert(0, 'Общественный ')
  const id = newId()
  expect(placeMark(source, id, at)).toBe('построить')
  expect(under(source, id)).toEqual(['построить'])
})

test('words typed into the range and at its end at the same time both survive; only those inside belong to it', () => {
  const source = written(doc(paragraph('построить школу')))
  const typist = new Y.Doc()
  Y.applyUpdate(typist, Y.encodeStateAsUpdate(source))
  const id = newId()
  const mark = changing(source, () => placeMark(source, id, place(source, 0, 0, 'построить')))!
  textAt(typist, 0).insert(9, ' быстро')
  textAt(typist, 0).insert(4, 'ро')
  Y.applyUpdate(source, Y.encodeStateAsUpdate(typist))
  Y.applyUpdate(typist, mark)
  for (const each of [source, typist]) {
    expect(wordsOf(textOf(each))).toBe('постророить быстро школу')
    expect(under(each, id)[0]).toContain('постророить')
  }
  expect(textOf(source)).toEqual(textOf(typist))
})

test('a range over several blocks is marked in each of them, and what stands between words is no part of it', () => {
  const list: DraftJson = {
    type: 'bulletList',
    content: [
      { type: 'listItem', content: [paragraph('дорогу')] },
      { type: 'listItem', content: [paragraph('мост через реку')] },
    ],
  }
  const source = written(doc(paragraph('Построить школу,'), list))
  const start = position(source, 0, 10)
  const quote = 'школу,\nдорогу\nмост'
  const id = newId()
  expect(placeMark(source, id, { start, quote })).toBe('школу, дорогу мост')
  expect(under(source, id)).toEqual(['школу,', 'дорогумост'])
})

test('of the same words the nearest are taken; without a spot to begin at they must stand only once', () => {
  const source = written(doc(paragraph('школа'), paragraph('и ещё одна школа'), paragraph('мост')))
  const id = newId()
  expect(placeMark(source, id, { start: position(source, 1, 3), quote: 'школа' })).toBe('школа')
  expect(textOf(source).content![0]).toEqual(paragraph('школа'))
  expect(under(source, id)).toEqual(['школа'])
  expect(placeMark(source, newId(), { quote: 'школа' })).toBeNull()
  expect(placeMark(source, newId(), { quote: 'мост' })).toBe('мост')
})

test.each([
  ['words that are gone', { quote: 'дорога' }],
  ['no words', { quote: ' \n ' }],
  ['positions of another document', { start: position(written(doc(paragraph('а'))), 0, 1), quote: 'дом' }],
  ['bytes that are no position', { start: 'AAAA////', end: 'не base64', quote: 'дом' }],
])('%s are no place, and the text stays as it was', (_, at) => {
  const source = written(doc(paragraph('Построить школу')))
  expect(changing(source, () => expect(placeMark(source, newId(), at)).toBeNull())).toBeNull()
})

test('a mark of the server is the very mark an editor writes: opening and typing beside two that overlap rewrites none', () => {
  const source = written(doc(paragraph('Совет решил построить школу и мост')))
  const [first, second] = [newId(), newId()]
  placeMark(source, first, place(source, 0, 6, 'решил построить'))
  placeMark(source, second, place(source, 0, 12, 'построить школу'))
  const json = textOf(source)
  const byEditor = written(json)
  const keys = (each: Y.Doc) =>
    (textAt(each, 0).toDelta() as { attributes?: object }[]).map(({ attributes }) =>
      Object.keys(attributes ?? {}).toSorted(),
    )
  expect(keys(source)).toEqual(keys(byEditor))
  expect(edit(source, (now) => now)).toBeNull()

  const update = edit(source, (now) => {
    const texts = now.content![0]!.content!
    return doc({ type: 'paragraph', content: [...texts.slice(0, -1), { ...texts.at(-1)!, text: ' и дом' }] })
  })!
  const { structs } = Y.decodeUpdate(update)
  expect(structs.filter((each) => 'content' in each && each.content instanceof Y.ContentFormat)).toEqual([])
  expect(under(source, first)).toEqual(['решил построить'])
  expect(under(source, second)).toEqual(['построить школу'])
})

test('a paragraph that is split before, inside and behind the words keeps them marked', () => {
  const source = written(doc(paragraph('Совет решил построить школу')))
  const id = newId()
  placeMark(source, id, place(source, 0, 6, 'решил построить'))
  const split = (at: number) =>
    edit(source, (json) => {
      const node = schema.nodeFromJSON(json)
      const blocks: DraftJson[] = []
      node.forEach((block) => {
        if (block.content.size <= at) return void blocks.push(block.toJSON() as DraftJson)
        blocks.push(block.cut(0, at).toJSON() as DraftJson, block.cut(at).toJSON() as DraftJson)
      })
      return doc(...blocks)
    })
  split(6)
  expect(under(source, id)).toEqual(['решил построить'])
  split(12)
  expect(under(source, id).join('')).toBe('решил построить')
})

test('a mark is taken away wherever it stands and however a modified client called it; the others stay', () => {
  const source = written(doc(paragraph('Совет решил'), paragraph('построить школу')))
  const [id, other] = [newId(), newId()]
  placeMark(source, id, place(source, 0, 0, 'Совет'))
  placeMark(source, other, place(source, 0, 0, 'Совет решил'))
  textAt(source, 1).format(0, 4, { comment: { id }, 'comment--AAAAAAAA': { id } })
  removeMark(source, id)
  expect(under(source, id)).toEqual([])
  expect(under(source, other)).toEqual(['Совет решил'])
})
