import type { NewProposal } from '../../../shared/meetings/planning.ts'
import type { Id } from '../../../shared/values.ts'
import { findCouncil } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { record } from '../../lib/journal.ts'
import { post } from '../../lib/mail.ts'
import { refuse, refuseIf } from '../../lib/refuse.ts'
import { proposalLetter } from '../letters.ts'
import { lockMeeting, type Meeting } from '../queries.ts'
import { notAllowed } from '../rules.ts'
import { putItem } from './agenda.ts'
import { listAddresses } from './concerned.ts'
import { linkTo, lockArranged, type Place } from './notice.ts'
import { lockMeetingByNumber } from './queries.ts'
import { mayPropose, whyNotArrange } from './rules.ts'

/** So that nobody fills the page of whoever decides about them. */
const OPEN_AT_ONCE = 20

/**
 * Proposes an item for the agenda of a meeting, by whoever sits in the council (domain §2.2); one that was sent twice stands once.
 * Refuses `not_found`, `not_allowed`, `meeting_wrong_phase`, `reason_required`, `conflict`, and `too_many_items` for who has twenty
 * that wait.
 */
export async function proposeItem(work: Work, place: Place, input: NewProposal): Promise<void> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const found = (await lockMeetingByNumber(trx, place.slug, place.number)) ?? refuse('not_found')
  const meeting = (await lockMeeting(trx, found.id)) ?? refuse('not_found')
  if (!mayPropose(work.actor, meeting.councilId)) refuse(notAllowed(meeting, work.actor))
  refuseIf(whyNotArrange(meeting))
  const reason = input.reason.trim()
  if (!reason) refuse('reason_required', 'reason')
  const known = await trx
    .selectFrom('agendaProposal')
    .select(['meetingId', 'createdBy'])
    .where('id', '=', input.id)
    .executeTakeFirst()
  if (known) {
    if (known.meetingId !== meeting.id || known.createdBy !== personId) refuse('conflict')
    return
  }
  if ((await countOpen(trx, meeting.id, personId)) >= OPEN_AT_ONCE) refuse('too_many_items')
  await trx
    .insertInto('agendaProposal')
    .values({
      ...{ id: input.id, meetingId: meeting.id, title: input.title.trim(), reason },
      ...{ state: 'open', answer: null, createdBy: personId, createdAt: now },
    })
    .execute()
  await note(work, meeting, 'made', input.id)
}

/** Takes one's own proposal back. Refuses `not_found`, `proposal_decided`. */
export async function withdrawProposal(work: Work, place: Place, id: Id): Promise<void> {
  const { personId } = personOf(work.actor)
  const found = (await lockMeetingByNumber(work.trx, place.slug, place.number)) ?? refuse('not_found')
  const proposal = await findProposal(work, found.id, id)
  if (proposal.createdBy !== personId) refuse('not_found')
  if (proposal.state !== 'open') refuse('proposal_decided')
  await setState(work, id, 'withdrawn')
  await note(work, found, 'withdrawn', id)
}

/**
 * Puts a proposed item at the end of the agenda, or declines it with a reason; whoever proposed it is told. Refuses, beside
 * `lockArranged`: `not_found`, `proposal_decided`, `reason_required`, `too_many_items`.
 */
export async function decideProposal(
  work: Work,
  place: Place,
  id: Id,
  { isAccepted, reason: said }: { isAccepted: boolean; reason: string },
  home: URL,
): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  const proposal = await findProposal(work, meeting.id, id)
  const reason = said.trim() || null
  if (proposal.state !== 'open') refuse('proposal_decided')
  if (!isAccepted && reason === null) refuse('reason_required', 'reason')
  await setState(work, id, isAccepted ? 'accepted' : 'declined', isAccepted ? null : reason)
  if (isAccepted)
    await putItem(work, meeting, {
      // The item keeps the proposal's id, so that accepting twice at once adds it once.
      ...{ id, parentId: null, title: proposal.title, speaker: null, minutes: null, proposal: null },
      ...{ voteForm: null, decisionClass: null, initiativeNumber: null },
    })
  await note(work, meeting, isAccepted ? 'accepted' : 'declined', id)
  const council = (await findCouncil(work.trx, meeting.councilId)) ?? refuse('not_found')
  const link = linkTo(home, council.slug, meeting.number)
  const { title } = proposal
  if (proposal.createdBy === work.actor.personId) return
  for (const to of (await listAddresses(work.trx, [proposal.createdBy])).values())
    await post(work, proposalLetter(to, { title, isAccepted, reason, link }))
}

const countOpen = async (db: Db, meetingId: Id, createdBy: Id): Promise<number> =>
  (
    await db
      .selectFrom('agendaProposal')
      .select('id')
      .where('meetingId', '=', meetingId)
      .where('createdBy', '=', createdBy)
      .where('state', '=', 'open')
      .execute()
  ).length

const findProposal = async (work: Work, meetingId: Id, id: Id) =>
  (await work.trx
    .selectFrom('agendaProposal')
    .selectAll()
    .where('meetingId', '=', meetingId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()) ?? refuse('not_found')

const setState = (
  work: Work,
  id: Id,
  state: 'accepted' | 'declined' | 'withdrawn',
  answer: string | null = null,
) => work.trx.updateTable('agendaProposal').set({ state, answer }).where('id', '=', id).execute()

const note = (work: Work, meeting: Pick<Meeting, 'id' | 'councilId'>, what: string, proposalId: Id) =>
  record(work, {
    verb: `proposal:${what}`,
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { proposalId },
  })
