import { Type, type Static } from 'typebox'
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
  html: Type.String(),
  /** The canonical JSON text of which `sha256` is taken. */
  content: Type.String(),
})
export type RevisionView = Static<typeof RevisionView>
