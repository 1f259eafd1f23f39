import { Type, type Static } from 'typebox'
import { Day, Id, Instant, Line, Nullable, OneOf } from './values.ts'

/**
 * What a version of a text is. `published` and `frozen` ones are editions: they stand in a procedure, are read by others and stay as they
 * are for ever. `automatic` and `named` ones are the writers' own; automatic ones are thinned out with time.
 */
export const revisionKinds = ['automatic', 'named', 'published', 'frozen'] as const
export const RevisionKind = OneOf(...revisionKinds)
export type RevisionKind = (typeof revisionKinds)[number]

/** Why an automatic version was kept: after a rest, or before something that changes much at once. */
export const versionReasons = ['rest', 'restore', 'import', 'accept', 'deletion'] as const
export const VersionReason = OneOf(...versionReasons)
export type VersionReason = (typeof versionReasons)[number]

/** An edition stands in a procedure: a discussion, a vote. */
export const isEdition = ({ kind }: { kind: RevisionKind }): boolean =>
  kind === 'published' || kind === 'frozen'

const Named = Type.Object({ id: Id, name: Type.String() })

export const VersionTitle = Type.Object({ title: Line(120) })

export const VersionLine = Type.Object({
  id: Id,
  /** Counts all versions of the text; gaps are automatic ones that went. */
  number: Type.Integer(),
  /** Counts the editions; null for the others. */
  edition: Nullable(Type.Integer()),
  kind: RevisionKind,
  reason: Nullable(VersionReason),
  /** Empty for an automatic one. */
  title: Type.String(),
  at: Instant,
  /** The day of `at` in the time zone of the council. */
  on: Day,
  /** Who named or published it; null for the house itself, and for readers from outside. */
  by: Nullable(Named),
  /** Who had written since the version before; empty for readers from outside. */
  authors: Type.Array(Named),
  words: Type.Integer(),
  /** Against the version before in this list; null for the first. */
  wordsMore: Nullable(Type.Integer()),
  /** SHA-256 of the text; see `content.json`. */
  sha256: Type.String(),
  chainSha256: Nullable(Type.String()),
  can: Type.Object({ rename: Type.Boolean(), restore: Type.Boolean() }),
})
export type VersionLine = Static<typeof VersionLine>

export const VersionList = Type.Object({
  draftId: Id,
  timeZone: Type.String(),
  /** The last first. */
  versions: Type.Array(VersionLine),
  /** The text as it is now, beside the last version; null for who may not read it. */
  now: Nullable(
    Type.Object({
      changedAt: Instant,
      words: Type.Integer(),
      wordsMore: Nullable(Type.Integer()),
      authors: Type.Array(Named),
      /** Nothing was written since the last version. */
      isKept: Type.Boolean(),
    }),
  ),
  can: Type.Object({ name: Type.Boolean(), attribution: Type.Boolean() }),
})
export type VersionList = Static<typeof VersionList>

export const RestoreBody = Type.Object({ revisionId: Id })

export const Restored = Type.Object({
  /** The version that holds the text as it was before: restoring it takes the restoration back. Null when nothing had to be changed. */
  before: Nullable(Id),
})
export type Restored = Static<typeof Restored>

const Compared = Type.Object({
  id: Id,
  number: Type.Integer(),
  edition: Nullable(Type.Integer()),
  kind: RevisionKind,
  title: Type.String(),
  at: Instant,
  on: Day,
})

/** Two texts as one. */
export const Comparison = Type.Object({
  draftId: Id,
  timeZone: Type.String(),
  from: Compared,
  /** Null for the text as it is now. */
  to: Nullable(Compared),
  /** The second text with what went in its place; for `sayChanges`. Escaped by the server. */
  html: Type.String(),
  /** The places of the changes, in the order of the text: `hunk-<id>` in the page. */
  changes: Type.Array(Type.String()),
  wordsAdded: Type.Integer(),
  wordsRemoved: Type.Integer(),
})
export type Comparison = Static<typeof Comparison>

/** Some words of a block; offsets count as ProseMirror does, and what is no text in the line counts as one. */
export const Passage = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  /** Who wrote it: a place in the list of contributors. */
  by: Type.Integer(),
  at: Nullable(Instant),
})
export type Passage = Static<typeof Passage>

export const AuthoredBlock = Type.Object({
  /** Places among the children, from the root to a paragraph or heading. */
  path: Type.Array(Type.Integer()),
  type: Type.String(),
  /** Its words, with U+FFFC for what is no text: by them a page sees whether it still shows the same. */
  text: Type.String(),
  passages: Type.Array(Passage),
})
export type AuthoredBlock = Static<typeof AuthoredBlock>

export const Contributor = Type.Object({
  /** Null: the house itself, as a form that was there at the beginning, and what nobody is known for. */
  person: Nullable(Named),
  characters: Type.Integer(),
  /** Of the characters of the text; all together are 100. */
  percent: Type.Integer(),
  lastAt: Nullable(Instant),
})
export type Contributor = Static<typeof Contributor>

export const Attribution = Type.Object({
  draftId: Id,
  timeZone: Type.String(),
  /** Row of the log up to which it was read. */
  head: Type.Integer(),
  /** Whoever wrote most first. */
  contributors: Type.Array(Contributor),
  blocks: Type.Array(AuthoredBlock),
})
export type Attribution = Static<typeof Attribution>

/** Whole percents that are 100 together (largest remainder); none of nothing. */
export function percentsOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return counts.map(() => 0)
  const shares = counts.map((count, index) => ({ index, exact: (count * 100) / all }))
  const percents = shares.map(({ exact }) => Math.floor(exact))
  const left = 100 - percents.reduce((sum, percent) => sum + percent, 0)
  const byRest = shares.toSorted((a, b) => (b.exact % 1) - (a.exact % 1) || a.index - b.index)
  for (const { index } of byRest.slice(0, left)) percents[index]!++
  return percents
}
