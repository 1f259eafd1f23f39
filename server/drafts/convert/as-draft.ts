import { draftSchema, jsonOfNode, type DraftJson } from '../../../shared/draft-schema.ts'
import { unreadable } from './unreadable.ts'

const hasText = (node: DraftJson): boolean => Boolean(node.text?.trim()) || (node.content ?? []).some(hasText)

/**
 * Blocks → a draft in the form ProseMirror itself writes, checked against the schema.
 * Refuses with `file_empty` what has no word in it.
 */
export function asDraft(blocks: readonly DraftJson[]): DraftJson {
  if (!blocks.some(hasText)) unreadable('file_empty')
  const node = draftSchema().nodeFromJSON({ type: 'doc', content: blocks })
  node.check()
  return jsonOfNode(node)
}
