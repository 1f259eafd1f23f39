import { Type, type Static } from 'typebox'
import { Id, Instant, Nullable, OneOf } from '../values.ts'
import { AgendaItem, AttendanceMode, EntryLine, MeetingPhase, QuorumCount } from './entries.ts'
import { headFields } from './head.ts'
import { Carried, CarryView } from './planning.ts'
import { MeetingState } from './state.ts'

/** A meeting as this reader may see it now. Before the registration `agenda` is the plan, afterwards `state` tells everything. */
export const MeetingView = Type.Object({
  ...headFields,
  noticedAt: Nullable(Instant),
  agenda: Type.Array(AgendaItem),
  invitees: Type.Array(Type.Object({ id: Id, name: Type.String(), title: Nullable(Type.String()) })),
  state: Nullable(MeetingState),
  carried: Carried,
  /** For who leads, of a meeting that is over and left something. */
  carry: Nullable(CarryView),
  /** As whom the reader is here; `who` is null for who only watches. */
  self: Type.Object({ who: Nullable(Id), leads: Type.Boolean() }),
  /** The server's clock, by which the reader's own is corrected. */
  now: Instant,
  can: Type.Object({ plan: Type.Boolean(), lead: Type.Boolean(), watch: Type.Boolean() }),
})
export type MeetingView = Static<typeof MeetingView>

/** What is told to everybody in the room `meeting:<id>` under `meeting:moved`, and the answer to a command. */
export const Moved = Type.Object({ entries: Type.Array(EntryLine) })
export type Moved = Static<typeof Moved>

/** The code on the screen of the hall, and until when it stands. */
export const CheckInCode = Type.Object({ code: Type.String(), until: Instant })
export type CheckInCode = Static<typeof CheckInCode>

/** Who was here at a second of the past (`pastOf`). */
export const PastView = Type.Object({
  at: Instant,
  phase: MeetingPhase,
  itemId: Nullable(Id),
  quorum: Nullable(QuorumCount),
  present: Type.Array(Type.Object({ who: Id, mode: AttendanceMode, inAt: Instant })),
})
export type PastView = Static<typeof PastView>

/** Who stayed away often, by the rules of today; `meetings` are the numbers of those missed without a good reason. */
export const AbsencesView = Type.Object({
  warnings: Type.Array(
    Type.Object({
      memberId: Id,
      name: Type.String(),
      rule: OneOf('in_row', 'per_year'),
      meetings: Type.Array(Type.Integer()),
      limit: Type.Integer(),
      /** False: one more would reach it. */
      isReached: Type.Boolean(),
    }),
  ),
})
export type AbsencesView = Static<typeof AbsencesView>
