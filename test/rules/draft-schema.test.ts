import { TableMap } from '@tiptap/pm/tables'
import { expect, test } from 'vitest'
import { draftHtml } from '../../server/drafts/convert/html.ts'
import {
  CYRILLIC_ITEMS,
  draftSchema,
  isSafeHref,
  itemLabel,
  type DraftJson,
  type DraftMark,
} from '../../shared/draft-schema.ts'
import { draftStats, draftText } from '../../shared/draft-text.ts'

const text = (words: string, ...marks: DraftMark[]): DraftJson => ({ type: 'text', text: words, marks })
const para = (...content: (DraftJson | string)[]): DraftJson => ({
  type: 'paragraph',
  content: content.map((each) => (typeof each === 'string' ? text(each) : each)),
})
const item = (...content: DraftJson[]): DraftJson => ({ type: 'listItem', content })
const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })
const linked = (href: unknown) => para(text('ссылка', { type: 'link', attrs: { href } }))
const cell = (type: string, words: string, attrs = {}): DraftJson => ({ type, attrs, content: [para(words)] })
const row = (...content: DraftJson[]): DraftJson => ({ type: 'tableRow', content })

test('the schema holds what an official text needs and nothing else', () => {
  expect(Object.keys(draftSchema().nodes).sort()).toEqual(
    'blockquote bulletList citation doc footnote hardBreak heading listItem orderedList paragraph table tableCell tableHeader tableRow text'.split(' '),
  ) // prettier-ignore
  expect(Object.keys(draftSchema().marks)).toEqual([
    'link',
    'bold',
    'italic',
    'underline',
    'strike',
    'comment',
  ])
  expect(draftSchema()).toBe(draftSchema())
})

test('an ordered list counts from one by digits unless it says otherwise', () => {
  const list = draftSchema().nodeFromJSON({ type: 'orderedList', content: [item(para('а'))] })
  expect(list.attrs).toEqual({ start: 1, numbering: 'decimal' })
})

test('an item, a quotation and a cell hold no heading and no table', () => {
  const heading = { type: 'heading', content: [text('З')] }
  for (const box of [
    { type: 'bulletList', content: [item(para('а'), heading)] },
    { type: 'blockquote', content: [heading] },
    { type: 'table', content: [row({ type: 'tableCell', content: [heading] })] },
  ])
    expect(() => draftSchema().nodeFromJSON(doc(box)).check()).toThrow(RangeError)
})

test('official letters skip ё, й, ъ and ь, and double after я', () => {
  expect(CYRILLIC_ITEMS).toHaveLength(29)
  expect([1, 7, 9, 10, 29, 30].map((number) => itemLabel('cyrillic', number))).toEqual(
    'а) ж) и) к) я) аа)'.split(' '),
  )
  expect(itemLabel('decimal', 12)).toBe('12)')
  expect(itemLabel('cyrillic', 1_000_000)).toBe('1000000)')
})

test.each(['https://a.ru', 'HTTP://a.ru/?q="', 'mailto:a@b.ru', 'tel:+7415'])(
  '%s may be linked to',
  (href) => {
    expect(isSafeHref(href)).toBe(true)
  },
)

test.each([
  'javascript:alert(1)',
  ' https://a.ru',
  'java\nscript:alert(1)',
  'https://a.ru\u0000',
  'data:text/html,x',
  '//a.ru',
  '/initiatives',
  'http:a.ru',
  '',
  null,
  ['https://a.ru'],
])('%j is not linked to', (href) => {
  expect(isSafeHref(href)).toBe(false)
  expect(draftHtml(doc(linked(href)))).toBe('<p><a>ссылка</a></p>')
})

test('a link opens without a way back to our window', () => {
  expect(draftHtml(doc(linked('https://a.ru/?a=1&b="><script>')))).toBe(
    '<p><a href="https://a.ru/?a=1&amp;b=&quot;&gt;&lt;script&gt;" rel="noopener nofollow">ссылка</a></p>',
  )
})

