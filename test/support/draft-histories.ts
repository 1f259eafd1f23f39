import type { DraftJson, DraftMark } from '../../shared/draft-schema.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { textBetween } from '../../shared/draft-diff/words.ts'
import type { Draw } from './draws.ts'

const SYLLABLES = 'ка ло ми ру тэ ве ша до пи су не ӄо ԓы жа бэ цо фи гу'.split(' ')
const SIGNS = ['.', ',', ';', ' —', ' «', '»', ' №', ' 👩‍👩‍👧']

/** Every word is said once only, by a number in it: so nothing of it can be lost or doubled unseen. */
export class Speaker {
  private count = 0
  private readonly draw: Draw
  private readonly name: string

  constructor(draw: Draw, name: string) {
    this.draw = draw
    this.name = name
  }

  word(): string {
    const syllable = () => SYLLABLES[this.draw(SYLLABLES.length)]!
    if (this.draw(8) === 0) return 'и'
    return `${syllable()}${syllable()}${this.name}${this.count++}z`
  }

  words(least: number, most: number): string {
    const count = least + this.draw(most - least + 1)
    const sign = () => (this.draw(6) === 0 ? SIGNS[this.draw(SIGNS.length)]! : '')
    return Array.from({ length: count }, () => this.word() + sign()).join(' ')
  }
}

const text = (words: string, marks?: DraftMark[]): DraftJson => ({
  type: 'text',
  text: words,
  ...(marks && { marks }),
})
const block = (type: string, content: DraftJson[], attrs?: Record<string, unknown>): DraftJson => ({
  type,
  ...(attrs && { attrs }),
  ...(content.length > 0 && { content }),
})
const para = (words: string) => block('paragraph', words === '' ? [] : [text(words)])

const isBox = ({ type }: DraftJson) => type === 'bulletList' || type === 'orderedList'
const isTextblock = ({ type }: DraftJson) => type === 'paragraph' || type === 'heading'

function list(draw: Draw, speaker: Speaker, depth = 0): DraftJson {
  const item = () =>
    block('listItem', [
      para(speaker.words(1, 8)),
      ...(depth < 2 && draw(5) === 0 ? [list(draw, speaker, depth + 1)] : []),
      ...(draw(8) === 0 ? [para(speaker.words(1, 6))] : []),
    ])
  const items = Array.from({ length: 1 + draw(4) }, item)
  if (draw(2)) return block('bulletList', items)
  return block('orderedList', items, { start: 1 + draw(3), numbering: draw(2) ? 'cyrillic' : 'decimal' })
}

function table(draw: Draw, speaker: Speaker): DraftJson {
  const [rows, columns] = [1 + draw(4), 1 + draw(3)]
  const cell = (row: number) =>
    block(row === 0 ? 'tableHeader' : 'tableCell', [para(draw(6) ? speaker.words(1, 4) : '')])
  const all = Array.from({ length: rows }, (_, row) =>
    block(
      'tableRow',
      Array.from({ length: columns }, () => cell(row)),
    ),
  )
  return block('table', draw(4) === 0 ? withMergedCells(all, draw) : all)
}

function withMergedCells(rows: DraftJson[], draw: Draw): DraftJson[] {
  const [first, second] = rows
  const cells = first!.content!
  if (draw(2) && cells.length > 1) return rows.map((row, at) => (at === 0 ? mergeInRow(row) : row))
  if (!second || second.content!.length < 2) return rows
  const tall = { ...cells[0]!, attrs: { rowspan: 2 } }
  return [
    { ...first!, content: [tall, ...cells.slice(1)] },
    { ...second, content: second.content!.slice(1) },
    ...rows.slice(2),
  ]
}

const mergeInRow = (row: DraftJson): DraftJson => ({
  ...row,
  content: [{ ...row.content![0]!, attrs: { colspan: 2 } }, ...row.content!.slice(2)],
})

