import { Type, type Static } from 'typebox'
import { CouncilRules } from '../council-rules.ts'
import { OrganizationKind } from '../organizations.ts'
import { DecisionClass, VoteForm, VoteStage } from '../votes.ts'
import { Day, Id, Instant, Line, Nullable, OneOf, Prose } from '../values.ts'

export const MeetingKind = OneOf('regular', 'extraordinary')
export type MeetingKind = Static<typeof MeetingKind>

export const MeetingFormat = OneOf('in_person', 'video', 'mixed', 'absentee')
export type MeetingFormat = Static<typeof MeetingFormat>

/** domain §3: planned → notified → registration → in_session ⇄ recess → closed, or failed_quorum; before it, cancelled. */
export const MeetingPhase = OneOf(
  'planned',
  'notified',
  'cancelled',
  'registration',
  'failed_quorum',
  'in_session',
  'recess',
  'closed',
)
export type MeetingPhase = Static<typeof MeetingPhase>

export const AttendanceMode = OneOf('in_person', 'video')
export type AttendanceMode = Static<typeof AttendanceMode>

/** Kinds of speech: a point of order goes before everything, a report before questions, questions before the debate. */
export const SpeechKind = OneOf('order', 'report', 'question', 'debate', 'reply')
export type SpeechKind = Static<typeof SpeechKind>

export const SPEECH_SECONDS = { minimum: 15, maximum: 3600, usual: 300 } as const

/** Somebody who may be in the room: `id` is that of the seat for a member, of the invitation for whoever is invited. */
export const Participant = Type.Object({
  id: Id,
  personId: Nullable(Id),
  name: Type.String(),
  role: OneOf('chair', 'deputy', 'secretary', 'member', 'observer', 'invitee'),
  hasVote: Type.Boolean(),
  /** The organization of a member, the office of an invited person. */
  title: Nullable(Type.String()),
  /** Where their organization is, and what it is (T3), as far as that was known on the day. */
  municipality: Type.Optional(Nullable(Type.String())),
  category: Type.Optional(Nullable(OrganizationKind)),
  /** Why they are in or out of the electorate. */
  why: Type.String(),
})
export type Participant = Static<typeof Participant>

export const AgendaItem = Type.Object({
  id: Id,
  parentId: Nullable(Id),
  /** «1», «2.1»: of its place in the tree. */
  number: Type.String(),
  title: Type.String(),
  speaker: Nullable(Type.String()),
  minutes: Nullable(Type.Integer()),
  proposal: Nullable(Type.String()),
  voteForm: Nullable(Type.String()),
  decisionClass: Nullable(Type.String()),
  initiativeId: Nullable(Id),
  draftId: Nullable(Id),
})
export type AgendaItem = Static<typeof AgendaItem>

const Heads = Type.Integer({ minimum: 0 })
/** Who counts towards the quorum, of whom, and how many it takes. */
export const QuorumCount = Type.Object({
  present: Heads,
  base: Heads,
  needed: Heads,
  reached: Type.Boolean(),
})
export type QuorumCount = Static<typeof QuorumCount>

const itemId = Id
const speech = Type.Object({ speechId: Id })

/**
 * An amendment as it was put to a meeting (T1): whose, to which clauses, in which words. Nothing that becomes of its suggestion later
 * changes it; `sha256` is that of the basis with this amendment alone.
 */
export const PutAmendment = Type.Object({
  id: Id,
  number: Type.Integer({ minimum: 1 }),
  author: Type.String(),
  clause: Type.String(),
  wording: Type.String(),
  sha256: Type.String(),
})
export type PutAmendment = Static<typeof PutAmendment>

/** A text that is dealt with under an item. */
const ofText = { procedureId: Id, itemId }
const ofAmendments = Type.Object({ ...ofText, amendments: Type.Array(Id) })
const ofAmendment = { ...ofText, amendmentId: Id }

/** Who takes an amendment back: its author, whoever leads for its author, or the chair while its author is away and nobody takes it over. */
export const WithdrawnBy = OneOf('author', 'on_behalf', 'absence')
export type WithdrawnBy = Static<typeof WithdrawnBy>

/** What is done with a text at a meeting beside the votes on it. */
const textData = {
  /** The list was closed: these are the amendments. `leftOut` are those that are none by a ruling of whoever leads. */
  'amendments:listed': Type.Object({
    ...ofText,
    basisSha256: Type.String(),
    amendments: Type.Array(PutAmendment),
    leftOut: Type.Array(Type.Object({ author: Type.String(), reason: Type.String() })),
  }),
  /** Whether anybody objects; then that somebody does, that nobody does, or that it is not asked after all. */
  'amendments:asked': ofAmendments,
  'amendments:objected': ofAmendments,
  'amendments:taken': ofAmendments,
  'amendments:unasked': ofAmendments,
  /** Somebody stands for it in the place of its author. */
  'amendment:taken_over': Type.Object({ ...ofAmendment, name: Type.String() }),
  'amendment:withdrawn': Type.Object({ ...ofAmendment, by: WithdrawnBy, reason: Type.String() }),
  /** `because` are numbers of those that were adopted. */
  'amendment:fallen': Type.Object({
    ...ofAmendment,
    because: Type.Array(Type.Integer()),
    reason: Type.String(),
  }),
  /** Given back to its authors without a decision. */
  'text:returned': Type.Object({ ...ofText, reason: Type.String() }),
} as const