test('text and attributes of a stranger are escaped or ignored', () => {
  const evil = '"><img src=x onerror=alert(1)>'
  const html = draftHtml(
    doc(
      { type: 'heading', attrs: { level: evil }, content: [text(`<script>${evil}</script>`)] },
      {
        type: 'orderedList',
        attrs: { start: evil, numbering: evil, onclick: evil },
        content: [item(para(evil))],
      },
      {
        type: 'table',
        content: [row(cell('tableCell', evil, { colspan: evil, rowspan: [evil], style: evil }))],
      },
    ),
  )
  expect(html).not.toMatch(/<(script|img)|onclick|style=/)
  expect(html).toContain('<h1>&lt;script&gt;')
  expect(html).toContain('<ol data-numbering="decimal">')
  expect(html).toContain('<tbody><tr><td><p>')
})

test('what is no draft of this schema is refused, not guessed at', () => {
  expect(() => draftHtml(doc({ type: 'iframe' }))).toThrow(RangeError)
  expect(() => draftHtml(doc(para(text('а', { type: 'onclick' }))))).toThrow(RangeError)
})

test('lists, quotations and marks become plain HTML', () => {
  const list = {
    type: 'orderedList',
    attrs: { start: 3, numbering: 'cyrillic' },
    content: [item(para('пункт'))],
  }
  const quote = {
    type: 'blockquote',
    content: [para('слова', { type: 'hardBreak' }, text('мои', { type: 'bold' }))],
  }
  expect(draftHtml(doc(list, quote))).toBe(
    '<ol start="3" data-numbering="cyrillic"><li><p>пункт</p></li></ol>' +
      '<blockquote><p>слова<br/><strong>мои</strong></p></blockquote>',
  )
})

test('a table names what its headers head', () => {
  const head = row(cell('tableHeader', 'Орган'), cell('tableHeader', 'Срок', { colspan: 2 }))
  const body = row(cell('tableHeader', 'Палана'), cell('tableCell', 'май'), cell('tableCell', 'июнь'))
  const table = doc({ type: 'table', content: [head, body] })
  expect(draftHtml(table)).toBe(
    '<table><thead><tr><th scope="col"><p>Орган</p></th><th scope="col" colspan="2"><p>Срок</p></th></tr></thead>' +
      '<tbody><tr><th scope="row"><p>Палана</p></th><td><p>май</p></td><td><p>июнь</p></td></tr></tbody></table>',
  )
  expect(TableMap.get(draftSchema().nodeFromJSON(table).firstChild!)).toMatchObject({
    width: 3,
    problems: null,
  })
})

test('a header that reaches into the body stays with it', () => {
  const head = row(cell('tableHeader', 'Орган', { rowspan: 2 }), cell('tableHeader', 'Срок'))
  expect(draftHtml(doc({ type: 'table', content: [head, row(cell('tableCell', 'май'))] }))).not.toContain(
    'thead',
  )
})

test('the plain text of a draft carries its markers', () => {
  const letters = {
    type: 'orderedList',
    attrs: { numbering: 'cyrillic' },
    content: [item(para('первое')), item(para('второе'))],
  }
  const numbers = {
    type: 'orderedList',
    attrs: { start: 5 },
    content: [item(para('Рекомендовать:'), letters)],
  }
  const dashes = { type: 'bulletList', content: [item(para('дом'), para('и двор'))] }
  const table = { type: 'table', content: [row(cell('tableCell', 'а'), cell('tableCell', 'б'))] }
  const draft = doc({ type: 'heading', content: [text('РЕШЕНИЕ')] }, numbers, dashes, table)
  expect(draftText(draft)).toBe('РЕШЕНИЕ\n5) Рекомендовать:\nа) первое\nб) второе\n– дом\nи двор\nа\tб')
})

test('words and characters are counted without markers and line ends', () => {
  const list = {
    type: 'orderedList',
    content: [item(para('Северо-Восток, маʼлы', { type: 'hardBreak' }, '16 февраля 😀'))],
  }
  expect(draftStats(doc(list))).toEqual({ words: 4, characters: 32 })
  expect(draftStats(doc({ type: 'paragraph' }))).toEqual({ words: 0, characters: 0 })
})
