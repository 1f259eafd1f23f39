import { Type, type Static } from 'typebox'
import { SeatRole } from '../people.ts'
import { DecisionClass, VoteForm } from '../votes.ts'
import { Day, Email, Id, Instant, Line, Nullable, OneOf, Prose } from '../values.ts'
import { AgendaItem, MeetingFormat, MeetingKind, MeetingPhase, QuorumCount } from './entries.ts'
import { CouncilOfMeeting, headFields, rowFields } from './head.ts'
import type { ItemState } from './state.ts'

/** Who called an extraordinary meeting (domain §4 `extraordinary.by`). */
export const CalledBy = OneOf('chair', 'members', 'head_of_body')
export type CalledBy = Static<typeof CalledBy>

export const ReplyAnswer = OneOf('in_person', 'video', 'absent')
export type ReplyAnswer = Static<typeof ReplyAnswer>

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const Short = (maxLength: number) => Nullable(Type.String({ maxLength }))

const plan = {
  format: MeetingFormat,
  title: Short(200),
  startsOn: Day,
  startsTime: Time,
  endsOn: Day,
  endsTime: Time,
  place: Short(300),
  callUrl: Short(500),
  phone: Short(100),
  /** Everybody may know it; otherwise members and invited persons. Left out, it stays as it was. */
  isPhonePublic: Type.Optional(Type.Boolean()),
  presidingId: Id,
  secretaryId: Nullable(Id),
}

/** When, where and how a council meets; days and times are those of its own clocks. */
export const NewMeeting = Type.Object({
  ...plan,
  kind: MeetingKind,
  /** For an extraordinary one: who called it, by which demand of members, and why. */
  calledBy: Nullable(CalledBy),
  demandId: Nullable(Id),
  basis: Short(1000),
  /** The number of a meeting that is over, to take up what it did not come to. */
  follows: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  /** An absentee vote whose question members demanded to be put at a session. */
  voteId: Type.Optional(Nullable(Id)),
})
export type NewMeeting = Static<typeof NewMeeting>

/** A plan written anew, over the version that was read. A reason is due once everybody has been told of another time. */
export const MeetingChange = Type.Object({ ...plan, version: Type.Integer(), reason: Short(1000) })
export type MeetingChange = Static<typeof MeetingChange>

export const Reasoned = Type.Object({ reason: Prose(1000) })

const item = {
  title: Line(300),
  speaker: Short(200),
  minutes: Nullable(Type.Integer({ minimum: 1, maximum: 600 })),
  proposal: Nullable(Prose(5000)),
  voteForm: Nullable(VoteForm),
  decisionClass: Nullable(DecisionClass),
  /** Of an initiative that is before the council. */
  initiativeNumber: Short(60),
}
export const ItemInput = Type.Object(item)
export type ItemInput = Static<typeof ItemInput>

/** `id` is made by whoever asks: what is sent twice is added once. */
export const NewItem = Type.Object({ id: Id, parentId: Nullable(Id), ...item })
export type NewItem = Static<typeof NewItem>

/** A place in the tree: under which item, and as which one there, from 1. */
export const ItemPlace = Type.Object({ parentId: Nullable(Id), position: Type.Integer({ minimum: 1 }) })
export type ItemPlace = Static<typeof ItemPlace>

export const NewProposal = Type.Object({ id: Id, title: Line(300), reason: Prose(2000) })
export type NewProposal = Static<typeof NewProposal>

export const NewInvitee = Type.Object({
  id: Id,
  name: Line(200),
  title: Short(200),
  email: Nullable(Email),
})
export type NewInvitee = Static<typeof NewInvitee>

export const NewLink = Type.Object({
  id: Id,
  itemId: Nullable(Id),
  title: Line(300),
  url: Type.String({ maxLength: 1000 }),
  isPublic: Type.Boolean(),
  lateReason: Short(1000),
})
export type NewLink = Static<typeof NewLink>

export const MaterialLimits = { bytes: 10 * 1024 * 1024, count: 100 } as const
export const AgendaLimits = { items: 200, depth: 3 } as const

export const NoticeInput = Type.Object({ version: Type.Integer(), lateReason: Short(1000) })
export type NoticeInput = Static<typeof NoticeInput>

