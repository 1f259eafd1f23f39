import type { Command, Entry, Fact } from '../../shared/meetings/entries.ts'
import { quorumOf } from '../../shared/meetings/quorum.ts'
import { whyNot, type Self } from '../../shared/meetings/rules.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import type { Surroundings } from '../initiatives/actions.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import type { ClosedVote } from '../votes/actions.ts'
import { findVote } from '../votes/queries.ts'
import { append } from './chain.ts'
import { whyNotCheckIn } from './check-in.ts'
import { convene } from './convene.ts'
import { factsOfLine, findLine, keepLines, seeLines } from './lines.ts'
import { listEntries, listEntriesOf, lockMeeting, readState, setPhase, type Meeting } from './queries.ts'
import { maySee, selfIn } from './rules.ts'
import { closeVoteAt, keepElectors, openVoteAt } from './voting.ts'

/**
 * Does one thing at a meeting: looks at what its entries tell, asks the rule, and writes what follows at their end. A command that was
 * sent before (`key`) is answered with what it wrote then, whatever has happened since: nothing is asked twice. Refuses
 * `not_found` and the codes of `whyNot` (shared/meetings/rules.ts).
 */
export async function actInMeeting(
  work: Work,
  house: Surroundings,
  meetingId: Id,
  key: Id,
  command: Command,
): Promise<Entry[]> {
  const actor = personOf(work.actor)
  const meeting = (await lockMeeting(work.trx, meetingId)) ?? refuse('not_found')
  if (!maySee(meeting, actor)) refuse('not_found')
  const written = await listEntriesOf(work.trx, meetingId, key)
  if (written.length > 0) return written
  const state = await readState(work.trx, meeting)
  const self = selfIn(state, meeting.councilId, actor)
  if (command.verb === 'vote:closed') return close(work, meeting.id, state, self, command)
  refuseIf(whyNot(state, self, command))
  if (command.verb === 'attendance:in' && !self.leads)
    refuseIf(whyNotCheckIn(meeting, command.data, work.now))
  return write(work, meeting, state, await factsOf(work, house, meeting, state, command, self), key)
}

/**
 * Closing what is closed changes nothing, as in the mechanic of votes, which tells `noteVote` in this very act: whoever asks again, or
 * second, has the entry that closed it.
 */
async function close(
  work: Work,
  meetingId: Id,
  state: MeetingState,
  self: Self,
  command: Extract<Command, { verb: 'vote:closed' }>,
): Promise<Entry[]> {
  const code = whyNot(state, self, command)
  const { voteId } = command.data
  if (code === 'vote_closed')
    return (await listEntries(work.trx, meetingId)).filter(
      ({ verb, data }) => verb === 'vote:closed' && data.voteId === voteId,
    )
  refuseIf(code)
  await closeVoteAt(work, state, voteId)
  return listEntries(work.trx, meetingId, state.seq)
}

/** Writes down that a vote of a meeting is over. Heard in the act that closes it, whoever closed it. */
export async function noteVote(
  work: Work,
  closed: Pick<ClosedVote, 'voteId' | 'outcome' | 'result' | 'recordSha256' | 'boardHead'>,
): Promise<void> {
  const { voteId, outcome, result, recordSha256, boardHead } = closed
  const meeting = await lockMeetingOf(work, voteId)
  if (!meeting) return
  const state = await readState(work.trx, meeting)
  if (state.votes.every((each) => each.voteId !== voteId || each.closedAt !== null)) return
  await write(work, meeting, state, [
    {
      verb: 'vote:closed',
      data: { voteId, outcome, result, recordSha256, ...(boardHead && { boardHead }) },
    },
  ])
}

/** Writes down that a vote of a meeting was annulled, in the act that does so. */
export async function noteAnnulled(
  work: Work,
  { voteId, reason }: { voteId: Id; reason: string },
): Promise<void> {
  const meeting = await lockMeetingOf(work, voteId)
  if (!meeting) return
  const state = await readState(work.trx, meeting)
  await write(work, meeting, state, [{ verb: 'vote:annulled', data: { voteId, reason } }])
}

async function lockMeetingOf({ trx }: Work, voteId: Id): Promise<Meeting | undefined> {
  const meetingId = (await findVote(trx, voteId))?.meetingId
  return meetingId ? lockMeeting(trx, meetingId) : undefined
}

/**
 * Writes facts about a meeting that is locked, and what follows from them by itself: the quorum found lost or regained with its second
 * (domain §4 `quorum.check`), the phase in which the meeting now is.
 */
