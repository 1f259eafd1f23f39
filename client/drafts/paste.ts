import { CYRILLIC_ITEMS } from '../../shared/draft-schema.ts'

/** Word names the list and the depth of an item in its style: `mso-list:l0 level2 lfo1`. */
const itemStyle = /mso-list:\s*l\d+\s+level(\d+)/i
const marker = '[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]'

interface Item {
  element: Element
  level: number
  kind: 'ul' | 'decimal' | 'cyrillic'
  start: number
}

function itemOf(element: Element): Item | null {
  const level = itemStyle.exec(element.getAttribute('style') ?? '')?.[1]
  if (!level) return null
  const sign = element.querySelector(marker)
  const [, figure, letter] = /^[\s(]*(?:(\d{1,3})|([а-я]))[.)]/i.exec(sign?.textContent ?? '') ?? []
  sign?.remove()
  const at = letter ? CYRILLIC_ITEMS.indexOf(letter.toLowerCase()) + 1 : 0
  return {
    element,
    level: Number(level),
    kind: figure ? 'decimal' : at > 0 ? 'cyrillic' : 'ul',
    start: figure ? Number(figure) : Math.max(at, 1),
  }
}

function listOf(item: Item, page: Document): Element {
  const list = page.createElement(item.kind === 'ul' ? 'ul' : 'ol')
  if (item.kind !== 'ul') list.dataset.numbering = item.kind
  if (item.kind !== 'ul' && item.start > 1) list.setAttribute('start', String(item.start))
  return list
}

/** Puts runs of Word's list paragraphs, which stand one after another, into real lists. */
function gatherLists(page: Document): void {
  let open: { level: number; kind: Item['kind']; list: Element }[] = []
  let last: Element | null = null
  for (const element of page.querySelectorAll('p')) {
    const item = itemOf(element)
    if (!item) continue
    if (element.previousElementSibling !== last) open = []
    while (open.length > 0 && open.at(-1)!.level > item.level) open.pop()
    const top = open.at(-1)
    let list = top?.list
    if (!top || top.level < item.level || top.kind !== item.kind) {
      if (top?.level === item.level) open.pop()
      list = listOf(item, page)
      const parent = open.at(-1)?.list.lastElementChild
      if (parent) parent.append(list)
      else element.before(list)
      open.push({ level: item.level, kind: item.kind, list })
    }
    const place = page.createElement('li')
    place.append(element)
    list!.append(place)
    last = open[0]!.list
  }
}

/** HTML from the clipboard, as Word and its kin write it, without what our text has no place for. */
export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const element of page.querySelectorAll('style, script, meta, link, title, xml')) element.remove()
  gatherLists(page)
  for (const paragraph of page.querySelectorAll('p')) {
    // Word holds places open with empty paragraphs; here space is the style's business.
    if (!paragraph.textContent.replace(/[\s\u00a0]/g, '') && !paragraph.closest('td, th, li'))
      paragraph.remove()
  }
  return page.body.innerHTML
}
