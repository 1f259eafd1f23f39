import { expect, test } from 'vitest'
import { catchUpDrafts, compareDrafts } from '../../server/drafts/compare/compare.ts'
import { diffHtml, type DiffHtmlOptions } from '../../server/drafts/compare/diff-html.ts'
import { markedDraft } from '../../server/drafts/compare/marked.ts'
import { draftHtml } from '../../server/drafts/convert/html.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { forkHunks } from '../../shared/draft-diff/fork.ts'
import type { DraftJson, DraftMark } from '../../shared/draft-schema.ts'
import { Speaker } from '../support/draft-histories.ts'
import { draws } from '../support/draws.ts'

const text = (words: string, ...marks: DraftMark[]): DraftJson => ({ type: 'text', text: words, marks })
const para = (...content: (DraftJson | string)[]): DraftJson => ({
  type: 'paragraph',
  content: content.map((each) => (typeof each === 'string' ? text(each) : each)),
})
const heading = (words: string): DraftJson => ({
  type: 'heading',
  attrs: { level: 2 },
  content: [text(words)],
})
const list = (...words: string[]): DraftJson => ({
  type: 'orderedList',
  attrs: { start: 5 },
  content: words.map((each) => ({ type: 'listItem', content: [para(each)] })),
})
const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })

const words: DiffHtmlOptions['words'] = {
  added: 'добавлено',
  removed: 'удалено',
  split: 'абзац разделён',
  joined: 'абзацы соединены',
  format: 'изменено оформление',
  shape: (from, to) => `${from.type} → ${to.type}`,
  unchanged: (blocks) => `Без изменений: ${blocks}`,
}
const shown = (a: DraftJson, b: DraftJson, options: Partial<DiffHtmlOptions> = {}) =>
  diffHtml(a, b, forkHunks(a, b), { words, ...options }).replaceAll(/ (id|data-hunk)="[^"]*"/g, '')
const said = (html: string) => html.replaceAll(/<[^>]*>/g, '')

const A = 'Советы вправе проводить слушания по вопросам местного значения'

test('what came and what went stand in place, and are said in words, not by colour alone', () => {
  const html = shown(doc(para(A)), doc(para(A.replace('слушания', 'опросы'))))

  expect(html).toBe(
    '<p>Советы вправе проводить <del><span class="unseen">удалено: </span>слушания</del>' +
      '<ins><span class="unseen">добавлено: </span>опросы</ins> по вопросам местного значения</p>',
  )
})

test('every change can be linked to, once, and names its author and time', () => {
  const [a, b] = [doc(para(A)), doc(para(A.replace('слушания', 'опросы')))]
  const [hunk] = forkHunks(a, b)
  const html = diffHtml(a, b, [hunk!], {
    words,
    by: () => ({ author: 'Анна "А"', at: '2026-11-23T00:00:00Z' }),
  })

  expect(html.split(`id="hunk-${hunk!.id}"`)).toHaveLength(2)
  expect(html.split(`data-hunk="${hunk!.id}"`)).toHaveLength(3)
  expect(html).toContain('data-author="Анна &quot;А&quot;" datetime="2026-11-23T00:00:00Z"')
})

test('text, attributes and links of both texts are escaped', () => {
  const evil = (words: string) =>
    doc(para(text(`${words}<script>"&`, { type: 'link', attrs: { href: 'javascript:alert(1)' } })))
  const html = shown(evil('старое '), evil('новое '))

  expect(html).toContain('&lt;script&gt;&quot;&amp;')
  expect(html).not.toMatch(/<script|javascript:|style=/)
})

test('an item that went keeps its old number, and the others have theirs', () => {
  expect(
    shown(
      doc(list('первый пункт', 'второй пункт', 'третий абзац')),
      doc(list('первый пункт', 'третий абзац')),
    ),
  ).toBe(
    '<ol start="5" data-numbering="decimal"><li value="5"><p>первый пункт</p></li>' +
      '<li value="6" data-change="removed"><p data-change="removed"><del><span class="unseen">удалено: </span>второй пункт</del></p></li>' +
      '<li value="6"><p>третий абзац</p></li></ol>',
  )
})

