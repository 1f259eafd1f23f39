import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWord } from '../../server/drafts/convert/word-read.ts'
import { writeWord } from '../../server/drafts/convert/word-write.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { asWordWrites } from '../fixtures/word/as-word-writes.ts'
import { outline } from '../fixtures/word/outline.ts'
import { findOffice, openedInOffice } from '../support/office.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/word/${name}`, import.meta.url))
const at = '2026-11-20T10:00:00.000Z'

/** Lines of a proposal that the base has not. */
const news = (base: DraftJson, json: DraftJson) =>
  outline(json).filter((line) => !outline(base).includes(line))

describe('files made by others', () => {
  test('a paper as Word writes it: controls, fields, fallbacks, overridden lists, notes, changes and comments', async () => {
    const { json, proposals, comments, losses } = await readWord(asWordWrites())
    expect(outline(json)).toEqual([
      '# Решение совета',
      'Совет ⟦решил⟧:',
      'Исх. № 15',
      'дата 20.11.2026 5 км совета\u20111',
      '1) первый',
      '  а) буква',
      '2) второй',
      '7) седьмой',
      '8) восьмой',
      'см. сайт и п. 2[^Закон № 82-ФЗ]',
      'Срок: май.',
      '| ! ↕2 Орган | ! ↔2 Срок |',
      '| с | по |',
    ])
    const link = json.content!.find((node) => node.content?.[0]?.text === 'см. ')!.content![1]
    expect(link!.marks).toEqual([{ type: 'link', attrs: { href: 'https://kamgov.ru/doc#p5' } }])
    expect(proposals.map((each) => [each.author, each.at, news(json, each.json)])).toEqual([
      ['Иванова А. А.', at, ['Новый абзац.']],
      ['Петров О.', at, ['Срок: июнь.']],
    ])
    expect(comments).toMatchObject([
      { author: 'Иванова А. А.', text: 'Кем решено?', resolved: true, quote: 'решил', replies: [{ author: 'Петров О.', text: 'Советом.' }] },
    ]) // prettier-ignore
    expect(losses.toSorted()).toEqual(['contents', 'text_boxes'])
  })

  test('a review made in LibreOffice: changes of two people, a split, a dropped paragraph, comments, notes', async () => {
    const { json, proposals, comments, losses } = await readWord(fixture('review.docx'))
    expect(outline(json)).toEqual([
      '# Решение совета',
      'Построить ⟦новый мост⟧ до мая в Палане[^Закон № 82-ФЗ.].',
      'Лишний абзац.',
      'Второй ⟦абзац⟧.',
      '1) Пункт первый',
      '  1) Подпункт',
      '    – Тире',
      '2) Пункт второй[^Концевая сноска.]',
      'Ӄояк, ӈанко, ԓыги, ӽой, маʼлы.',
    ])
    const [oleg, anna] = proposals
    expect([oleg!.author, news(json, oleg!.json)]).toEqual(['Олег Петров', ['Второй ⟦абзац⟧. Новая фраза.', 'Новый абзац.']]) // prettier-ignore
    expect(outline(oleg!.json)).not.toContain('Лишний абзац.')
    expect(news(json, anna!.json)).toEqual(['Построить ⟦новый мост⟧ до июня в Палане[^Закон № 82-ФЗ.].'])
    expect(comments.map(({ author, text, resolved, quote }) => [author, text, resolved, quote])).toEqual([
      ['Олег Петров', 'Почему мост?\nОбоснуйте.', false, 'новый мост'],
      ['Анна Иванова', 'Решено.', true, 'абзац'],
    ])
    expect(losses).toEqual(['numbers'])
  })

  test('a .doc of the nineties saved anew counts as LibreOffice prints it', async () => {
    const { json, proposals } = await readWord(fixture('minutes-from-doc.docx'))
    expect(outline(json).filter((line) => line.endsWith('пункт.'))).toEqual([
      '5) Пятый пункт.',
      '4) Шестой пункт.',
    ])
    expect(news(json, proposals[0]!.json)).toEqual(['Правка: вставлено и осталось.'])
  })
})

const office = findOffice()

describe.runIf(office)('our files in LibreOffice', () => {
  const line = (...content: DraftJson[]): DraftJson => ({ type: 'paragraph', content })
  const said = (text: string, ...marks: DraftJson['marks'] & object): DraftJson => ({ type: 'text', text, ...(marks.length && { marks }) }) // prettier-ignore
  const item = (...content: DraftJson[]): DraftJson => ({ type: 'listItem', content })
  const text = (what: string): DraftJson => ({
    type: 'doc',
    content: [
      { type: 'heading', attrs: { level: 1 }, content: [said('Резолюция')] },
      line(said('Построить '), said(what, { type: 'comment', attrs: { id: 'c' } }), said(' до мая'), { type: 'footnote', attrs: { text: 'Закон № 82-ФЗ.' } }, said('. Ӄояк, ӈанко, ԓыги, ӽой.')),
      {
        type: 'orderedList',
        attrs: { start: 5, numbering: 'decimal' },
        content: [
          item(line(said('Рекомендовать:')), { type: 'orderedList', attrs: { start: 1, numbering: 'cyrillic' }, content: [item(line(said('учесть;'))), item(line(said('закрепить.')))] }),
          item(line(said('Контроль.'))),
        ],
      },
    ],
  }) // prettier-ignore
  const comment = { id: 'c', author: 'Олег', at, text: 'Почему?', replies: [], resolved: true, quote: '' }
  const file = () =>
    writeWord(
      { json: text('мост'), comments: [comment], proposals: [{ author: 'Анна', at, json: text('паром') }] },
      { title: 'Резолюция', language: 'ru-RU' },
    )

  test('words, numbers, changes, comments and notes are where they belong', async () => {
    const xml = (await openedInOffice(office!, file(), 'docx', 'fodt')).toString('utf8')
    expect(xml).toMatch(/<text:insertion>\s*<office:change-info>\s*<dc:creator>Анна<\/dc:creator>/)
    expect(xml).toMatch(/<text:deletion>\s*<office:change-info>\s*<dc:creator>Анна<\/dc:creator>/)
    expect(xml).toMatch(/<office:annotation [^>]*resolved="true"[^>]*>\s*<dc:creator>Олег<\/dc:creator>/)
    expect(xml).toMatch(/<text:note [^>]*text:note-class="footnote"/)
    expect(xml).toContain('Ӄояк, ӈанко, ԓыги, ӽой.')
    expect(xml).toMatch(/fo:margin-left="(3cm|1\.18\d*in)"/)
  })

  test('saved there and read again, the text is the same and the change is still a proposal', async () => {
    const again = await readWord(await openedInOffice(office!, file(), 'docx', 'docx:MS Word 2007 XML'))
    expect(outline(again.json)).toEqual([
      '# Резолюция',
      'Построить ⟦мост⟧ до мая[^Закон № 82-ФЗ.]. Ӄояк, ӈанко, ԓыги, ӽой.',
      '5) Рекомендовать:',
      '  а) учесть;',
      '  б) закрепить.',
      '6) Контроль.',
    ])
    expect(again.proposals.map((each) => [each.author, news(again.json, each.json).length])).toEqual([
      ['Анна', 1],
    ])
    expect(again.comments.map((each) => [each.author, each.resolved])).toEqual([['Олег', true]])
  })
})

if (!office)
  test('LibreOffice is not on this machine: our files were not opened in it', () => {
    expect(office).toBeNull()
  })
