import { Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model'
import { CYRILLIC_ITEMS, type DraftJson } from '../../shared/draft-schema.ts'
import { DASHED, LETTERED, NUMBERED } from '../texts/letters.ts'

type Kind = 'decimal' | 'point' | 'cyrillic' | 'dash'

interface Line {
  kind: Kind
  number: number
  text: string
}

const patterns: readonly [Kind, RegExp][] = [
  ['decimal', NUMBERED.paren],
  ['point', NUMBERED.point],
  ['cyrillic', LETTERED],
  ['dash', DASHED],
]

function lineOf(text: string): Line | null {
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(text)
    if (!found) continue
    const sign = found[1] ?? ''
    const number = kind === 'dash' ? 0 : kind === 'cyrillic' ? CYRILLIC_ITEMS.indexOf(sign) + 1 : Number(sign)
    return { kind, number, text: text.slice(found[0].length) }
  }
  return null
}

const paragraph = (text: string): DraftJson => ({
  type: 'paragraph',
  ...(text && { content: [{ type: 'text', text }] }),
})

const listOf = ({ kind, number }: Line): DraftJson =>
  kind === 'dash'
    ? { type: 'bulletList', content: [] }
    : {
        type: 'orderedList',
        attrs: { start: Math.max(1, number), numbering: kind === 'cyrillic' ? 'cyrillic' : 'decimal' },
        content: [],
      }

/** As deep as a paper ever is: a text made on purpose must not nest without end. */
const MOST_LEVELS = 6

interface Open {
  kind: Kind
  next: number
  list: DraftJson
}

/** Lines that begin with `1)`, `а)` or a dash become items; whatever has another sign inside an item is nested in it. */
export function blocksOf(text: string): DraftJson[] {
  const blocks: DraftJson[] = []
  let open: Open[] = []
  for (const line of text.split(/\r\n?|\n/)) {
    const item = lineOf(line.trim())
    const known = item
      ? open.findLastIndex(({ kind, next }) => kind === item.kind && [0, next].includes(item.number))
      : -1
    const begins = item && (item.kind === 'dash' || item.number === 1)
    if (!item || (known < 0 && !begins)) {
      open = []
      if (line.trim()) blocks.push(paragraph(line.trimEnd()))
      continue
    }
    if (known >= 0) open = open.slice(0, known + 1)
    else if (open.length < MOST_LEVELS) {
      const list = listOf(item)
      const parent = open.at(-1)?.list.content?.at(-1)
      if (parent) parent.content!.push(list)
      else blocks.push(list)
      open.push({ kind: item.kind, next: item.number, list })
    }
    const top = open.at(-1)!
    top.list.content!.push({ type: 'listItem', content: [paragraph(item.text)] })
    top.next = item.number === 0 ? 0 : item.number + 1
  }
  return blocks
}

const isList = (node: Node | null | undefined) => node?.type.name.endsWith('List') === true

/** Plain words with at least one list among them; null for others, which come in as they always did. */
export function plainSlice(text: string, schema: Schema): Slice | null {
  const blocks = blocksOf(text)
  if (!blocks.some(({ type }) => type !== 'paragraph')) return null
  const content = Fragment.fromArray(blocks.map((each) => schema.nodeFromJSON(each)))
  return new Slice(content, isList(content.firstChild) ? 0 : 1, isList(content.lastChild) ? 0 : 1)
}
