import { CYRILLIC_ITEMS } from '../../shared/draft-schema.ts'

type Kind = 'ul' | 'decimal' | 'cyrillic'

interface Item {
  element: Element
  level: number
  kind: Kind
  start: number
}

const LATIN = 'abcdefghijklmnopqrstuvwxyz'
const ROMAN: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100 }

const romanOf = (sign: string) =>
  [...sign].reduce((sum, letter, at) => {
    const [now, next] = [ROMAN[letter] ?? 0, ROMAN[sign[at + 1] ?? ''] ?? 0]
    return sum + (now < next ? -now : now)
  }, 0)

/** What a drawn sign counts: the last part of `1.2.3`, a letter of either alphabet, a Roman figure; else it is a dash. */
export function signOf(text: string): { kind: Kind; start: number } {
  const sign = text.replace(/[\s\u00a0(]/g, '').toLowerCase()
  const figure = /^(?:\d{1,3}\.)*(\d{1,4})[.)]?$/.exec(sign)?.[1]
  if (figure) return { kind: 'decimal', start: Number(figure) }
  const [, letters = ''] = /^(\p{L}{1,6})[.)]$/u.exec(sign) ?? []
  if (letters.length > 1 && /^[ivxlc]+$/.test(letters)) return { kind: 'decimal', start: romanOf(letters) }
  const at = Math.max(CYRILLIC_ITEMS.indexOf(letters), LATIN.indexOf(letters))
  return letters.length === 1 && at >= 0 ? { kind: 'cyrillic', start: at + 1 } : { kind: 'ul', start: 1 }
}

function listOf({ kind, start }: Pick<Item, 'kind' | 'start'>, page: Document): Element {
  const list = page.createElement(kind === 'ul' ? 'ul' : 'ol')
  if (kind !== 'ul') list.dataset.numbering = kind
  if (kind !== 'ul' && start > 1) list.setAttribute('start', String(start))
  return list
}

/** Puts items that stand one after another on the page into lists, by their levels. */
function nest(items: readonly Item[], page: Document): void {
  let open: { level: number; kind: Kind; list: Element; next: number }[] = []
  let last: Element | null = null
  for (const item of items) {
    if (item.element.previousElementSibling !== last) open = []
    while (open.length > 0 && open.at(-1)!.level > item.level) open.pop()
    const top = open.at(-1)
    let list = top?.list
    const goesOn = top?.kind === item.kind && (item.kind === 'ul' || top.next === item.start)
    if (!top || top.level < item.level || !goesOn) {
      if (top?.level === item.level) open.pop()
      list = listOf(item, page)
      const parent = open.at(-1)?.list.lastElementChild
      if (parent) parent.append(list)
      else item.element.before(list)
      open.push({ level: item.level, kind: item.kind, list, next: item.start })
    }
    const place = page.createElement('li')
    place.append(item.element)
    list!.append(place)
    open.at(-1)!.next = item.start + 1
    last = open.length === 1 ? open[0]!.list : last
  }
}

/** Word names the list and the depth of an item in its style: `mso-list:l0 level2 lfo1`. */
const itemStyle = /mso-list:\s*l\d+\s+level(\d+)/i
const marker = '[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]'

/** Runs of Word's list paragraphs become real lists. A heading keeps its number as a word: headings count nothing here. */
export function gatherWordLists(page: Document): void {
  const items: Item[] = []
  for (const element of page.querySelectorAll('[style*="mso-list"]')) {
    const level = itemStyle.exec(element.getAttribute('style') ?? '')?.[1]
    const sign = element.querySelector(marker)
    if (!level) continue
    const words = sign?.textContent ?? ''
    if (element.tagName === 'P') {
      sign?.remove()
      items.push({ element, level: Number(level), ...signOf(words) })
    } else sign?.replaceWith(`${words.trim()} `)
  }
  nest(items, page)
}

const styles: Record<string, Kind> = {
  'lower-alpha': 'cyrillic',
  'upper-alpha': 'cyrillic',
  'lower-latin': 'cyrillic',
  'lower-russian': 'cyrillic',
}

/** Letters for letters, whatever the alphabet: an official text counts its sub-items in Cyrillic. */
function nameNumbering(list: Element): void {
  if (list.hasAttribute('data-numbering')) return
  const style = /list-style-type:\s*["']?([\w-]+)/
  const item = list.querySelector(':scope > li')
  const named = [list, item].map((each) => style.exec(each?.getAttribute('style') ?? '')?.[1]).find(Boolean)
  const isLettered = /^[aа]$/i.test(list.getAttribute('type') ?? '') || styles[named ?? ''] !== undefined
  if (isLettered) list.setAttribute('data-numbering', 'cyrillic')
}

/** Word on the web writes a list for each item, in a wrapper of its own, and says the depth in `data-aria-level`. */
function unwrapOnline(page: Document): void {
  for (const group of page.querySelectorAll('div.OutlineElement, div.OutlineGroup'))
    group.replaceWith(...group.childNodes)
  const items: Item[] = []
  for (const place of page.querySelectorAll('li[data-aria-level]')) {
    const list = place.parentElement
    if (!list) continue
    nameNumbering(list)
    const kind = list.tagName === 'UL' ? 'ul' : list.dataset.numbering === 'cyrillic' ? 'cyrillic' : 'decimal'
    const element = page.createElement('div')
    element.append(...place.childNodes)
    const wrapper = list.parentElement?.matches('.ListContainerWrapper') ? list.parentElement : list
    wrapper.before(element)
    place.remove()
    if (!list.querySelector('li')) wrapper.remove()
    const start = Number(list.getAttribute('start')) || 1
    items.push({ element, level: Number(place.getAttribute('data-aria-level')) || 1, kind, start })
  }
  nest(items, page)
}

const isList = (element: Element) => element.tagName === 'OL' || element.tagName === 'UL'

/**
 * LibreOffice writes a new list for each change of level, with as many empty lists around it as it is deep. All of a run
 * are taken apart and put together as they were meant.
 */
export function gatherOfficeLists(page: Document): void {
  const items: Item[] = []
  const take = (list: Element, level: number, before: Element): void => {
    nameNumbering(list)
    const kind = list.tagName === 'UL' ? 'ul' : list.getAttribute('data-numbering') ? 'cyrillic' : 'decimal'
    let start = Number(list.getAttribute('start')) || 1
    for (const child of [...list.children]) {
      if (isList(child)) take(child, level + 1, before)
      if (child.tagName !== 'LI') continue
      const element = page.createElement('div')
      const inner = [...child.children].filter(isList)
      for (const each of inner) each.remove()
      element.append(...child.childNodes)
      before.before(element)
      items.push({ element, level, kind, start: start++ })
      for (const each of inner) take(each, level + 1, before)
    }
  }
  for (const list of page.querySelectorAll(':is(ol, ul):not(:is(ol, ul) *)')) {
    take(list, 1, list)
    list.remove()
  }
  nest(items, page)
}

/** Google puts an inner list beside the item that it belongs to; it comes in. */
export function gatherWebLists(page: Document): void {
  unwrapOnline(page)
  for (const inner of page.querySelectorAll(':is(ol, ul) > :is(ol, ul)')) {
    const before = inner.previousElementSibling
    if (before?.tagName === 'LI') before.append(inner)
    else {
      const place = page.createElement('li')
      inner.before(place)
      place.append(inner)
    }
  }
  for (const list of page.querySelectorAll('ol')) nameNumbering(list)
}
