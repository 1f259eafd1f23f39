import { draftSchema, jsonOfNode, textAttr, type DraftJson } from '../../../shared/draft-schema.ts'
import { unreadable } from './unreadable.ts'

/** Whether there is a word in it, be it only in a footnote. */
export const hasText = (node: DraftJson): boolean =>
  Boolean((node.type === 'footnote' ? textAttr(node, 'text') : node.text)?.trim()) ||
  (node.content ?? []).some(hasText)

/** Blocks → a draft in the form ProseMirror itself writes, checked against the schema; it may be empty. */
export function asText(blocks: readonly DraftJson[]): DraftJson {
  const node = draftSchema().nodeFromJSON({
    type: 'doc',
    content: blocks.length ? blocks : [{ type: 'paragraph' }],
  })
  node.check()
  return jsonOfNode(node)
}

/** The same; refuses with `file_empty` what has no word in it. */
export const asDraft = (blocks: readonly DraftJson[]): DraftJson =>
  blocks.some(hasText) ? asText(blocks) : unreadable('file_empty')
