import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, strToU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { exportFile, UnreadableFile } from '../../server/drafts/convert/convert.ts'
import { writeHtml } from '../../server/drafts/convert/html-write.ts'
import { writeOdt } from '../../server/drafts/convert/odt-write.ts'
import { printPdf } from '../../server/drafts/convert/pdf.ts'
import { writePlain } from '../../server/drafts/convert/plain-write.ts'
import { readWord } from '../../server/drafts/convert/word-read.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { anyDraft } from '../fixtures/word/draft-arbitrary.ts'
import { outline } from '../fixtures/word/outline.ts'
import { findChromium } from '../support/chromium.ts'
import { findOffice, openedInOffice } from '../support/office.ts'

const meta = { title: 'Резолюция «О мосте» & <прочем>', language: 'ru-RU' }
const line = (...content: DraftJson[]): DraftJson => ({ type: 'paragraph', content })
const said = (text: string, ...types: string[]): DraftJson => ({
  type: 'text',
  text,
  ...(types.length && { marks: types.map((type) => ({ type })) }),
})
const item = (...content: DraftJson[]): DraftJson => ({ type: 'listItem', content })
const cell = (type: string, text: string, attrs = {}): DraftJson => ({ type, attrs: { colspan: 1, rowspan: 1, ...attrs }, content: [line(said(text))] }) // prettier-ignore
const row = (...content: DraftJson[]): DraftJson => ({ type: 'tableRow', content })
const letters = 'Ӄояк, ӈанко, ԓыги, ӽой, маʼлы, ё́ а̄.'

const paper: DraftJson = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [said('Резолюция')] },
    line(said('Построить '), { type: 'text', text: 'мост', marks: [{ type: 'bold' }, { type: 'comment', attrs: { id: 'c' } }] }, { type: 'footnote', attrs: { text: 'Закон № 82-ФЗ.' } }, said(`. ${letters}`)),
    {
      type: 'orderedList',
      attrs: { start: 5, numbering: 'decimal' },
      content: [
        { ...item(line(said('Рекомендовать:')), { type: 'orderedList', attrs: { start: 2, numbering: 'cyrillic' }, content: [item(line(said('учесть;')), { type: 'bulletList', content: [item(line(said('в культуре;')))] }), item(line(said('закрепить.')))] }), attrs: { clause: 'k1' } },
        item(line(said('Контроль по пункту '), { type: 'citation', attrs: { clause: 'k1', label: 'старое имя' } }, said('.')), line(said('и ещё'))),
      ],
    },
    { type: 'blockquote', content: [line(said('Слова старейшины.'))] },
    { type: 'table', content: [row(cell('tableHeader', 'Орган'), cell('tableHeader', 'Срок', { colspan: 2 })), row(cell('tableCell', 'Администрация', { rowspan: 2 }), cell('tableCell', 'до 1 мая'), cell('tableCell', 'отчёт')), row(cell('tableCell', 'до 1 июня'), cell('tableCell', 'план'))] },
    line(said('Председатель')),
  ],
} // prettier-ignore

const wellFormed = (xml: string) => new SaxesParser({ xmlns: true }).write(xml).close()
const office = findOffice()
const chromium = findChromium()

describe('plain text', () => {
  test('has the markers as they are printed, the cited items by their names, and its notes below', () => {
    expect(writePlain(paper).split('\n')).toEqual([
      'Резолюция', '', `Построить мост[1]. ${letters}`, '5) Рекомендовать:', '  б) учесть;', '    – в культуре;',
      '  в) закрепить.', '6) Контроль по пункту 5.', '  и ещё', '  Слова старейшины.', '',
      'Орган\tСрок', 'Администрация\tдо 1 мая\tотчёт', 'до 1 июня\tплан', '', 'Председатель', '', '[1] Закон № 82-ФЗ.', '',
    ]) // prettier-ignore
  })

  test('leaves the thread as Notepad reads it', async () => {
    const bytes = await exportFile('txt', { json: paper }, meta)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(strFromU8(bytes)).toContain('Резолюция\r\n\r\nПостроить')
  })
})

describe('a web page', () => {
  test('stands alone: no script, no address, everything escaped', async () => {
    const html = strFromU8(await exportFile('html', { json: paper }, meta))
    expect(html).toContain('<title>Резолюция «О мосте» &amp; &lt;прочем&gt;</title>')
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import/)
    expect(html).toMatch(/<li id="note-1">Закон № 82-ФЗ\. <a href="#note-1-mark"/)
  })
})

