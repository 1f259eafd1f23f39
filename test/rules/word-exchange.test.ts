import { strFromU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExchangedComment } from '../../server/drafts/convert/exchange.ts'
import type { Change, TrackedNode } from '../../server/drafts/convert/tracked.ts'
import { readWord } from '../../server/drafts/convert/word-read.ts'
import { writeTracked, writeWord } from '../../server/drafts/convert/word-write.ts'
import { draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { draftSchema, type DraftJson } from '../../shared/draft-schema.ts'
import { anyDraft } from '../fixtures/word/draft-arbitrary.ts'
import { inList, level, makeDocx, para, run, style } from '../fixtures/word/make-docx.ts'
import { outline } from '../fixtures/word/outline.ts'

const meta = { title: 'Решение', language: 'ru-RU' }
const anna = 'w:id="1" w:author="Анна" w:date="2026-11-20T10:00:00Z"'
const oleg = 'w:id="2" w:author="Олег" w:date="2026-11-21T09:30:00Z"'

/** Lines with their kinds and markers; empty ones tell nothing. */
const words = (json: DraftJson) =>
  outline(json)
    .map((line) => line.replaceAll(/[⟦⟧]/g, ''))
    .filter((line) => line.trim())

/** The base and, by author, the text with their changes. */
async function views(pieces: Parameters<typeof makeDocx>[0]) {
  const { json, proposals } = await readWord(makeDocx(pieces))
  return {
    base: outline(json),
    ...Object.fromEntries(proposals.map((each) => [each.author, outline(each.json)])),
  }
}

describe('tracked changes come in as proposals', () => {
  test('the text is as nobody had changed it, and each author has a text of their own', async () => {
    const body =
      `<w:p>${run('было ')}<w:del ${anna}><w:r><w:delText>нет</w:delText></w:r></w:del><w:ins ${anna}>${run('стало')}</w:ins>` +
      `<w:ins ${oleg}>${run(' и дом')}</w:ins>${run('.')}</w:p>`
    const { json, proposals } = await readWord(makeDocx({ body }))
    expect(outline(json)).toEqual(['было нет.'])
    expect(proposals.map(({ author, at, json: text }) => [author, at, outline(text)])).toEqual([
      ['Анна', '2026-11-20T10:00:00.000Z', ['было стало.']],
      ['Олег', '2026-11-21T09:30:00.000Z', ['было нет и дом.']],
    ])
  })

  test('what somebody took out of another’s insertion shows in neither text', async () => {
    const body = `<w:p>${run('а')}<w:ins ${anna}><w:del ${oleg}><w:r><w:delText>б</w:delText></w:r></w:del>${run('в')}</w:ins></w:p>`
    expect(await views({ body })).toEqual({ base: ['а'], Анна: ['абв'] })
  })

  test('paragraphs are split, joined, added and dropped by their ends', async () => {
    const end = (change: string) => `<w:rPr><w:${change}/></w:rPr>`
    const body = [
      para(run('раз '), end(`ins ${anna}`)),
      para('два'),
      para(run('три '), end(`del ${anna}`)),
      para('четыре'),
      `<w:p><w:pPr>${end(`ins ${anna}`)}</w:pPr><w:ins ${anna}>${run('новый')}</w:ins></w:p>`,
      `<w:p><w:pPr>${end(`del ${anna}`)}</w:pPr><w:del ${anna}><w:r><w:delText>старый</w:delText></w:r></w:del></w:p>`,
      para('конец'),
    ].join('')
    expect(await views({ body })).toEqual({
      base: ['раз два', 'три', 'четыре', 'старый', 'конец'],
      Анна: ['раз', 'два', 'три четыре', 'новый', 'конец'],
    })
  })

  test('what was moved leaves its old place and stands in the new one', async () => {
    const body =
      `<w:p><w:moveFromRangeStart w:id="7" w:name="m"/><w:moveFrom ${anna}>${run('дом ')}</w:moveFrom><w:moveFromRangeEnd w:id="7"/>${run('мост')}</w:p>` +
      `<w:p>${run('и ')}<w:moveTo ${anna}>${run('дом')}</w:moveTo></w:p>`
    expect(await views({ body })).toEqual({ base: ['дом мост', 'и'], Анна: ['мост', 'и дом'] })
  })

  test('rows and cells come and go', async () => {
    const cell = (text: string, change = '') => `<w:tc><w:tcPr>${change}</w:tcPr>${para(text)}</w:tc>`
    const row = (cells: string, change = '') => `<w:tr><w:trPr>${change}</w:trPr>${cells}</w:tr>`
    const body = `<w:tbl>${row(cell('а') + cell('б', `<w:cellDel ${anna}/>`))}${row(cell('снята') + cell('вся'), `<w:del ${anna}/>`)}${row(cell('новая') + cell('тоже', `<w:cellDel ${anna}/>`), `<w:ins ${anna}/>`)}</w:tbl>`
    expect(await views({ body })).toEqual({
      base: ['| а | б |', '| снята | вся |'],
      Анна: ['| а |', '| новая |'],
    })
  })

  test('a changed look and a changed form are proposals too', async () => {
    const styles = style('1', 'heading 1')
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1)')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const body =
      para('Раздел', `<w:pStyle w:val="1"/><w:pPrChange ${anna}><w:pPr/></w:pPrChange>`) +
      para('пункт', `${inList(1)}<w:pPrChange ${anna}><w:pPr/></w:pPrChange>`) +
      para(run('слово', `<w:b/><w:rPrChange ${oleg}><w:rPr><w:i/></w:rPr></w:rPrChange>`))
    const { json, proposals } = await readWord(makeDocx({ styles, numbering, body }))
    expect(outline(json)).toEqual(['Раздел', 'пункт', 'слово'])
    expect(outline(proposals[0]!.json)).toEqual(['# Раздел', '1) пункт', 'слово'])
    const marks = (text: DraftJson) => text.content!.at(-1)!.content![0]!.marks!.map((mark) => mark.type)
    expect([marks(json), marks(proposals[0]!.json), marks(proposals[1]!.json)]).toEqual([
      ['italic'],
      ['italic'],
      ['bold'],
    ])
  })

  test('a paper typed wholly under tracking has an empty base; one without words at all is refused', async () => {
    const body = `<w:p><w:pPr><w:rPr><w:ins ${anna}/></w:rPr></w:pPr><w:ins ${anna}>${run('Всё новое')}</w:ins></w:p>`
    expect(await views({ body })).toEqual({ base: [''], Анна: ['Всё новое'] })
    const gone = `<w:p><w:ins ${anna}><w:del ${anna}><w:r><w:delText>ничего</w:delText></w:r></w:del></w:ins></w:p>`
    await expect(readWord(makeDocx({ body: gone }))).rejects.toThrow('file_empty')
  })

  test('changes that touch nothing we keep are no proposal but a loss', async () => {
    const body = para(run('слово', `<w:rPrChange ${anna}><w:rPr/></w:rPrChange>`))
    const { proposals, losses } = await readWord(makeDocx({ body }))
    expect([proposals, losses]).toEqual([[], ['changes_of_look']])
  })

  test('twenty authors are read, and more are said to be left out', async () => {
    const body = Array.from(
      { length: 23 },
      (_, at) => `<w:p><w:ins w:author="А${at}">${run('слово')}</w:ins></w:p>`,
    )
    const { proposals, losses } = await readWord(makeDocx({ body: body.join('') }))
    expect([proposals.length, losses]).toEqual([20, ['many_authors']])
    expect(proposals[0]!.at).toBeNull()
  })
})

