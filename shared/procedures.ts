import { Type, type Static } from 'typebox'
import { VoteForm, VoteResult } from './votes.ts'
import { Id, Instant, Line, Nullable, OneOf, Prose } from './values.ts'

/**
 * How one text is adopted (domain §0.6, §2.2 step 5): as a basis, then its amendments, then in whole. `rejected` was voted down,
 * `returned` was given back to its authors without a decision.
 */
export const procedureStates = [
  'prepared',
  'basis_voting',
  'basis_adopted',
  'amendments',
  'whole_voting',
  'adopted',
  'rejected',
  'returned',
] as const
export const ProcedureState = OneOf(...procedureStates)
export type ProcedureState = (typeof procedureStates)[number]

/** Every way from one state to another; what is not here cannot happen. A vote that decided nothing leads back (`again`). */
export const procedureMoves = {
  putBasis: { from: ['prepared'], to: 'basis_voting' },
  adoptBasis: { from: ['basis_voting'], to: 'basis_adopted' },
  rejectBasis: { from: ['basis_voting'], to: 'rejected' },
  basisAgain: { from: ['basis_voting'], to: 'prepared' },
  closeList: { from: ['basis_adopted'], to: 'amendments' },
  putWhole: { from: ['amendments'], to: 'whole_voting' },
  adoptWhole: { from: ['whole_voting'], to: 'adopted' },
  rejectWhole: { from: ['whole_voting'], to: 'rejected' },
  wholeAgain: { from: ['whole_voting'], to: 'amendments' },
  giveBack: { from: ['prepared', 'basis_adopted', 'amendments'], to: 'returned' },
} as const satisfies Record<string, { from: readonly ProcedureState[]; to: ProcedureState }>
export type ProcedureMove = keyof typeof procedureMoves

/** Where a move leads from a state; null when it leads nowhere from there. */
export function afterMove(state: ProcedureState, move: ProcedureMove): ProcedureState | null {
  const { from, to } = procedureMoves[move]
  return (from as readonly ProcedureState[]).includes(state) ? to : null
}

/** Nothing more happens to the text: the draft is its subject's again. */
export const isEnded = (state: ProcedureState): boolean =>
  state === 'adopted' || state === 'rejected' || state === 'returned'

/** Amendments may still be brought in and changed by who wrote them. */
export const isListOpen = (state: ProcedureState): boolean =>
  state === 'prepared' || state === 'basis_voting' || state === 'basis_adopted'

export const AmendmentState = OneOf('pending', 'adopted', 'rejected', 'withdrawn', 'fallen')
export type AmendmentState = Static<typeof AmendmentState>

/** One stretch of a clause: what stays, comes or goes. */
export const Run = Type.Object({ change: OneOf('kept', 'added', 'removed'), text: Type.String() })
export type Run = Static<typeof Run>

/** A clause with the changes of one amendment in it. */
export const Passage = Type.Object({
  /** Where it stands, for people: «Раздел 2 · 3) а)». */
  place: Type.String(),
  runs: Type.Array(Run),
  /** Only bold, a link or the like changes. */
  isFormat: Type.Boolean(),
  /** A block that becomes another kind. */
  shape: Nullable(Type.Object({ from: Type.String(), to: Type.String() })),
})
export type Passage = Static<typeof Passage>

export const StepKind = OneOf('basis', 'amendment', 'whole')
export type StepKind = Static<typeof StepKind>

/** `objected`: somebody wants a vote instead. `taken_back`: the question was not put after all. */
export const StepOutcome = OneOf('adopted', 'not_adopted', 'undecided', 'objected', 'taken_back')
export type StepOutcome = Static<typeof StepOutcome>

/** A question that was put: by a vote, or whether anybody objects. */
export const ProcedureStep = Type.Object({
  id: Id,
  kind: StepKind,
  way: OneOf('vote', 'consent'),
  question: Type.String(),
  voteId: Nullable(Id),
  amendments: Type.Array(Id),
  putAt: Instant,
  closedAt: Nullable(Instant),
  outcome: Nullable(StepOutcome),
  /** Who objected. */
  objectedBy: Nullable(Type.String()),
  /** Numbers of the vote, once it is counted. */
  result: Nullable(VoteResult),
})
export type ProcedureStep = Static<typeof ProcedureStep>

/** An amendment as the minutes and its table have it (T1, T8 §10, T19). */
export const Amendment = Type.Object({
  id: Id,
  number: Type.Integer(),
  author: Type.String(),
  /** Who stands for it in the place of its author. */
  keeper: Nullable(Type.String()),
  state: AmendmentState,
  /** How it was decided. */
  way: Nullable(OneOf('vote', 'consent')),
  /** Why it fell or who took it back, for people. */
  reason: Nullable(Type.String()),
  /** As it was brought in, against the text adopted as a basis. */
  passages: Type.Array(Passage),
  note: Nullable(Type.String()),
  /** Of what it would make of the basis alone. */
  sha256: Type.String(),
  decidedAt: Nullable(Instant),
  /** The last question that was put about it. */
  question: Nullable(Type.String()),
  voteId: Nullable(Id),
  result: Nullable(VoteResult),
})
export type Amendment = Static<typeof Amendment>

