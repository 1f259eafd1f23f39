import { Type, type Static } from 'typebox'
import { CountingRules, DecisionBase, Share } from './council-rules.ts'
import { Choice, DecisionClass, VoteResult, VoteState } from './votes.ts'
import { Day, Id, Instant, Nullable, OneOf } from './values.ts'

export const choices = ['for', 'against', 'abstain'] as const

const Role = OneOf('chair', 'deputy', 'secretary', 'member', 'observer')
const Count = Type.Integer({ minimum: 0 })

const Elector = Type.Object({ memberId: Id, name: Type.String(), role: Role })

/**
 * Everything that decides the outcome, written down when the vote is opened and never after (domain §3 «frozen after announced»).
 * `termsSha256` of a vote is the SHA-256 of this object as JSON with the keys of every object in alphabetical order.
 */
export const VoteTerms = Type.Object({
  question: Type.String(),
  options: Type.Array(Choice),
  /** What is voted on, word for word; null when the question speaks for itself. */
  text: Nullable(Type.Object({ revisionId: Id, title: Type.String(), sha256: Type.String() })),
  electorate: Type.Object({
    /** Members with a vote on the day of opening, named as on that day. */
    electors: Type.Array(Elector),
    /** Who else sits in the council, and why they have no vote. */
    others: Type.Array(
      Type.Object({
        memberId: Id,
        name: Type.String(),
        role: Role,
        why: OneOf('observer', 'no_vote', 'administrator'),
      }),
    ),
  }),
  /** Seats there should be; members (those with a vote) there are. */
  numbers: Type.Object({ established: Count, actual: Count }),
  rules: Type.Object({
    id: Id,
    validFrom: Day,
    basis: Type.String(),
    ...CountingRules.properties,
  }),
  /** Which of the majorities this question takes. */
  decision: Type.Object({ class: DecisionClass, base: DecisionBase, fraction: Share }),
  opensAt: Instant,
  closesAt: Instant,
})
export type VoteTerms = Static<typeof VoteTerms>

/** What is told to everybody who watches an open vote: how many, never who and how. Newer has the greater `version`. */
export const VoteChanged = Type.Object({
  id: Id,
  state: VoteState,
  version: Count,
  cast: Count,
  closedAt: Nullable(Instant),
  closedBy: Nullable(OneOf('hand', 'clock')),
  result: Nullable(VoteResult),
})
export type VoteChanged = Static<typeof VoteChanged>

const CouncilName = Type.Object({
  id: Id,
  slug: Type.String(),
  name: Type.String(),
  shortName: Type.String(),
  timeZone: Type.String(),
})

export const VoteView = Type.Object({
  ...VoteChanged.properties,
  council: CouncilName,
  subject: Type.Object({ kind: Type.String(), id: Id }),
  terms: VoteTerms,
  termsSha256: Type.String(),
  electors: Count,
  /** The reader's own ballot; null for who is no elector. `turn` is 0 before the first one. */
  mine: Nullable(Type.Object({ choice: Nullable(Choice), turn: Count })),
  /** Who voted how, by name (domain §6.1 A); null until the vote is closed. A null choice is «не голосовал». */
  ballots: Nullable(Type.Array(Type.Object({ ...Elector.properties, choice: Nullable(Choice) }))),
  can: Type.Object({ cast: Type.Boolean(), close: Type.Boolean() }),
})
export type VoteView = Static<typeof VoteView>

/** One line of a list of votes. */
export const VoteSummary = Type.Object({
  ...VoteChanged.properties,
  question: Type.String(),
  council: CouncilName,
  subject: Type.Object({ kind: Type.String(), id: Id }),
  electors: Count,
  openedAt: Instant,
  closesAt: Instant,
})
export type VoteSummary = Static<typeof VoteSummary>

/** One member's act. `turn` is one more than that of the ballot it replaces, 1 for the first. */
export const BallotBody = Type.Object({
  choice: Choice,
  turn: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
})

/** «Принято сервером»: what is stored, the same however often it is asked. */
export const BallotReceipt = Type.Object({ voteId: Id, choice: Choice, turn: Count, castAt: Instant })
export type BallotReceipt = Static<typeof BallotReceipt>

/** What a reader who heard an event now knows. An event that is not newer, come out of turn, changes nothing. */
export const afterVoteChanged = <T extends VoteChanged>(vote: T, event: VoteChanged): T =>
  event.id === vote.id && event.version > vote.version ? { ...vote, ...event } : vote
