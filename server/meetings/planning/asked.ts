import { AgendaLimits, type AskedQuestion } from '../../../shared/meetings/planning.ts'
import type { Outcome } from '../../../shared/votes.ts'
import type { Id } from '../../../shared/values.ts'
import { findRevision } from '../../drafts/queries.ts'
import { findInitiative } from '../../initiatives/queries.ts'
import type { Work } from '../../lib/act.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { newId } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { findVote, listFollowing } from '../../votes/queries.ts'
import '../../votes/tables.ts'
import { listPlannedItems, type Meeting } from '../queries.ts'
import { lockArranged, type Place } from './notice.ts'
import { touch } from './touch.ts'
import './tables.ts'

/** Of the last absentee votes of a council, how many are looked at. */
const LOOKED_AT = 100
const TITLE = 300

/**
 * Questions of absentee votes that ended because members demanded a session (T5, `absentee.veto`) and that stand on no agenda yet; a
 * meeting that was called off or had no quorum considered none.
 */
export async function listAskedForSession(db: Db, councilId: Id): Promise<AskedQuestion[]> {
  const votes = await db
    .selectFrom('vote')
    .select(['id', 'question', 'closedAt', 'result'])
    .where('councilId', '=', councilId)
    .where('form', '=', 'absentee')
    .where('state', '=', 'closed')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('agendaItem')
            .innerJoin('meeting', 'meeting.id', 'agendaItem.meetingId')
            .select('agendaItem.id')
            .whereRef('agendaItem.askedByVoteId', '=', 'vote.id')
            .where('meeting.state', 'not in', ['cancelled', 'failed_quorum']),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('vote as later').select('later.id').whereRef('later.followsId', '=', 'vote.id'),
        ),
      ),
    )
    .orderBy('closedAt', 'desc')
    .limit(LOOKED_AT)
    .execute()
  return votes.flatMap(({ id, question, closedAt, result }) =>
    closedAt !== null && wasConverted(result) ? [{ voteId: id, question, at: closedAt }] : [],
  )
}

const wasConverted = (result: string | null): boolean =>
  result !== null && fromJson<{ outcome: Outcome }>(result).outcome === 'converted'

/**
 * Puts such a question at the end of the agenda, with the initiative or the text it was about; done twice it stands once. Refuses,
 * beside `lockArranged`: `not_found` for a vote of another council, `nothing_to_follow` for one that was not demanded to a session,
 * `already_followed` when it stands on an agenda or was put since, `too_many_items`.
 */
export async function putAsked(work: Work, place: Place, voteId: Id): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  await putAskedAt(work, meeting, voteId)
}

/** The same for a meeting that is locked already. */
export async function putAskedAt(work: Work, meeting: Meeting, voteId: Id): Promise<void> {
  const { trx } = work
  const planned = await listPlannedItems(trx, meeting.id)
  if ((await listVotesOf(trx, meeting.id)).some(({ askedByVoteId }) => askedByVoteId === voteId)) return
  if (planned.length >= AgendaLimits.items) return refuse('too_many_items')
  const vote = await findVote(trx, voteId)
  if (vote?.councilId !== meeting.councilId) return refuse('not_found', 'voteId')
  if (vote.state !== 'closed' || !wasConverted(vote.result)) return refuse('nothing_to_follow', 'voteId')
  const waiting = await listAskedForSession(trx, meeting.councilId)
  if (waiting.every((each) => each.voteId !== voteId)) return refuse('already_followed', 'voteId')
  const id = newId()
  const initiative = vote.subjectKind === 'initiative' ? await findInitiative(trx, vote.subjectId) : undefined
  const isBefore = initiative?.state === 'council_review'
  const revision = vote.revisionId === null ? undefined : await findRevision(trx, vote.revisionId)
  await trx
    .insertInto('agendaItem')
    .values({
      ...{ id, meetingId: meeting.id, parentId: null, askedByVoteId: voteId },
      position: planned.filter(({ parentId }) => parentId === null).length + 1,
      title: vote.question.slice(0, TITLE),
      ...{ speaker: null, minutes: null, proposal: null, voteForm: null },
      decisionClass: vote.decisionClass,
      initiativeId: isBefore ? initiative.id : null,
      draftId: isBefore ? initiative.draftId : initiative ? null : (revision?.draftId ?? null),
    })
    .execute()
  await touch(work, meeting)
  await record(work, {
    verb: 'agenda:added',
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { itemId: id, voteId },
  })
}

/** By which votes items of a meeting were asked for. */
export const listVotesOf = (db: Db, meetingId: Id) =>
  db
    .selectFrom('agendaItem')
    .select(['id', 'askedByVoteId'])
    .where('meetingId', '=', meetingId)
    .where('askedByVoteId', 'is not', null)
    .execute()

/** The vote that a question on this item follows: the one whose electors demanded a session, until it was put there. */
export async function findAskedVote(db: Db, itemId: Id): Promise<Id | null> {
  const item = await db
    .selectFrom('agendaItem')
    .select('askedByVoteId')
    .where('id', '=', itemId)
    .executeTakeFirst()
  if (!item?.askedByVoteId) return null
  const followers = await listFollowing(db, item.askedByVoteId)
  const stands = followers.some(({ state }) => state !== 'annulled' && state !== 'invalid')
  return stands ? null : item.askedByVoteId
}
