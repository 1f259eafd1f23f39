import { isSafeHref, type DraftJson, type DraftMark } from '../../../shared/draft-schema.ts'

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign]!)

/** Words of people: what looks like a sign of ours (`shared/change-words.ts`) is none, or it would be shown as something else. */
const wordsHtml = (text: string) =>
  escape(text).replace(/[\uE000\uE001]/g, (sign) => `&#${sign.charCodeAt(0)};`)

export const attributes = (all: Record<string, string | number | undefined>) =>
  Object.entries(all)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${wordsHtml(String(value))}"`))
    .join('')

const MARK_TAGS: Record<string, string> = { bold: 'strong', italic: 'em', underline: 'u', strike: 's' }

function marked(inner: string, { type, attrs }: DraftMark): string {
  const tag = MARK_TAGS[type]
  if (tag) return `<${tag}>${inner}</${tag}>`
  if (type !== 'link') return inner
  const href = attrs?.href
  return isSafeHref(href)
    ? `<a href="${wordsHtml(href)}" rel="noopener nofollow">${inner}</a>`
    : `<a>${inner}</a>`
}

const wordOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** A note stands in brackets where it is: a difference has no end of page to gather notes at. */
export function inlineHtml({ type, text, attrs, marks }: DraftJson): string {
  if (type === 'hardBreak') return '<br/>'
  if (type === 'footnote') return `<sup class="footnote">[${wordsHtml(wordOf(attrs?.text))}]</sup>`
  if (type === 'citation') return `<span class="citation">${wordsHtml(wordOf(attrs?.label))}</span>`
  return (marks ?? []).reduce(marked, wordsHtml(text ?? ''))
}
