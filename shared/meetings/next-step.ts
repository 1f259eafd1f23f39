import type { Id } from '../values.ts'
import type { CommandVerb } from './entries.ts'
import { presenceOf, quorumOf } from './quorum.ts'
import { checksEachVote } from './rules.ts'
import { onFloor, openVoteOf, queueOf } from './speakers.ts'
import type { ItemState, MeetingState } from './state.ts'

/** What whoever leads does next, and with what. */
export interface NextStep {
  verb: CommandVerb
  /** The item, the speech, the vote or the person it is about. */
  id?: Id
}

/**
 * The next step of the procedure (domain §3): one at a time, so that the console always offers exactly one. Null while somebody else is
 * waited for (the quorum before the opening) and after the end. It is an offer: what is allowed says `whyNot`.
 */
export function nextStep(state: MeetingState): NextStep | null {
  switch (state.phase) {
    case 'planned':
    case 'notified':
      return { verb: 'registration:opened' }
    case 'registration':
      return inRegistration(state)
    case 'in_session':
      return inSession(state)
    case 'recess':
      return { verb: 'recess:ended' }
    default:
      return null
  }
}

function inRegistration(state: MeetingState): NextStep | null {
  const presiding = state.people.find(({ id }) => id === state.presidingId)
  if (presiding && !presenceOf(presiding)) return { verb: 'attendance:in', id: presiding.id }
  return quorumOf(state, null).reached ? { verb: 'meeting:opened' } : null
}

function inSession(state: MeetingState): NextStep {
  const vote = openVoteOf(state)
  if (vote) return { verb: 'vote:closed', id: vote.voteId }
  if (checksEachVote(state) && !quorumOf(state, state.currentItemId).reached) return { verb: 'recess:begun' }
  if (!state.agendaAdopted) return { verb: 'agenda:adopted' }
  const item = state.agenda.find(({ id }) => id === state.currentItemId)
  if (!item) return nextItem(state)
  const speaker = onFloor(state)
  if (speaker) return { verb: 'speech:ended', id: speaker.id }
  const here = new Set(state.people.filter(presenceOf).map(({ id }) => id))
  const first = queueOf(state).find(({ who }) => here.has(who))
  if (first) return { verb: 'speech:given', id: first.id }
  return decidedOn(state, item) ? nextItem(state) : { verb: toDecide(state, item), id: item.id }
}

/** After the vote on an item its decision is written down; before it, the question is put. */
const toDecide = (state: MeetingState, item: ItemState): CommandVerb =>
  lastWord(state, item) === 'adopted' ? 'decision:recorded' : 'vote:opened'

/** Whether an item has its decision, or was voted down. */
const decidedOn = (state: MeetingState, item: ItemState): boolean =>
  state.decisions.some(({ itemId }) => itemId === item.id) || lastWord(state, item) === 'not_adopted'

/** How the last vote ended that decides an item: steps towards a text («за основу», an amendment) do not. */
const lastWord = ({ votes }: MeetingState, item: ItemState) =>
  votes.findLast(({ itemId, stage }) => itemId === item.id && (stage === null || stage === 'whole'))?.outcome

function nextItem({ agenda }: MeetingState): NextStep {
  const item = agenda.find(({ state }) => state === 'waiting')
  return item ? { verb: 'item:begun', id: item.id } : { verb: 'meeting:closed' }
}
