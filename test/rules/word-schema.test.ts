import { strFromU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExchangedComment } from '../../server/drafts/convert/exchange.ts'
import type { Change, TrackedNode } from '../../server/drafts/convert/tracked.ts'
import { writeTracked, writeWord } from '../../server/drafts/convert/word-write.ts'
import { anyDraft } from '../fixtures/word/draft-arbitrary.ts'
import { orderFaults } from '../fixtures/word/schema-order.ts'

const meta = { title: 'Решение «О мосте» & прочем', language: 'ru-RU' }
const by: Change = { author: 'Анна «Ӈ» <Иванова>', at: '2026-11-20T10:00:00.000Z' }
const partsOf = (bytes: Uint8Array) =>
  new Map(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]))
const wordParts = (parts: Map<string, string>) =>
  [...parts].filter(([name]) => /^word\/[^/]+\.xml$/.test(name))
const faultsOf = (parts: Map<string, string>) => wordParts(parts).flatMap(([, xml]) => orderFaults(xml))

const text = (words: string, more: Partial<TrackedNode> = {}): TrackedNode => ({
  type: 'text',
  text: words,
  ...more,
})
const para = (content: TrackedNode[], more: Partial<TrackedNode> = {}): TrackedNode => ({ type: 'paragraph', content, ...more }) // prettier-ignore
const mark = (id: string) => ({ type: 'comment', attrs: { id } })

const tracked: TrackedNode = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [text('Раздел')], was: { node: { type: 'paragraph' }, by } },
    para([text('Было ', { marks: [mark('a')] }), text('стало', { inserted: by, marks: [{ type: 'bold' }, mark('a')] }), text('\tнет', { deleted: by })]),
    para([text('новое'), { type: 'footnote', attrs: { text: 'сноска' } }], { inserted: by }),
    para([text('нач')], { end: { inserted: by } }),
    para([text('ало', { was: { node: { type: 'text', marks: [{ type: 'italic' }] }, by } })], { end: { deleted: by } }),
    {
      type: 'orderedList',
      content: [{ type: 'listItem', content: [para([text('пункт')])] }, { type: 'listItem', deleted: by, content: [para([text('снят', { marks: [mark('b')] })])] }],
    },
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [{ type: 'tableHeader', attrs: { colspan: 2 }, content: [para([text('Орган')])] }] },
        { type: 'tableRow', inserted: by, content: [{ type: 'tableCell', content: [para([text('а')])] }, { type: 'tableCell', content: [para([])] }] },
      ],
    },
  ],
} // prettier-ignore
const thread = (id: string): ExchangedComment => ({
  id,
  ...by,
  text: 'Почему?\nОбоснуйте.',
  replies: [{ author: 'Ительмен', at: null, text: 'Готово' }],
  resolved: id === 'a',
  quote: 'слово',
})