export async function write(
  work: Work,
  meeting: Meeting,
  before: MeetingState,
  facts: readonly Fact[],
  key: Id | null = null,
): Promise<Entry[]> {
  const first = await append(work, meeting.id, before, facts, key)
  const turned = quorumTurned(first.state)
  const { state, entries } = turned ? await append(work, meeting.id, first.state, [turned], key) : first
  await keepLines(work, meeting.id, state, first.entries)
  await keepElectors(work, state, first.entries)
  if (state.phase !== before.phase) {
    await setPhase(work.trx, meeting.id, state.phase)
    await record(work, {
      verb: `meeting:${state.phase}`,
      subject: ['meeting', meeting.id],
      councilId: meeting.councilId,
      data: { seq: state.seq, hash: state.hash },
    })
  }
  return turned ? [...first.entries, ...entries] : entries
}

/**
 * Writes down what the line of somebody who takes part by it tells: that it has been gone for a minute, or that it is back. Doing it
 * twice changes nothing; `isOpen` is asked under the lock, so of two acts that cross the later one knows.
 */
export async function settleLine(
  work: Work,
  meetingId: Id,
  personId: Id,
  isOpen: () => boolean,
): Promise<void> {
  const meeting = await lockMeeting(work.trx, meetingId)
  const line = meeting && (await findLine(work.trx, meetingId, personId))
  if (!line) return
  const state = await readState(work.trx, meeting)
  const facts = factsOfLine(state, line, isOpen(), work.now)
  if (facts.length > 0) await write(work, meeting, state, facts)
  else if (isOpen()) await seeLines(work.trx, meetingId, [personId], work.now)
}

/** While a meeting goes on, the quorum is lost or regained with whoever leaves, comes, or takes no part in an item. */
function quorumTurned(state: MeetingState): Fact | null {
  const last = state.quorum.at(-1)
  if (!last || (state.phase !== 'in_session' && state.phase !== 'recess')) return null
  const quorum = quorumOf(state, state.currentItemId)
  if (quorum.reached === last.quorum.reached) return null
  return { verb: quorum.reached ? 'quorum:regained' : 'quorum:lost', data: { quorum } }
}

/** What a command that is allowed writes down. Whatever the server knows better than whoever asks is the server's. */
async function factsOf(
  work: Work,
  house: Surroundings,
  meeting: Meeting,
  state: MeetingState,
  command: Exclude<Command, { verb: 'vote:closed' }>,
  self: Self,
): Promise<Fact[]> {
  switch (command.verb) {
    case 'registration:opened':
      return convene(work, meeting)
    case 'participant:added': {
      const { id, name, title } = command.data
      const participant = { id, personId: null, name: name.trim(), title: title?.trim() || null }
      return [
        {
          verb: 'participant:added',
          data: { participant: { ...participant, role: 'invitee', hasVote: false, why: 'invited' } },
        },
      ]
    }
    case 'attendance:in': {
      const { who, mode } = command.data
      return [{ verb: 'attendance:in', data: { who, mode, by: byWhom(self, who) } }]
    }
    case 'attendance:out':
      return [
        {
          verb: 'attendance:out',
          data: { who: command.data.who, by: byWhom(self, command.data.who), at: null },
        },
      ]
    case 'meeting:opened':
    case 'meeting:failed':
      return [{ verb: command.verb, data: { quorum: quorumOf(state, null) } }]
    case 'item:added': {
      const { item, afterId } = command.data
      const words = { title: item.title.trim(), speaker: item.speaker?.trim() || null }
      const kept = { ...words, minutes: item.minutes, proposal: item.proposal?.trim() || null }
      const plain = {
        parentId: null,
        number: '',
        voteForm: null,
        decisionClass: null,
        initiativeId: null,
        draftId: null,
      }
      return [{ verb: 'item:added', data: { item: { id: item.id, ...plain, ...kept }, afterId } }]
    }
    case 'speech:requested':
      return [{ verb: command.verb, data: { ...command.data, itemId: state.currentItemId } }]
    case 'vote:opened':
      return [await openVoteAt(work, house, meeting, state, command.data)]
    case 'decision:recorded': {
      const { text, responsible } = command.data
      return [
        {
          verb: command.verb,
          data: { ...command.data, text: text.trim(), responsible: responsible?.trim() || null },
        },
      ]
    }
    default:
      return [command]
  }
}

/** Whoever leads and speaks for themselves does so as everybody does. */
const byWhom = (self: Self, who: Id) => (who === self.who ? 'self' : 'secretary')
