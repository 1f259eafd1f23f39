import { dayIn } from '../../shared/calendar.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { draftStats } from '../../shared/draft-text.ts'
import type { NewInitiative, OpenVoteBody } from '../../shared/initiatives.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import { createDraft, freezeDraft, publishRevision, sealDraft, thawDraft } from '../drafts/actions.ts'
import { findDraft, type Revision } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { holdsPost, personOf, seatIn } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { post } from '../lib/mail.ts'
import { refuse } from '../lib/refuse.ts'
import { findMunicipality } from '../organizations/queries.ts'
import { listAddressees } from '../people/queries.ts'
import { submitReview } from '../reviews/actions.ts'
import { openVote, type OpenedVote } from '../votes/actions.ts'
import { findRepresented, listElectors } from './concerned.ts'
import { initialContent, questionAbout, searchable } from './content.ts'
import { heldFor } from './hold.ts'
import { ballotLetter } from './letters.ts'
import { move, type Surroundings } from './moves.ts'
import { lockInitiative, type Initiative } from './queries.ts'
import { mayCreate } from './rules.ts'
import { addInitiative, addStep, findOktmo, takeNumber } from './writes.ts'

export type { Surroundings }

/**
 * Begins an initiative with the required fields of the card (T10) and its text. The number is «ИН-<ОКТМО>-<year>-<n>», counted in
 * its municipality and year. Refuses `not_found` (no such council), `not_allowed`, `invalid_request` for a municipality that is none.
 */
export async function createInitiative(work: Work, card: NewInitiative): Promise<{ id: Id; number: string }> {
  const { trx, now } = work
  const actor = personOf(work.actor)
  const { councilId, municipalityCode, kind, sector } = card
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found', 'councilId')
  if (!mayCreate(actor, councilId)) refuse('not_allowed')
  const organizationId = card.organizationId ?? null
  if (organizationId !== null && !(await speaksFor(work, councilId, organizationId)))
    refuse('not_allowed', 'organizationId')
  const today = dayIn(now, council.timeZone)
  if (!(await findMunicipality(trx, municipalityCode, today))) refuse('invalid_request', 'municipalityCode')

  const [title, problem, proposal] = [card.title.trim(), card.problem.trim(), card.proposal.trim()]
  const number = await numberFor(work, municipalityCode, Number(today.slice(0, 4)))
  const content = initialContent({ problem, proposal })
  const draftId = await createDraft(work, {
    councilId,
    subjectKind: 'initiative',
    content,
    authorId: actor.personId,
  })
  const id = newId()
  await addInitiative(trx, {
    id,
    number,
    councilId,
    municipalityCode,
    title,
    kind,
    sector,
    problem,
    proposal,
    authorId: actor.personId,
    organizationId,
    state: 'draft',
    draftId,
    revisionId: null,
    voteId: null,
    reviewId: null,
    searchText: searchable(title, number, problem, proposal),
    createdAt: now,
    movedAt: now,
  })
  const step = { id: newId(), initiativeId: id, verb: 'created', state: 'draft', at: now } as const
  await addStep(trx, { ...step, personId: actor.personId, reason: null, revisionId: null })
  await record(work, {
    verb: 'initiative:created',
    subject: ['initiative', id],
    councilId,
    data: { number, draftId },
  })
  work.publish(`person:${actor.personId}`, 'initiative:changed', { id, number, movedAt: now })
  return { id, number }
}

async function speaksFor({ trx, actor }: Work, councilId: Id, organizationId: Id): Promise<boolean> {
  const seat = seatIn(actor, councilId)
  return (
    holdsPost(actor, organizationId, 'representative') ||
    (seat !== undefined && (await findRepresented(trx, seat.memberId)) === organizationId)
  )
}

async function numberFor({ trx }: Work, municipalityCode: string, year: number): Promise<string> {
  const place = (await findOktmo(trx, municipalityCode))?.slice(0, 5) ?? municipalityCode.toUpperCase()
  const n = await takeNumber(trx, municipalityCode, year)
  return `ИН-${place}-${year}-${String(n).padStart(3, '0')}`
}

/** Opens the text for everybody to read, as it is now. Refuses `not_found`, `not_allowed`, `initiative_wrong_state`, `draft_empty`. */
export async function openDiscussion(work: Work, number: string, house: Surroundings): Promise<void> {
  const initiative = await heldFor(work, number, 'openDiscussion')
  const revision = written(await publishRevision(work, initiative.draftId, initiative.title))
  await move(work, house, initiative, 'openDiscussion', { revisionId: revision.id })
}

