import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { Type, type Static } from 'typebox'
import type { RefusalCode } from './refusals.ts'
import { RevisionKind } from './revisions.ts'
import { Id, Instant, Nullable, OneOf } from './values.ts'

/** Where an unmodified y-websocket provider connects: `<COLLAB_PATH>/<draftId>`. The number is that of the protocol. */
export const COLLAB_PATH = '/collab/v1'

/** The root of the text inside its Yjs document, as TipTap's Collaboration extension names it. */
export const DRAFT_FIELD = 'default'

/** Kinds of messages. The first ones are y-websocket's; from 102 on ours, which an old client only reports as unknown. */
export const message = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  /** Client: `varUint8Array(varUint n)`. Comes back when everything that was sent before it is on disk. */
  mark: 102,
  /** Server: `varUint8Array(varUint n, varUint code, varString reason)`: something before mark n is not stored and will not be. */
  refusal: 103,
  /**
   * Server: `varUint8Array(varString role, varUint epoch, varUint schemaVersion, varUint head, varString state)`; first of
   * all, and again when role or state changes.
   */
  hello: 104,
} as const

export const sync = { step1: 0, step2: 1, update: 2 } as const

/** What somebody may do with a draft, most first; whoever may do one thing may do all that follow. */
export const draftRoles = ['write', 'suggest', 'comment', 'read'] as const
export type DraftRole = (typeof draftRoles)[number]

/** Whether a role reaches at least as far as `least`: who may write may suggest, who may suggest may comment. */
export const reaches = (role: DraftRole | null, least: DraftRole): boolean =>
  role !== null && draftRoles.indexOf(role) <= draftRoles.indexOf(least)

/** What a line to the live text may do: suggestions and comments do not come this way. */
export type LineRole = 'write' | 'read'
export const DraftState = OneOf('open', 'frozen')
export type DraftState = 'open' | 'frozen'

export interface Hello {
  /** What this connection may do now: in a frozen draft nobody writes. */
  role: LineRole
  state: DraftState
  /** Changes when the text starts anew: a copy of another epoch must not be merged. */
  epoch: number
  schemaVersion: number
  /** Rows in the log. */
  head: number
}

/**
 * Why a connection ends. y-websocket stays away after 4400–4499 and comes back after everything else; `1009`, a message
 * beyond the limit of the socket, should be treated like `tooLarge`.
 */
export const closeCode = {
  restart: 1012,
  badMessage: 4400,
  signedOut: 4401,
  noAccess: 4403,
  notFound: 4404,
  /** The clientID is somebody else's, or the copy belongs to another epoch or to a past that is gone: keep a rescue copy. */
  conflict: 4409,
  tooLarge: 4413,
  frozen: 4423,
  outdated: 4426,
  reload: 4500,
  storage: 4503,
  tooSlow: 4508,
  tooMany: 4529,
} as const
export type CloseCode = (typeof closeCode)[keyof typeof closeCode]

/*
 * By HTTP, for the first sight and where WebSocket is blocked. Both routes need the session cookie and take the same wishes as the
 * WebSocket: `?schema=<DRAFT_SCHEMA_VERSION>&person=<id>&epoch=<n>`, each optional. Answers are `application/octet-stream`, packed
 * with brotli or gzip as the browser asks, never stored by caches. A refusal is `{ code }` as everywhere; as an end of a line it is
 * `closeCodeOf[code]`.
 *
 * GET /api/drafts/:id/state
 *   The whole text as one Yjs update (V1), on disk to the last byte. `?sv=<base64url of a state vector>` gives only what is missing
 *   there. `ETag: W/"<epoch>.<head>"`; `If-None-Match` with it is answered 304. Read it with `parseStateTag`.
 *
 * POST /api/drafts/:id/sync
 *   Body, `application/octet-stream`, at most SYNC_BODY_MOST bytes: the messages of the WebSocket one behind the other, each as
 *   `varUint8Array(message)` (`wrapMessages`). Taken are `sync` (step1 once, step2, update) and `mark`; presence is ignored.
 *   The answer has the same form (`unwrapMessages`): hello first; step2, if step1 was sent; step1, when the server wants all that
 *   this page has — at first contact of one who may write, and when something was missing; then the mark, on disk by then, or the
 *   refusal 103. No mark comes with a step1 that followed an update: send all, and the mark once more.
 *   Without `?since` it is a first contact. `?since=<head of the last hello>` with no update in the body waits for news, up to
 *   SYNC_WAIT_SECONDS, and then answers in any case; ask again at once. After 429 wait as `Retry-After` says; after 503, or no
 *   answer, as after a lost line: nothing of the body counts as stored until its mark has come.
 */

