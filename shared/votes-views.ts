import { Type, type Static } from 'typebox'
import { CountingRules, CouncilRules, DecisionBase, MajorityRule, Share } from './council-rules.ts'
import { whysOut } from './mandates.ts'
import { Choice, DecisionClass, VoteForm, VoteResult, VoteStage, VoteState } from './votes.ts'
import { Day, Id, Instant, Line, Nullable, OneOf } from './values.ts'

export const choices = ['for', 'against', 'abstain'] as const

const Role = OneOf('chair', 'deputy', 'secretary', 'member', 'observer')
const Count = Type.Integer({ minimum: 0 })

const Elector = Type.Object({ memberId: Id, name: Type.String(), role: Role })

/** A candidate, or what is rated. */
export const BallotOption = Type.Object({ id: Id, title: Type.String() })
export type BallotOption = Static<typeof BallotOption>

/** What stands on the ballot of an election beside the candidates. */
export const AGAINST_ALL = 'against'

/** What is typed of a sheet of paper without a mark or with two: it was returned, and it is no vote (T5). */
export const SPOILT = 'invalid'

/** How a ballot came: cast by the member, typed from a signed sheet, or spoken at a roll-call. */
export const BallotWay = OneOf('app', 'paper', 'roll_call')
export type BallotWay = Static<typeof BallotWay>

/** The meeting at which a question is put (T1). Members by their ids in the council. */
export const Sitting = Type.Object({
  meetingId: Id,
  itemId: Nullable(Id),
  /** Who counts towards the quorum when the question is put. */
  present: Type.Array(Id),
  /** Who may vote on it; recused ones may not. */
  entitled: Type.Array(Id),
  /** Whose vote decides a tie, by the rule of the tie. */
  presiding: Nullable(Id),
})
export type Sitting = Static<typeof Sitting>

/** Why a vote follows an earlier one: two leaders of it remain, it was split evenly, a session was demanded, or it was wrong. */
export const FollowsWhy = OneOf('second_round', 'revote', 'session', 'reconsideration')
export type FollowsWhy = Static<typeof FollowsWhy>

/**
 * Everything that decides the outcome, written down when the vote is announced and never after (domain §3 «frozen after announced»).
 * `termsSha256` of a vote is the SHA-256 of this object as JSON with the keys of every object in alphabetical order. A named vote
 * apart from a meeting has none of the keys from `form` on (docs/votes.md).
 */
export const VoteTerms = Type.Object({
  question: Type.String(),
  /** What may stand on a ballot: «за», «против», «воздержался»; in an election the candidates and «против всех». */
  options: Type.Array(Type.String()),
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
        /** `not_entitled`: a member who at this meeting is absent or recused. */
        why: Type.Enum([...whysOut, 'not_entitled']),
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
    decision: Type.Object({
      ...CountingRules.properties.decision.properties,
      organizational: Type.Optional(MajorityRule),
      secretPersonal: Type.Optional(MajorityRule),
    }),
  }),
  /** Which of the majorities this question takes. */
  decision: Type.Object({ class: DecisionClass, base: DecisionBase, fraction: Share }),
  opensAt: Instant,
  /** Null at a meeting: it is closed by hand. */
  closesAt: Nullable(Instant),

  form: Type.Optional(VoteForm),
  stage: Type.Optional(Nullable(VoteStage)),
  sitting: Type.Optional(
    Nullable(Type.Object({ ...Sitting.properties, check: CouncilRules.properties.quorum.properties.check })),
  ),
  follows: Type.Optional(Nullable(Type.Object({ voteId: Id, why: FollowsWhy }))),
  /** Whether a ballot may be changed until the closing. */
  mayChange: Type.Optional(Type.Boolean()),
  candidates: Type.Optional(Type.Array(BallotOption)),
  election: Type.Optional(
    Type.Object({
      round: Type.Union([Type.Literal(1), Type.Literal(2)]),
      /** Of the two leaders: who has the majority, or who has more than the other and than «против всех». */
      secondRound: OneOf('majority', 'plurality'),
      /** Who of several at the second place comes into the second round. */
      tiedSecond: OneOf('all'),
    }),
  ),
  absentee: Type.Optional(
    Type.Object({
      minDays: CouncilRules.properties.absentee.properties.minDays,
      decisionBase: CouncilRules.properties.absentee.properties.decisionBase,
      /** So many demands put the question to a session. */
      demandsNeeded: Count,
    }),
  ),
  secret: Type.Optional(
    Type.Object({
      kMin: CouncilRules.properties.secret.properties.kMin,
      belowKMin: CouncilRules.properties.secret.properties.belowKMin,
      base: CouncilRules.properties.secret.properties.base,
    }),
  ),
  /** Which ballot counts of a member who voted in several ways: the first that there is. */
  ways: Type.Optional(Type.Array(BallotWay)),
  /** «Не является решением». */
  rating: Type.Optional(Type.Object({ options: Type.Array(BallotOption), choose: Count })),
})
export type VoteTerms = Static<typeof VoteTerms>

