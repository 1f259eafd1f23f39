import { gatherOfficeLists, gatherWebLists, gatherWordLists } from './paste-lists.ts'
import { gatherNotes } from './paste-notes.ts'

const OFFICE_NOISE = [
  'style, script, meta, link, title, xml, col, colgroup',
  // Comments and what was deleted while changes were tracked.
  '[title="header"], [title="footer"], [style*="mso-element:comment"], .MsoCommentReference, del, .msoDel, .MsoDel',
].join(', ')

/** Places of the mouse and of the page, which no text has. */
const SPACES = '[style*="mso-tab-count"], [style*="mso-spacerun"], .Apple-tab-span'

const replaceTag = (element: Element, name: string) => {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.replaceWith(made)
}

const isBlank = (element: Element) => !element.textContent.replace(/[\s\u00a0]/g, '')

/**
 * HTML from the clipboard, as Word, LibreOffice, Google Docs, Excel and their kin write it, without what our text has no
 * place for: lists that are only drawn become lists, notes become footnotes, fonts and colours go.
 */
export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const maker = page.querySelector('meta[name="generator" i]')?.getAttribute('content') ?? ''
  for (const element of page.querySelectorAll(OFFICE_NOISE)) element.remove()
  for (const element of page.querySelectorAll(SPACES)) element.replaceWith(' ')
  gatherNotes(page)
  gatherWordLists(page)
  if (/office/i.test(maker) && !/microsoft/i.test(maker)) gatherOfficeLists(page)
  gatherWebLists(page)
  for (const title of page.querySelectorAll('p.MsoTitle, p.title')) replaceTag(title, 'h1')
  for (const deep of page.querySelectorAll('h5, h6')) replaceTag(deep, 'h4')
  for (const head of page.querySelectorAll('thead td')) {
    const spans = [...head.attributes].filter(({ name }) => name.endsWith('span'))
    const made = page.createElement('th')
    for (const { name, value } of spans) made.setAttribute(name, value)
    made.append(...head.childNodes)
    head.replaceWith(made)
  }
  for (const paragraph of page.querySelectorAll('p, h1, h2, h3, h4')) {
    // Word holds places open with empty paragraphs; here space is the style's business.
    if (isBlank(paragraph) && !paragraph.querySelector('sup') && !paragraph.closest('td, th, li'))
      paragraph.remove()
  }
  return page.body.innerHTML
}