test('a split, a join and another kind of block are said where they are', () => {
  const [whole, halves] = [doc(para(`${A} ${A}`)), doc(para(A), para(A))]
  expect(said(shown(whole, halves))).toContain('абзац разделён: ¶')
  expect(said(shown(halves, whole))).toContain('абзацы соединены: ¶')
  expect(shown(doc(para(A)), doc(heading(A)))).toBe(
    `<h2 data-change="shape"><span class="diff-note">paragraph → heading</span> ${A}</h2>`,
  )
})

test('words of which only the look changed are shown once', () => {
  expect(shown(doc(para('за и против')), doc(para('за и ', text('против', { type: 'bold' }))))).toBe(
    '<p>за и <ins><span class="unseen">изменено оформление: </span><strong>против</strong></ins></p>',
  )
})

test('an empty paragraph that came can be seen and heard', () => {
  expect(said(shown(doc(para(A)), doc(para(A), { type: 'paragraph' })))).toBe(`${A}добавлено: ¶`)
})

test('a table keeps its header, and a row that came is marked', () => {
  const cells = (type: string, ...all: string[]): DraftJson => ({
    type: 'tableRow',
    content: all.map((each) => ({ type, content: [para(each)] })),
  })
  const table = (...rows: DraftJson[]) =>
    doc({ type: 'table', content: [cells('tableHeader', 'Село', 'Дата'), ...rows] })
  const html = shown(table(), table(cells('tableCell', 'Палана', '5 мая')))

  expect(html).toMatch(
    /^<table><thead><tr><th scope="col">.*<\/thead><tbody><tr data-change="added"><td data-change="added">/,
  )
})

test('far unchanged blocks fold, and stay in the page', () => {
  const many = Array.from({ length: 9 }, (_, at) => para(`Абзац номер ${at} без перемен`))
  const html = shown(doc(...many, para(A)), doc(...many, para(A.replace('слушания', 'опросы'))), {
    context: 2,
  })

  expect(html).toContain('<details class="diff-unchanged"><summary>Без изменений: 7</summary>')
  expect(html).toContain('Абзац номер 0')
  expect(html.split('</details>')[1]).toMatch(/^<p>Абзац номер 7/)
})

test('a text against itself is the text as everybody sees it', () => {
  const draft = doc(
    heading('Глава'),
    list('раз', 'два'),
    para(A, { type: 'hardBreak' }, text('и', { type: 'italic' })),
  )
  expect(shown(draft, draft)).toBe(draftHtml(draft))
})

test('changes of other texts are refused by a RangeError', () => {
  const [a, b] = [doc(para(A)), doc(para(A), para(A), para('ещё'))].map(nodeOfDraft)
  expect(() => markedDraft(a!, b!, [])).toThrow(RangeError)
})

const large = (name: string, seed: number) => {
  const speaker = new Speaker(draws(seed), name)
  return doc(...Array.from({ length: 700 }, () => para(speaker.words(25, 35))))
}

test('large texts are compared in a thread, with the answer that a small comparison would give', async () => {
  const [a, b] = [large('a', 1), large('b', 2)]
  expect((await compareDrafts(a, b)).hunks).toEqual(forkHunks(a, b))
  const caughtUp = await catchUpDrafts(a, a, b)
  expect(caughtUp).toMatchObject({ isSame: false, hunks: [], conflicts: [] })
  const kept = await catchUpDrafts(a, b, a)
  expect(kept.fork).toBe(b)
})

test('a comparison that takes too long is refused, and the next one is made', async () => {
  const [a, b] = [large('a', 1), large('b', 2)]
  await expect(compareDrafts(a, b, { timeLimit: 1 })).rejects.toMatchObject({ code: 'comparison_too_large' })
  expect((await compareDrafts(a, b)).hunks).toHaveLength(1)
})

test('more comparisons than may wait are turned away, and those that wait are made', async () => {
  const [a, b] = [large('a', 1), large('b', 2)]
  const all = await Promise.allSettled(Array.from({ length: 36 }, () => compareDrafts(a, b)))
  const refused = all.filter((each) => each.status === 'rejected')

  expect(refused.length).toBeGreaterThan(0)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'comparison_busy' })
})

test('a text that is no draft is an error of the caller, in the thread as well', async () => {
  const odd = doc({ type: 'video' })
  await expect(compareDrafts(odd, odd)).rejects.toThrow(RangeError)
  await expect(
    compareDrafts(large('a', 1), doc(...large('b', 2).content!, { type: 'video' })),
  ).rejects.toThrow(RangeError)
})