/** `who` is a seat or an invitation; `guest` is the word from the letter of an invited person without an account. */
export const ReplyInput = Type.Object({
  who: Id,
  answer: ReplyAnswer,
  reason: Short(500),
  guest: Nullable(Type.String({ maxLength: 100 })),
})
export type ReplyInput = Static<typeof ReplyInput>

export const NewDemand = Type.Object({ id: Id, question: Line(300), reason: Prose(2000) })
export type NewDemand = Static<typeof NewDemand>

const Seated = Type.Object({ id: Id, name: Type.String(), role: SeatRole })

export const Material = Type.Object({
  id: Id,
  itemId: Nullable(Id),
  title: Type.String(),
  /** Of a link; null for a file, which is downloaded by its id. */
  url: Nullable(Type.String()),
  mediaType: Nullable(Type.String()),
  size: Nullable(Type.Integer()),
  isPublic: Type.Boolean(),
  lateReason: Nullable(Type.String()),
  addedAt: Instant,
})
export type Material = Static<typeof Material>

export const PlannedItem = Type.Object({
  ...AgendaItem.properties,
  initiative: Nullable(Type.Object({ number: Type.String(), title: Type.String() })),
})
export type PlannedItem = Static<typeof PlannedItem>

export const Proposal = Type.Object({
  id: Id,
  title: Type.String(),
  reason: Type.String(),
  by: Type.String(),
  state: OneOf('open', 'accepted', 'declined', 'withdrawn'),
  answer: Nullable(Type.String()),
  at: Instant,
  can: Type.Object({ withdraw: Type.Boolean(), decide: Type.Boolean() }),
})
export type Proposal = Static<typeof Proposal>

export const Reply = Type.Object({
  who: Id,
  name: Type.String(),
  /** The role of a seat; `invitee` for somebody invited. */
  role: Type.Enum(['chair', 'deputy', 'secretary', 'member', 'observer', 'invitee']),
  hasVote: Type.Boolean(),
  /** Null until they answer for the present time of the meeting. */
  answer: Nullable(ReplyAnswer),
  reason: Nullable(Type.String()),
  at: Nullable(Instant),
})
export type Reply = Static<typeof Reply>

/** How many have said that they will be there, and whether it would be a quorum by the rules of the day of the meeting. */
export const Expected = Type.Object({
  inPerson: Type.Integer(),
  video: Type.Integer(),
  absent: Type.Integer(),
  silent: Type.Integer(),
  quorum: Nullable(QuorumCount),
})
export type Expected = Static<typeof Expected>

/** Something else on that day with people or speakers of this meeting. */
export const Clash = Type.Object({
  kind: OneOf('meeting', 'exchange'),
  council: Type.String(),
  startsAt: Instant,
  /** Whom both expect; empty when it is the same council that meets twice. */
  names: Type.Array(Type.String()),
  overlaps: Type.Boolean(),
})
export type Clash = Static<typeof Clash>

/** The question of an absentee vote that ended because members demanded a session. */
export const AskedQuestion = Type.Object({ voteId: Id, question: Type.String(), at: Instant })
export type AskedQuestion = Static<typeof AskedQuestion>

/** Another meeting of the same council, as a link names it. */
export const MeetingRef = Type.Object({ number: Type.Integer(), phase: MeetingPhase, startsAt: Instant })
export type MeetingRef = Static<typeof MeetingRef>

/** After which meetings one takes up what they did not come to, and which take up after it. */
export const Carried = Type.Object({ from: Type.Array(MeetingRef), to: Type.Array(MeetingRef) })

/** How many items a meeting that is over left, and the meetings ahead that could take them up. */
export const CarryView = Type.Object({ items: Type.Integer(), into: Type.Array(MeetingRef) })
export type CarryView = Static<typeof CarryView>

const Terms = Type.Object({
  /** The last days on which notice and materials are in time (domain §4 `notice`, `materials`). */
  noticeOn: Day,
  materialsOn: Day,
  isNoticeLate: Type.Boolean(),
  areMaterialsLate: Type.Boolean(),
  /** Until when everybody is asked to answer. */
  replyOn: Day,
  today: Day,
})
export type NoticeTerms = Static<typeof Terms>

