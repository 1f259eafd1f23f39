import { canonicalJson } from '../../../shared/drafts.ts'
import type { DraftJson } from '../../../shared/draft-schema.ts'
import { newId } from '../../lib/ids.ts'
import { asText, hasText } from './as-draft.ts'
import type { LossCode } from '../../../shared/files.ts'
import type { ExchangedProposal, ImportedDraft } from './exchange.ts'
import { foldLists } from './fold.ts'
import { plainText } from './inline.ts'
import { findTitles } from './titles.ts'
import { unreadable } from './unreadable.ts'
import { readBlocks } from './word-blocks.ts'
import { authorsIn, type View } from './word-changes.ts'
import { quoteComments, readComments } from './word-comments-read.ts'
import { headersLose } from './word-losses.ts'
import { readNumbering } from './word-numbering.ts'
import { readParts, type WordParts } from './word-package.ts'
import { readInline, type WordStory } from './word-runs.ts'
import { readStyles } from './word-styles.ts'
import { kid, kidsOf, type XmlNode } from './xml.ts'

/** Each author is another reading of the whole text; a paper that went round has three or four. */
const MOST_AUTHORS = 20
const LONGEST_NOTE = 10_000
/** Letters of all readings together: they leave this thread, and wait in the memory of the server for a word of the person. */
const MOST_LETTERS = 16 * 1024 * 1024

interface Shared {
  parts: WordParts
  comments: ReadonlyMap<string, string>
  losses: Set<LossCode>
}

const byId = (root: XmlNode | undefined, name: string) =>
  new Map(kidsOf(root, name).map((node) => [node.attrs.id ?? '', node]))

/** The text of the file with the tracked changes of one author accepted and all others declined. */
function readView({ parts, comments, losses }: Shared, view: View): DraftJson {
  const exact = parts.isOurs
  const notes = { footnote: byId(parts.footnotes, 'footnote'), endnote: byId(parts.endnotes, 'endnote') }
  const story: WordStory = {
    styles: readStyles(parts.styles),
    links: parts.links,
    exact,
    view,
    noteText: (kind, id) => noteText(story, notes[kind].get(id)),
    comments,
    openComments: new Set(),
    placedComments: new Set(),
    losses,
    boxes: [],
    fields: [],
  }
  const reader = { story, numbering: readNumbering(parts.numbering, parts.styles) }
  const flat = readBlocks(reader, kid(parts.document, 'body') ?? unreadable('file_broken'))
  const titled = exact || flat.some(({ node }) => node.type === 'heading') ? flat : findTitles(flat)
  return asText(foldLists(titled, !exact))
}

/** The words of a note; its paragraphs and their look are not kept. */
function noteText(story: WordStory, note: XmlNode | undefined): string {
  const inside: WordStory = { ...story, openComments: new Set(), boxes: [], fields: [], noteText: () => '' }
  const lines = kidsOf(note, 'p').map((line) => plainText(readInline(inside, line)))
  if (story.exact) return lines.join(' ').replace(/^ /, '')
  return lines.join(' ').replace(/\s+/g, ' ').trim().normalize('NFC').slice(0, LONGEST_NOTE)
}

function readProposals(shared: Shared, base: DraftJson): ExchangedProposal[] {
  const { parts, losses } = shared
  const authors = [...authorsIn([parts.document, parts.footnotes, parts.endnotes])]
  if (authors.length > MOST_AUTHORS) losses.add('many_authors')
  const before = canonicalJson(base)
  let letters = before.length
  const proposals: ExchangedProposal[] = []
  for (const [author, at] of authors.slice(0, MOST_AUTHORS)) {
    const json = readView(shared, author)
    const after = canonicalJson(json)
    letters += after.length
    if (after === before) losses.add('changes_of_look')
    else if (letters > MOST_LETTERS) losses.add('many_authors')
    else proposals.push({ author, at, json })
  }
  return proposals
}

/**
 * Bytes of a .docx → a draft: headings, lists with their numbers, tables, quotations, footnotes, links, bold, italic,
 * underline and strike; tracked changes as one proposal of each author, comments as threads. Says what it could not keep.
 * Throws `UnreadableFile`: `file_broken`, `file_encrypted`, `file_has_macros`, `file_bomb`, `file_kind_unknown`,
 * `file_empty`.
 */
export async function readWord(bytes: Uint8Array): Promise<ImportedDraft> {
  const parts = await readParts(bytes)
  const { ids, threads, isCut } = readComments(parts.comments, parts.commentsExtended, newId)
  const shared: Shared = { parts, comments: ids, losses: new Set() }
  if (isCut) shared.losses.add('many_comments')
  if (!parts.isOurs && headersLose(parts.margins)) shared.losses.add('headers')

  const json = readView(shared, null)
  const proposals = readProposals(shared, json)
  if (![json, ...proposals.map((each) => each.json)].some(hasText)) unreadable('file_empty')
  quoteComments(threads, [json, ...proposals.map((each) => each.json)])
  return { json, proposals, comments: threads, losses: [...shared.losses] }
}
