import { strToU8, unzipSync, zipSync, strFromU8 } from 'fflate'
import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { TableMap } from '@tiptap/pm/tables'
import { describe, expect, test } from 'vitest'
import {
  exportWord as exportFile,
  importFile as importAll,
  MOST_FILE_BYTES,
  UnreadableFile,
  type PaperMeta,
} from '../../server/drafts/convert/convert.ts'
import { importText } from '../../server/drafts/convert/text.ts'
import { readWord as readFile } from '../../server/drafts/convert/word-read.ts'
import { writeWord as writeFile } from '../../server/drafts/convert/word-write.ts'
import { draftSchema, type DraftJson } from '../../shared/draft-schema.ts'
import { draftStats, draftText } from '../../shared/draft-text.ts'
import { anyDraft } from '../fixtures/word/draft-arbitrary.ts'
import { inList, level, makeDocx, para, run, style } from '../fixtures/word/make-docx.ts'
import { outline } from '../fixtures/word/outline.ts'

const readWord = async (bytes: Uint8Array) => (await readFile(bytes)).json
const writeWord = (json: DraftJson, about: PaperMeta) => writeFile({ json }, about)
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url))
const resolution = () => importText(fixture('resolution-2017.txt').toString('utf8'))
const lines = (...text: string[]) => outline(importText(text.join('\n')))
const word = async (pieces: Parameters<typeof makeDocx>[0]) => outline(await readWord(makeDocx(pieces)))
const importFile = async (...file: Parameters<typeof importAll>) => (await importAll(...file)).json
const exportWord = (json: DraftJson, about: PaperMeta) => exportFile({ json }, about)
const meta = { title: 'Решение', language: 'ru-RU' }
const codeOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => 'no refusal',
    (reason: unknown) => reason,
  )
  return error instanceof UnreadableFile ? error.code : error
}

describe('the resolution of 2017', () => {
  const lists = (json: DraftJson) => json.content!.filter((node) => node.type === 'orderedList')
  const leaves = (item: DraftJson): number => {
    const inner = item.content!.filter((node) => node.type !== 'paragraph').flatMap((list) => list.content!)
    return Math.max(inner.length, 1)
  }

  test('it has nine items and twenty-one recommendations', () => {
    const [items, ...others] = lists(resolution())
    expect(others).toEqual([])
    expect(items!.content!.map(leaves)).toEqual([1, 1, 2, 1, 4, 1, 4, 2, 5])
  })

  test('its fifth item has four lettered points, and the first of them five sectors', () => {
    const letters = lists(resolution())[0]!.content![4]!.content![1]!
    expect(letters.attrs).toEqual({ start: 1, numbering: 'cyrillic' })
    expect(letters.content).toHaveLength(4)
    expect(outline(letters.content![0]!).slice(1)).toEqual([
      '– в сфере социального обслуживания;',
      '– в сфере образования;',
      '– в сфере физкультуры, спорта, пропаганды здорового образа жизни;',
      '– в сфере здравоохранения;',
      '– в сфере культуры;',
    ])
  })

  test('its title is two headings and its last paragraph belongs to no item', () => {
    const [first, second, ...rest] = outline(resolution())
    expect(first).toBe('# Резолюция Межсекторной конференции')
    expect(second).toMatch(/^## АКТУАЛЬНЫЕ ВОПРОСЫ .* ИТОГИ ПЕРВОГО ЭТАПА$/)
    expect(rest.at(-1)).toMatch(/^В целях информирования/)
  })

  test('it keeps every word but loses the artefact and the double spaces', () => {
    const source = fixture('resolution-2017.txt').toString('utf8').replace('[bookmark: _GoBack]', '')
    const words = (text: string) => text.replace(/^\s*(\d\)|[а-г]\)|[-–])/gm, '').match(/\S+/g)
    expect(words(draftText(resolution()))).toEqual(words(source))
    expect(draftText(resolution())).not.toMatch(/bookmark| {2}/)
  })

  test('it reads the same from the Word file LibreOffice makes of it', async () => {
    expect(await importFile(fixture('word/resolution-2017.docx'), 'резолюция.docx')).toEqual(resolution())
  })

  test('it comes back from our own Word file as it went', async () => {
    const bytes = await exportWord(resolution(), meta)
    expect(await importFile(bytes, 'решение.docx')).toEqual(resolution())
  })
})