/** A meeting before it begins, as this reader may see it: T7 and what belongs to it. */
export const PlanView = Type.Object({
  ...headFields,
  isPhonePublic: Type.Boolean(),
  calledBy: Nullable(CalledBy),
  presiding: Nullable(Seated),
  secretary: Nullable(Seated),
  agenda: Type.Array(PlannedItem),
  /** What the items take together, and how long the meeting is, in minutes. */
  minutes: Type.Object({ items: Type.Integer(), meeting: Type.Integer() }),
  carried: Carried,
  materials: Type.Array(Material),
  invitees: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      title: Nullable(Type.String()),
      /** Only for whoever arranges the meeting. */
      email: Nullable(Type.String()),
    }),
  ),
  proposals: Type.Array(Proposal),
  changes: Type.Array(
    Type.Object({
      what: OneOf('moved', 'cancelled'),
      reason: Type.String(),
      startsAtBefore: Instant,
      at: Instant,
    }),
  ),
  terms: Terms,
  notices: Type.Array(
    Type.Object({
      sentAt: Instant,
      byWhom: Type.String(),
      lastOn: Day,
      lateReason: Nullable(Type.String()),
    }),
  ),
  /** The plan was changed since everybody was told of it last. */
  isNoticeOutdated: Type.Boolean(),
  /** For the council only; empty for everybody else. */
  replies: Type.Array(Reply),
  expected: Nullable(Expected),
  clashes: Type.Array(Clash),
  /** The reader's own answer. */
  self: Nullable(Reply),
  can: Type.Object({
    /** Change, move, cancel, edit the agenda, send the notice. */
    arrange: Type.Boolean(),
    /** Send it late, with a reason. */
    sendLate: Type.Boolean(),
    propose: Type.Boolean(),
    reply: Type.Boolean(),
  }),
})
export type PlanView = Static<typeof PlanView>

export const MeetingRow = Type.Object({
  ...rowFields,
  /** At a glance, of a meeting that was opened or failed: how many came, how many it took, what was decided. */
  quorum: Nullable(QuorumCount),
  decisions: Type.Integer(),
})
export type MeetingRow = Static<typeof MeetingRow>

export const DemandView = Type.Object({
  id: Id,
  question: Type.String(),
  reason: Type.String(),
  at: Instant,
  names: Type.Array(Type.String()),
  needed: Type.Integer(),
  /** Enough members have joined: a meeting is to be called. */
  isMet: Type.Boolean(),
  can: Type.Object({ join: Type.Boolean(), leave: Type.Boolean() }),
})
export type DemandView = Static<typeof DemandView>

/** How the year stands against `sessions.minPerYear`; null for a council without rules. */
export const YearOfSessions = Type.Object({
  year: Type.Integer(),
  needed: Type.Integer(),
  held: Type.Integer(),
  planned: Type.Integer(),
  isBehind: Type.Boolean(),
  isShort: Type.Boolean(),
})

export const MeetingList = Type.Object({
  council: CouncilOfMeeting,
  upcoming: Type.Array(MeetingRow),
  past: Type.Array(MeetingRow),
  /** What to ask for as `before` to see older ones; null when there are none. */
  older: Nullable(Instant),
  demands: Type.Array(DemandView),
  /** For who plans meetings: questions that are to be put at one, and the meetings ahead that could take them. */
  asked: Type.Array(AskedQuestion),
  sessions: Nullable(YearOfSessions),
  can: Type.Object({ plan: Type.Boolean(), demand: Type.Boolean() }),
})
export type MeetingList = Static<typeof MeetingList>

/** What the form of planning needs: who may preside, who is called for what, and the terms. */
export const PlanChoices = Type.Object({
  council: CouncilOfMeeting,
  today: Day,
  people: Type.Array(Seated),
  demands: Type.Array(Type.Object({ id: Id, question: Type.String() })),
  asked: Type.Array(AskedQuestion),
  notice: Type.Object({ days: Type.Integer(), working: Type.Boolean() }),
  /** The first day for which notice could still be given in time. */
  firstInTime: Day,
  /** Whom the rules let call an extraordinary meeting, of those the reader may act for. */
  callers: Type.Array(CalledBy),
  absentee: Type.Boolean(),
  /** Of a meeting that takes up after another: what it begins with, and on which day it could be. */
  follows: Nullable(
    Type.Object({
      number: Type.Integer(),
      hasFailed: Type.Boolean(),
      items: Type.Array(Type.String()),
      materials: Type.Integer(),
      invitees: Type.Integer(),
      kind: MeetingKind,
      format: MeetingFormat,
      title: Nullable(Type.String()),
      place: Nullable(Type.String()),
      callUrl: Nullable(Type.String()),
      phone: Nullable(Type.String()),
      isPhonePublic: Type.Boolean(),
      presidingId: Id,
      secretaryId: Nullable(Id),
      startsAt: Instant,
      endsAt: Instant,
      basis: Nullable(Type.String()),
      startsOn: Day,
    }),
  ),
})
export type PlanChoices = Static<typeof PlanChoices>

