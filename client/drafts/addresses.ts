/** As in the schema, which is too heavy for a page that only reads. */
const isSafeHref = (text: string | false): text is string =>
  text !== false && /^(https?:\/\/|mailto:|tel:)\S+$/i.test(text)

/** What a person types as an address: a bare domain or e-mail gets its scheme; null if it leads nowhere safe. */
export function toHref(typed: string): string | null {
  const text = typed.trim()
  const candidates = [
    text,
    /^[^\s@/:]+@[^\s@/]+\.[^\s@/.]+$/.test(text) && `mailto:${text}`,
    /^\+?[\d\s()-]{5,}$/.test(text) && `tel:${text.replace(/[^\d+]/g, '')}`,
    /^[^\s:/@]+\.[^\s:/@]{2,}(?:[/:?#]\S*)?$/.test(text) && `https://${text}`,
  ]
  return candidates.filter(isSafeHref).find((each) => URL.canParse(each)) ?? null
}