/** A block of any kind. */
export function anyBlock(draw: Draw, speaker: Speaker): DraftJson {
  const kind = draw(12)
  if (kind === 0) return list(draw, speaker)
  if (kind === 1) return table(draw, speaker)
  if (kind === 2) return block('blockquote', [para(speaker.words(2, 9)), para(speaker.words(1, 5))])
  if (kind <= 4) return block('heading', [text(speaker.words(1, 5))], { level: 1 + draw(4) })
  return kind === 5 ? para('') : para(speaker.words(2, 16))
}

/** A draft of up to `most` blocks, valid and clean. */
export function anyDraft(draw: Draw, speaker: Speaker, most = 10): DraftJson {
  const blocks = Array.from({ length: 1 + draw(most) }, () => anyBlock(draw, speaker))
  return clean({ type: 'doc', content: blocks })
}

const clean = (json: DraftJson): DraftJson => {
  const node = nodeOfDraft(json)
  node.check()
  return node.toJSON() as DraftJson
}

type Spot = { parent: DraftJson; at: number; node: DraftJson }

function spots(parent: DraftJson, is: (node: DraftJson) => boolean): Spot[] {
  return (parent.content ?? []).flatMap((node, at) => [
    ...(is(node) ? [{ parent, at, node }] : []),
    ...spots(node, is),
  ])
}

/** Cuts the content of a textblock at a character. */
function cutInline(content: readonly DraftJson[], at: number): [DraftJson[], DraftJson[]] {
  const [before, after]: [DraftJson[], DraftJson[]] = [[], []]
  let passed = 0
  for (const node of content) {
    const size = node.text?.length ?? 1
    const cut = Math.max(0, Math.min(size, at - passed))
    if (node.text === undefined) (cut ? before : after).push(node)
    else {
      if (cut > 0) before.push({ ...node, text: node.text.slice(0, cut) })
      if (cut < size) after.push({ ...node, text: node.text.slice(cut) })
    }
    passed += size
  }
  return [before, after]
}

const sizeOf = (block: DraftJson) =>
  (block.content ?? []).reduce((sum, { text: words }) => sum + (words?.length ?? 1), 0)

/** The places between words: a person seldom types in the middle of one. */
function edgesIn(block: DraftJson): number[] {
  const whole = (block.content ?? []).map(({ text: words }) => words ?? '\u0000').join('')
  return [...whole.matchAll(/(?<=\s)|^|$|(?=\s)/gu)].map(({ index }) => index)
}

const oneOf = <T>(all: readonly T[], draw: Draw): T => all[draw(all.length)]!

const edgeIn = (block: DraftJson, draw: Draw): number => oneOf(edgesIn(block), draw)

const setContent = (node: DraftJson, content: DraftJson[]) => {
  if (content.length > 0) node.content = content
  else delete node.content
}

const MARKS: DraftMark[] = [
  { type: 'bold' },
  { type: 'italic' },
  { type: 'strike' },
  { type: 'link', attrs: { href: 'https://example.org/p' } },
]

type Edit = (root: DraftJson, draw: Draw, speaker: Speaker) => void

const inText =
  (edit: (block: DraftJson, draw: Draw, speaker: Speaker, spot: Spot) => void): Edit =>
  (root, draw, speaker) => {
    const found = spots(root, isTextblock)
    const spot = found[draw(found.length)]
    if (spot) edit(spot.node, draw, speaker, spot)
  }

const splice = (block: DraftJson, from: number, to: number, come: DraftJson[]) => {
  const [before] = cutInline(block.content ?? [], from)
  const [, after] = cutInline(block.content ?? [], to)
  setContent(block, [...before, ...come, ...after])
}

const range = (block: DraftJson, draw: Draw): [number, number] => {
  const edges = edgesIn(block)
  const from = oneOf(edges, draw)
  return [
    from,
    oneOf(
      edges.filter((edge) => edge >= from && edge <= from + 40),
      draw,
    ),
  ]
}

const typeWords: Edit = inText((block, draw, speaker) => {
  const at = edgeIn(block, draw)
  splice(block, at, at, [text(` ${speaker.words(1, 3)} `)])
})

