import { joinTexts, type DraftJson } from '../../../shared/draft-schema.ts'

const artefacts = /\[bookmark:[^\]\n]{0,200}\]/g
const invisible = /[\u00ad\u200b\u2060\ufeff]|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g

/** Text as a person would type it: NFC, without converter artefacts and invisible signs, one space in a row. */
export const tidyText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(artefacts, '')
    .replace(invisible, '')
    .replace(/[ \t\u00a0\u2000-\u200a\u3000]{2,}|[\t\u2000-\u200a\u3000]/g, ' ')

export const textNode = (text: string, marks?: DraftJson['marks']): DraftJson =>
  marks?.length ? { type: 'text', text, marks } : { type: 'text', text }

const isBreak = (node: DraftJson | undefined) => !node || node.type === 'hardBreak'

/** Inline content with tidy text; no spaces at its edges, beside line breaks or doubled across a change of marks. */
export function tidyInline(content: readonly DraftJson[]): DraftJson[] {
  // Artefacts and spaces may be cut by a change of marks: joined first, and the seams looked at after.
  const nodes = joinTexts(content).map((node) =>
    node.type === 'text' ? { ...node, text: tidyText(node.text!) } : { ...node },
  )
  let before: DraftJson | undefined
  for (const node of nodes) {
    if (node.type === 'text' && (isBreak(before) || before?.text?.endsWith(' ')))
      node.text = node.text!.replace(/^[ \u00a0]+/, '')
    if (node.type !== 'text' || node.text) before = node
  }
  const kept = joinTexts(nodes)
  kept.forEach((node, at) => {
    if (node.type === 'text' && isBreak(kept[at + 1])) node.text = node.text!.replace(/[ \u00a0]+$/, '')
  })
  return joinTexts(kept)
}

/** The words of inline content; a line break counts as a line end. */
export const plainText = (content: readonly DraftJson[] = []): string =>
  content.map((node) => (node.type === 'hardBreak' ? '\n' : (node.text ?? ''))).join('')

/** Inline content without its first `count` characters, whatever runs they lie in. */
export function dropStart(content: readonly DraftJson[], count: number): DraftJson[] {
  let left = count
  const rest = content.map((node) => {
    if (node.type !== 'text' || left === 0) return node
    const cut = Math.min(left, node.text!.length)
    left -= cut
    return { ...node, text: node.text!.slice(cut) }
  })
  return joinTexts(rest)
}

export const paragraph = (content: readonly DraftJson[] = []): DraftJson =>
  content.length ? { type: 'paragraph', content: [...content] } : { type: 'paragraph' }