/** What a vote that decided nothing asks for: the same question again after a tie, the leaders of an election once more. */
const Follows = Type.Object({ voteId: Id, why: OneOf('revote', 'second_round') })

/** What each entry holds. The fold of all of them is the meeting (`state.ts`). */
export const entryData = {
  /** The first one: freezes who may be here, by which rules, and what is to be discussed. */
  'registration:opened': Type.Object({
    council: Type.Object({
      id: Id,
      slug: Type.String(),
      name: Type.String(),
      shortName: Type.String(),
      timeZone: Type.String(),
      established: Heads,
    }),
    meeting: Type.Object({
      number: Type.Integer(),
      kind: MeetingKind,
      format: MeetingFormat,
      title: Nullable(Type.String()),
      startsAt: Instant,
      place: Nullable(Type.String()),
      noticedAt: Nullable(Instant),
    }),
    rules: Type.Object({ id: Id, validFrom: Day, basis: Type.String(), rules: CouncilRules }),
    people: Type.Array(Participant),
    agenda: Type.Array(AgendaItem),
    presidingId: Id,
    secretaryId: Nullable(Id),
  }),
  'participant:added': Type.Object({ participant: Participant }),
  'attendance:in': Type.Object({ who: Id, mode: AttendanceMode, by: OneOf('self', 'secretary', 'line') }),
  /** `at` is when a line was last alive, for who left without a word; null: at the moment of the entry. */
  'attendance:out': Type.Object({
    who: Id,
    by: OneOf('self', 'secretary', 'line'),
    at: Nullable(Instant),
  }),
  'presiding:changed': Type.Object({ who: Id }),
  'meeting:opened': Type.Object({ quorum: QuorumCount }),
  'meeting:failed': Type.Object({ quorum: QuorumCount }),
  /** By a vote, or without one where nobody objected. */
  'agenda:adopted': Type.Object({ voteId: Nullable(Id) }),
  'item:added': Type.Object({ item: AgendaItem, afterId: Nullable(Id) }),
  'item:removed': Type.Object({ itemId, reason: Prose(500) }),
  'item:begun': Type.Object({ itemId }),
  'item:ended': Type.Object({ itemId }),
  'recusal:declared': Type.Object({ who: Id, itemId, reason: Prose(500) }),
  'recusal:withdrawn': Type.Object({ who: Id, itemId }),
  'quorum:lost': Type.Object({ quorum: QuorumCount }),
  'quorum:regained': Type.Object({ quorum: QuorumCount }),
  'speech:requested': Type.Object({ speechId: Id, who: Id, kind: SpeechKind, itemId: Nullable(Id) }),
  'speech:withdrawn': speech,
  'speech:given': Type.Object({ speechId: Id, seconds: Heads }),
  'speech:paused': speech,
  'speech:resumed': speech,
  'speech:extended': Type.Object({ speechId: Id, seconds: Heads }),
  'speech:ended': speech,
  /** It was given by mistake: back into the queue, as if it had not been. */
  'speech:recalled': speech,
  'vote:opened': Type.Object({
    voteId: Id,
    itemId: Nullable(Id),
    question: Type.String(),
    form: VoteForm,
    decisionClass: DecisionClass,
    stage: Nullable(VoteStage),
    /**
     * Who counted towards the quorum when the question was put (at the opening, where the rules look only then), and who could vote:
     * those who were here and did not stand aside.
     */
    present: Type.Array(Id),
    entitled: Type.Array(Id),
    termsSha256: Type.String(),
    /** The earlier vote of this meeting whose question is put again. */
    follows: Type.Optional(Follows),
    /** What is voted on, of a question about amendments. */
    amendments: Type.Optional(Type.Array(PutAmendment)),
  }),
  'vote:closed': Type.Object({
    voteId: Id,
    outcome: Type.String(),
    result: Type.Unknown(),
    /** Of the record of the vote, which anybody can check. */
    recordSha256: Nullable(Type.String()),
    /** Of a secret vote: the hash of the last head of its board. */
    boardHead: Type.Optional(Type.String()),
  }),
  /** For an irregularity, as long as no signed minutes confirm it; a decision that rests on it goes with it. */
  'vote:annulled': Type.Object({ voteId: Id, reason: Type.String() }),
  'decision:recorded': Type.Object({
    decisionId: Id,
    itemId,
    text: Type.String(),
    voteId: Nullable(Id),
    responsible: Nullable(Type.String()),
    dueOn: Nullable(Day),
  }),
  'decision:withdrawn': Type.Object({ decisionId: Id }),
  ...textData,
  /** A dissenting opinion was announced (T6); its text comes later, within its term. */
  'dissent:announced': Type.Object({ who: Id, itemId }),
  'recess:begun': Type.Object({ until: Nullable(Instant) }),
  'recess:ended': Type.Object({}),
  'meeting:closed': Type.Object({}),
} as const

