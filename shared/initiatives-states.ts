import type { Outcome } from './votes.ts'

/** Where an initiative may stand (domain §3, the part of the path that this release walks). */
export const initiativeStates = [
  'draft',
  'public_discussion',
  'council_review',
  'vote',
  'adopted',
  'not_adopted',
  'submitted_to_authority',
  'registered',
  'accepted',
  'accepted_partially',
  'rejected',
  'withdrawn',
] as const
export type InitiativeState = (typeof initiativeStates)[number]

/**
 * What a person is to this initiative; `system` is the house itself: a vote that closed moves what it was
 * about.
 */
export const initiativeRoles = ['author', 'coauthor', 'secretary', 'chair', 'official', 'system'] as const
export type InitiativeRole = (typeof initiativeRoles)[number]

interface Transition {
  from: readonly InitiativeState[]
  to: InitiativeState
  by: readonly InitiativeRole[]
  needsReason: boolean
}

/**
 * The procedure as data (R-25, domain §3): each verb with where it starts, where it leads, whose it is, and
 * whether the journal must say why. Whoever loses something by a move is told the reason: returned,
 * withdrawn, rejected.
 *
 * - An author withdraws until the council votes; afterwards the initiative is the council's.
 * - A vote without a quorum, to be repeated, or annulled gives the initiative back to the council; it is neither
 *   adopted nor not. What has gone to an authority does not come back by annulling its vote.
 */
export const initiativeMoves = {
  openDiscussion: move(['draft'], 'public_discussion', ['author', 'coauthor']),
  sendToCouncil: move(['public_discussion'], 'council_review', ['author', 'coauthor', 'secretary']),
  returnToDraft: move(['council_review'], 'draft', ['secretary', 'chair'], { needsReason: true }),
  openVote: move(['council_review'], 'vote', ['secretary', 'chair']),
  adopt: move(['vote'], 'adopted', ['system']),
  decline: move(['vote'], 'not_adopted', ['system']),
  voteAgain: move(['vote', 'adopted', 'not_adopted'], 'council_review', ['system']),
  submit: move(['adopted'], 'submitted_to_authority', ['secretary', 'chair']),
  register: move(['submitted_to_authority'], 'registered', ['official']),
  accept: move(['registered'], 'accepted', ['official']),
  acceptPartially: move(['registered'], 'accepted_partially', ['official']),
  reject: move(['registered'], 'rejected', ['official'], { needsReason: true }),
  withdraw: move(['draft', 'public_discussion', 'council_review'], 'withdrawn', ['author'], {
    needsReason: true,
  }),
} as const satisfies Record<string, Transition>

export type InitiativeVerb = keyof typeof initiativeMoves

export const initiativeVerbs = Object.keys(initiativeMoves) as InitiativeVerb[]

/**
 * Why an initiative that stands at `state` cannot make this move, or null if it can. Who asks is another
 * question: `mayMove`. Refuses `initiative_wrong_state`, and `reason_required` when a reason is due and
 * blank.
 */
export function whyNotMove(
  state: InitiativeState,
  verb: InitiativeVerb,
  reason?: string | null,
): 'initiative_wrong_state' | 'reason_required' | null {
  const { from, needsReason }: Transition = initiativeMoves[verb]
  if (!from.includes(state)) return 'initiative_wrong_state'
  if (needsReason && !reason?.trim()) return 'reason_required'
  return null
}

/** Whether any of the roles that a person has towards this initiative lets them make the move. */
export function mayMove(verb: InitiativeVerb, roles: readonly InitiativeRole[]): boolean {
  const { by }: Transition = initiativeMoves[verb]
  return roles.some((role) => by.includes(role))
}

/**
 * The moves open at a state to somebody with these roles, in the order of the procedure: the source of `can`.
 */
export const movesFrom = (state: InitiativeState, roles: readonly InitiativeRole[]): InitiativeVerb[] =>
  initiativeVerbs.filter(
    (verb) => (initiativeMoves[verb] as Transition).from.includes(state) && mayMove(verb, roles),
  )

/** The move that the outcome of a vote makes. */
export const moveAfterVote = (outcome: Outcome): InitiativeVerb =>
  outcome === 'adopted' ? 'adopt' : outcome === 'not_adopted' ? 'decline' : 'voteAgain'

/** Stages as a reader counts them: how a vote or an authority decided is one stage, whichever way. */
const stages = {
  draft: ['draft'],
  public_discussion: ['public_discussion'],
  council_review: ['council_review'],
  vote: ['vote'],
  decision: ['adopted', 'not_adopted'],
  submitted_to_authority: ['submitted_to_authority'],
  registered: ['registered'],
  conclusion: ['accepted', 'accepted_partially', 'rejected'],
} as const satisfies Record<string, readonly InitiativeState[]>

export type InitiativeStage = keyof typeof stages | 'withdrawn'

export interface RoadStep {
  stage: InitiativeStage
  place: 'done' | 'now' | 'next'
  /** The state it was passed in or stands at; null while a decision or a conclusion is still open. */
  state: InitiativeState | null
}

/**
 * The road of an initiative for display, in order: what is done, where it stands, what comes next. A road
 * that ended early (not adopted, withdrawn) shows nothing after its end; of a withdrawn initiative only the
 * draft is certain to be behind it, the rest is in its journal.
 */
export function roadOf(state: InitiativeState): RoadStep[] {
  if (state === 'withdrawn') {
    return [
      { stage: 'draft', place: 'done', state: 'draft' },
      { stage: 'withdrawn', place: 'now', state },
    ]
  }
  const road = Object.entries(stages) as [keyof typeof stages, readonly InitiativeState[]][]
  const now = road.findIndex(([, states]) => states.includes(state))
  const steps = road.map(([stage, states], index): RoadStep => {
    if (index === now) return { stage, place: 'now', state }
    // Behind a decision that was passed there is one way only: adopted.
    if (index < now) return { stage, place: 'done', state: states[0] ?? null }
    return { stage, place: 'next', state: states.length === 1 ? (states[0] ?? null) : null }
  })
  return state === 'not_adopted' ? steps.slice(0, now + 1) : steps
}

function move<const From extends readonly InitiativeState[], const To extends InitiativeState>(
  from: From,
  to: To,
  by: readonly InitiativeRole[],
  { needsReason } = { needsReason: false },
) {
  return { from, to, by, needsReason }
}
