import { DOMParser } from '@tiptap/pm/model'
import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { draftHtml } from '../../server/drafts/convert/html.ts'
import { clauseLabels, clausesOf, withCitations } from '../../shared/clauses.ts'
import { draftSchema, type DraftJson } from '../../shared/draft-schema.ts'
import { draftText } from '../../shared/draft-text.ts'

const para = (...content: (DraftJson | string)[]): DraftJson => ({
  type: 'paragraph',
  content: content.map((each) => (typeof each === 'string' ? { type: 'text', text: each } : each)),
})
const head = (words: string): DraftJson => ({ ...para(words), type: 'heading', attrs: { level: 2 } })
const item = (words: string, inside: DraftJson[] = [], clause?: unknown): DraftJson => ({
  type: 'listItem',
  ...(clause !== undefined && { attrs: { clause } }),
  content: [para(words), ...inside],
})
const list = (numbering: string, ...content: DraftJson[]): DraftJson => ({
  type: 'orderedList',
  attrs: { numbering },
  content,
})
const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })
const cite = (clause: unknown, label: unknown = '9'): DraftJson => ({
  type: 'citation',
  attrs: { clause, label },
})
const footnote = (text: unknown): DraftJson => ({ type: 'footnote', attrs: { text } })
const shorts = (json: DraftJson) => clausesOf(json).map(({ short }) => short)

test('an item is called by its path, in short and in full', () => {
  const inner = list('cyrillic', item('а'), item('б', [list('decimal', item('в'))]))
  const found = clausesOf(
    doc(list('decimal', item('раз', [inner]), item('два', [list('decimal', item('и'))]))),
  )
  expect(found.map(({ short, full }) => [short, full])).toEqual([
    ['1', 'пункт 1'],
    ['1а', 'подпункт «а» пункта 1'],
    ['1б', 'подпункт «б» пункта 1'],
    ['1б.1', 'подпункт 1 подпункта «б» пункта 1'],
    ['2', 'пункт 2'],
    ['2.1', 'подпункт 1 пункта 2'],
  ])
  expect(found[3]).toMatchObject({ text: 'в', path: [0, 0, 1, 1, 1, 0], clause: null })
  expect(shorts(doc(list('cyrillic', item('а'), item('б'))))).toEqual(['«а»', '«б»'])
})

test('a number that occurs twice is called with its section, and with its list where one section has two', () => {
  const one = () => list('decimal', item('раз'))
  expect(shorts(doc(one()))).toEqual(['1'])
  expect(shorts(doc(head('Проблема'), one(), head('Сроки'), one()))).toEqual([
    '1 раздела «Проблема»',
    '1 раздела «Сроки»',
  ])
  expect(shorts(doc(head('Сроки'), one(), para('и'), one()))).toEqual([
    '1 первого перечня',
    '1 второго перечня',
  ])
  expect(shorts(doc(head('А'), one(), para('и'), one(), head('Б'), one()))).toEqual([
    '1 первого перечня раздела «А»',
    '1 второго перечня раздела «А»',
    '1 раздела «Б»',
  ])
})

test('items with dashes have no number to be cited by, but what is numbered inside them has', () => {
  const dashes = { type: 'bulletList', content: [item('тире', [list('decimal', item('раз'))])] }
  expect(shorts(doc(dashes))).toEqual(['1'])
})

test('a citation follows its item in plain text and on the page, and leads there', () => {
  const text = (...before: DraftJson[]) =>
    doc(list('decimal', ...before, item('срок', [], 'c1-2')), para('См. пункт ', cite('c1-2'), '.'))
  expect(draftText(text())).toBe('1) срок\nСм. пункт 1.')
  expect(draftText(text(item('раньше'), item('ещё раньше')))).toContain('См. пункт 3.')
  expect(draftHtml(text(item('раньше')))).toContain(
    '<li id="clause-c1-2" data-clause="c1-2"><p>срок</p></li></ol><p>См. пункт <span class="citation" data-citation="c1-2"><a href="#clause-c1-2" title="пункт 2">2</a></span>.</p>',
  )
})

test('a citation of an item that is gone keeps its last name and says so', () => {
  const text = doc(para('См. пункт ', cite('c1-2', '5а')))
  expect(draftText(text)).toBe('См. пункт 5а (пункт удалён)')
  expect(draftHtml(text)).toContain('<span class="citation gone" data-citation="">5а (пункт удалён)</span>')
})

test('of two items with one mark the first is meant, and only it can be reached', () => {
  const text = doc(
    list('decimal', item('раз'), item('два', [], 'c1-2'), item('три', [], 'c1-2')),
    para(cite('c1-2')),
  )
  expect(clauseLabels(text).get('c1-2')?.short).toBe('2')
  expect(draftHtml(text).match(/id="clause-c1-2"/g)).toHaveLength(1)
})

test("marks and labels of a stranger's client are escaped, cut or ignored", () => {
  const evil = '"><img src=x onerror=alert(1)>'
  const text = doc(
    list('decimal', item('раз', [], evil), item('два', [], { a: 1 })),
    para(cite(evil, evil), cite({ a: 1 }, [evil]), cite(null, 'д'.repeat(5000)), footnote(evil), footnote(7)),
  )
  const html = draftHtml(text)
  expect(html).not.toMatch(/<img|id="clause/)
  expect(html.length).toBeLessThan(3000)
  expect(draftText(text)).toContain('д… (пункт удалён)')
})

test('a text without citations is left as it is', () => {
  const text = doc(list('decimal', item('раз')))
  expect(withCitations(text)).toBe(text)
})

test('ten thousand lists that all begin with one get names of their own, each without looking at all the others', () => {
  const text = doc(
    ...Array.from({ length: 10_000 }, (_, at) => (at % 2 ? para('и') : list('decimal', item('раз')))),
  )
  // Looking at all the others would take longer than any test may.
  expect(new Set(shorts(text)).size).toBe(5000)
})

test('footnotes are numbered where they stand and listed below the text', () => {
  const html = draftHtml(doc(para('Раз', footnote('по <данным>'), ' два', footnote('там же'))))
  expect(html).toContain(
    'Раз<sup class="footnote" data-footnote="по &lt;данным&gt;"><a id="note-1-mark" href="#note-1"',
  )
  expect(html).toMatch(
    /<section class="footnotes"[^>]*><ol><li id="note-1">по &lt;данным&gt; <a href="#note-1-mark"/,
  )
  expect(html.match(/<li id="note-/g)).toHaveLength(2)
})

test('items, citations and footnotes keep what they are when a page of ours is copied', () => {
  const text = doc(
    list('decimal', item('срок', [], 'c1-2')),
    para('См. ', cite('c1-2', '1'), footnote('по <данным>')),
  )
  const { document } = parseHTML(`<html><body>${draftHtml(text)}</body></html>`)
  const section = document.querySelector('section')
  section?.remove()
  const read = DOMParser.fromSchema(draftSchema()).parse(document.body)
  expect(read.toJSON()).toEqual(draftSchema().nodeFromJSON(text).toJSON())
})