describe('comments come in as threads', () => {
  const said = (id: number, text: string, paraId = '') =>
    `<w:comment w:id="${id}" w:author="Анна" w:date="2026-11-20T10:00:00Z" w:initials="А"><w:p w14:paraId="${paraId}"><w:r><w:annotationRef/></w:r>${run(text)}</w:p></w:comment>`
  const from = (id: number) => `<w:commentRangeStart w:id="${id}"/>`
  const to = (id: number) => `<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`

  test('with their words, replies and whether they are settled', async () => {
    const body = `<w:p>${run('про ')}${from(0)}${from(1)}${run('мост')}${to(0)}${to(1)}${run(' дом')}</w:p>`
    const comments = said(0, 'Почему?', '0000000A') + said(1, 'Надо.', '0000000B')
    const commentsExtended =
      '<w15:commentEx w15:paraId="0000000A" w15:done="1"/><w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A" w15:done="1"/>'
    const read = await readWord(makeDocx({ body, comments, commentsExtended }))
    expect(outline(read.json)).toEqual(['про ⟦мост⟧ дом'])
    const about = { author: 'Анна', at: '2026-11-20T10:00:00.000Z' }
    expect(read.comments).toEqual([
      {
        id: expect.any(String) as string,
        ...about,
        text: 'Почему?',
        replies: [{ ...about, text: 'Надо.' }],
        resolved: true,
        quote: 'мост',
      },
    ])
    const [mark] = read.json.content![0]!.content![1]!.marks!
    expect(mark).toEqual({ type: 'comment', attrs: { id: read.comments[0]!.id } })
  })

  test('over several paragraphs and overlapping each other', async () => {
    const body =
      `<w:p>${from(0)}${run('раз ')}${from(1)}${run('два')}</w:p>` +
      `<w:p>${run('три')}${to(0)}${run(' четыре')}${to(1)}</w:p>`
    const { json, comments } = await readWord(makeDocx({ body, comments: said(0, 'а') + said(1, 'б') }))
    expect(outline(json)).toEqual(['⟦раз ⟧⟦два⟧', '⟦три⟧⟦ четыре⟧'])
    expect(comments.map((each) => each.quote)).toEqual(['раз два три', 'два три четыре'])
    draftSchema().nodeFromJSON(json).check()
  })

  test('one that stands at a point is about the word before it, one whose end is lost ends at its sign', async () => {
    const sign = (id: number) => `<w:r><w:commentReference w:id="${id}"/></w:r>`
    const body =
      `<w:p>${run('про новый мост')}${sign(0)}${run(' и дом')}</w:p>` +
      `<w:p>${sign(1)}${run('начало')}</w:p>` +
      `<w:p>${from(2)}${run('до ')}${sign(2)}${run('после')}</w:p>`
    const comments = [0, 1, 2].map((id) => said(id, 'к')).join('')
    const read = await readWord(makeDocx({ body, comments }))
    expect(outline(read.json)).toEqual(['про новый ⟦мост⟧ и дом', '⟦начало⟧', '⟦до ⟧после'])
  })

  test('one about words that are only proposed keeps them as its quote', async () => {
    const body = `<w:p>${run('дом')}<w:ins ${anna}>${from(0)}${run(' и мост')}${to(0)}</w:ins></w:p>`
    const { json, comments, proposals } = await readWord(makeDocx({ body, comments: said(0, 'где?') }))
    expect([outline(json), outline(proposals[0]!.json)]).toEqual([['дом'], ['дом⟦ и мост⟧']])
    expect(comments[0]!.quote).toBe('и мост')
  })
})

