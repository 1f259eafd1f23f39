import { Type, type Static } from 'typebox'
import { GatheringState, Participant, ProgrammeItem, Room } from './gatherings.ts'
import { Day, Id, Instant, Line, Nullable, Prose } from './values.ts'

const Body = Type.Object({ id: Id, slug: Type.String(), name: Type.String(), shortName: Type.String() })

const cardFields = {
  id: Id,
  title: Type.String(),
  state: GatheringState,
  startsAt: Instant,
  endsAt: Instant,
  /** The council's: its times are shown in it. */
  timeZone: Type.String(),
  council: Body,
  cohost: Body,
}

/** An exchange of experience as everybody sees it. */
export const ExchangeCard = Type.Object(cardFields)
export type ExchangeCard = Static<typeof ExchangeCard>

export const ExchangeList = Type.Object({
  /** Those that are live or to come, the next one first. */
  upcoming: Type.Array(ExchangeCard),
  /** Those that are over, the last one first. */
  past: Type.Array(ExchangeCard),
  /** What to ask for as `before` to see older ones; null when there are none. */
  older: Nullable(Instant),
  can: Type.Object({ plan: Type.Boolean() }),
})
export type ExchangeList = Static<typeof ExchangeList>

export const ExchangeView = Type.Object({
  ...cardFields,
  gatheringId: Id,
  /** Grows with each change in it. */
  version: Type.Integer(),
  description: Type.String(),
  place: Nullable(Type.String()),
  openedAt: Nullable(Instant),
  closedAt: Nullable(Instant),
  programme: Type.Array(ProgrammeItem),
  /** Whether there is a call: its link is for those who take part. */
  hasCall: Type.Boolean(),
  callUrl: Nullable(Type.String()),
  moderator: Nullable(Participant),
  can: Type.Object({
    /** Come into the live page. */
    join: Type.Boolean(),
    /** Plan it anew, call it off. */
    plan: Type.Boolean(),
    editProgramme: Type.Boolean(),
  }),
})
export type ExchangeView = Static<typeof ExchangeView>

export const ExchangeLive = Type.Object({
  exchange: Type.Object({ id: Id, title: Type.String(), council: Body, cohost: Body }),
  room: Room,
})
export type ExchangeLive = Static<typeof ExchangeLive>

/** `HH:MM` on the clocks of the council. */
export const ClockTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

const inputFields = {
  title: Line(200),
  description: Prose(5000),
  cohostId: Id,
  moderatorId: Id,
  startsOn: Day,
  startsTime: ClockTime,
  endsOn: Day,
  endsTime: ClockTime,
  place: Nullable(Type.String({ maxLength: 300 })),
  callUrl: Nullable(Type.String({ maxLength: 500 })),
}

/** What may be changed until the opening. */
export const ExchangeInput = Type.Object(inputFields)
export type ExchangeInput = Static<typeof ExchangeInput>

export const NewExchange = Type.Object({ councilId: Id, ...inputFields })
export type NewExchange = Static<typeof NewExchange>

/** What the form of planning offers its reader. */
export const ExchangeChoices = Type.Object({
  councils: Type.Array(
    Type.Object({
      ...{ id: Id, shortName: Type.String(), timeZone: Type.String() },
      members: Type.Array(Participant),
    }),
  ),
  cohosts: Type.Array(Type.Object({ id: Id, name: Type.String() })),
})
export type ExchangeChoices = Static<typeof ExchangeChoices>
