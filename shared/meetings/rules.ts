import type { RefusalCode } from '../refusals.ts'
import type { Id } from '../values.ts'
import type { Command, CommandVerb, MeetingPhase } from './entries.ts'
import { presenceOf, quorumOf } from './quorum.ts'
import { onFloor, openVoteOf } from './speakers.ts'
import type { Attendee, ItemState, MeetingState } from './state.ts'

/** Who asks: as whom they are here, if at all, and whether they lead (the chair, whoever presides, the secretary). */
export interface Self {
  who: Id | null
  leads: boolean
}

const SESSION: readonly MeetingPhase[] = ['in_session']
const GOING_ON: readonly MeetingPhase[] = ['registration', 'in_session', 'recess']

/** In which phases an act has its place (domain §3). */
const phases: Record<CommandVerb, readonly MeetingPhase[]> = {
  'registration:opened': ['planned', 'notified'],
  'participant:added': GOING_ON,
  'attendance:in': GOING_ON,
  'attendance:out': GOING_ON,
  'presiding:changed': GOING_ON,
  'meeting:opened': ['registration'],
  'meeting:failed': ['registration'],
  'agenda:adopted': SESSION,
  'item:added': SESSION,
  'item:removed': SESSION,
  'item:begun': SESSION,
  'item:ended': SESSION,
  'recusal:declared': GOING_ON,
  'recusal:withdrawn': GOING_ON,
  'speech:requested': SESSION,
  'speech:withdrawn': SESSION,
  'speech:given': SESSION,
  'speech:paused': SESSION,
  'speech:resumed': SESSION,
  'speech:extended': SESSION,
  'speech:ended': SESSION,
  'speech:recalled': SESSION,
  'vote:opened': SESSION,
  'vote:closed': ['in_session', 'recess'],
  'decision:recorded': SESSION,
  'decision:withdrawn': SESSION,
  'dissent:announced': GOING_ON,
  'recess:begun': SESSION,
  'recess:ended': ['recess'],
  'meeting:closed': ['in_session', 'recess'],
}

/** What somebody does in their own name; everything else is done by whoever leads. */
const own: readonly CommandVerb[] = [
  'attendance:in',
  'attendance:out',
  'recusal:declared',
  'recusal:withdrawn',
  'speech:requested',
  'speech:withdrawn',
  'speech:ended',
  'dissent:announced',
]

/**
 * Why somebody may not do this now, or null. The page asks the same question to know what to offer. The codes: `not_allowed`,
 * `meeting_wrong_phase`, and those of what the act is about.
 */
export function whyNot(state: MeetingState, self: Self, command: Command): RefusalCode | null {
  if (!mayDo(state, self, command)) return 'not_allowed'
  if (!phases[command.verb].includes(state.phase)) return 'meeting_wrong_phase'
  return whyNotThis(state, command)
}

function mayDo(state: MeetingState, { who, leads }: Self, { verb, data }: Command): boolean {
  if (leads) return true
  if (who === null || !own.includes(verb)) return false
  if ('who' in data) return data.who === who
  return (
    'speechId' in data &&
    state.speeches.some(({ id, who: speaker }) => id === data.speechId && speaker === who)
  )
}