/** One message of the WebSocket; what is larger goes by HTTP. */
export const MESSAGE_MOST = 1024 * 1024

/** A week of work offline, and room for the words around it. */
export const SYNC_BODY_MOST = 8 * 1024 * 1024 + 64 * 1024

/** How long a question for news is held; less than proxies wait. */
export const SYNC_WAIT_SECONDS = 25

/** Exchanges of one person, on all their pages; one page in a busy text takes two thirds of them at most. */
export const SYNC_MOST_A_MINUTE = 1200

export const stateTag = ({ epoch, head }: { epoch: number; head: number }): string => `W/"${epoch}.${head}"`

/** Epoch and head in an ETag of a state; null when it is none. */
export function parseStateTag(tag: string | null): { epoch: number; head: number } | null {
  const parts = /^(?:W\/)?"(\d+)\.(\d+)"$/.exec(tag ?? '')
  return parts && { epoch: Number(parts[1]), head: Number(parts[2]) }
}

/** Several messages as one body. */
export function wrapMessages(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder()
  for (const each of messages) writeVarUint8Array(encoder, each)
  return toUint8Array(encoder)
}

/** The messages of a body; throws when it is none. The messages are views into it. */
export function unwrapMessages(body: Uint8Array): Uint8Array[] {
  const decoder = createDecoder(body)
  const messages: Uint8Array[] = []
  while (hasContent(decoder)) {
    const each = readVarUint8Array(decoder)
    if (decoder.pos > body.length) throw new RangeError('a message ends behind the body')
    messages.push(each)
  }
  return messages
}

/** How a WebSocket would have ended where HTTP refuses; what is not here is worth another try. */
export const closeCodeOf: Partial<Record<RefusalCode, CloseCode>> = {
  invalid_request: closeCode.badMessage,
  sign_in_required: closeCode.signedOut,
  origin_not_allowed: closeCode.noAccess,
  not_allowed: closeCode.noAccess,
  not_found: closeCode.notFound,
  draft_conflict: closeCode.conflict,
  too_large: closeCode.tooLarge,
  draft_too_large: closeCode.tooLarge,
  draft_frozen: closeCode.frozen,
  page_outdated: closeCode.outdated,
  too_many_requests: closeCode.tooMany,
  unavailable: closeCode.storage,
}

/** Why an update was refused while the connection stays. */
export type RefusalOfUpdate = typeof closeCode.noAccess | typeof closeCode.frozen | typeof closeCode.tooLarge

/** What awareness says of a person; put there by the server, whatever the client claims. */
export interface Presence {
  id: Id
  name: string
  /** `#rrggbb`, the word of TipTap's caret. */
  color: string
}

/** Dark enough to carry white letters (4.5 : 1). */
const colours = [
  '#1f6feb',
  '#a8325e',
  '#1a7f37',
  '#8250df',
  '#9a5b00',
  '#0b7285',
  '#c2255c',
  '#5f6b00',
  '#d1242f',
  '#4f5bd5',
]

/** The same colour for the same person everywhere. */
export function colourOf(personId: Id): string {
  let sum = 0
  for (const letter of personId) sum = (sum * 31 + letter.charCodeAt(0)) % 65_521
  return colours[sum % colours.length]!
}

/** JSON with its keys in order, so that the same content has one text and one hash. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

export const DraftView = Type.Object({
  id: Id,
  state: DraftState,
  role: OneOf(...draftRoles),
  epoch: Type.Integer(),
  schemaVersion: Type.Integer(),
  head: Type.Integer(),
  frozenSeq: Nullable(Type.Integer()),
  changedAt: Instant,
  /** For the first sight, before the editor is there. Escaped by the server. */
  html: Type.String(),
  words: Type.Integer(),
  characters: Type.Integer(),
  can: Type.Object({ edit: Type.Boolean(), import: Type.Boolean() }),
})
export type DraftView = Static<typeof DraftView>

export const RevisionLine = Type.Object({
  id: Id,
  number: Type.Integer(),
  title: Type.String(),
  sha256: Type.String(),
  createdAt: Instant,
})
export type RevisionLine = Static<typeof RevisionLine>

export const RevisionView = Type.Object({
  ...RevisionLine.properties,
  draftId: Id,
  kind: RevisionKind,
  /** Its number among the published and frozen ones. */
  edition: Nullable(Type.Integer()),
  /** Of an edition: SHA-256 of the chain of the edition before and `sha256`, both as hex, one after the other. */
  chainSha256: Nullable(Type.String()),
  html: Type.String(),
  /** The canonical JSON text of which `sha256` is taken. */
  content: Type.String(),
})
export type RevisionView = Static<typeof RevisionView>
