import { itemLabel, numberingOf, startOf, textAttr, type DraftJson } from './draft-schema.ts'

/** How an item of a numbered list is called by whoever refers to it. */
export interface ClauseLabel {
  /** As it stands after «пункт», in whatever case the sentence needs: `5`, `5а`, `«а»`, `5 раздела «Сроки»`. */
  short: string
  /** Said in full, for whoever hears it or points at it: `подпункт «а» пункта 5`. */
  full: string
}

/** An item that can be referred to, in the order of the text. */
export interface Clause extends ClauseLabel {
  /** Its own mark, once something refers to it. */
  clause: string | null
  /** The way to it from the top: the index among the children at every level. */
  path: readonly number[]
  /** How it begins. */
  text: string
}

/** What is written behind the last known label of an item that is gone. */
export const GONE = '(пункт удалён)'

/** A stranger's client may write anything there; what is longer was never made by ours. */
const MOST_LABEL = 200
const MOST_SECTION = 60
const MOST_TEXT = 160

const ORDINALS = ['первого', 'второго', 'третьего', 'четвёртого', 'пятого', 'шестого', 'седьмого']

interface Step {
  sign: string
  isLetter: boolean
}

interface Found {
  steps: readonly Step[]
  section: number
  node: DraftJson
  path: readonly number[]
}

const quoted = (step: Step) => (step.isLetter ? `«${step.sign}»` : step.sign)

/** A letter joins its figure, `5а`; two signs of one kind need a point between them, `5.2`. */
function shortOf(steps: readonly Step[]): string {
  if (steps.length === 1) return quoted(steps[0]!)
  return steps.reduce((made, step, at) => {
    const joins = at === 0 || (step.isLetter && !steps[at - 1]!.isLetter)
    return `${made}${joins ? '' : '.'}${step.sign}`
  }, '')
}

function fullOf(steps: readonly Step[]): string {
  const [first, ...deeper] = steps
  if (deeper.length === 0) return `пункт ${quoted(first!)}`
  const inner = deeper.toReversed().map(quoted)
  return `подпункт ${inner.join(' подпункта ')} пункта ${quoted(first!)}`
}

const shortened = (words: string, most: number) => {
  const line = words.replace(/\s+/g, ' ').trim()
  const letters = [...line]
  return letters.length > most ? `${letters.slice(0, most).join('').trim()}…` : line
}

/** The words of a node, without those of the lists inside it. */
const wordsOf = (node: DraftJson): string =>
  node.text ??
  (node.content ?? [])
    .map((each) =>
      each.type === 'hardBreak' ? ' ' : each.type === 'citation' ? textAttr(each, 'label') : wordsOf(each),
    )
    .join('')

const headOf = (item: DraftJson) => wordsOf({ type: 'listItem', content: item.content?.slice(0, 1) })

function gather(doc: DraftJson): { found: Found[]; sections: string[] } {
  const found: Found[] = []
  const sections = ['']

  function walk(node: DraftJson, path: readonly number[], steps: readonly Step[]): void {
    if (node.type === 'heading') sections.push(shortened(wordsOf(node), MOST_SECTION))
    const isList = node.type === 'orderedList'
    for (const [at, child] of (node.content ?? []).entries()) {
      const way = [...path, at]
      if (!isList) {
        walk(child, way, steps)
        continue
      }
      const sign = itemLabel(numberingOf(node), startOf(node) + at).slice(0, -1)
      const on = [...steps, { sign, isLetter: !/^\d/.test(sign) }]
      found.push({ steps: on, section: sections.length - 1, node: child, path: way })
      walk(child, way, on)
    }
  }

  walk(doc, [], [])
  return { found, sections }
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/**
 * What has to be added where a figure alone would be ambiguous: the section, and which list it is where a section has
 * several.
 */
function placesOf(alike: readonly Found[], sections: readonly string[]): Map<Found, string> {
  const places = new Map<Found, string>()
  if (alike.length < 2) return places
  const bySection = grouped(alike, ({ section }) => section)
  for (const [section, near] of bySection) {
    const tail = sections[section] && bySection.size > 1 ? ` раздела «${sections[section]}»` : ''
    for (const [rank, each] of near.entries()) {
      const list = near.length > 1 || !tail ? ` ${ORDINALS[rank] ?? `${rank + 1}-го`} перечня` : ''
      places.set(each, list + tail)
    }
  }
  return places
}

/**
 * Every item of a numbered list that can be cited, in the order of the text, named by where it stands now. Numbers begin
 * anew in each list; where the same one occurs twice its section is named too, and the list within the section.
 */
export function clausesOf(doc: DraftJson): Clause[] {
  const { found, sections } = gather(doc)
  const places = new Map<Found, string>()
  for (const alike of grouped(found, ({ steps }) => shortOf(steps)).values())
    for (const [each, place] of placesOf(alike, sections)) places.set(each, place)
  return found.map((each) => {
    const short = shortOf(each.steps)
    const place = places.get(each) ?? ''
    return {
      clause: textAttr(each.node, 'clause') || null,
      path: each.path,
      text: shortened(headOf(each.node), MOST_TEXT),
      short: `${short}${place}`,
      full: `${fullOf(each.steps)}${place}`,
    }
  })
}

/** The names of the cited items by their `clause`. Of two with the same one the first counts. */
export function clauseLabels(doc: DraftJson): Map<string, ClauseLabel> {
  const labels = new Map<string, ClauseLabel>()
  for (const { clause, short, full } of clausesOf(doc))
    if (clause && !labels.has(clause)) labels.set(clause, { short, full })
  return labels
}

/** How a citation reads, given the names of the items that are there. */
export function citationText(
  citation: { attrs?: Record<string, unknown> },
  labels: ReadonlyMap<string, ClauseLabel>,
): string {
  const label = labels.get(textAttr(citation, 'clause'))
  return label ? label.short : `${shortened(textAttr(citation, 'label'), MOST_LABEL)} ${GONE}`.trim()
}

const cites = (node: DraftJson): boolean => node.type === 'citation' || (node.content ?? []).some(cites)

/** The same text with every citation labelled as its item is called now: what is shown, exported and read. */
export function withCitations(doc: DraftJson): DraftJson {
  if (!cites(doc)) return doc
  const labels = clauseLabels(doc)
  const renamed = (node: DraftJson): DraftJson => {
    if (node.type === 'citation')
      return { ...node, attrs: { ...node.attrs, label: citationText(node, labels) } }
    return node.content ? { ...node, content: node.content.map(renamed) } : node
  }
  return renamed(doc)
}