/** What a ballot says: one of the `options` of its terms. */
const Picked = Type.String({ maxLength: 40 })

/** Totals of a rating by what is rated, in the order of the terms: «не является решением». */
export const RatingResult = Type.Object({
  voters: Count,
  options: Type.Array(Type.Object({ id: Id, votes: Count })),
})
export type RatingResult = Static<typeof RatingResult>

const TypedState = OneOf('once', 'agreed', 'differs')
const Dissent = Nullable(Type.String({ maxLength: 10_000 }))

/** What is told to everybody who watches an open vote: how many, never who and how. Newer has the greater `version`. */
export const VoteChanged = Type.Object({
  id: Id,
  state: VoteState,
  version: Count,
  cast: Count,
  closedAt: Nullable(Instant),
  closedBy: Nullable(OneOf('hand', 'clock')),
  result: Nullable(VoteResult),
  /** Of a secret vote: how many have taken their ballots, and whether they are still given out. */
  secret: Type.Optional(Type.Object({ issued: Count, isIssuing: Type.Boolean() })),
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
  /** Why it was annulled. */
  reason: Nullable(Type.String()),
  electors: Count,
  /** The reader's own ballot; null for who is no elector. `turn` is 0 before the first one. */
  mine: Nullable(
    Type.Object({
      choice: Nullable(Picked),
      turn: Count,
      dissent: Dissent,
      demanded: Type.Boolean(),
      /** What others typed for the reader. */
      typed: Type.Array(Type.Object({ way: BallotWay, choice: Picked, state: TypedState })),
      /** A secret vote: when the reader was issued their ballot; null before. Whether they cast it nobody knows. */
      issuedAt: Type.Optional(Nullable(Instant)),
    }),
  ),
  /**
   * Who voted how, by name (domain §6.1 A); null until the vote is over, and where nobody votes by name. A null choice is «не голосовал»;
   * `others` are ballots of the same member that do not count.
   */
  ballots: Nullable(
    Type.Array(
      Type.Object({
        ...Elector.properties,
        choice: Nullable(Picked),
        way: Nullable(BallotWay),
        dissent: Dissent,
        demanded: Type.Boolean(),
        others: Type.Array(Type.Object({ way: BallotWay, choice: Picked })),
      }),
    ),
  ),
  /** For who types ballots of others: what is typed, never what another operator typed. */
  typing: Nullable(
    Type.Array(
      Type.Object({
        memberId: Id,
        way: BallotWay,
        state: TypedState,
        mine: Nullable(Type.Object({ choice: Picked, dissent: Dissent })),
      }),
    ),
  ),
  /** An absentee vote: how many demand a session, and how many it takes. */
  demands: Nullable(Type.Object({ count: Count, needed: Count })),
  /** Raised hands: how many persons have counted in this round, never what. */
  hands: Nullable(
    Type.Object({
      round: Count,
      counted: Count,
      isMine: Type.Boolean(),
      differed: Type.Boolean(),
      agreed: Type.Boolean(),
    }),
  ),
  rating: Nullable(Type.Object({ mine: Type.Array(Id), turn: Count, result: Nullable(RatingResult) })),
  followedBy: Type.Array(Type.Object({ id: Id, question: Type.String() })),
  can: Type.Object({
    cast: Type.Boolean(),
    close: Type.Boolean(),
    annul: Type.Boolean(),
    /** Demand a session. */
    demand: Type.Boolean(),
    /** Type ballots of others. */
    type: Type.Boolean(),
    count: Type.Boolean(),
    rate: Type.Boolean(),
    /** What the reader may call for after this vote, apart from a meeting. */
    follow: Type.Array(FollowsWhy),
  }),
})
export type VoteView = Static<typeof VoteView>

