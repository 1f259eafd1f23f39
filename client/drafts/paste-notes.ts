/** Where the note stands that a sign in the text leads to: Word writes `#_ftn1` for `ftn1`, LibreOffice `#sdfootnote1sym`. */
const noteOf = (page: Document, sign: Element): Element | null => {
  const [, id] =
    /^#_?((?:ftn|edn)\d+|sd(?:foot|end)note\d+)(?:sym)?$/.exec(sign.getAttribute('href') ?? '') ?? []
  return id ? page.getElementById(id) : null
}

const BACK = 'a[href^="#_ftnref"], a[href^="#_ednref"], a.sdfootnotesym, a.sdendnotesym'
const LISTS = '[style*="mso-element:footnote-list"], [style*="mso-element:endnote-list"]'

/** Notes that an office program listed below the text come back to where their signs stand. */
export function gatherNotes(page: Document): void {
  const told = new Set<Element>()
  for (const sign of page.querySelectorAll('a[href^="#"]')) {
    const note = noteOf(page, sign)
    if (!note) continue
    const words = note.cloneNode(true) as Element
    for (const back of words.querySelectorAll(BACK)) back.remove()
    const made = page.createElement('sup')
    made.dataset.footnote = words.textContent.replace(/\s+/g, ' ').trim()
    const raised = sign.parentElement
    const isAlone = raised?.tagName === 'SUP' && raised.childNodes.length === 1
    ;(isAlone ? raised : sign).replaceWith(made)
    told.add(note)
  }
  for (const note of told) note.remove()
  for (const list of page.querySelectorAll(LISTS)) if (!list.textContent.trim()) list.remove()
}