describe('OpenDocument', () => {
  test('any draft is well-formed in every part, and the first part tells the kind of the file', () => {
    fc.assert(
      fc.property(anyDraft, (json) => {
        const parts = unzipSync(writeOdt({ json }, meta))
        expect(Object.keys(parts)[0]).toBe('mimetype')
        for (const name in parts) if (name.endsWith('.xml')) wellFormed(strFromU8(parts[name]!))
      }),
      { numRuns: 30 },
    )
  })

  test('its kind stands unpacked at the beginning of the file', () => {
    expect(strFromU8(writeOdt({ json: paper }, meta).subarray(30, 77))).toBe(
      'mimetypeapplication/vnd.oasis.opendocument.text',
    )
  })

  if (office)
    test('LibreOffice finds its structure, notes and comments', async () => {
      const comments = [{ id: 'c', author: 'Олег', at: '2026-11-20T10:00:00.000Z', text: 'Почему?', replies: [], resolved: true, quote: '' }] // prettier-ignore
      const made = await openedInOffice(office, writeOdt({ json: paper, comments }, meta), 'odt', 'docx:MS Word 2007 XML') // prettier-ignore
      const read = await readWord(made)
      expect(outline(read.json)).toEqual([
        '# Резолюция',
        `Построить ⟦мост⟧[^Закон № 82-ФЗ.]. ${letters}`.normalize('NFC'),
        '5) Рекомендовать:',
        '  б) учесть;',
        '    – в культуре;',
        '  в) закрепить.',
        '6) Контроль по пункту 5.',
        '  ¶ и ещё',
        '> Слова старейшины.',
        '| ! Орган | ! ↔2 Срок |',
        '| ↕2 Администрация | до 1 мая | отчёт |',
        '| до 1 июня | план |',
        'Председатель',
      ])
      expect(read.comments).toMatchObject([
        { author: 'Олег', text: 'Почему?', resolved: true, quote: 'мост' },
      ])
    })
})

describe('PDF', () => {
  const code = (error: unknown) => (error instanceof UnreadableFile ? error.code : error)

  test('a page too large to print is refused before a browser starts', async () => {
    expect(await printPdf('/nowhere', new Uint8Array(9 * 1024 * 1024)).catch(code)).toBe('file_bomb')
  })

  test('a browser that is not there is an error of ours, not of the file', async () => {
    expect(await printPdf('/nowhere', strToU8('<p>')).catch(code)).toMatchObject({ code: 'ENOENT' })
  })

  if (chromium) {
    test('is tagged, has its fonts and all letters of Koryaks and Itelmens, and counts pages from the second', async () => {
      const long = { ...paper, content: [...paper.content!, ...Array.from({ length: 60 }, () => line(said(letters)))] } // prettier-ignore
      const place = mkdtempSync(join(tmpdir(), 'veche-paper-'))
      try {
        const file = join(place, 'paper.pdf')
        const bytes = await printPdf(chromium, strToU8(writeHtml(long, meta)))
        expect(strFromU8(bytes.subarray(0, 5))).toBe('%PDF-')
        expect(Buffer.from(bytes).toString('latin1')).toMatch(/\/StructTreeRoot/)
        writeFileSync(file, bytes)
        if (!existsSync('/usr/bin/pdftotext')) return
        const told = (tool: string, ...args: string[]) => execFileSync(tool, args, { encoding: 'utf8' })
        expect(told('pdfinfo', file)).toMatch(/Tagged: +yes/)
        expect(told('pdffonts', file)).not.toMatch(/ no +(yes|no) +(yes|no) +\d/)
        const text = told('pdftotext', '-layout', file, '-')
        for (const letter of 'Ӄӈԓӽʼ') expect(text).toContain(letter)
        expect(text).toContain('5) Рекомендовать:')
        expect(text).toContain('б) учесть;')
        expect(told('pdfinfo', file)).toMatch(/Page size:.*A4/)
      } finally {
        rmSync(place, { recursive: true, force: true })
      }
    })

    test('that takes too long is ended, and the next one is printed', async () => {
      const page = strToU8('<!doctype html><p>а')
      expect(await printPdf(chromium, page, { timeLimit: 1 }).catch(code)).toBe('conversion_timeout')
      expect((await printPdf(chromium, page)).length).toBeGreaterThan(500)
    })
  }
})

if (!office || !chromium)
  test('LibreOffice or Chromium is not on this machine: not everything was printed and opened', () => {
    expect(office && chromium).toBeNull()
  })
