import { Type, type Static } from 'typebox'
import type { DraftJson } from './draft-schema.ts'
import { DraftState } from './drafts.ts'
import { Id, Instant, Nullable, OneOf } from './values.ts'

/**
 * Where a suggestion stands: its owner is still writing it and nobody else sees it; it waits for those who write the text; every
 * change of it was decided; it was taken back.
 */
export const suggestionStates = ['writing', 'sent', 'decided', 'withdrawn'] as const
export const SuggestionState = OneOf(...suggestionStates)
export type SuggestionState = (typeof suggestionStates)[number]

export const SUGGESTION_NOTE_MOST = 2000
export const DECISION_REASON_MOST = 1000

/** Where in the text a change is, for people: under which heading, in which item, and how the block begins. */
export const SuggestionPlace = Type.Object({
  heading: Nullable(Type.String()),
  /** «2) а)»; empty outside of lists. */
  label: Type.String(),
  quote: Type.String(),
  /** Which block of the text, counted from 0: changes of one clause have the same. */
  block: Type.Integer(),
})
export type SuggestionPlace = Static<typeof SuggestionPlace>

/** One change that may be accepted or declined by itself. */
export const SuggestedChange = Type.Object({
  id: Type.String(),
  /** Position in the suggestion where it was seen: tells alike ones apart. */
  near: Type.Integer(),
  kind: OneOf('text', 'blocks', 'node'),
  /** Position of the words in the text that it would take away; equal when it only adds. */
  from: Type.Integer(),
  to: Type.Integer(),
  removed: Type.String(),
  added: Type.String(),
  /** Only bold, a link or the like. */
  isFormat: Type.Boolean(),
  /** Kind of the block before and after, of a `node` only. */
  shape: Nullable(Type.Object({ from: Type.String(), to: Type.String() })),
  place: SuggestionPlace,
  /** The text has changed here since: what it was, what it is, what is suggested. Is never taken with others. */
  outdated: Nullable(Type.Object({ then: Type.String(), now: Type.String(), suggested: Type.String() })),
  /** Suggestions of others that want the same place changed. */
  collides: Type.Array(Id),
})
export type SuggestedChange = Static<typeof SuggestedChange>

export const SuggestionDecision = Type.Object({
  id: Id,
  decision: OneOf('accepted', 'declined'),
  reason: Nullable(Type.String()),
  by: Type.String(),
  at: Instant,
  kind: OneOf('text', 'blocks', 'node'),
  place: Type.String(),
  removed: Type.String(),
  added: Type.String(),
})
export type SuggestionDecision = Static<typeof SuggestionDecision>

export const SuggestionLine = Type.Object({
  id: Id,
  /** The text that it would change. */
  baseDraftId: Id,
  /** The draft in which its owner writes. */
  draftId: Id,
  state: SuggestionState,
  owner: Type.Object({ personId: Id, name: Type.String() }),
  /** Who wrote it, when it came with a file that the owner brought. */
  authorName: Nullable(Type.String()),
  note: Nullable(Type.String()),
  createdAt: Instant,
  sentAt: Nullable(Instant),
  changedAt: Instant,
  /** Changes that are not decided; null when the two texts are too far apart to be compared. */
  changes: Nullable(Type.Array(SuggestedChange)),
  decisions: Type.Array(SuggestionDecision),
  can: Type.Object({
    write: Type.Boolean(),
    send: Type.Boolean(),
    withdraw: Type.Boolean(),
    decide: Type.Boolean(),
  }),
})
export type SuggestionLine = Static<typeof SuggestionLine>

/** All suggestions for one text that the reader may see, the first sent first; their own is among them. */
export const SuggestionsView = Type.Object({
  draftId: Id,
  state: DraftState,
  suggestions: Type.Array(SuggestionLine),
  can: Type.Object({
    /** Begin one, or go on with one's own. */
    suggest: Type.Boolean(),
    decide: Type.Boolean(),
  }),
})
export type SuggestionsView = Static<typeof SuggestionsView>

export const SuggestionView = Type.Object({
  ...SuggestionLine.properties,
  /**
   * The text with insertions and deletions in place; escaped by the server. What is said of changes aloud are signs to be put into
   * words by `sayChanges`. Null when the texts are too far apart.
   */
  html: Nullable(Type.String()),
})
export type SuggestionView = Static<typeof SuggestionView>

/** What the editor of a suggestion compares with: the text as the suggestion knows it. */
export const SuggestionBase = Type.Object({
  seq: Type.Integer(),
  /** JSON of the text. */
  json: Type.String(),
})
export type SuggestionBase = Static<typeof SuggestionBase>

export const SendBody = Type.Object({
  note: Type.Optional(Nullable(Type.String({ maxLength: SUGGESTION_NOTE_MOST }))),
})
export type SendBody = Static<typeof SendBody>

export const DecideBody = Type.Object({
  change: Type.String({ minLength: 1, maxLength: 60 }),
  near: Type.Integer({ minimum: 0 }),
  reason: Type.Optional(Nullable(Type.String({ maxLength: DECISION_REASON_MOST }))),
  /** Somebody has looked at the three texts of an outdated change. */
  isConfirmed: Type.Optional(Type.Boolean()),
})
export type DecideBody = Static<typeof DecideBody>

/** Only what the reviewer has seen is decided. */
export const DecideAllBody = Type.Object({
  changes: Type.Array(
    Type.Object({
      change: Type.String({ minLength: 1, maxLength: 60 }),
      near: Type.Integer({ minimum: 0 }),
    }),
    { minItems: 1, maxItems: 1000 },
  ),
  reason: Type.Optional(Nullable(Type.String({ maxLength: DECISION_REASON_MOST }))),
})
export type DecideAllBody = Static<typeof DecideAllBody>

/** A hint to read again; it says nothing of what is there. */
export const SuggestionChanged = Type.Object({ id: Id, draftId: Id })
export type SuggestionChanged = Static<typeof SuggestionChanged>

/** A proposal that came in a file: the whole text as its author would have it. */
export interface FileProposal {
  author: string
  at: Instant | null
  json: DraftJson
}
