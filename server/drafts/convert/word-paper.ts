import { itemIndent, FIRST_LINE } from './word-page.ts'
import type { Change } from './tracked.ts'
import { tag } from './xml-write.ts'
import type { ListKind } from './word-page.ts'

const w = (name: string, value: string | number) => tag(`w:${name}`, { 'w:val': value })

const formats = { decimal: 'decimal', cyrillic: 'russianLower', dash: 'bullet' } as const
const LEVELS = 9

function level(depth: number, kind: ListKind, start: number): string {
  return tag(
    'w:lvl',
    { 'w:ilvl': depth },
    w('start', start),
    w('numFmt', formats[kind]),
    w('lvlText', kind === 'dash' ? '–' : `%${depth + 1})`),
    w('lvlJc', 'left'),
    tag('w:pPr', {}, tag('w:ind', { 'w:left': itemIndent(depth), 'w:hanging': itemIndent(1) - FIRST_LINE })),
  )
}

/** What a person gets who moves an item deeper in Word. */
const usual = (depth: number): ListKind => (depth === 0 ? 'decimal' : depth === 1 ? 'cyrillic' : 'dash')

const hex = (number: number) => number.toString(16).toUpperCase().padStart(8, '0')

/** What a paper gathers while its text is written: whatever Word keeps in parts of their own. */
export class WordPaper {
  readonly #lists: string[] = []
  readonly #links = new Map<string, string>()
  readonly #notes: string[] = []
  #changes = 0

  /** Each list of the draft is a list of its own in Word, so that it counts from its own start; returns its number. */
  list(kind: ListKind, depth: number, start: number): number {
    const levels =
      depth > 0
        ? [level(depth, kind, start)]
        : Array.from({ length: LEVELS }, (_, at) =>
            at === 0 ? level(0, kind, start) : level(at, usual(at), 1),
          )
    const at = this.#lists.length
    this.#lists.push(
      tag(
        'w:abstractNum',
        { 'w:abstractNumId': at },
        w('nsid', hex(0x1000_0000 + at)),
        w('multiLevelType', 'multilevel'),
        ...levels,
      ),
    )
    return at + 1
  }

  /** The relationship that leads to an address. */
  link(href: string): string {
    const known = this.#links.get(href) ?? `link${this.#links.size + 1}`
    this.#links.set(href, known)
    return known
  }

  /** Keeps a footnote and returns its number; those below 1 are Word's own lines. */
  note(xml: (id: number) => string): number {
    const id = this.#notes.length + 1
    this.#notes.push(xml(id))
    return id
  }

  /** The attributes of a tracked change; each has a number of its own. */
  change({ author, at }: Change) {
    return { 'w:id': 100_000 + this.#changes++, 'w:author': author, 'w:date': at?.replace(/\.\d+/, '') }
  }

  get links(): ReadonlyMap<string, string> {
    return this.#links
  }

  get notes(): readonly string[] {
    return this.#notes
  }

  get hasChanges(): boolean {
    return this.#changes > 0
  }

  /** Definitions of all lists, then the lists. */
  get numbering(): string {
    const lists = this.#lists.map((_, at) => tag('w:num', { 'w:numId': at + 1 }, w('abstractNumId', at)))
    return [...this.#lists, ...lists].join('')
  }
}
