import type { DraftJson } from '../../../shared/draft-schema.ts'
import { draftStats, draftText } from '../../../shared/draft-text.ts'
import type { ImportPreview } from '../../../shared/files.ts'
import type { Shelved } from './shelf.ts'

const BEGINNING = 300

const count = (node: DraftJson, is: (node: DraftJson) => boolean): number =>
  (is(node) ? 1 : 0) + (node.content ?? []).reduce((sum, each) => sum + count(each, is), 0)

const ofType = (json: DraftJson, type: string) => count(json, (node) => node.type === type)

const hasLink = (node: DraftJson) => node.marks?.some((mark) => mark.type === 'link') ?? false

/** What a person is shown of a file before they say yes; an empty base (all of it proposed) shows the first proposal. */
export function previewOf({ id, fileName, imported, expiresAt }: Shelved): ImportPreview {
  const { json, proposals, comments, losses } = imported
  const stats = draftStats(json)
  const shown = stats.words === 0 && proposals[0] ? proposals[0].json : json
  return {
    id,
    fileName,
    start: draftText(shown).slice(0, BEGINNING).toWellFormed(),
    words: stats.words,
    headings: ofType(json, 'heading'),
    items: ofType(json, 'listItem'),
    tables: ofType(json, 'table'),
    footnotes: ofType(json, 'footnote'),
    links: count(json, hasLink),
    proposals: proposals.map(({ author, at }) => ({ author, at })),
    comments: comments.length,
    losses,
    expiresAt: expiresAt.toISOString(),
  }
}