describe('every part of a Word file stands in the order of the standard', () => {
  test('of any draft', () => {
    fc.assert(
      fc.property(anyDraft, (json) => {
        expect(faultsOf(partsOf(writeWord({ json }, meta)))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  test('with tracked changes and comments', () => {
    const comments = ['a', 'b', 'gone'].map(thread)
    expect(faultsOf(partsOf(writeTracked(tracked, { comments }, meta)))).toEqual([])
  })

  test('the check finds what stands in the wrong place', () => {
    const w = 'xmlns:w="w"'
    expect(orderFaults(`<w:p ${w}><w:r/><w:pPr><w:jc/><w:ind/></w:pPr></w:p>`)).toEqual([
      '<pPr> too late in <p>',
      '<ind> too late in <pPr>',
    ])
    expect(orderFaults(`<w:p ${w}><w:rPr/></w:p>`)).toEqual(['<rPr> in <p>'])
  })
})

describe('a Word file as a package', () => {
  const parts = partsOf(writeTracked(tracked, { comments: ['a', 'b', 'gone'].map(thread) }, meta))
  const all = [...parts.values()].join('\n')

  test('every part is declared, and every reference leads to a part', () => {
    const types = [...parts.get('[Content_Types].xml')!.matchAll(/PartName="\/([^"]+)"/g)].map(
      (each) => each[1],
    )
    const rest = [...parts.keys()].filter((name) => !name.endsWith('.rels') && name !== '[Content_Types].xml')
    expect(types.toSorted()).toEqual(rest.toSorted())
    const targets = [...parts.get('word/_rels/document.xml.rels')!.matchAll(/Target="([^"]+)"/g)]
    expect(targets.every(([, target]) => parts.has(`word/${target}`))).toBe(true)
    const known = [...parts.get('word/_rels/document.xml.rels')!.matchAll(/ Id="([^"]+)"/g)].map(
      (each) => each[1],
    )
    const used = [...parts.get('word/document.xml')!.matchAll(/r:id="([^"]+)"/g)].map((each) => each[1])
    expect(used.every((id) => known.includes(id))).toBe(true)
  })

  test('numbers of changes and comments are there once, and each comment has its place', () => {
    const changes = [...all.matchAll(/<w:(?:ins|del|rPrChange|pPrChange) w:id="(\d+)"/g)].map(
      (each) => each[1],
    )
    expect(new Set(changes).size).toBe(changes.length)
    const ids = (pattern: RegExp) => [...all.matchAll(pattern)].map((each) => each[1]).toSorted()
    const comments = ids(/<w:comment w:id="(\d+)"/g)
    expect(comments).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(ids(/<w:commentReference w:id="(\d+)"/g)).toEqual(comments)
    expect(ids(/<w:commentRangeEnd w:id="(\d+)"/g)).toEqual(comments)
  })

  test('replies know whom they answer, and what is settled is marked so', () => {
    const extended = parts.get('word/commentsExtended.xml')!
    const [first, second] = [...extended.matchAll(/w15:paraId="(\w+)"/g)].map((each) => each[1])
    expect(extended).toContain(`w15:paraId="${second}" w15:paraIdParent="${first}" w15:done="1"`)
    expect(parts.get('word/comments.xml')).toContain(`w14:paraId="${first}"`)
  })

  test('a file with tracked changes goes on tracking them; another does not', () => {
    expect(parts.get('word/settings.xml')).toContain('<w:trackRevisions/>')
    const plain = writeWord({ json: { type: 'doc', content: [{ type: 'paragraph' }] } }, meta)
    expect(partsOf(plain).get('word/settings.xml')).not.toContain('trackRevisions')
  })
})

test('a paper looks as GOST R 7.0.97 has it (domain §5)', () => {
  const parts = partsOf(writeWord({ json: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'а' }] }] } }, meta)) // prettier-ignore
  const twips = (name: string) =>
    Number(
      new RegExp(`w:${name}="(\\d+)"`).exec(/<w:pgMar[^>]*>/.exec(parts.get('word/document.xml')!)![0])![1],
    )
  const millimetres = ['left', 'right', 'top', 'bottom', 'header'].map((side) =>
    Math.round((twips(side) * 25.4) / 1440),
  )
  expect(millimetres).toEqual([30, 10, 20, 20, 10])
  const styles = parts.get('word/styles.xml')!
  expect(styles).toMatch(/w:ascii="Times New Roman"[^>]*\/><w:sz w:val="28"/)
  expect(styles).toMatch(/w:line="276" w:lineRule="auto"/)
  expect(parts.get('word/document.xml')).toMatch(/<w:ind w:firstLine="709"\/><w:jc w:val="both"\/>/)
  expect(parts.get('word/document.xml')).toContain('<w:titlePg/>')
  expect(parts.get('word/header1.xml')).toMatch(/w:jc w:val="center".* PAGE /)
  expect(parts.get('word/header2.xml')).not.toContain('PAGE')
  expect(parts.get('word/fontTable.xml')).toContain('PT Astra Serif,PT Serif')
})
