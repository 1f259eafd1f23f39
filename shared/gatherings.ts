import { Type, type Static } from 'typebox'
import type { DraftRole } from './drafts.ts'
import type { RefusalCode } from './refusals.ts'
import { Id, Instant, Line, Nullable, OneOf } from './values.ts'

/** planned → live → closed; a planned one may be cancelled instead. */
export const GatheringState = OneOf('planned', 'live', 'closed', 'cancelled')
export type GatheringState = Static<typeof GatheringState>

/** How many questions of one person may wait for an answer at a time. */
export const OPEN_QUESTIONS = 5
export const QUESTION_LENGTH = 500
export const TURN_SECONDS = { minimum: 30, maximum: 3600, usual: 180 } as const

/** Somebody as the others in the room see them. */
export const Participant = Type.Object({ id: Id, name: Type.String() })
export type Participant = Static<typeof Participant>

export const ProgrammeItem = Type.Object({
  id: Id,
  position: Type.Integer(),
  title: Type.String(),
  /** Null where there is none, and for a stranger: a name is not published without its owner. */
  speaker: Nullable(Type.String()),
  minutes: Nullable(Type.Integer()),
})
export type ProgrammeItem = Static<typeof ProgrammeItem>

/** What a moderator writes into the programme. */
export const ItemInput = Type.Object({
  title: Line(200),
  speaker: Nullable(Type.String({ maxLength: 200 })),
  minutes: Nullable(Type.Integer({ minimum: 1, maximum: 600 })),
})
export type ItemInput = Static<typeof ItemInput>

/** Somebody was here from `inAt` to `outAt`, or is here still. */
export const Attendance = Type.Object({
  id: Id,
  person: Participant,
  inAt: Instant,
  outAt: Nullable(Instant),
})
export type Attendance = Static<typeof Attendance>

export const TurnState = OneOf('raised', 'given', 'done', 'withdrawn')
export type TurnState = Static<typeof TurnState>

export const Turn = Type.Object({
  id: Id,
  person: Participant,
  state: TurnState,
  raisedAt: Instant,
  givenAt: Nullable(Instant),
  doneAt: Nullable(Instant),
  seconds: Type.Integer(),
})
export type Turn = Static<typeof Turn>

export const QuestionState = OneOf('asked', 'answered', 'withdrawn')
export type QuestionState = Static<typeof QuestionState>

const questionFields = {
  id: Id,
  person: Participant,
  text: Type.String(),
  state: QuestionState,
  askedAt: Instant,
  answeredAt: Nullable(Instant),
}
export const Question = Type.Object({ ...questionFields, supporters: Type.Array(Id) })
export type Question = Static<typeof Question>

/** A question without its supporters, and who of them came or went: the same size with three supporters as with three hundred. */
export const QuestionChange = Type.Object({
  ...questionFields,
  supported: Type.Optional(Type.Array(Id)),
  unsupported: Type.Optional(Type.Array(Id)),
})
export type QuestionChange = Static<typeof QuestionChange>

const headFields = {
  state: GatheringState,
  startsAt: Instant,
  endsAt: Instant,
  timeZone: Type.String(),
  place: Nullable(Type.String()),
  callUrl: Nullable(Type.String()),
  notesDraftId: Nullable(Id),
  moderator: Participant,
  currentItemId: Nullable(Id),
  turnSeconds: Type.Integer(),
  openedAt: Nullable(Instant),
  closedAt: Nullable(Instant),
}
export const GatheringHead = Type.Object(headFields)
export type GatheringHead = Static<typeof GatheringHead>

/** Everything that everybody in the room sees alike. Lists are in the order of their ids, the programme in its own. */
export const GatheringView = Type.Object({
  id: Id,
  version: Type.Integer(),
  ...headFields,
  programme: Type.Array(ProgrammeItem),
  attendance: Type.Array(Attendance),
  turns: Type.Array(Turn),
  questions: Type.Array(Question),
})
export type GatheringView = Static<typeof GatheringView>

/**
 * What one act changed, in the shape of the view: whole rows, and the programme as a whole. One act is one event and one step of
 * `version`, whichever of the names it is sent under.
 */
export const GatheringEvent = Type.Object({
  version: Type.Integer(),
  head: Type.Optional(GatheringHead),
  programme: Type.Optional(Type.Array(ProgrammeItem)),
  attendance: Type.Optional(Type.Array(Attendance)),
  turns: Type.Optional(Type.Array(Turn)),
  questions: Type.Optional(Type.Array(QuestionChange)),
})
export type GatheringEvent = Static<typeof GatheringEvent>

/** The names events come under, for whoever wants to listen to one thing only. */
export const gatheringEvents = [
  'gathering:changed',
  'programme:changed',
  'attendance:changed',
  'turn:changed',
  'question:changed',
] as const
export type GatheringEventName = (typeof gatheringEvents)[number]

