export type Attributes = Readonly<Record<string, string | number | undefined>>

/** What XML cannot carry: control characters and halves of surrogate pairs. */
export const cleanText = (text: string) =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '')

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeXml = (text: string) => cleanText(text).replace(/[&<>"]/g, (sign) => signs[sign]!)

/** Line ends and tabs would come back from an attribute as spaces. */
const escapeAttribute = (value: string | number) =>
  escapeXml(String(value)).replace(/[\t\n]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** An element; what is inside is XML already. */
export function tag(name: string, attributes: Attributes = {}, ...inside: (string | false | undefined)[]) {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escapeAttribute(value)}"`,
  )
  const content = inside.filter(Boolean).join('')
  return content ? `<${name}${written.join('')}>${content}</${name}>` : `<${name}${written.join('')}/>`
}

export const xmlFile = (root: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${root}`