export type EntryVerb = keyof typeof entryData
export type EntryData<V extends EntryVerb> = Static<(typeof entryData)[V]>

/** One fact of a meeting. `hash` covers it and the hash of the one before, so that none can be changed, dropped or put between. */
export type Entry = {
  [V in EntryVerb]: {
    seq: number
    at: Instant
    personId: Id | null
    verb: V
    data: EntryData<V>
    hash: string
  }
}[EntryVerb]

/** An entry on the wire. */
export const EntryLine = Type.Object({
  seq: Type.Integer(),
  at: Instant,
  personId: Nullable(Id),
  verb: Type.Enum(Object.keys(entryData) as EntryVerb[]),
  data: Type.Unsafe<Entry['data']>(Type.Unknown()),
  hash: Type.String(),
})

/** What an entry looks like before it has its place in the chain. */
export type Fact = { [V in EntryVerb]: { verb: V; data: EntryData<V> } }[EntryVerb]
export type TextFact = Extract<Fact, { verb: keyof typeof textData }>

/** What comes before the first entry. */
export const ZERO_HASH = '0'.repeat(64)

const NewItem = Type.Object({
  id: Id,
  title: Line(300),
  speaker: Nullable(Type.String({ maxLength: 200 })),
  minutes: Nullable(Type.Integer({ minimum: 1, maximum: 600 })),
  proposal: Nullable(Prose(5000)),
})

/**
 * What somebody may ask for, by the verb of the entry that it leads to. Ids of what is new are made by whoever asks, so that the page
 * can show it before the answer comes.
 */
export const commandData = {
  'registration:opened': Type.Object({}),
  'participant:added': Type.Object({
    id: Id,
    name: Line(200),
    title: Nullable(Type.String({ maxLength: 200 })),
  }),
  'attendance:in': Type.Object({
    who: Id,
    mode: AttendanceMode,
    /** The code on the screen of the hall, for who checks in alone. */
    code: Type.Optional(Type.String({ maxLength: 12 })),
  }),
  'attendance:out': Type.Object({ who: Id }),
  'presiding:changed': Type.Object({ who: Id }),
  'meeting:opened': Type.Object({}),
  'meeting:failed': Type.Object({}),
  'agenda:adopted': Type.Object({ voteId: Nullable(Id) }),
  'item:added': Type.Object({ item: NewItem, afterId: Nullable(Id) }),
  'item:removed': Type.Object({ itemId, reason: Prose(500) }),
  'item:begun': Type.Object({ itemId }),
  'item:ended': Type.Object({ itemId }),
  'recusal:declared': Type.Object({ who: Id, itemId, reason: Prose(500) }),
  'recusal:withdrawn': Type.Object({ who: Id, itemId }),
  'speech:requested': Type.Object({ speechId: Id, who: Id, kind: SpeechKind }),
  'speech:withdrawn': speech,
  'speech:given': Type.Object({
    speechId: Id,
    seconds: Type.Integer({ minimum: SPEECH_SECONDS.minimum, maximum: SPEECH_SECONDS.maximum }),
  }),
  'speech:paused': speech,
  'speech:resumed': speech,
  'speech:extended': Type.Object({
    speechId: Id,
    seconds: Type.Integer({ minimum: SPEECH_SECONDS.minimum, maximum: SPEECH_SECONDS.maximum }),
  }),
  'speech:ended': speech,
  'speech:recalled': speech,
  'vote:opened': Type.Object({
    itemId: Nullable(Id),
    question: Line(1000),
    form: VoteForm,
    decisionClass: DecisionClass,
    stage: Nullable(VoteStage),
    /** Candidates of an election, or what is rated. */
    options: Type.Optional(Type.Array(Line(200), { maxItems: 50 })),
    /** Its question is put again as it was, and nothing else of this is looked at. */
    follows: Type.Optional(Follows),
  }),
  'vote:closed': Type.Object({ voteId: Id }),
  'decision:recorded': Type.Object({
    decisionId: Id,
    itemId,
    text: Line(5000),
    voteId: Nullable(Id),
    responsible: Nullable(Type.String({ maxLength: 300 })),
    dueOn: Nullable(Day),
  }),
  'decision:withdrawn': Type.Object({ decisionId: Id }),
  'dissent:announced': Type.Object({ who: Id, itemId }),
  'recess:begun': Type.Object({ until: Nullable(Instant) }),
  'recess:ended': Type.Object({}),
  'meeting:closed': Type.Object({}),
} as const

export type CommandVerb = keyof typeof commandData
export type CommandData<V extends CommandVerb> = Static<(typeof commandData)[V]>
export type Command = { [V in CommandVerb]: { verb: V; data: CommandData<V> } }[CommandVerb]