/** The answer to every act: what it changed, or null when it had been done already. */
export const Done = Type.Object({ event: Nullable(GatheringEvent) })
export type Done = Static<typeof Done>

export const GatheringRole = OneOf('moderator', 'participant')
export type GatheringRole = Static<typeof GatheringRole>

/** Who the reader is in this room. */
export const Self = Type.Object({ personId: Id, role: GatheringRole })
export type Self = Static<typeof Self>

/** What the live page starts from; `now` is the server's clock, by which the reader's own is corrected. */
export const Room = Type.Object({ gathering: GatheringView, self: Self, now: Instant })
export type Room = Static<typeof Room>

/**
 * The view after an event. The same view when the event is already in it; `refetch` when one before it is missing. A view with all
 * events that came equals a fresh one: `test/live/gatherings.test.ts` holds it to that.
 */
export function applyGatheringEvent(view: GatheringView, event: GatheringEvent): GatheringView | 'refetch' {
  if (event.version <= view.version) return view
  if (event.version > view.version + 1) return 'refetch'
  return {
    ...view,
    ...event.head,
    version: event.version,
    programme: event.programme ?? view.programme,
    attendance: merged(view.attendance, event.attendance),
    turns: merged(view.turns, event.turns),
    questions: merged(
      view.questions,
      event.questions?.map((each) => asked(view.questions, each)),
    ),
  }
}

export const byId = (a: { id: Id }, b: { id: Id }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** What was withdrawn is gone from the view; it stays in the journal. */
function merged<T extends { id: Id; state?: string }>(rows: T[], changed: readonly T[] | undefined): T[] {
  if (!changed) return rows
  const byKey = new Map(rows.map((each) => [each.id, each]))
  for (const each of changed) {
    if (each.state === 'withdrawn') byKey.delete(each.id)
    else byKey.set(each.id, each)
  }
  // Sorted in place: Chrome 109, the last for old Windows, has no `toSorted`.
  return [...byKey.values()].sort(byId)
}

function asked(before: readonly Question[], change: QuestionChange): Question {
  const { supported = [], unsupported = [], ...question } = change
  const supporters = new Set(before.find(({ id }) => id === question.id)?.supporters)
  for (const id of supported) supporters.add(id)
  for (const id of unsupported) supporters.delete(id)
  return { ...question, supporters: [...supporters].sort() }
}

/** Who has the floor; at most one does. */
export const speaking = (turns: readonly Turn[]): Turn | undefined =>
  turns.find((each) => each.state === 'given')

/** Raised hands, the first one first. */
export const queue = (turns: readonly Turn[]): Turn[] => turns.filter((each) => each.state === 'raised')

export const turnOf = (turns: readonly Turn[], personId: Id): Turn | undefined =>
  turns.find((each) => each.person.id === personId && (each.state === 'raised' || each.state === 'given'))

export const whyOver = (state: GatheringState): RefusalCode | null =>
  state === 'closed' || state === 'cancelled' ? 'gathering_over' : null

export const whyNotLive = (state: GatheringState): RefusalCode | null =>
  state === 'live' ? null : (whyOver(state) ?? 'gathering_not_live')

/** A hand is raised once; whoever is speaking waits for the end of it. */
export const whyNotRaise = (state: GatheringState, own: TurnState | undefined): RefusalCode | null =>
  whyNotLive(state) ?? (own ? 'already_in_queue' : null)

/** Questions may be sent before the opening too. */
export const whyNotAsk = (state: GatheringState, waiting: number): RefusalCode | null =>
  whyOver(state) ?? (waiting >= OPEN_QUESTIONS ? 'too_many_questions' : null)

/** The shared notes: prepared by whoever leads, written by everybody while it is live, read afterwards. */
export const notesRole = (state: GatheringState, role: GatheringRole | null): DraftRole | null =>
  role && (state === 'live' || (state === 'planned' && role === 'moderator') ? 'write' : 'read')

/** What the reader may do now, from the shared view and who they are: the very rules the server goes by. */
export function mayNow(view: GatheringView, self: Self) {
  const moderates = self.role === 'moderator'
  const { state } = view
  const turn = turnOf(view.turns, self.personId)
  const waiting = view.questions.filter((each) => each.person.id === self.personId && each.state === 'asked')
  return {
    moderate: moderates && whyNotLive(state) === null,
    plan: moderates && whyOver(state) === null,
    open: moderates && state === 'planned',
    close: moderates && state === 'live',
    raise: whyNotRaise(state, turn?.state) === null,
    ask: whyNotAsk(state, waiting.length) === null,
    support: whyOver(state) === null,
  }
}
