import { Type } from 'typebox'
import { Id, Instant, Nullable } from '../values.ts'
import { MeetingFormat, MeetingKind, MeetingPhase } from './entries.ts'

export const CouncilOfMeeting = Type.Object({
  id: Id,
  slug: Type.String(),
  name: Type.String(),
  shortName: Type.String(),
  timeZone: Type.String(),
})

/** What every list shows of a meeting: which one it is, of whom, when and where. */
export const rowFields = {
  number: Type.Integer(),
  kind: MeetingKind,
  format: MeetingFormat,
  phase: MeetingPhase,
  title: Nullable(Type.String()),
  startsAt: Instant,
  endsAt: Instant,
  place: Nullable(Type.String()),
  council: CouncilOfMeeting,
}

/** What each page of one meeting begins with. */
export const headFields = {
  id: Id,
  ...rowFields,
  /** For members and whoever is invited; null for everybody else. */
  callUrl: Nullable(Type.String()),
  /** For members and whoever is invited, unless the council gives it to everybody. */
  phone: Nullable(Type.String()),
  basis: Nullable(Type.String()),
  version: Type.Integer(),
}
