import { Type, type Static } from 'typebox'
import { Day, Id, Instant, Nullable, OneOf } from '../values.ts'
import {
  AgendaItem,
  AttendanceMode,
  entryData,
  MeetingPhase,
  Participant,
  QuorumCount,
  SpeechKind,
  ZERO_HASH,
} from './entries.ts'

/** From when to when somebody was here; `outAt` is null for who is here still. */
export const Interval = Type.Object({ mode: AttendanceMode, inAt: Instant, outAt: Nullable(Instant) })
export type Interval = Static<typeof Interval>

export const Attendee = Type.Object({ ...Participant.properties, intervals: Type.Array(Interval) })
export type Attendee = Static<typeof Attendee>

export const Recusal = Type.Object({ who: Id, reason: Type.String() })

export const ItemState = Type.Object({
  ...AgendaItem.properties,
  state: OneOf('waiting', 'current', 'done', 'removed'),
  begunAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  /** It was not on the agenda that was sent out. */
  isAdded: Type.Boolean(),
  /** Who said that they have an interest in it, and do not vote on it. */
  recused: Type.Array(Recusal),
  dissenting: Type.Array(Id),
})
export type ItemState = Static<typeof ItemState>

export const Speech = Type.Object({
  id: Id,
  who: Id,
  kind: SpeechKind,
  itemId: Nullable(Id),
  state: OneOf('requested', 'given', 'paused', 'ended', 'withdrawn'),
  requestedAt: Instant,
  givenAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  /** How long they may speak; how long they spoke before the last start of the clock, and when that was. */
  seconds: Type.Integer(),
  spoken: Type.Integer(),
  runsSince: Nullable(Instant),
})
export type Speech = Static<typeof Speech>

export const VoteLine = Type.Object({
  ...entryData['vote:opened'].properties,
  openedAt: Instant,
  closedAt: Nullable(Instant),
  outcome: Nullable(Type.String()),
  result: Type.Unknown(),
  recordSha256: Nullable(Type.String()),
  boardHead: entryData['vote:closed'].properties.boardHead,
})
export type VoteLine = Static<typeof VoteLine>

export const Decision = Type.Object({
  id: Id,
  itemId: Id,
  text: Type.String(),
  voteId: Nullable(Id),
  responsible: Nullable(Type.String()),
  dueOn: Nullable(Day),
  at: Instant,
})
export type Decision = Static<typeof Decision>

export const QuorumChange = Type.Object({ at: Instant, quorum: QuorumCount })

/** A meeting as its entries tell it. Plain data: the same on the wire, in the page and on the server. */
export const MeetingState = Type.Object({
  seq: Type.Integer(),
  hash: Type.String(),
  phase: MeetingPhase,
  /** Of the last entry. */
  at: Nullable(Instant),
  convened: Nullable(
    Type.Object({
      council: entryData['registration:opened'].properties.council,
      meeting: entryData['registration:opened'].properties.meeting,
      rules: entryData['registration:opened'].properties.rules,
      at: Instant,
    }),
  ),
  people: Type.Array(Attendee),
  presidingId: Nullable(Id),
  secretaryId: Nullable(Id),
  agenda: Type.Array(ItemState),
  agendaAdopted: Nullable(Type.Object({ at: Instant, voteId: Nullable(Id) })),
  currentItemId: Nullable(Id),
  speeches: Type.Array(Speech),
  votes: Type.Array(VoteLine),
  decisions: Type.Array(Decision),
  recesses: Type.Array(Type.Object({ from: Instant, until: Nullable(Instant), to: Nullable(Instant) })),
  /** Each time the quorum was found, lost or regained, with its second. */
  quorum: Type.Array(QuorumChange),
  openedAt: Nullable(Instant),
  closedAt: Nullable(Instant),
})
export type MeetingState = Static<typeof MeetingState>

/** A meeting of which nothing has been written yet. */
export const noEntries: MeetingState = {
  seq: 0,
  hash: ZERO_HASH,
  phase: 'planned',
  at: null,
  convened: null,
  people: [],
  presidingId: null,
  secretaryId: null,
  agenda: [],
  agendaAdopted: null,
  currentItemId: null,
  speeches: [],
  votes: [],
  decisions: [],
  recesses: [],
  quorum: [],
  openedAt: null,
  closedAt: null,
}