export const CalendarMonth = Type.Object({
  /** `2026-11` */
  month: Type.String(),
  meetings: Type.Array(MeetingRow),
})
export type CalendarMonth = Static<typeof CalendarMonth>

/** What somebody has to do about meetings of their councils, or has to know in time. */
export const MeetingDuty = Type.Object({
  council: Type.Object({ slug: Type.String(), shortName: Type.String(), timeZone: Type.String() }),
  /** Null for what is about the council and not about one meeting. */
  number: Nullable(Type.Integer()),
  title: Nullable(Type.String()),
  startsAt: Nullable(Instant),
  duty: OneOf(
    'attend',
    'reply',
    'notify',
    'tellAgain',
    'papers',
    'proposals',
    'demand',
    'callAgain',
    'session',
    'firstSession',
    'sessions',
    'writeMinutes',
    'answerRemarks',
    'signMinutes',
    'publishMinutes',
  ),
  dueOn: Nullable(Day),
  today: Day,
})
export type MeetingDuty = Static<typeof MeetingDuty>

type Placed = Pick<PlannedItem, 'id' | 'parentId'>

/** The items beside one, itself among them, in their order. */
const besides = <T extends Placed>(agenda: readonly T[], parentId: Id | null): T[] =>
  agenda.filter((each) => each.parentId === parentId)

export const depthOf = (agenda: readonly Placed[], id: Id | null): number =>
  id === null ? 0 : 1 + depthOf(agenda, agenda.find((each) => each.id === id)?.parentId ?? null)

/** How many levels stand under an item, its own among them. */
export const heightOf = (agenda: readonly Placed[], id: Id): number =>
  1 + Math.max(0, ...besides(agenda, id).map((each) => heightOf(agenda, each.id)))

/** Where an item can go by one step: up and down among its own, under the one before it, out beside the one above it. */
export function stepsOf(
  agenda: readonly Placed[],
  id: Id,
): Partial<Record<'up' | 'down' | 'into' | 'out', ItemPlace>> {
  const item = agenda.find((each) => each.id === id)
  if (!item) return {}
  const { parentId } = item
  const own = besides(agenda, parentId)
  const at = own.findIndex((each) => each.id === id)
  const before = own[at - 1]
  const above = agenda.find((each) => each.id === parentId)
  return {
    ...(before && { up: { parentId, position: at } }),
    ...(at < own.length - 1 && { down: { parentId, position: at + 2 } }),
    ...(before &&
      depthOf(agenda, before.id) + heightOf(agenda, id) <= AgendaLimits.depth && {
        into: { parentId: before.id, position: besides(agenda, before.id).length + 1 },
      }),
    ...(above && {
      out: {
        parentId: above.parentId,
        position: besides(agenda, above.parentId).findIndex((each) => each.id === above.id) + 2,
      },
    }),
  }
}

/**
 * What a meeting that is over did not come to: items that were never begun and not struck, and those above them; one whose own parts
 * were all heard was heard.
 */
export function leftOver(agenda: readonly ItemState[]): ItemState[] {
  const isLeft = (item: ItemState): boolean => {
    const under = agenda.filter(({ parentId }) => parentId === item.id)
    return item.state === 'waiting' && (under.length === 0 || under.some(isLeft))
  }
  return agenda.filter(isLeft)
}

/** What the items take together, in minutes: one that has its own time, otherwise the time of what stands under it. */
export function minutesOf(
  agenda: ReadonlyArray<Placed & { minutes: number | null }>,
  parentId: Id | null = null,
): number {
  return besides(agenda, parentId).reduce(
    (sum, each) => sum + (each.minutes ?? minutesOf(agenda, each.id)),
    0,
  )
}
