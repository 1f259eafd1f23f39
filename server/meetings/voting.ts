import { dayIn } from '../../shared/calendar.ts'
import type { CommandData, Entry, Fact, PutAmendment } from '../../shared/meetings/entries.ts'
import { presenceAt, sittingOf, type Sitting } from '../../shared/meetings/quorum.ts'
import { checksEachVote } from '../../shared/meetings/rules.ts'
import { openVoteOf } from '../../shared/meetings/speakers.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil, listElectorate } from '../councils/queries.ts'
import { putToVoteAt, type Surroundings } from '../initiatives/actions.ts'
import type { Work } from '../lib/act.ts'
import { closeVote, openVote } from '../votes/actions.ts'
import { findVote, markAway } from '../votes/queries.ts'
import { refuse } from '../lib/refuse.ts'
import { findAskedVote } from './planning/asked.ts'
import type { Meeting } from './queries.ts'

/**
 * Puts a question to the vote among those who are here (domain §4): who counts as present and who of them may vote is frozen with it.
 * Answers with the fact for the chain. What follows a vote of this meeting is put as that one was. Refuses what `openVote` refuses.
 */
export async function openVoteAt(
  work: Work,
  house: Surroundings,
  meeting: Meeting,
  state: MeetingState,
  {
    revisionId = null,
    ...asked
  }: CommandData<'vote:opened'> & {
    /** The frozen text that is voted on. */
    revisionId?: Id | null
    amendments?: readonly PutAmendment[]
  },
): Promise<Extract<Fact, { verb: 'vote:opened' }>> {
  const { follows = null } = asked
  const { itemId, question, form, decisionClass, stage, amendments } = follows
    ? earlierOf(state, follows.voteId)
    : asked
  const { present, entitled } = await sittingToday(work, meeting, {
    present: quorateOf(state, itemId),
    entitled: sittingOf(state, itemId).entitled,
  })
  // What members demanded a session for follows the absentee vote that they ended with it.
  const askedId = follows ? null : await findAskedFor(work, { itemId, form, decisionClass, stage })
  const asks = {
    councilId: meeting.councilId,
    question,
    form,
    decisionClass,
    stage,
    ...(asked.options && !follows && { options: asked.options }),
    follows: askedId === null ? follows : { voteId: askedId, why: 'session' as const },
    closesAt: null,
    sitting: { meetingId: meeting.id, itemId, present, entitled, presiding: state.presidingId },
  }
  const initiativeId = decidedBy(state, { itemId, decisionClass, stage })
  const voteId =
    (initiativeId && (await putToVoteAt(work, initiativeId, house, asks))) ??
    (await openVote(work, { ...asks, subject: ['meeting', meeting.id], revisionId }))
  const vote = (await findVote(work.trx, voteId)) ?? refuse('not_found')
  const terms = { voteId, itemId, question: vote.question, form, decisionClass, stage }
  const { termsSha256 } = vote
  return {
    verb: 'vote:opened',
    data: {
      ...{ ...terms, present, entitled, termsSha256 },
      ...(follows && { follows }),
      ...(amendments && { amendments: [...amendments] }),
    },
  }
}

const earlierOf = ({ votes }: MeetingState, id: Id) =>
  votes.find(({ voteId }) => voteId === id) ?? refuse('not_found', 'follows')

type Asked = Pick<CommandData<'vote:opened'>, 'itemId' | 'form' | 'decisionClass' | 'stage'>

const findAskedFor = async ({ trx }: Work, { itemId, form, decisionClass, stage }: Asked) =>
  itemId === null || stage !== null || decisionClass === 'procedural' || form === 'election'
    ? null
    : findAskedVote(trx, itemId)

/** The initiative that a question of its item decides about: no break or end of debate, and no step on the way of a text. */
function decidedBy(
  { agenda }: MeetingState,
  { itemId, decisionClass, stage }: Pick<CommandData<'vote:opened'>, 'itemId' | 'decisionClass' | 'stage'>,
): Id | null {
  const item = agenda.find(({ id }) => id === itemId)
  return decisionClass === 'procedural' || stage !== null ? null : (item?.initiativeId ?? null)
}

/** Closes a vote with those who are here at this second (domain §4 `quorum.check`); the chain hears of it from the mechanic. */
export async function closeVoteAt(work: Work, state: MeetingState, voteId: Id): Promise<void> {
  const itemId = state.votes.find((each) => each.voteId === voteId)?.itemId ?? null
  await closeVote(work, voteId, 'hand', { present: quorateOf(state, itemId) })
}

/**
 * Whoever leaves while a question is open votes no more on it, and again when they are back: at a meeting those vote who are present. Whose
 * line is lost has not left: their ballot says that they are there.
 */
export async function keepElectors(
  { trx }: Work,
  state: MeetingState,
  entries: readonly Entry[],
): Promise<void> {
  const vote = openVoteOf(state)
  if (!vote) return
  for (const { verb, data } of entries)
    if (verb === 'attendance:in' || (verb === 'attendance:out' && data.by !== 'line'))
      await markAway(trx, vote.voteId, data.who, verb === 'attendance:in' ? 0 : 1)
}

/** Who counts towards the quorum of a vote: those who are here, or, where the rules look only once, those who were at the opening. */
function quorateOf(state: MeetingState, itemId: Id | null): Id[] {
  const { openedAt } = state
  return checksEachVote(state) || openedAt === null
    ? sittingOf(state, itemId).present
    : sittingOf(state, null, (each) => presenceAt(each, openedAt)).present
}

/** A meeting that goes on past midnight: whoever's term ended with the day, or who is suspended since, has no vote any more. */
async function sittingToday(work: Work, { councilId }: Meeting, sitting: Sitting): Promise<Sitting> {
  const council = (await findCouncil(work.trx, councilId)) ?? refuse('not_found')
  const { electors } = await listElectorate(work.trx, councilId, dayIn(work.now, council.timeZone))
  const votes = new Set(electors.map(({ memberId }) => memberId))
  const still = (ids: readonly Id[]) => ids.filter((id) => votes.has(id))
  return { present: still(sitting.present), entitled: still(sitting.entitled) }
}