const deleteWords: Edit = inText((block, draw) => splice(block, ...range(block, draw), []))

const replaceWords: Edit = inText((block, draw, speaker) =>
  splice(block, ...range(block, draw), [text(speaker.words(1, 3))]),
)

const markWords: Edit = inText((block, draw) => {
  const [from, to] = range(block, draw)
  const [, rest] = cutInline(block.content ?? [], from)
  const [middle] = cutInline(rest, to - from)
  const mark = MARKS[draw(MARKS.length)]!
  const marked = middle.map((node) =>
    node.text === undefined || node.marks?.some(({ type }) => type === mark.type)
      ? { ...node, marks: [] }
      : { ...node, marks: [...(node.marks ?? []), mark] },
  )
  splice(block, from, to, marked)
})

const putAtom: Edit = inText((block, draw, speaker) => {
  const at = edgeIn(block, draw)
  const atoms = [
    { type: 'hardBreak' },
    { type: 'footnote', attrs: { text: speaker.words(1, 3) } },
    { type: 'citation', attrs: { clause: `c${draw(5)}`, label: 'пункт 3' } },
  ]
  splice(block, at, at, [atoms[draw(atoms.length)]!])
})

const splitBlock: Edit = (root, draw) => {
  const found = spots(root, (node) => isTextblock(node) && sizeOf(node) > 3)
  const spot = found[draw(found.length)]
  if (!spot) return
  const [before, after] = cutInline(spot.node.content!, edgeIn(spot.node, draw))
  setContent(spot.node, before)
  if (spot.parent.type === 'listItem' && spot.at === 0) {
    const grand = spots({ type: 'doc', content: [root] }, (node) => node === spot.parent)[0]!.parent
    const item = block('listItem', [block('paragraph', after), ...spot.parent.content!.slice(1)])
    spot.parent.content = [spot.node]
    grand.content!.splice(grand.content!.indexOf(spot.parent) + 1, 0, item)
  } else spot.parent.content!.splice(spot.at + 1, 0, { ...spot.node, content: after })
}

const joinBlocks: Edit = (root, draw) => {
  const found = spots(root, isTextblock).filter(({ parent, at }) => {
    const next = parent.content![at + 1]
    return next && isTextblock(next)
  })
  const items = spots(root, ({ type, content }) => type === 'listItem' && content!.length === 1).filter(
    ({ parent, at }) => parent.content![at + 1],
  )
  const spot = [...found, ...items][draw(found.length + items.length)]
  if (!spot) return
  const [next] = spot.parent.content!.splice(spot.at + 1, 1)
  if (isTextblock(spot.node)) setContent(spot.node, [...(spot.node.content ?? []), ...(next!.content ?? [])])
  else {
    const [first, ...rest] = next!.content!
    const own = spot.node.content![0]!
    setContent(own, [...(own.content ?? []), ...(first!.content ?? [])])
    spot.node.content!.push(...rest)
  }
}

const boxes = (root: DraftJson) =>
  spots(root, () => true).filter(({ node }) => node.type !== 'text' && node.text === undefined)

const putBlock: Edit = (root, draw, speaker) => {
  root.content!.splice(draw(root.content!.length + 1), 0, anyBlock(draw, speaker))
}

const dropBlock: Edit = (root, draw) => {
  const found = boxes(root).filter(
    ({ node, parent }) => !/^table(Cell|Header)$/.test(node.type) && parent.content!.length > 1,
  )
  const spot = found[draw(found.length)]
  spot?.parent.content!.splice(spot.at, 1)
}

const moveBlock: Edit = (root, draw) => {
  const [moved] = root.content!.splice(draw(root.content!.length), 1)
  root.content!.splice(draw(root.content!.length + 1), 0, moved!)
}

