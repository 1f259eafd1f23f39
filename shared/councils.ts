import { Type, type Static } from 'typebox'
import { CouncilRules } from './council-rules.ts'
import { whysOut } from './mandates.ts'
import { Invitee, SeatRole, Term } from './people.ts'
import { Slug } from './slugs.ts'
import { Day, Id, Line, Nullable } from './values.ts'

export const councilKinds = ['municipal', 'ministry', 'constituency', 'kmns'] as const
export const CouncilKind = Type.Enum([...councilKinds])
export type CouncilKind = (typeof councilKinds)[number]

export const seatRoles = ['chair', 'deputy', 'secretary', 'member', 'observer'] as const satisfies SeatRole[]

/** Why a seat ended early or on time (domain §2.2). */
export const endReasons = ['term', 'resigned', 'removed', 'absences', 'conflict', 'died', 'other'] as const
export const EndReason = Type.Enum([...endReasons])
export type EndReason = Static<typeof EndReason>

/** A version of the rules as it is written down: from which day, and by which act. */
export const RulesVersion = Type.Object({ validFrom: Day, basis: Line(500), rules: CouncilRules })
export type RulesVersion = Static<typeof RulesVersion>

/** Which version of the rules a computation went by. */
export const RulesUsed = Type.Object({ id: Id, validFrom: Day, basis: Type.String() })
export type RulesUsed = Static<typeof RulesUsed>

const card = {
  name: Line(400),
  shortName: Line(120),
  authorityId: Nullable(Id),
  /** Установленная численность: how many seats there should be. */
  established: Type.Integer({ minimum: 1, maximum: 200 }),
}

/** What an administrator may correct about a council. */
export const CouncilCard = Type.Object(card)
export type CouncilCard = Static<typeof CouncilCard>

/** Without a slug one is made of the short name; without rules those of `defaultCouncilRules` are taken. */
export const NewCouncil = Type.Object({
  slug: Type.Optional(Slug),
  kind: CouncilKind,
  ...card,
  municipalityCode: Type.String({ maxLength: 20 }),
  timeZone: Type.Optional(Type.String({ maxLength: 60 })),
  validFrom: Day,
  basis: Line(500),
  rules: Type.Optional(CouncilRules),
})
export type NewCouncil = Static<typeof NewCouncil>

export const NewMember = Type.Object({
  ...Invitee.properties,
  role: SeatRole,
  hasVote: Type.Boolean(),
  organizationId: Nullable(Id),
  ...Term.properties,
  /** The act that gives the seat: kind, date, number. */
  basis: Type.Optional(Nullable(Line(500))),
  /** The seat of whom this person comes after. */
  replacesId: Type.Optional(Nullable(Id)),
})
export type NewMember = Static<typeof NewMember>

/** What changes about a seat; what is not named stays. */
export const SeatChange = Type.Object({
  role: Type.Optional(SeatRole),
  hasVote: Type.Optional(Type.Boolean()),
  organizationId: Type.Optional(Nullable(Id)),
  endsOn: Type.Optional(Nullable(Day)),
  basis: Type.Optional(Nullable(Line(500))),
  replacesId: Type.Optional(Nullable(Id)),
  /** Only together with a last day. */
  endReason: Type.Optional(Nullable(EndReason)),
  endBasis: Type.Optional(Nullable(Line(500))),
})
export type SeatChange = Static<typeof SeatChange>

/** A pasted list, and the term that everybody in it gets. */
export const Roll = Type.Object({ text: Type.String(), ...Term.properties })
export type Roll = Static<typeof Roll>

/** What happens with a line of the list: the first two are done, the others say why not. */
export const rollOutcomes = [
  'new_person',
  'known_person',
  'already_member',
  'duplicate',
  'name_missing',
  'email_wrong',
  'role_unknown',
  'chair_taken',
  'administrator_cannot_vote',
] as const
export const RollOutcome = Type.Enum([...rollOutcomes])
export type RollOutcome = (typeof rollOutcomes)[number]

export const RollRow = Type.Object({
  /** From 1, as in the pasted text. */
  line: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  role: Nullable(SeatRole),
  /** As it was written. */
  roleText: Type.String(),
  hasVote: Type.Boolean(),
  organization: Nullable(Type.String()),
  outcome: RollOutcome,
  notes: Type.Array(Type.Enum(['organization_unknown', 'name_differs'])),
})
export type RollRow = Static<typeof RollRow>

