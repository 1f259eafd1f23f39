import { withCitations } from '../../../shared/clauses.ts'
import { itemLabel, numberingOf, startOf, textAttr, type DraftJson } from '../../../shared/draft-schema.ts'

const STEP = '  '

const indented = (lines: readonly string[]) => lines.map((line) => (line ? STEP + line : line))

/** A draft as a plain text: markers of items as they are printed, a line for each block, notes `[1]` at the end. */
export function writePlain(json: DraftJson): string {
  const notes: string[] = []

  const words = (node: DraftJson): string => {
    if (node.type === 'hardBreak') return '\n'
    if (node.type === 'footnote') return `[${notes.push(textAttr(node, 'text'))}]`
    return node.type === 'citation' ? textAttr(node, 'label') : (node.text ?? '')
  }

  const inline = (node: DraftJson) => (node.content ?? []).map(words).join('').split('\n')

  function itemLines(item: DraftJson, label: string): string[] {
    const [first = [''], ...rest] = (item.content ?? []).map(linesOf)
    return [`${label} ${first[0] ?? ''}`, ...indented([...first.slice(1), ...rest.flat()])]
  }

  const listLines = (list: DraftJson) =>
    (list.content ?? []).flatMap((item, at) =>
      itemLines(item, list.type === 'bulletList' ? '–' : itemLabel(numberingOf(list), startOf(list) + at)),
    )

  const rowLine = (row: DraftJson) =>
    (row.content ?? [])
      .map((cell) =>
        (cell.content ?? [])
          .flatMap(linesOf)
          .map((line) => line.trim())
          .join(' '),
      ) // prettier-ignore
      .join('\t')

  function linesOf(node: DraftJson): string[] {
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return inline(node)
      case 'bulletList':
      case 'orderedList':
        return listLines(node)
      case 'blockquote':
        return indented((node.content ?? []).flatMap(linesOf))
      case 'table':
        return (node.content ?? []).map(rowLine)
      default:
        return (node.content ?? []).flatMap(linesOf)
    }
  }

  // A heading and a table stand apart; the rest follows as paragraphs do.
  const blocks = (withCitations(json).content ?? []).map((node) => ({
    apart: node.type === 'heading' || node.type === 'table',
    lines: linesOf(node),
  }))
  const body = blocks.flatMap(({ apart, lines }, at) =>
    at > 0 && (apart || blocks[at - 1]!.apart) ? ['', ...lines] : lines,
  )
  const below = notes.map((note, at) => `[${at + 1}] ${note.replace(/\s*\n\s*/g, ' ')}`)
  return [...body, ...(below.length ? ['', ...below] : [])].join('\n') + '\n'
}