/** Hands the text, as it is after the discussion, to the council. Refuses as `openDiscussion`. */
export async function sendToCouncil(work: Work, number: string, house: Surroundings): Promise<void> {
  const initiative = await heldFor(work, number, 'sendToCouncil')
  const revision = written(await publishRevision(work, initiative.draftId, initiative.title))
  await move(work, house, initiative, 'sendToCouncil', { revisionId: revision.id })
}

/** Gives it back to its authors, who are told why. Refuses also `reason_required`. */
export async function returnToDraft(
  work: Work,
  number: string,
  house: Surroundings,
  reason: string | null | undefined,
): Promise<void> {
  const initiative = await heldFor(work, number, 'returnToDraft', reason)
  await thawDraft(work, initiative.draftId)
  await move(work, house, initiative, 'returnToDraft', { reason })
}

/** The author gives it up and says why. The text is closed for writing and stays as far as it was public. */
export async function withdraw(
  work: Work,
  number: string,
  house: Surroundings,
  reason: string | null | undefined,
): Promise<void> {
  const initiative = await heldFor(work, number, 'withdraw', reason)
  await move(work, house, initiative, 'withdraw', { reason })
}

/**
 * Freezes the text and opens a named vote on it, in one act; answers with the id of the vote. Refuses as `openDiscussion`, and what
 * `openVote` of the mechanic refuses.
 */
export async function putToVote(
  work: Work,
  number: string,
  house: Surroundings,
  { closesAt, decisionClass = 'ordinary', question: worded }: OpenVoteBody,
): Promise<Id> {
  const initiative = await heldFor(work, number, 'openVote')
  const { id, councilId, draftId, title } = initiative
  const revision = written(await freezeDraft(work, draftId, title))
  const question = worded?.trim() || questionAbout(initiative.number, title)
  const voteId = await openVote(work, {
    councilId,
    subject: ['initiative', id],
    question,
    revisionId: revision.id,
    decisionClass,
    closesAt,
  })
  await move(work, house, initiative, 'openVote', { revisionId: revision.id, voteId })
  await callElectors(work, house, initiative, voteId, question, closesAt)
  return voteId
}

/**
 * Puts an initiative that is before the council to the vote of a meeting, whose lead has been asked for: freezes its text, or takes the
 * one that was adopted there, and moves it. Answers with the id of the vote; null for an initiative that is not before this council now,
 * so that the question is one of the meeting alone. Refuses what `openVote` of the mechanic refuses, and `draft_empty`.
 */
export async function putToVoteAt(
  work: Work,
  initiativeId: Id,
  house: Surroundings,
  asked: Omit<OpenedVote, 'subject' | 'revisionId'>,
): Promise<Id | null> {
  const initiative = await lockInitiative(work.trx, initiativeId)
  if (initiative?.state !== 'council_review' || initiative.councilId !== asked.councilId) return null
  const { id, draftId, title } = initiative
  const draft = await findDraft(work.trx, draftId)
  const freeze = draft?.state === 'open' ? freezeDraft : sealDraft
  const revision = written(await freeze(work, draftId, title))
  const voteId = await openVote(work, { ...asked, subject: ['initiative', id], revisionId: revision.id })
  await move(work, house, initiative, 'openVote', { revisionId: revision.id, voteId })
  return voteId
}

/** Submits what the council adopted to an authority; answers with the id of the review. Refuses also `not_an_authority`. */
export async function submitToAuthority(
  work: Work,
  number: string,
  house: Surroundings,
  authorityId: Id,
): Promise<Id> {
  const initiative = await heldFor(work, number, 'submit')
  const { id, councilId, title, revisionId } = initiative
  const reviewId = await submitReview(work, {
    councilId,
    authorityId,
    subject: ['initiative', id],
    title,
    revisionId: revisionId ?? refuse('revision_missing'),
  })
  await move(work, house, initiative, 'submit', { reviewId })
  return reviewId
}

/** Refuses a text without a letter: there would be nothing to read or to vote on. */
function written(revision: Revision): Revision {
  if (draftStats(fromJson<DraftJson>(revision.content)).characters === 0) refuse('draft_empty')
  return revision
}

async function callElectors(
  work: Work,
  house: Surroundings,
  initiative: Initiative,
  voteId: Id,
  question: string,
  closesAt: string,
): Promise<void> {
  const electors = await listElectors(work.trx, voteId)
  const until = new Intl.DateTimeFormat('ru', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: initiative.timeZone,
  }).format(new Date(closesAt))
  const link = new URL(`/votes/${voteId}`, house.config.publicUrl).href
  for (const to of await listAddressees(work.trx, electors))
    if (to.id !== work.actor.personId) await post(work, ballotLetter(to, initiative, question, until, link))
}