export const VotePaperKind = OneOf('ballot', 'counting', 'sheet', 'absentee')
export type VotePaperKind = Static<typeof VotePaperKind>

/** The papers (T4, T5) that there are of a vote for whoever asks; a sheet may have the name of a member in it. */
export const VotePapers = Type.Object({
  formats: Type.Array(Type.String()),
  papers: Type.Array(
    Type.Object({ kind: VotePaperKind, memberId: Nullable(Id), name: Nullable(Type.String()) }),
  ),
})
export type VotePapers = Static<typeof VotePapers>

/** One line of a list of votes. */
export const VoteSummary = Type.Object({
  ...VoteChanged.properties,
  question: Type.String(),
  council: CouncilName,
  subject: Type.Object({ kind: Type.String(), id: Id }),
  form: VoteForm,
  electors: Count,
  openedAt: Instant,
  closesAt: Nullable(Instant),
})
export type VoteSummary = Static<typeof VoteSummary>

const Turn = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Heads = Type.Integer({ minimum: 0, maximum: 100_000 })

/** One member's act. `turn` is one more than that of the ballot it replaces, 1 for the first. */
export const BallotBody = Type.Object({
  choice: Picked,
  turn: Turn,
  dissent: Type.Optional(Dissent),
})

/** A sheet of paper, or a word at the roll-call, typed for a member. */
export const TypedBallotBody = Type.Object({
  memberId: Id,
  way: OneOf('paper', 'roll_call'),
  choice: Picked,
  dissent: Type.Optional(Dissent),
  /** The sheet demands a session. */
  demand: Type.Optional(Type.Boolean()),
})
export type TypedBallotBody = Static<typeof TypedBallotBody>

/** Hands as one person counted them; `casting` is how whoever presides voted, where that may decide a tie. */
export const HandCountBody = Type.Object({
  for: Heads,
  against: Heads,
  abstain: Heads,
  casting: Nullable(Choice),
  /** The round that was on the page; with it the same numbers sent again are known from a new count that came to them. */
  round: Type.Optional(Type.Integer({ minimum: 1 })),
})
export type HandCountBody = Static<typeof HandCountBody>

export const RatingBody = Type.Object({ picks: Type.Array(Id, { maxItems: 50 }), turn: Turn })
export type RatingBody = Static<typeof RatingBody>

/** A question of the council that belongs to no initiative and to no meeting. */
export const NewVote = Type.Object({
  /** Made by whoever asks: the same one sent again is the same vote. */
  id: Type.Optional(Id),
  councilId: Id,
  form: OneOf('open_roll_call', 'absentee', 'mixed', 'election', 'rating'),
  question: Line(1000),
  decisionClass: DecisionClass,
  opensAt: Type.Optional(Instant),
  closesAt: Instant,
  options: Type.Optional(Type.Array(Line(200), { minItems: 1, maxItems: 50 })),
  choose: Type.Optional(Type.Integer({ minimum: 1, maximum: 49 })),
})
export type NewVote = Static<typeof NewVote>

export const FollowBody = Type.Object({
  why: OneOf('second_round', 'revote', 'reconsideration'),
  closesAt: Instant,
})
export type FollowBody = Static<typeof FollowBody>

/** «Принято сервером»: what is stored, the same however often it is asked. */
export const BallotReceipt = Type.Object({ voteId: Id, choice: Picked, turn: Count, castAt: Instant })
export type BallotReceipt = Static<typeof BallotReceipt>

/** What a reader who heard an event now knows. An event that is not newer, come out of turn, changes nothing. */
export const afterVoteChanged = <T extends VoteChanged>(vote: T, event: VoteChanged): T =>
  event.id === vote.id && event.version > vote.version ? { ...vote, ...event } : vote