function whyNotThis(state: MeetingState, command: Command): RefusalCode | null {
  switch (command.verb) {
    case 'registration:opened':
    case 'meeting:failed':
      return command.verb === 'meeting:failed' && quorumOf(state, null).reached ? 'meeting_has_quorum' : null
    case 'participant:added':
      return state.people.some(({ id }) => id === command.data.id) ? 'conflict' : null
    case 'attendance:in': {
      const person = personIn(state, command.data.who)
      if (!person) return 'not_found'
      if (command.data.mode === 'video' && state.convened?.meeting.format === 'in_person')
        return 'no_video_here'
      return presenceOf(person)?.mode === command.data.mode ? 'already_present' : null
    }
    case 'attendance:out': {
      const person = personIn(state, command.data.who)
      return !person ? 'not_found' : presenceOf(person) ? null : 'not_present'
    }
    case 'presiding:changed': {
      const person = personIn(state, command.data.who)
      if (!person || person.role === 'invitee' || person.role === 'observer') return 'not_found'
      if (openVoteOf(state)) return 'vote_in_progress'
      return presenceOf(person) ? null : 'not_present'
    }
    case 'meeting:opened': {
      const presiding = state.presidingId === null ? undefined : personIn(state, state.presidingId)
      if (!presiding || !presenceOf(presiding)) return 'presiding_absent'
      return quorumOf(state, null).reached ? null : 'meeting_no_quorum'
    }
    case 'agenda:adopted':
      if (state.agendaAdopted) return 'agenda_is_adopted'
      return whyNotBy(state, command.data.voteId)
    case 'item:added':
      return state.agenda.some(({ id }) => id === command.data.item.id) ? 'conflict' : null
    case 'item:removed':
      return itemIs(state, command.data.itemId, 'waiting')
    case 'item:begun':
      return itemIs(state, command.data.itemId, 'waiting', 'done') ?? noVote(state)
    case 'item:ended':
      return itemIs(state, command.data.itemId, 'current') ?? noVote(state)
    case 'recusal:declared': {
      const person = personIn(state, command.data.who)
      const item = itemIn(state, command.data.itemId)
      if (!person?.hasVote || !item) return 'not_found'
      if (item.recused.some(({ who }) => who === person.id)) return 'already_recused'
      return votedOn(state, item) ? 'item_was_voted_on' : null
    }
    case 'recusal:withdrawn': {
      const item = itemIn(state, command.data.itemId)
      if (!item?.recused.some(({ who }) => who === command.data.who)) return 'not_found'
      return votedOn(state, item) ? 'item_was_voted_on' : null
    }
    case 'speech:requested':
      return whyNotSpeak(state, command.data.who, command.data.speechId)
    case 'speech:withdrawn':
    case 'speech:given':
      return speechIs(state, command.data.speechId, 'requested')
    case 'speech:paused':
      return speechIs(state, command.data.speechId, 'given')
    case 'speech:resumed':
      return speechIs(state, command.data.speechId, 'paused')
    case 'speech:extended':
    case 'speech:ended':
    case 'speech:recalled':
      return speechIs(state, command.data.speechId, 'given', 'paused')
    case 'vote:opened': {
      if (openVoteOf(state)) return 'vote_in_progress'
      const { itemId, follows } = command.data
      if (itemId !== null && state.currentItemId !== itemId) return 'item_wrong_state'
      if (follows && !state.votes.some((each) => each.voteId === follows.voteId && each.itemId === itemId))
        return 'not_found'
      return checksEachVote(state) && !quorumOf(state, itemId).reached ? 'meeting_no_quorum' : null
    }
    case 'vote:closed': {
      const vote = state.votes.find(({ voteId }) => voteId === command.data.voteId)
      return !vote ? 'not_found' : vote.closedAt === null ? null : 'vote_closed'
    }
    case 'decision:recorded': {
      const { itemId, voteId } = command.data
      const item = itemIn(state, itemId)
      if (!item) return 'not_found'
      if (item.state !== 'current' && item.state !== 'done') return 'item_wrong_state'
      return whyNotBy(state, voteId)
    }
    case 'decision:withdrawn':
      return state.decisions.some(({ id }) => id === command.data.decisionId) ? null : 'not_found'
    case 'dissent:announced': {
      const person = personIn(state, command.data.who)
      const item = itemIn(state, command.data.itemId)
      if (!person?.hasVote || !item) return 'not_found'
      if (item.dissenting.includes(person.id)) return 'already_dissenting'
      return item.state === 'current' || item.state === 'done' ? null : 'item_wrong_state'
    }
    case 'recess:begun':
    case 'meeting:closed':
      return noVote(state)
    case 'recess:ended':
      return null
  }
}

/** Whether the quorum is looked at again before each vote (domain §4 `quorum.check`). */
export const checksEachVote = ({ convened }: MeetingState): boolean =>
  convened?.rules.rules.quorum.check !== 'opening_only'

const personIn = ({ people }: MeetingState, id: Id): Attendee | undefined =>
  people.find((each) => each.id === id)

const itemIn = ({ agenda }: MeetingState, id: Id): ItemState | undefined =>
  agenda.find((each) => each.id === id)

function itemIs(state: MeetingState, id: Id, ...states: ItemState['state'][]): RefusalCode | null {
  const item = itemIn(state, id)
  return !item ? 'not_found' : states.includes(item.state) ? null : 'item_wrong_state'
}

function speechIs(state: MeetingState, id: Id, ...states: string[]): RefusalCode | null {
  const speech = state.speeches.find((each) => each.id === id)
  return !speech ? 'not_found' : states.includes(speech.state) ? null : 'speech_wrong_state'
}

const noVote = (state: MeetingState): RefusalCode | null => (openVoteOf(state) ? 'vote_in_progress' : null)

const votedOn = ({ votes }: MeetingState, { id }: ItemState) => votes.some(({ itemId }) => itemId === id)

/** A decision that rests on a vote rests on one that was closed here and carried. */
function whyNotBy({ votes }: MeetingState, voteId: Id | null): RefusalCode | null {
  if (voteId === null) return null
  const vote = votes.find((each) => each.voteId === voteId)
  if (!vote) return 'not_found'
  return vote.closedAt === null ? 'vote_in_progress' : vote.outcome === 'adopted' ? null : 'not_carried'
}

function whyNotSpeak(state: MeetingState, who: Id, speechId: Id): RefusalCode | null {
  const person = personIn(state, who)
  if (!person || state.speeches.some(({ id }) => id === speechId)) return person ? 'conflict' : 'not_found'
  if (!presenceOf(person)) return 'not_present'
  const isWaiting = state.speeches.some((each) => each.who === who && each.state === 'requested')
  return isWaiting || onFloor(state)?.who === who ? 'already_in_queue' : null
}
