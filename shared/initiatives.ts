import { Type, type Static } from 'typebox'
import { initiativeStates, initiativeVerbs, type InitiativeVerb } from './initiatives-states.ts'
import { draftRoles } from './drafts.ts'
import { ReviewTerm, ReviewView } from './reviews.ts'
import { DecisionClass } from './votes.ts'
import { VoteSummary } from './votes-views.ts'
import { Day, Id, Instant, Line, Nullable, OneOf } from './values.ts'

/** What an initiative is about (T10 п. 4 «вид»). */
export const initiativeKinds = ['quality_of_life', 'administrative_work', 'public_structures'] as const
export const InitiativeKind = Type.Enum([...initiativeKinds])
export type InitiativeKind = (typeof initiativeKinds)[number]

/** The branches of the resolution, volunteering, and what is none of them (T10 п. 4). */
export const initiativeSectors = [
  'social_services',
  'education',
  'sport',
  'health',
  'culture',
  'volunteering',
  'other',
] as const
export const InitiativeSector = Type.Enum([...initiativeSectors])
export type InitiativeSector = (typeof initiativeSectors)[number]

export const InitiativeState = Type.Enum([...initiativeStates])

const Text = Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' })

/** The required fields of the card (T10), and the organization that the author speaks for. */
export const NewInitiative = Type.Object({
  councilId: Id,
  title: Line(150),
  kind: InitiativeKind,
  sector: InitiativeSector,
  municipalityCode: Type.String({ minLength: 1, maxLength: 20 }),
  problem: Text,
  proposal: Text,
  organizationId: Type.Optional(Nullable(Id)),
})
export type NewInitiative = Static<typeof NewInitiative>

export const ReasonBody = Type.Object({ reason: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))) })

export const OpenVoteBody = Type.Object({
  closesAt: Instant,
  decisionClass: Type.Optional(DecisionClass),
  /** Without one: whether to support the initiative. */
  question: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
})
export type OpenVoteBody = Static<typeof OpenVoteBody>

export const SubmitBody = Type.Object({ authorityId: Id })

const Named = Type.Object({ id: Id, slug: Type.String(), name: Type.String(), shortName: Type.String() })

/** Whose move it is, and until when. Terms are computed from today, never stored. */
export const NextStep = Type.Object({
  who: Type.Enum(['authors', 'secretary', 'members', 'authority']),
  /** Whether it is the reader's. */
  isYours: Type.Boolean(),
  /** When the open vote closes. */
  closesAt: Nullable(Instant),
  /** What the authority owes, by which day. */
  term: Nullable(ReviewTerm),
})
export type NextStep = Static<typeof NextStep>

/** One line of a list of initiatives. */
export const InitiativeSummary = Type.Object({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  kind: InitiativeKind,
  sector: InitiativeSector,
  state: InitiativeState,
  council: Type.Object({ ...Named.properties, timeZone: Type.String() }),
  municipality: Type.Object({ code: Type.String(), name: Type.String() }),
  author: Type.Object({ personId: Id, name: Type.String() }),
  organization: Nullable(Named),
  createdAt: Instant,
  /** When it came to where it stands. */
  movedAt: Instant,
  /** Null where the road has ended. */
  next: Nullable(NextStep),
})
export type InitiativeSummary = Static<typeof InitiativeSummary>

export const InitiativeList = Type.Object({
  initiatives: Type.Array(InitiativeSummary),
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer(),
  can: Type.Object({ create: Type.Boolean() }),
})
export type InitiativeList = Static<typeof InitiativeList>

/** A stage of the road as a reader counts them; see `roadOf`. `on` is the day it was reached, in the council's time zone. */
const RoadStage = Type.Object({
  stage: Type.Enum([
    'draft',
    'public_discussion',
    'council_review',
    'vote',
    'decision',
    'submitted_to_authority',
    'registered',
    'conclusion',
    'withdrawn',
  ]),
  place: Type.Enum(['done', 'now', 'next']),
  state: Nullable(InitiativeState),
  on: Nullable(Day),
})

/** One move that was made. */
export const StepView = Type.Object({
  /** `created` for the beginning. */
  verb: Type.Enum(['created', ...initiativeVerbs]),
  state: InitiativeState,
  at: Instant,
  on: Day,
  /** Who made it; null for the house itself, and for readers from outside. */
  by: Nullable(Type.String()),
  reason: Nullable(Type.String()),
})
export type StepView = Static<typeof StepView>

export const TextView = Type.Object({
  revisionId: Id,
  number: Type.Integer(),
  title: Type.String(),
  sha256: Type.String(),
  createdAt: Instant,
  /** Escaped by the server. */
  html: Type.String(),
})

/** The whole road of one initiative, for one reader. */
export const InitiativeView = Type.Object({
  ...InitiativeSummary.properties,
  problem: Type.String(),
  proposal: Type.String(),
  coauthors: Type.Array(
    Type.Object({
      personId: Id,
      name: Type.String(),
      addedAt: Instant,
      role: OneOf('write', 'suggest', 'comment'),
    }),
  ),
  road: Type.Array(RoadStage),
  steps: Type.Array(StepView),
  /** The text as everybody may read it: last published, then as voted on. */
  text: Nullable(TextView),
  /** The live text; null for who may not open it. */
  draft: Nullable(Type.Object({ id: Id, access: OneOf(...draftRoles) })),
  /** Its votes, the latest first; more than one if a vote decided nothing. */
  votes: Type.Array(VoteSummary),
  review: Nullable(ReviewView),
  can: Type.Object({
    openDiscussion: Type.Boolean(),
    sendToCouncil: Type.Boolean(),
    returnToDraft: Type.Boolean(),
    openVote: Type.Boolean(),
    submit: Type.Boolean(),
    withdraw: Type.Boolean(),
    changeCoauthors: Type.Boolean(),
  }),
})
export type InitiativeView = Static<typeof InitiativeView>

/** What a person may choose among who wants to propose something. */
export const InitiativeChoices = Type.Object({
  councils: Type.Array(Type.Object({ ...Named.properties, municipalityCode: Type.String() })),
  organizations: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  municipalities: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
})
export type InitiativeChoices = Static<typeof InitiativeChoices>

/** What somebody is asked to do with a text: write it, suggest changes or comment. */
export const coauthorRoles = ['write', 'suggest', 'comment'] as const
export const CoauthorRole = OneOf(...coauthorRoles)
export type CoauthorRole = (typeof coauthorRoles)[number]

export const CoauthorBody = Type.Object({ personId: Id, role: Type.Optional(CoauthorRole) })
export type CoauthorBody = Static<typeof CoauthorBody>

/** Somebody who could be asked to write along; `of` says where people know them from. */
export const Candidate = Type.Object({ personId: Id, name: Type.String(), of: Nullable(Type.String()) })
export type Candidate = Static<typeof Candidate>

/** A hint to read again: it says where to look and nothing of what is there. */
export const InitiativeChanged = Type.Object({ id: Id, number: Type.String(), movedAt: Instant })
export type InitiativeChanged = Static<typeof InitiativeChanged>

/** `POST /api/initiatives/:number/<path>` makes the move. */
export const movePaths = {
  openDiscussion: 'publish-for-discussion',
  sendToCouncil: 'submit-to-council',
  returnToDraft: 'return-to-draft',
  openVote: 'open-vote',
  submit: 'submit-to-authority',
  withdraw: 'withdraw',
} as const satisfies Partial<Record<InitiativeVerb, string>>