describe('plain text', () => {
  test('markers of a higher kind hold those of a lower one', () => {
    expect(lines('1. Общее', '1) первое', 'а) буква', '- тире', '– ещё', 'б) вторая', '2) второе', '2. Иное')).toEqual([
      '1) Общее', '  1) первое', '    а) буква', '      – тире', '      – ещё', '    б) вторая', '  2) второе', '2) Иное',
    ]) // prettier-ignore
  })

  test('an item that ends with a colon holds what follows whatever its marker', () => {
    expect(lines('а) проработать:', '1) первое', '2) второе', 'б) закрепить')).toEqual([
      'а) проработать:', '  1) первое', '  2) второе', 'б) закрепить',
    ]) // prettier-ignore
  })

  test('numbers are never changed: after a paragraph or a gap a list goes on from its number', () => {
    expect(lines('1) один', '2) два', 'Абзац.', '3) три', '5) пять', '6) шесть')).toEqual([
      '1) один', '2) два', 'Абзац.', '3) три', '5) пять', '6) шесть',
    ]) // prettier-ignore
    expect(importText('1) один\nАбзац.\n2) два').content!.map((node) => node.type)).toEqual(['orderedList', 'paragraph', 'paragraph']) // prettier-ignore
  })

  test.each([
    '84. участника приняли участие',
    'в) одинокая буква',
    '16.02.2017 состоялась',
    '1.2. Пункт положения',
    '-5 градусов',
    '2017) год',
  ])('«%s» is a sentence, not an item', (line) =>
    expect(importText(line).content).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: line }] },
    ]),
  )

  test('blank lines between items do not part them', () => {
    expect(lines('1) один', '', '2) два', '', '', '– три')).toEqual(['1) один', '2) два', '  – три'])
  })

  test('official lettering skips ё and й, and a Latin a is a slip of the keyboard', () => {
    const letters = [...'абвгдежзиклм']
    expect(lines(...letters.map((letter) => `${letter === 'а' ? 'a' : letter}) пункт`))).toEqual(
      letters.map((letter) => `${letter}) пункт`),
    )
  })

  test('lines in capitals are headings; a lead-in with a colon is not', () => {
    expect(lines('Вводный текст заседания.', 'ПОВЕСТКА ДНЯ', '1) Первое.', 'РЕШИЛИ:', 'Принять.')).toEqual([
      'Вводный текст заседания.', '# ПОВЕСТКА ДНЯ', '1) Первое.', 'РЕШИЛИ:', 'Принять.',
    ]) // prettier-ignore
  })

  test('a letter of short lines without a blank one has no title', () => {
    expect(lines('Прошу принять', 'Ответа жду')).toEqual(['Прошу принять', 'Ответа жду'])
  })

  test('lines broken at a fixed width are joined again', () => {
    const sentence =
      'Рекомендовать органам местного самоуправления проработать вопрос участия в проекте'.repeat(6)
    const broken = sentence.match(/.{1,60}(?:\s|$)|\S{1,60}/g)!.map((line) => line.trim())
    expect(lines(...broken, '', '1) пункт')).toHaveLength(2)
    expect(lines('Рекомендовать органам', 'местного самоуправления.')).toEqual([
      'Рекомендовать органам местного самоуправления.',
    ])
  })

  test('Koryak letters stay as they are, and letters put together from two signs become one', () => {
    expect(lines('Ӄояк, ӈанко, ԓыги, ӽой, маʼлы.', '\u0438\u0306 и\u00adа\u200b')).toEqual([
      'Ӄояк, ӈанко, ԓыги, ӽой, маʼлы.',
      'й иа',
    ])
  })

  test('ten thousand items that each promise more do not nest ten thousand deep', () => {
    const json = importText(Array.from({ length: 10_000 }, () => '1) пункт:').join('\n'))
    const depth = (node: DraftJson): number => 1 + Math.max(0, ...(node.content ?? []).map(depth))
    expect(depth(json)).toBeLessThan(24)
  })

  test('any text becomes a valid draft, and its own plain text says the same words', () => {
    const line = fc.tuple(
      fc.constantFrom('', '1) ', '2) ', '1. ', '2. ', 'а) ', 'б) ', '- ', '– '),
      fc.constantFrom('слово', 'слово:', 'СЛОВО ДЕЛО', 'Слово; дело.', ''),
    )
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 14 }), (made) => {
        const source = ['Начало', ...made.map((each) => each.join(''))].join('\n')
        const json = importText(source)
        draftSchema().nodeFromJSON(json).check()
        const letters = (text: string) => text.match(/[а-яё]{4,}/gi)
        expect(letters(draftText(json))).toEqual(letters(source))
      }),
    )
  })
})

