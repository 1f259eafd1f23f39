import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { paperFile, paperPage } from '../../server/papers/files.ts'
import { paperText, type Paper } from '../../shared/papers.ts'
import { findChromium } from '../support/chromium.ts'
import { findOffice, openedInOffice } from '../support/office.ts'

const letters = 'Ӄояк, ӈанко, ԓыги, ӽой, маʼлы'

const paper: Paper = {
  title: 'Протокол № 3 / «А» & <Б>',
  blocks: [
    { kind: 'line', align: 'center', words: ['Общественный совет'] },
    { kind: 'title', text: 'ПРОТОКОЛ' },
    { kind: 'pair', left: '24 ноября 2026 г.', right: '№ 3' },
    { kind: 'paragraph', words: [{ b: 'КВОРУМ: ' }, `<имеется> & ${letters}`] },
    { kind: 'paragraph', level: 1, words: ['первая\nвторая'] },
    { kind: 'item', label: '1.1.', level: 1, words: ['Поддержать.'] },
    {
      kind: 'table',
      caption: 'Поправки:',
      columns: [
        { title: '№', share: 1, align: 'center' },
        { title: 'Редакция', share: 5 },
      ],
      rows: [['1', 'Заменить «май»']],
    },
    { kind: 'signature', role: 'Секретарь', name: 'М.И. Ильина', note: 'Подписано.' },
    { kind: 'break' },
    { kind: 'line', align: 'right', words: ['Приложение № 1'] },
    { kind: 'small', text: 'Мелко.' },
  ],
}

const office = findOffice()
const chromium = findChromium()
/** What tabs, cells and lines to sign on turn into depends on the program. */
const words = (text: string) => text.replace(/[_|–\s\u00a0\f]+/g, ' ').trim()

describe('official papers', () => {
  test('a Word file is well-formed, and its name says what it is', async () => {
    const { bytes, headers } = await paperFile(paper, 'docx', null)
    for (const [name, part] of Object.entries(unzipSync(bytes)))
      if (/\.(xml|rels)$/.test(name)) new SaxesParser({ xmlns: true }).write(strFromU8(part)).close()
    expect(decodeURIComponent(headers['content-disposition']!)).toContain("UTF-8''Протокол № 3 «А» Б.docx")
  })

  test.skipIf(!office)(
    'another program reads the words of a Word file in their order, over two pages',
    async () => {
      const { bytes } = await paperFile(paper, 'docx', null)
      const text = (await openedInOffice(office!, bytes, 'docx', 'txt:Text (encoded):UTF8')).toString('utf8')
      const expected = words(paperText(paper))
      expect(words(text.replace('\ufeff', ''))).toBe(expected)
    },
  )

  test.skipIf(!chromium || !existsSync('/usr/bin/pdftotext'))(
    'a PDF has the same words, and the number of its second page',
    async () => {
      const { bytes } = await paperFile(paper, 'pdf', chromium)
      const text = execFileSync('/usr/bin/pdftotext', ['-layout', '-', '-'], {
        input: bytes,
        encoding: 'utf8',
      })
      const [first, second] = text.split('\f')
      expect(words(first!)).toContain('КВОРУМ: <имеется> & Ӄояк, ӈанко, ԓыги, ӽой, маʼлы')
      expect(words(first!)).not.toMatch(/^1 /)
      expect(words(second!)).toBe('2 Приложение № 1 Мелко.')
    },
  )

  test('without a Chromium there is no PDF, and that is said', async () => {
    await expect(paperFile(paper, 'pdf', null)).rejects.toMatchObject({ code: 'pdf_unavailable' })
  })

  test('the page asks nobody for anything and runs nothing', () => {
    const page = paperPage(paper)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain('&lt;имеется&gt; &amp;')
    expect(page).not.toMatch(/<script|https?:/)
  })
})