describe('footnotes', () => {
  test('come in with their words alone, endnotes too', async () => {
    const reference = (kind: string, id: number) =>
      `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:${kind}Reference w:id="${id}"/></w:r>`
    const footnotes =
      '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>' +
      `<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>${run(' Закон ')}${run('№ 82-ФЗ', '<w:b/>')}</w:p>${para('вторая строка')}</w:footnote>`
    const body = `<w:p>${run('Общины')}${reference('footnote', 1)}${run(' и семьи')}${reference('footnote', 9)}</w:p>`
    expect(await views({ body, footnotes })).toEqual({
      base: ['Общины[^Закон № 82-ФЗ вторая строка] и семьи'],
    })
  })

  test('a paper that holds nothing but a footnote is no empty one', async () => {
    const footnotes = `<w:footnote w:id="1">${para('Сноска')}</w:footnote>`
    const body = '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    expect(await views({ body, footnotes })).toEqual({ base: ['[^Сноска]'] })
  })
})

describe('what cannot be kept is said', () => {
  test('pictures, objects, boxes, formulas, nested tables, odd numbers, headers, hidden words, contents', async () => {
    const drawing = '<w:drawing><a:blip/></w:drawing>'
    const inner = `<w:tbl><w:tr><w:tc>${para('внутри')}</w:tc></w:tr></w:tbl>`
    const styles = style('t', 'toc 1')
    const numbering = `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1.')}${level(1, 'decimal', '%1.%2.')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
    const body =
      `<w:p><w:r>${drawing}</w:r><w:r><w:object/></w:r><w:r><w:pict><w:txbxContent>${para('рамка')}</w:txbxContent></w:pict></w:r><w:r><w:sym w:font="Неведомый" w:char="F123"/></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>${run('тайна', '<w:vanish/>')}</w:p>` +
      `<w:tbl><w:tr><w:tc>${para('а')}${inner}</w:tc></w:tr></w:tbl>` +
      para('Раздел 1 … 3', '<w:pStyle w:val="t"/>') +
      para('один', inList(1)) +
      para('один-один', inList(1, 1)) +
      '<w:p><w:oMath><w:r><w:t>x=2</w:t></w:r></w:oMath></w:p>'
    const { json, losses } = await readWord(
      makeDocx({ body, styles, numbering, header: para('Администрация') }),
    )
    expect(outline(json)).toEqual(['✓', 'рамка', '| а / внутри |', '1) один', '  1) один-один', 'x=2'])
    expect(losses.toSorted()).toEqual(['contents', 'formulas', 'headers', 'hidden_text', 'images', 'nested_tables', 'numbers', 'objects', 'symbols', 'text_boxes']) // prettier-ignore
  })

  test('a paper of words alone loses nothing', async () => {
    const header = `<w:p><w:fldSimple w:instr="PAGE">${run('2')}</w:fldSimple></w:p>`
    expect((await readWord(makeDocx({ body: para('Решение'), header }))).losses).toEqual([])
  })
})

describe('our own files come back as they went', () => {
  const by: Change = { author: 'Анна', at: '2026-11-20T10:00:00.000Z' }
  const text = (words: string, more: Partial<TrackedNode> = {}): TrackedNode => ({
    type: 'text',
    text: words,
    ...more,
  })
  const line = (content: TrackedNode[], more: Partial<TrackedNode> = {}): TrackedNode => ({ type: 'paragraph', content, ...more }) // prettier-ignore

  test('with comments anywhere in any draft', async () => {
    /** Marks some of the texts; two comments overlap. */
    const commented = (node: DraftJson, seed: { left: number }): DraftJson => {
      if (node.type === 'text') {
        seed.left -= 1
        const ids = [...(seed.left % 3 === 0 ? ['a'] : []), ...(seed.left % 4 === 0 ? ['b'] : [])]
        const marks = [...(node.marks ?? []), ...ids.map((id) => ({ type: 'comment', attrs: { id } }))]
        return marks.length ? { ...node, marks } : node
      }
      return { ...node, ...(node.content && { content: node.content.map((each) => commented(each, seed)) }) }
    }
    const about = { author: 'Анна', at: by.at, text: 'Почему?\nСрок?', resolved: false }
    const threads = ['a', 'b'].map((id): ExchangedComment => ({ id, ...about, replies: [{ ...about, text: id }], quote: '' })) // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyDraft, fc.nat({ max: 11 }), async (json, left) => {
        const read = await readWord(writeWord({ json: commented(json, { left }), comments: threads }, meta))
        const said = read.comments.map(({ replies, text: words }) => [
          words,
          replies.map((each) => each.text),
        ])
        expect(said).toEqual(threads.map(({ id, text: words }) => [words, [id]]))
        expect(
          outline(read.json)
            .join('\n')
            .replaceAll(/⟧⟦|[⟦⟧]/g, ''),
        ).toEqual(
          outline(json)
            .join('\n')
            .replaceAll(/⟧⟦|[⟦⟧]/g, ''),
        )
      }),
      { numRuns: 40 },
    )
  })

  test('with changes of words, paragraphs, items, rows and forms', async () => {
    const cell = (words: string): TrackedNode => ({ type: 'tableCell', content: [line([text(words)])] })
    const item = (words: string, more: Partial<TrackedNode> = {}): TrackedNode => ({ type: 'listItem', content: [line([text(words)])], ...more }) // prettier-ignore
    const tracked: TrackedNode = {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [text('Раздел')], was: { node: { type: 'paragraph' }, by } },
        line([text('Было '), text('нет', { deleted: by }), text('стало', { inserted: by }), text('.')]),
        line([text('раз ')], { end: { inserted: by } }),
        line([text('два')]),
        line([text('новый')], { inserted: by }),
        { type: 'orderedList', content: [item('один'), item('снят', { deleted: by }), item('новый', { inserted: by })] },
        { type: 'bulletList', inserted: by, content: [item('тире')] },
        { type: 'table', content: [{ type: 'tableRow', content: [cell('а')] }, { type: 'tableRow', deleted: by, content: [cell('б')] }] },
        line([text('конец')]),
      ],
    } // prettier-ignore
    const { json, proposals } = await readWord(writeTracked(tracked, {}, meta))
    expect(outline(json)).toEqual(['Раздел', 'Было нет.', 'раз два', '1) один', '2) снят', '| а |', '| б |', 'конец']) // prettier-ignore
    expect(proposals).toHaveLength(1)
    expect([proposals[0]!.author, proposals[0]!.at]).toEqual(['Анна', by.at])
    expect(outline(proposals[0]!.json)).toEqual([
      '## Раздел', 'Было стало.', 'раз ', 'два', 'новый', '1) один', '2) новый', '– тире', '| а |', 'конец',
    ]) // prettier-ignore
  })
})

describe('open proposals go out as tracked changes and come back as they were', () => {
  const at = '2026-11-20T10:00:00.000Z'
  const doc = (...lines: string[]): DraftJson => ({ type: 'doc', content: lines.map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] })) }) // prettier-ignore
  const small = anyDraft.filter((json) => JSON.stringify(json).length < 3000)
  const clean = (json: DraftJson) => draftOfNode(nodeOfDraft(json))

  test('of any two texts the file shows the one and, with the changes, the other', async () => {
    await fc.assert(
      fc.asyncProperty(small, small, async (one, other) => {
        const [json, proposed] = [clean(one), clean(other)]
        const read = await readWord(
          writeWord({ json, proposals: [{ author: 'Анна', at, json: proposed }] }, meta),
        )
        expect(words(read.json)).toEqual(words(json))
        expect(words(read.proposals[0]?.json ?? read.json)).toEqual(words(proposed))
      }),
      { numRuns: 60 },
    )
  })

  test('of any text and a small change of it', async () => {
    const turn = (node: DraftJson, left: { steps: number }): DraftJson[] => {
      left.steps -= 1
      if (left.steps === 0 && node.type === 'text') return [{ ...node, text: `${node.text}, и мост` }]
      if (left.steps === 1 && node.type === 'paragraph') return [{ ...node, content: [{ type: 'text', text: 'иначе' }] }] // prettier-ignore
      if (left.steps === 2 && node.type === 'listItem') return [node, { type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'новый' }] }] }] // prettier-ignore
      return [node.content ? { ...node, content: node.content.flatMap((each) => turn(each, left)) } : node]
    }
    await fc.assert(
      fc.asyncProperty(small, fc.integer({ min: 1, max: 30 }), async (one, steps) => {
        const [json, proposed] = [clean(one), clean(turn(one, { steps })[0]!)]
        const read = await readWord(
          writeWord({ json, proposals: [{ author: 'Анна', at, json: proposed }] }, meta),
        )
        expect(words(read.json)).toEqual(words(json))
        expect(words(read.proposals[0]?.json ?? read.json)).toEqual(words(proposed))
      }),
      { numRuns: 60 },
    )
  })

  test('two authors keep their changes apart; where they collide the later one is a comment', async () => {
    const json = doc('Построить мост до мая.', 'Закупить лодки.')
    const anna = { author: 'Анна', at, json: doc('Построить паром до мая.', 'Закупить лодки.') }
    const oleg = { author: 'Олег', at, json: doc('Построить дорогу до мая.', 'Закупить новые лодки.') }
    const read = await readWord(writeWord({ json, proposals: [anna, oleg] }, meta))
    expect(read.json.content!.map((line) => line.content!.map((each) => each.text).join(''))).toEqual([
      'Построить мост до мая.',
      'Закупить лодки.',
    ])
    expect(read.proposals.map((each) => [each.author, words(each.json)])).toEqual([
      ['Анна', ['Построить паром до мая.', 'Закупить лодки.']],
      ['Олег', ['Построить мост до мая.', 'Закупить новые лодки.']],
    ])
    expect(read.comments.map((each) => [each.author, each.text, each.quote])).toEqual([
      ['Олег', '«мост» → «дорогу»', 'мост'],
    ])
  })

  test('a word made bold and a paragraph made a heading are changes of look and form', async () => {
    const json = doc('Раздел', 'слово дело')
    const bold: DraftJson = { type: 'paragraph', content: [{ type: 'text', text: 'слово ' }, { type: 'text', text: 'дело', marks: [{ type: 'bold' }] }] } // prettier-ignore
    const heading = { ...json.content![0]!, type: 'heading', attrs: { level: 1 } }
    const proposed = { type: 'doc', content: [heading, bold] }
    const file = writeWord({ json, proposals: [{ author: 'Анна', at, json: proposed }] }, meta)
    const xml = strFromU8(unzipSync(file)['word/document.xml']!)
    expect(xml).toMatch(/<w:rPrChange [^>]*><w:rPr\/><\/w:rPrChange>/)
    expect(xml).toMatch(/<w:pPrChange /)
    expect(xml).not.toMatch(/<w:del |<w:ins /)
    const read = await readWord(file)
    expect([read.json, read.proposals[0]!.json]).toEqual([json, proposed])
  })

  test('a split heading was one, and a joined item keeps its number', async () => {
    const heading = (text: string) => ({ ...doc(text).content![0]!, type: 'heading', attrs: { level: 2 } })
    const list = (...items: string[][]): DraftJson => ({ type: 'bulletList', content: items.map((lines) => ({ type: 'listItem', content: doc(...lines).content! })) }) // prettier-ignore
    const before = {
      type: 'doc',
      content: [heading('О мосте и дороге'), list(['раз', 'два три'], ['четыре'])],
    }
    const after = { type: 'doc', content: [heading('О мосте'), ...doc(' и дороге').content!, list(['раз два три'], ['четыре'])] } // prettier-ignore
    for (const [json, proposed] of [
      [before, after],
      [after, before],
    ] as const) {
      const read = await readWord(
        writeWord({ json, proposals: [{ author: 'Анна', at, json: proposed }] }, meta),
      )
      expect([words(read.json), words(read.proposals[0]!.json)]).toEqual([words(json), words(proposed)])
    }
  })

  test('a list that counts otherwise says how it counted', async () => {
    const list = (numbering: string): DraftJson => ({ type: 'doc', content: [{ type: 'orderedList', attrs: { start: 1, numbering }, content: ['один', 'два'].map((line) => ({ type: 'listItem', content: doc(line).content! })) }] }) // prettier-ignore
    const read = await readWord(
      writeWord({ json: list('decimal'), proposals: [{ author: 'Анна', at, json: list('cyrillic') }] }, meta),
    )
    expect([read.json, read.proposals[0]!.json]).toEqual([list('decimal'), list('cyrillic')])
  })
})

test('readings that are too much together leave out the last authors', async () => {
  const paragraphOf = (at: number) => {
    const text = Array.from({ length: 100 }, (_, word) =>
      ((at * 7919 + word * 104_729) % 99_991).toString(36),
    )
    return `<w:p><w:ins w:author="А${at % 15}">${run('и ')}</w:ins>${run(text.join(' '))}</w:p>`
  }
  const body = Array.from({ length: 3500 }, (_, at) => paragraphOf(at))
  const { proposals, losses } = await readWord(makeDocx({ body: body.join('') }))
  expect(proposals.length).toBeGreaterThan(5)
  expect(proposals.length).toBeLessThan(15)
  expect(losses).toEqual(['many_authors'])
})