export const RollAnswer = Type.Object({
  rows: Type.Array(RollRow),
  good: Type.Integer(),
  bad: Type.Integer(),
})
export type RollAnswer = Static<typeof RollAnswer>

export const RollLimits = { rows: 200, bytes: 64 * 1024 } as const

const Named = Type.Object({ slug: Type.String(), name: Type.String() })

export const MemberView = Type.Object({
  memberId: Id,
  personId: Id,
  name: Type.String(),
  role: SeatRole,
  hasVote: Type.Boolean(),
  organization: Nullable(Named),
  ...Term.properties,
})
export type MemberView = Static<typeof MemberView>

/** For those who manage the roll: also past and coming seats, and who has not answered an invitation. */
export const ManagedMember = Type.Object({
  ...MemberView.properties,
  organizationId: Nullable(Id),
  when: Type.Enum(['now', 'past', 'ahead']),
  isWaiting: Type.Boolean(),
  basis: Nullable(Type.String()),
  replacesId: Nullable(Id),
  endReason: Nullable(EndReason),
  endBasis: Nullable(Type.String()),
})
export type ManagedMember = Static<typeof ManagedMember>

export const CouncilSummary = Type.Object({
  id: Id,
  slug: Type.String(),
  kind: CouncilKind,
  name: Type.String(),
  shortName: Type.String(),
  municipality: Type.Object({ code: Type.String(), name: Type.String() }),
  /** Seats with a vote that are held today, and how many there should be: a civil servant who only keeps the papers takes none. */
  members: Type.Integer(),
  established: Type.Integer(),
})
export type CouncilSummary = Static<typeof CouncilSummary>

export const CouncilView = Type.Object({
  ...CouncilSummary.properties,
  authority: Nullable(Type.Object({ id: Id, ...Named.properties })),
  timeZone: Type.String(),
  /** The day it is there. */
  today: Day,
  seats: Type.Array(MemberView),
  numbers: Type.Object({
    members: Type.Integer(),
    established: Type.Integer(),
    withVote: Type.Integer(),
    /** How many have to take part today; null without rules. */
    quorum: Nullable(Type.Integer()),
  }),
  rules: Nullable(RulesVersion),
  can: Type.Object({
    edit: Type.Boolean(),
    manageMembers: Type.Boolean(),
    addRules: Type.Boolean(),
    openSecretVote: Type.Boolean(),
  }),
})
export type CouncilView = Static<typeof CouncilView>

const NamedSeat = Type.Object({ memberId: Id, name: Type.String() })

/** Who sat in a council on a day, who had a vote and why the others had none, and how seats passed from one to another. */
export const CompositionView = Type.Object({
  council: Type.Object({ slug: Type.String(), name: Type.String(), shortName: Type.String() }),
  on: Day,
  today: Day,
  numbers: Type.Object({
    established: Type.Integer(),
    members: Type.Integer(),
    withVote: Type.Integer(),
    vacant: Type.Integer(),
    quorum: Nullable(Type.Integer()),
  }),
  /** The version of the rules that the quorum was computed by. */
  rules: Nullable(RulesUsed),
  seats: Type.Array(
    Type.Object({ ...MemberView.properties, why: Type.Enum(['member_with_vote', ...whysOut]) }),
  ),
  /** Every seat there was by then, the latest first. */
  history: Type.Array(
    Type.Object({
      ...MemberView.properties,
      basis: Nullable(Type.String()),
      replaces: Nullable(NamedSeat),
      replacedBy: Nullable(NamedSeat),
      /** Why and by which act it ended; for those who sit in the council. */
      endReason: Nullable(EndReason),
      endBasis: Nullable(Type.String()),
    }),
  ),
})
export type CompositionView = Static<typeof CompositionView>

export const RulesHistory = Type.Object({
  today: Day,
  /** The latest first. */
  versions: Type.Array(
    Type.Object({ ...RulesVersion.properties, when: Type.Enum(['now', 'past', 'ahead']) }),
  ),
  can: Type.Object({ addRules: Type.Boolean() }),
})
export type RulesHistory = Static<typeof RulesHistory>
