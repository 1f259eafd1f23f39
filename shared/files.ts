import { Type, type Static } from 'typebox'
import { Id, Instant, Nullable, OneOf } from './values.ts'

/** The largest file that is taken: a resolution of a hundred pages has under 1 MB. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024

/** In what a text leaves; a PDF only where the server has a browser to print it. */
export const fileFormats = ['docx', 'odt', 'pdf', 'html', 'txt'] as const
export type FileFormat = (typeof fileFormats)[number]

/** What could not be kept of a file; each has its words in `client/texts/files.ts`. */
export const lossCodes = [
  'images',
  'objects',
  'text_boxes',
  'formulas',
  'nested_tables',
  'numbers',
  'headers',
  'hidden_text',
  'contents',
  'symbols',
  'changes_of_look',
  'many_authors',
  'many_comments',
] as const
export type LossCode = (typeof lossCodes)[number]

/** What a file holds, before anything of it is written. */
export const ImportPreview = Type.Object({
  id: Id,
  fileName: Type.String(),
  /** How it begins, so that a wrong file is noticed. */
  start: Type.String(),
  words: Type.Integer(),
  headings: Type.Integer(),
  items: Type.Integer(),
  tables: Type.Integer(),
  footnotes: Type.Integer(),
  links: Type.Integer(),
  /** Authors of tracked changes, each with a text of their own. */
  proposals: Type.Array(Type.Object({ author: Type.String(), at: Nullable(Instant) })),
  comments: Type.Integer(),
  losses: Type.Array(OneOf(...lossCodes)),
  /** Until then it may be confirmed. */
  expiresAt: Instant,
})
export type ImportPreview = Static<typeof ImportPreview>

export const TakeBody = Type.Object({
  mode: OneOf('append', 'replace'),
  proposals: Type.Boolean(),
  comments: Type.Boolean(),
})
export type TakeBody = Static<typeof TakeBody>

export const Taken = Type.Object({
  /** In the whole text now. */
  words: Type.Integer(),
  proposals: Type.Integer(),
  comments: Type.Integer(),
  /** Why not all that stood beside the text was taken; the text itself is there. */
  problem: Nullable(Type.String()),
})
export type Taken = Static<typeof Taken>

/** In what a text can be had by whoever asks. */
export const FileChoice = Type.Object({
  formats: Type.Array(OneOf(...fileFormats)),
  /** Whether there is anything beside the text for them to take along. */
  review: Type.Boolean(),
})
export type FileChoice = Static<typeof FileChoice>