const wrapInList: Edit = (root, draw) => {
  const found = spots(root, ({ type }) => type === 'paragraph').filter(({ parent }) => parent === root)
  const spot = found[draw(found.length)]
  if (!spot) return
  const count = 1 + draw(2)
  const taken = root.content!.slice(spot.at, spot.at + count).filter(({ type }) => type === 'paragraph')
  const items = taken.map((each) => block('listItem', [each]))
  root.content!.splice(spot.at, taken.length, block(draw(2) ? 'bulletList' : 'orderedList', items))
}

const unwrapList: Edit = (root, draw) => {
  const found = spots(root, isBox).filter(({ parent }) => parent === root)
  const spot = found[draw(found.length)]
  if (spot) root.content!.splice(spot.at, 1, ...spot.node.content!.flatMap(({ content }) => content!))
}

const changeKind: Edit = (root, draw) => {
  const found = boxes(root).filter(
    ({ node, parent }) =>
      isBox(node) || (isTextblock(node) && parent === root) || /^table(Cell|Header)$/.test(node.type),
  )
  const spot = found[draw(found.length)]
  if (!spot) return
  const { node } = spot
  if (node.type === 'paragraph') Object.assign(node, { type: 'heading', attrs: { level: 1 + draw(4) } })
  else if (node.type === 'heading') Object.assign(node, { type: 'paragraph', attrs: {} })
  else if (node.type === 'tableCell') node.type = 'tableHeader'
  else if (node.type === 'tableHeader') node.type = 'tableCell'
  else if (node.type === 'orderedList' && draw(2)) node.attrs = { start: 1 + draw(5), numbering: 'decimal' }
  else if (node.type === 'orderedList') Object.assign(node, { type: 'bulletList', attrs: {} })
  else Object.assign(node, { type: 'orderedList', attrs: { start: 1, numbering: 'cyrillic' } })
}

const changeTable: Edit = (root, draw, speaker) => {
  const found = spots(root, ({ type }) => type === 'table')
  const spot = found[draw(found.length)]
  if (!spot) return
  const rows = spot.node.content!
  const cells = rows.at(-1)!.content!.length
  const fresh = () => block('tableCell', [para(speaker.words(1, 3))])
  if (draw(3) === 0) for (const row of rows) row.content!.push(fresh())
  else if (draw(2))
    rows.splice(draw(rows.length + 1), 0, block('tableRow', Array.from({ length: cells }, fresh)))
  else if (rows.length > 1) rows.splice(draw(rows.length), 1)
}

const EDITS: [Edit, number][] = [
  [typeWords, 10],
  [deleteWords, 5],
  [replaceWords, 6],
  [markWords, 3],
  [putAtom, 2],
  [splitBlock, 4],
  [joinBlocks, 3],
  [putBlock, 3],
  [dropBlock, 3],
  [moveBlock, 1],
  [wrapInList, 2],
  [unwrapList, 1],
  [changeKind, 3],
  [changeTable, 2],
]
const WEIGHTED = EDITS.flatMap(([edit, weight]) => Array.from({ length: weight }, () => edit))

/** One thing that a person does to a text; what would be no draft is not done. */
export function edited(draft: DraftJson, draw: Draw, speaker: Speaker): DraftJson {
  const changed = structuredClone(draft)
  WEIGHTED[draw(WEIGHTED.length)]!(changed, draw, speaker)
  try {
    return clean(changed)
  } catch (error) {
    if (error instanceof RangeError) return draft
    throw error
  }
}

/** Several things, one after another. */
export function editedTimes(draft: DraftJson, times: number, draw: Draw, speaker: Speaker): DraftJson {
  let changed = draft
  for (let step = 0; step < times; step++) changed = edited(changed, draw, speaker)
  return changed
}

/** How often each of the words stands there that were said once only. */
export function saidIn(...texts: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of texts.join('\n').matchAll(/[a-z]+\d+z/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** All words of a draft, those of footnotes too. */
export const wordsOfDraft = (draft: DraftJson): string => {
  const node = nodeOfDraft(draft)
  return textBetween(node, 0, node.content.size)
}
