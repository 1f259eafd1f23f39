import type { DraftJson } from '../../shared/draft-schema.ts'
import { isEdition } from '../../shared/revisions.ts'
import { fromJson } from '../lib/db/db.ts'
import type { Revision } from './queries.ts'

/**
 * The text of a revision as it leaves the house. Below an edition stands its checksum, by which a paper or a file is held against
 * `content.json`; the line itself is no part of what is hashed.
 */
export function sealedText({
  content,
  kind,
  sha256,
}: Pick<Revision, 'content' | 'kind' | 'sha256'>): DraftJson {
  const json = fromJson<DraftJson>(content)
  if (!isEdition({ kind })) return json
  const text = { type: 'text', text: `SHA-256: ${sha256}`, marks: [{ type: 'italic' }] }
  return { ...json, content: [...(json.content ?? []), { type: 'paragraph', content: [text] }] }
}
