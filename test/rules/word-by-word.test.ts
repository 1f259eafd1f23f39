import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importText } from '../../server/drafts/convert/text.ts'
import { readWord } from '../../server/drafts/convert/word-read.ts'
import { makeDocx } from '../fixtures/word/make-docx.ts'
import { outline } from '../fixtures/word/outline.ts'

const read = (name: string) =>
  readWord(readFileSync(new URL(`../fixtures/word/by-word/${name}.docx`, import.meta.url)))
const readBody = async (body: string) => outline((await readWord(makeDocx({ body }))).json)

describe('files that Microsoft Word wrote', () => {
  const styled = ['# Überschrift 1', 'Standard, fett, zitat', '## Überschrift 2', 'MeinFormat']
  const restarted = [
    ...['1) Ordered list item 1', '2) Ordered list item 2'],
    ...['– Unordered list item 1', '– Unordered list item 2'],
    ...['1) Ordered list item 1 (restarted)', '2) Ordered list item 2'],
    ...['– Unordered list item 1', '– Unordered list item 2'],
  ]
  const counted = [
    'This is a document with numbered lists',
    ...['1) Entry #1', '2) Entry #2, with children'],
    ...['  а) 2-a', '  б) 2-b', '  в) 2-c'],
    ...['3) Entry #3', '4) Entry #4'],
    ...['1) Restarted to 1 from 5', '2) Restarted @ 2', '3) Restarted @ 3'],
    ...['10) Jump to new list at 10', '11) Now 11'],
    'Normal text here',
    ...['12) Carrying on @ 12', '13) Carrying on @ 13'],
    'All done!',
  ]
  const table = ['Above', '| Top left | Top right |', '| Bottom left | Bottom right |', 'Below']

  test.each([
    ['styles of a German Word', 'styles-german', styled],
    ['lists that begin anew', 'lists-restarted', restarted],
    ['lists that nest, jump and go on after a paragraph', 'lists', counted],
    ['a table between paragraphs', 'tables', table],
    ['the strict form of the format', 'strict', ['Test']],
    ['characters under their pronunciation', 'ruby', ['東京']],
  ] as const)('%s', async (_, name, lines) => expect(outline((await read(name)).json)).toEqual(lines))

  test('footnotes keep their places, their words and those of their links', async () => {
    const [first, second] = outline((await read('footnotes')).json)
    expect(first).toMatch(
      /^Auch gibt es niemanden, der den Schmerz \[\^Schmerz ist eine komplexe .+ kann\.\]an sich/,
    )
    expect(second).toMatch(
      /irgend ein Recht\[\^Recht bezeichnet die Gesamtheit .+ gewährleistet werden\.\], einen/,
    )
  })

  test('comments stand over their words with author and time', async () => {
    const { json, comments } = await read('comments')
    expect(outline(json)).toEqual(['⟦Ouch⟧⟦.⟧'])
    const author = 'Michael Williamson'
    expect(comments).toMatchObject([
      { author, at: '2016-07-03T15:10:00.000Z', text: 'A tachyon walks into a bar.', quote: 'Ouch' },
      { author, at: '2016-07-03T15:12:00.000Z', text: 'Fin.', quote: '.' },
    ])
  })

  test('tracked changes of words and of whole paragraphs are one proposal of their author', async () => {
    const { json, proposals } = await read('changes')
    // Without the paragraphs that were put in between, «5» and what stands behind it are one, as in Word.
    expect(outline(json)).toEqual([
      ...['# This is a test.', '## This is another Test.', '3', '4'],
      '5This is a whole paragraph where only one word is deleted.',
    ])
    expect(proposals.map(({ author, at }) => [author, at])).toEqual([
      ['Henning Femmer', '2015-06-19T17:00:00.000Z'],
    ])
    expect(outline(proposals[0]!.json)).toEqual([
      ...['# This is a test.', '3', '4', '5'],
      'This is a whole paragraph where one word is deleted.',
    ])
  })
})

describe('what files of Word taught', () => {
  const p = (...runs: string[]) => `<w:p>${runs.join('')}</w:p>`
  const r = (text: string, look = '') =>
    `<w:r><w:rPr>${look}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
  const at = (where: string) => `<w:vertAlign w:val="${where}"/>`

  test('numbers above and below the line stay there, other words come down', async () => {
    const body =
      p(r('Площадь 12 м'), r('2', at('superscript')), r(' по статье 5'), r('1', at('superscript')), r('.')) +
      p(r('CO'), r('2', at('subscript')), r(' и 5'), r('й', at('superscript')), r(' пункт.'))
    expect(await readBody(body)).toEqual(['Площадь 12 м² по статье 5¹.', 'CO₂ и 5й пункт.'])
  })

  test('a first letter over several lines is the first of its word', async () => {
    const cap = '<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>С</w:t></w:r></w:p>'
    expect(await readBody(cap + p(r('овет решил.')))).toEqual(['Совет решил.'])
  })

  test('a Latin a) begins a list of ours only where б) goes on with it', () => {
    const lines = (text: string) => outline(importText(text))
    expect(lines('a) первое;\nб) второе.')).toEqual(['а) первое;', 'б) второе.'])
    expect(lines('Objecto.\n\na) Representar;\n\nb) Promover.')).toEqual([
      ...['Objecto.', 'a) Representar;', 'b) Promover.'],
    ])
  })
})