export const AmendmentLine = Type.Object({
  ...Amendment.properties,
  /** The clause as it would read in the text as it is now; as `passages` when nothing changed there. */
  now: Type.Array(Passage),
  /** Numbers of those that want the same words changed: one of them takes the place of the others. */
  collides: Type.Array(Type.Integer()),
  /** It cannot be taken any more: an adopted one took its words (`words`), or has done the same (`done`). */
  falls: Nullable(Type.Object({ why: OneOf('words', 'done'), because: Type.Array(Type.Integer()) })),
  /** Somebody objected: it goes to a vote. */
  isObjected: Type.Boolean(),
  can: Type.Object({
    /** As its own: the author, or who stands for it. */
    withdraw: Type.Boolean(),
    /** As whoever leads: its author asked for it; or its author is away and nobody stands for it. */
    withdrawFor: Type.Boolean(),
    drop: Type.Boolean(),
    /** Stand for it in the place of an author who is away. */
    keep: Type.Boolean(),
  }),
})
export type AmendmentLine = Static<typeof AmendmentLine>

export const LeftOut = Type.Object({ suggestionId: Id, author: Type.String(), reason: Type.String() })
export type LeftOut = Static<typeof LeftOut>

const FrozenText = Type.Object({ revisionId: Id, title: Type.String(), sha256: Type.String(), at: Instant })

export const ProcedureView = Type.Object({
  id: Id,
  draftId: Id,
  title: Type.String(),
  state: ProcedureState,
  version: Type.Integer(),
  meetingId: Nullable(Id),
  itemId: Nullable(Id),
  council: Type.Object({
    id: Id,
    slug: Type.String(),
    name: Type.String(),
    shortName: Type.String(),
    timeZone: Type.String(),
  }),
  basis: Nullable(FrozenText),
  result: Nullable(FrozenText),
  /** The text as it stands now; escaped by the server. */
  html: Type.String(),
  /** The same with what the adopted amendments changed of the basis, in signs for `sayChanges`; null when nothing did. */
  changedHtml: Nullable(Type.String()),
  /** In the order in which they are put. While the list is open, what it would be if it were closed now. */
  amendments: Type.Array(AmendmentLine),
  /** Suggestions that cannot be told apart into amendments: too large, or no text. Their authors split them, or whoever leads rules. */
  tooLarge: Type.Array(Type.Object({ suggestionId: Id, author: Type.String(), isMine: Type.Boolean() })),
  /** Those that are no amendments by a ruling, and why. */
  leftOut: Type.Array(LeftOut),
  /** The question that is put now. */
  step: Nullable(ProcedureStep),
  steps: Type.Array(ProcedureStep),
  editorial: Nullable(
    Type.Object({
      draftId: Id,
      editors: Type.Array(Type.Object({ personId: Id, name: Type.String() })),
      since: Instant,
      /** Null while it is worked on. */
      text: Nullable(FrozenText),
      /** What the commission changed of the text that was voted; escaped, with signs for `sayChanges`. */
      html: Nullable(Type.String()),
    }),
  ),
  reason: Nullable(Type.String()),
  /** Who could be in the editorial commission, for who may ask for one. */
  candidates: Type.Array(Type.Object({ personId: Id, name: Type.String() })),
  can: Type.Object({
    lead: Type.Boolean(),
    suggest: Type.Boolean(),
    object: Type.Boolean(),
    edit: Type.Boolean(),
    /** Rule that a suggestion which is too large is left out. */
    leaveOut: Type.Boolean(),
    /** Moves that whoever asks may make now. */
    moves: Type.Array(Type.Enum(Object.keys(procedureMoves) as ProcedureMove[])),
  }),
})
export type ProcedureView = Static<typeof ProcedureView>

export const NewProcedure = Type.Object({
  title: Line(300),
  /** The item of a meeting that it belongs to; apart from a meeting neither. */
  meetingId: Type.Optional(Nullable(Id)),
  itemId: Type.Optional(Nullable(Id)),
})
export type NewProcedure = Static<typeof NewProcedure>

/** How a question is put to the vote; apart from a meeting it closes by the clock. */
export const PutBody = Type.Object({
  form: Type.Optional(VoteForm),
  closesAt: Type.Optional(Nullable(Instant)),
})
export type PutBody = Static<typeof PutBody>

const Amendments = Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true })

export const PutAmendmentsBody = Type.Object({ ...PutBody.properties, amendments: Amendments })
export const AmendmentsBody = Type.Object({ amendments: Amendments })
/** Who leads takes an amendment back: as its author asked, who is quoted, or because its author is away. */
export const WithdrawForBody = Type.Union([
  Type.Object({ by: Type.Literal('on_behalf'), reason: Prose(500) }),
  Type.Object({ by: Type.Literal('absence') }),
])
export type WithdrawForBody = Static<typeof WithdrawForBody>

export const LeaveOutBody = Type.Object({ suggestionId: Id, reason: Prose(500) })
export type LeaveOutBody = Static<typeof LeaveOutBody>

export const GiveBackBody = Type.Object({ reason: Prose(1000) })
export const EditorialBody = Type.Object({
  editors: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
})

/** A hint to read again. */
export const ProcedureChanged = Type.Object({ id: Id, version: Type.Integer() })
export type ProcedureChanged = Static<typeof ProcedureChanged>
