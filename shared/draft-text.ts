import { withCitations } from './clauses.ts'
import { itemLabel, numberingOf, startOf, textAttr, type DraftJson } from './draft-schema.ts'

function wordsOfInline(node: DraftJson): string {
  if (node.type === 'hardBreak') return '\n'
  return node.type === 'citation' ? textAttr(node, 'label') : (node.text ?? '')
}

const inlineText = (node: DraftJson) => (node.content ?? []).map(wordsOfInline).join('')

const inCells = (row: DraftJson) => (row.content ?? []).map((cell) => linesOf(cell).join(' ')).join('\t')

function listLines(list: DraftJson): string[] {
  const label = (index: number) =>
    list.type === 'bulletList' ? '–' : itemLabel(numberingOf(list), startOf(list) + index)
  return (list.content ?? []).flatMap((item, index) => {
    const [first = '', ...rest] = linesOf(item)
    return [`${label(index)} ${first}`, ...rest]
  })
}

function linesOf(node: DraftJson): string[] {
  if (node.type === 'paragraph' || node.type === 'heading') return [inlineText(node)]
  if (node.type === 'bulletList' || node.type === 'orderedList') return listLines(node)
  if (node.type === 'table') return (node.content ?? []).map(inCells)
  return (node.content ?? []).flatMap(linesOf)
}

/** The draft as plain text, a line for every block, with the markers of its items; cells are parted by tabs. */
export const draftText = (json: DraftJson): string => linesOf(withCitations(json)).join('\n')

const wordsOf = /[\p{L}\p{N}]+(?:[-’'ʼ][\p{L}\p{N}]+)*/gu

const textBlocks = (node: DraftJson): string[] =>
  node.type === 'paragraph' || node.type === 'heading'
    ? [inlineText(node)]
    : (node.content ?? []).flatMap(textBlocks)

export interface TextStats {
  words: number
  characters: number
}

/** Words and characters of one block; spaces count, line ends do not. */
export const statsOf = (text: string): TextStats => ({
  words: text.match(wordsOf)?.length ?? 0,
  characters: [...text.replaceAll('\n', '')].length,
})

export const sumOf = (stats: readonly TextStats[]): TextStats => ({
  words: stats.reduce((sum, { words }) => sum + words, 0),
  characters: stats.reduce((sum, { characters }) => sum + characters, 0),
})

/** Words and characters (spaces counted, line ends and item markers not) of a draft. */
export const draftStats = (json: DraftJson): TextStats => sumOf(textBlocks(json).map(statsOf))