describe('encodings', () => {
  const russian = 'Решение совета: «дом» – №\u00a05.'
  const cp1251 = Uint8Array.from([...russian], (sign) => {
    const code = Array.from({ length: 256 }, (_, byte) => byte).find(
      (byte) => new TextDecoder('windows-1251').decode(Uint8Array.of(byte)) === sign,
    )
    return code!
  })
  const utf16 = Buffer.from(`\ufeff${russian}`, 'utf16le')

  test.each([
    ['UTF-8', strToU8(russian)],
    ['UTF-8 with a byte order mark', strToU8(`\ufeff${russian}`)],
    ['UTF-16', new Uint8Array(utf16)],
    ['UTF-16 of the other order', new Uint8Array(Buffer.from(utf16).swap16())],
    ['windows-1251', cp1251],
  ])('a text in %s is read', async (_, bytes) => {
    expect(outline(await importFile(bytes, 'решение.txt'))).toEqual([russian])
  })
})

describe('Word files', () => {
  test('minutes made in LibreOffice keep their structure', async () => {
    expect(outline(await readWord(fixture('word/minutes.docx')))).toEqual([
      '# Протокол заседания Общественного совета',
      'Совет жирно, курсивом, с чертой, зачёркнуто.↵Положение на сайте.',
      'Правка: и вычеркнутое словоосталось.',
      'Сноска[^Текст сноски.] в тексте.',
      '## Решили',
      '1) Рекомендовать администрации:',
      '  а) проработать вопрос:',
      '    – в сфере образования;',
      '    – в сфере культуры;',
      '  б) закрепить функции.',
      '2) Рекомендовать НКО.',
      'Абзац между пунктами.',
      '3) Контроль оставить за Советом.',
      'Приложения:',
      '– список участников;',
      '– Ӄояк, ӈанко, ԓыги, маʼлы.',
      '5) Пятый пункт.',
      '6) Шестой пункт.',
      '> Слова старейшины.',
      '| ! Орган | ! ↔2 Срок |',
      '| ↕2 Администрация | до 1 мая | 1) отчёт; / 2) план. |',
      '| до 1 июня |  |',
      'Председатель',
    ])
  })

  test('their marks and links are kept', async () => {
    const json = await readWord(fixture('word/minutes.docx'))
    const marked = json.content![1]!.content!.filter((node) => node.marks)
    expect(
      marked.map(({ text, marks }) => [text, ...marks!.map((mark) => mark.attrs?.href ?? mark.type)]),
    ).toEqual([
      ['жирно', 'bold'],
      ['курсивом', 'italic'],
      ['с чертой', 'underline'],
      ['зачёркнуто', 'strike'],
      ['на сайте', 'https://example.org/palana?a=1&b=2'],
    ])
  })

  test('headings are found by name in two languages, by outline level and by inheritance', async () => {
    const styles =
      style('1', 'heading 1') +
      style('a', 'Заголовок 2') +
      style('b', 'Раздел', '<w:basedOn w:val="a"/>') +
      style('c', 'Подраздел', '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>') +
      style('d', 'heading 7') +
      style('t', 'Title') +
      style('loop', 'Круг', '<w:basedOn w:val="loop"/>')
    const body = ['t', '1', 'a', 'b', 'c', 'd', 'loop', 'missing'].map((id) =>
      para(`стиль ${id}`, `<w:pStyle w:val="${id}"/>`),
    )
    expect(await word({ styles, body: body.join('') })).toEqual([
      '# стиль t', '# стиль 1', '## стиль a', '## стиль b', '### стиль c', '#### стиль d', 'стиль loop', 'стиль missing',
    ]) // prettier-ignore
  })

  test('a numbered heading keeps the number that Word printed', async () => {
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'upperRoman', 'Глава %1.', '<w:pStyle w:val="h"/>')}${level(1, 'decimal', '%1.%2')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const styles = style('h', 'heading 1', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    const body = para('Общее', '<w:pStyle w:val="h"/>') + para('Иное', '<w:pStyle w:val="h"/>')
    expect(await word({ styles, numbering, body })).toEqual(['# Глава I. Общее', '# Глава II. Иное'])
  })

  test('lists count on over paragraphs, restart where Word does, and nest by level', async () => {
    const abstract = (id: number) =>
      `<w:abstractNum w:abstractNumId="${id}">${level(0, 'decimal', '%1)')}${level(1, 'russianLower', '%2)')}${level(2, 'bullet', '•')}</w:abstractNum>`
    const numbering =
      abstract(0) +
      '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>' +
      '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    const items = [[1, 0], [1, 1], [1, 2], [1, 1], [1, 0], [0, 0], [1, 0], [1, 1], [2, 0], [2, 0]] // prettier-ignore
    const body = items.map(([numId, at]) => para('п', inList(numId!, at))).join('')
    expect(await word({ numbering, body })).toEqual([
      '1) п', '  а) п', '    – п', '  б) п', '2) п', 'п', '3) п', '  а) п', '7) п', '8) п',
    ]) // prettier-ignore
  })

  test('a number made up to be endless is cut', async () => {
    const endless = '999999999999999'
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'russianLower', '%1)').replace('w:start w:val="1"', `w:start w:val="${endless}"`)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const styles = style('h', 'heading 1')
    const body = para('Раздел', `<w:pStyle w:val="h"/>${inList(1)}`) + para('пункт', inList(1))
    expect(await word({ numbering, styles, body })).toEqual(
      ['# 9999) Раздел', '1) пункт'].map((line) => line.replace('1)', 'а)')),
    )
  })

  test('a list whose style or level lies elsewhere is found', async () => {
    const numbering =
      `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="ls"/></w:abstractNum>` +
      `<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="ls"/>${level(0, 'decimal', '%1)')}${level(1, 'lowerLetter', '%2)', '<w:pStyle w:val="deep"/>')}</w:abstractNum>` +
      '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    const styles =
      style('ls', 'Список', '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>') +
      style('deep', 'Подпункт', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    const body = para('один', inList(1)) + para('а', '<w:pStyle w:val="deep"/>') + para('два', inList(1))
    expect(await word({ numbering, styles, body })).toEqual(['1) один', '  а) а', '2) два'])
  })

  test('numbers of Word and dashes typed by hand make one tree', async () => {
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1)')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const body = [para('Совету:', inList(1)), para('- выезды;'), para(`${run('–', '<w:b/>')}${run(' встречи.')}`), para('НКО.', inList(1)), para('Итог.')] // prettier-ignore
    expect(await word({ numbering, body: body.join('') })).toEqual(['1) Совету:', '  – выезды;', '  – встречи.', '2) НКО.', 'Итог.']) // prettier-ignore
  })

  test('a paragraph indented as an item belongs to it', async () => {
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1)').replace('</w:lvl>', '<w:pPr><w:ind w:left="720"/></w:pPr></w:lvl>')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const body =
      para('один', inList(1)) + para('ещё', '<w:ind w:left="720"/>') + para('два', inList(1)) + para('конец')
    expect(await word({ numbering, body })).toEqual(['1) один', '  ¶ ещё', '2) два', 'конец'])
  })

  test('fields show their result, and a field cut short swallows nothing', async () => {
    const sign = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
    const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`
    const body =
      `<w:p>${sign('begin')}${code(' HYPER')}${code('LINK "https://a.ru/" ')}${sign('separate')}${run('сайт')}${sign('end')}${run(' и')}</w:p>` +
      `<w:p>${run('стр. ')}<w:fldSimple w:instr="PAGE">${run('3')}</w:fldSimple>${sign('begin')}${code('REF x')}</w:p>` +
      para('дальше')
    const json = await readWord(makeDocx({ body }))
    expect(outline(json)).toEqual(['сайт и', 'стр. 3', 'дальше'])
    expect(json.content![0]!.content![0]!.marks).toEqual([{ type: 'link', attrs: { href: 'https://a.ru/' } }])
  })

  test('a link leads only where a link may lead', async () => {
    const link = (id: string, more = '') => `<w:hyperlink r:id="${id}"${more}>${run(id)}</w:hyperlink>`
    const body = `<w:p>${link('good', ' w:anchor="глава"')}${link('bad')}${link('gone')}</w:p>`
    const json = await readWord(
      makeDocx({ body, links: { good: 'https://a.ru/', bad: 'javascript:alert(1)' } }),
    )
    expect(json.content![0]!.content).toEqual([
      { type: 'text', text: 'good', marks: [{ type: 'link', attrs: { href: 'https://a.ru/#глава' } }] },
      { type: 'text', text: 'badgone' },
    ])
  })

  test('hidden text stays hidden, and text in boxes, controls and formulas is not lost', async () => {
    const box = `<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>${para('в рамке')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>${para('в рамке')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
    const body =
      `<w:p>${run('видно')}${run('тайна', '<w:vanish/>')}${box}</w:p>` +
      `<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>${para('поле')}</w:sdtContent></w:sdt>` +
      `<w:p><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>`.replaceAll('m:', 'w:')
    expect(await word({ body })).toEqual(['видно', 'в рамке', 'поле', 'x=2'])
  })

  test('spaces, soft hyphens and artefacts are tidied across runs', async () => {
    const body = `<w:p>${run(' [bookmark: _Go', '<w:i/>')}${run('Back]со\u00adвет  ', '<w:i/>')}${run('  решил')}<w:r><w:tab/><w:t>дом</w:t><w:br/><w:t> двор </w:t><w:noBreakHyphen/></w:r></w:p>`
    expect(await word({ body })).toEqual(['совет решил дом↵двор \u2011'])
  })

  test('a ragged table is made even and loses no word', async () => {
    const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${para(text)}</w:tc>`
    const inner = `<w:tbl><w:tr>${cell('внутри')}</w:tr></w:tbl>`
    const body = `<w:tbl><w:tr>${cell('а', '<w:gridSpan w:val="2"/>')}${cell('б', '<w:vMerge w:val="restart"/>')}</w:tr><w:tr>${cell('в')}<w:tc>${para('г')}${inner}${para('')}</w:tc>${cell('д', '<w:vMerge/>')}</w:tr><w:tr>${cell('е', '<w:vMerge/>')}</w:tr></w:tbl>`
    const json = await readWord(makeDocx({ body }))
    expect(outline(json)).toEqual(['| ↔2 а | ↕2 б / д |', '| в | г / внутри |', '| е | ↔2  |'])
    expect(TableMap.get(draftSchema().nodeFromJSON(json).firstChild!).problems).toBeNull()
  })
})

describe('round trip', () => {
  test('any draft comes back from Word as it went', async () => {
    await fc.assert(
      fc.asyncProperty(anyDraft, async (json) => {
        expect(await readWord(writeWord(json, meta))).toEqual(json)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  test('once another program has saved the file, slips of the hand are looked for again', async () => {
    const typed: DraftJson = { type: 'doc', content: ['1) один', '2) два'].map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) } // prettier-ignore
    const ours = writeWord(typed, meta)
    expect(await readWord(ours)).toEqual(typed)
    const parts = unzipSync(ours)
    parts['docProps/app.xml'] = strToU8(
      '<Properties><Application>Microsoft Office Word</Application></Properties>',
    )
    expect((await readWord(zipSync(parts))).content!.map((node) => node.type)).toEqual(['orderedList'])
  })

  test('the paper is A4 with a binding margin, counts pages from the second and is in Russian', async () => {
    const parts = unzipSync(writeWord(resolution(), meta))
    const xml = (name: string) => strFromU8(parts[name]!)
    expect(xml('word/document.xml')).toMatch(/<w:pgSz [^>]*w:w="11906"[^>]*w:h="16838"/)
    expect(xml('word/document.xml')).toMatch(
      /<w:pgMar w:top="1134" w:right="567" w:bottom="1134" w:left="1701"/,
    )
    expect(xml('word/document.xml')).toContain('<w:titlePg')
    expect(xml('word/styles.xml')).toMatch(/<w:lang w:val="ru-RU"/)
    expect(xml('word/numbering.xml')).toContain('w:val="russianLower"')
    expect(xml('docProps/core.xml')).toContain('<dc:title>Решение</dc:title>')
  })

  test('what a stranger put into attributes harms no export', async () => {
    const evil = { level: '"><x', start: -5, numbering: '<x>', colspan: 1e9, rowspan: '9' }
    const text = {
      type: 'text',
      text: 'а\u0000\ud800&<b>',
      marks: [{ type: 'link', attrs: { href: 'javascript:1' } }],
    }
    const box = [{ type: 'paragraph', content: [text] }]
    const json = {
      type: 'doc',
      content: [
        { type: 'heading', attrs: evil, content: [text] },
        { type: 'orderedList', attrs: evil, content: [{ type: 'listItem', content: box }] },
        {
          type: 'table',
          content: [{ type: 'tableRow', content: [{ type: 'tableCell', attrs: evil, content: box }] }],
        },
      ],
    }
    expect(outline(await readWord(writeWord(json, meta)))).toEqual([
      '# а\ufffd&<b>',
      '1) а\ufffd&<b>',
      '| а\ufffd&<b> |',
    ])
  })

  test('five hundred lists are written and read', async () => {
    const list = { type: 'orderedList', attrs: { start: 2, numbering: 'cyrillic' }, content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'п' }] }] }] } // prettier-ignore
    const json = { type: 'doc', content: Array.from({ length: 500 }, () => list) }
    expect(await readWord(writeWord(json, meta))).toEqual(json)
  })
})

describe('files that are refused', () => {
  const docx = () => makeDocx({ body: para('Решение') })
  const text = 'Решение совета. '
  const ole = (name: string) =>
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(name, 'utf16le')])
  const nested = (depth: number) => `${'<w:sdt>'.repeat(depth)}${'</w:sdt>'.repeat(depth)}`
  const laughs = `<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "ха">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`).join('')}]><w:document>&a19;</w:document>`
  const macros = 'application/vnd.ms-word.document.macroEnabled.main+xml'

  test.each<[string, string, () => Uint8Array]>([
    ['an empty file', 'file_empty', () => new Uint8Array()],
    ['a file of spaces', 'file_empty', () => strToU8(' \n\t\r\n')],
    ['a Word file without a word', 'file_empty', () => makeDocx({ body: '<w:p/><w:tbl/>' })],
    ['millions of short lines', 'file_bomb', () => strToU8('а\n'.repeat(MOST_FILE_BYTES / 3))],
    ['fifty megabytes', 'file_too_large', () => new Uint8Array(50 * 1024 * 1024)],
    ['a truncated Word file', 'file_broken', () => docx().subarray(0, 900)],
    ['a Word file with spoilt bytes', 'file_broken', () => docx().fill(0x55, 40, 80)],
    ['random bytes', 'file_kind_unknown', () => Uint8Array.from(randomBytes(4096)).fill(0, 0, 1)],
    ['a renamed picture', 'file_kind_unknown', () => new Uint8Array(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))],
    ['a renamed PDF', 'file_is_pdf', () => strToU8('%PDF-1.7\nобъект')],
    ['an RTF', 'file_is_rtf', () => strToU8('{\\rtf1\\ansi Решение}')],
    ['an OpenDocument', 'file_is_odt', () => zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.text'), 'content.xml': strToU8('<x/>') })],
    ['a web page', 'file_is_web_page', () => strToU8('<!DOCTYPE html><p>Решение')],
    ['a zip of something else', 'file_kind_unknown', () => zipSync({ 'readme.txt': strToU8(text) })],
    ['a spreadsheet', 'file_kind_unknown', () => makeDocx({ types: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml' })],
    ['an encrypted Word file', 'file_encrypted', () => new Uint8Array(ole('EncryptedPackage'))],
    ['a program in a .docm', 'file_has_macros', () => makeDocx({ body: para(text), types: macros })],
    ['a program in a .docx', 'file_has_macros', () => makeDocx({ body: para(text), extra: { 'word/vbaProject.bin': strToU8('x') } })],
    ['sixty megabytes of zeros', 'file_bomb', () => zipSync({ 'word/document.xml': new Uint8Array(60 * 1024 * 1024) })],
    ['a part that shrinks a thousand times', 'file_bomb', () => makeDocx({ body: para(text), extra: { 'word/media/a.bmp': new Uint8Array(4 * 1024 * 1024) } })],
    ['three thousand parts', 'file_bomb', () => makeDocx({ extra: Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`p${at}`, new Uint8Array(1)])) })],
    ['elements nested without end', 'file_bomb', () => makeDocx({ body: nested(100_000) })],
    ['more elements than any paper has', 'file_bomb', () => makeDocx({ body: `<w:p w:a="${Math.PI}"/>`.repeat(500_001) })],
    ['a billion laughs', 'file_broken', () => makeDocx({ document: laughs })],
    ['a path out of the file', 'file_broken', () => makeDocx({ body: para(text), extra: { '../../etc/passwd': strToU8('x') } })],
    ['two parts of one name', 'file_broken', () => makeDocx({ body: para(text), extra: { 'WORD/document.xml': strToU8('<x/>') } })],
    ['XML that does not close', 'file_broken', () => makeDocx({ document: '<w:document><w:body>' })],
  ])('%s: %s', async (_, code, bytes) => {
    expect(await codeOf(importFile(bytes(), 'файл.txt'))).toBe(code)
  }) // prettier-ignore

  test('a .doc of the nineties is told from an encrypted .docx', async () => {
    expect(await codeOf(importFile(new Uint8Array(ole('WordDocument')), 'письмо.doc'))).toBe('file_is_doc')
    expect(await codeOf(importFile(new Uint8Array(ole('Другое')), 'письмо.docx'))).toBe('file_encrypted')
  })

  test('a part that unpacks to more than it declares is a bomb', async () => {
    const bytes = zipSync({ '[Content_Types].xml': new Uint8Array(3 * 1024 * 1024).fill(32) })
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const directory = view.getUint32(bytes.length - 6, true)
    view.setUint32(directory + 24, 1000, true)
    expect(await codeOf(importFile(bytes, 'файл.docx'))).toBe('file_bomb')
  })

  test('a bit changed anywhere gives a draft or a refusal, never another error', async () => {
    const good = writeWord(resolution(), meta)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bad = good.slice()
          bad[at]! ^= change
          const answer = await readWord(bad).catch((error: unknown) => error)
          expect(answer instanceof UnreadableFile || draftStats(answer as DraftJson).words > 0).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  test('XML put together at random gives a draft or a refusal, never another error', async () => {
    const names = 'p r t tbl tr tc tcPr gridSpan vMerge pPr numPr numId ilvl rPr b br hyperlink ins del fldChar instrText sdt sdtContent txbxContent'.split(' ') // prettier-ignore
    const { xml } = fc.letrec<{ xml: string }>((tie) => ({
      xml: fc
        .tuple(
          fc.constantFrom(...names),
          fc.constantFrom('', ' w:val="1"', ' w:val="-9"', ' w:val="99999999999"', ' w:fldCharType="begin"'),
          fc.array(fc.oneof({ depthSize: 'medium', maxDepth: 8 }, fc.constant('слово'), tie('xml')), {
            maxLength: 4,
          }),
        )
        .map(([name, attrs, kids]) => `<w:${name}${attrs}>${kids.join('')}</w:${name}>`),
    }))
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1)')}${level(1, 'bullet', '–')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    await fc.assert(
      fc.asyncProperty(fc.array(xml, { maxLength: 6 }), async (body) => {
        const answer = await readWord(makeDocx({ numbering, body: body.join('') + para('конец') })).catch(
          (error: unknown) => error,
        )
        expect(answer).not.toBeInstanceOf(Error)
        draftSchema().nodeFromJSON(answer).check()
      }),
      { numRuns: 300 },
    )
  })

  test('a conversion that takes too long is ended, and the next one goes on', async () => {
    expect(await codeOf(importFile(docx(), 'файл.docx', { timeLimit: 1 }))).toBe('conversion_timeout')
    expect(outline(await importFile(docx(), 'файл.docx'))).toEqual(['Решение'])
  })

  test('a crowd is served in turn, and who comes over the number is turned away', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(importFile(strToU8(text), 'файл.txt'))),
    )
    expect(crowd.filter((each) => each === 'no refusal')).toHaveLength(18)
    expect(crowd.filter((each) => each === 'conversion_busy')).toHaveLength(2)
  })
})
