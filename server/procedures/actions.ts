import type { DraftJson } from '../../shared/draft-schema.ts'
import {
  afterMove,
  isListOpen,
  type LeaveOutBody,
  type LeftOut,
  type NewProcedure,
  type Passage,
  type ProcedureMove,
  type PutBody,
  type StepKind,
  type WithdrawForBody,
} from '../../shared/procedures.ts'
import type { WithdrawnBy } from '../../shared/meetings/entries.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil, listMembersOn } from '../councils/queries.ts'
import { dayIn } from '../../shared/calendar.ts'
import {
  closeDraft,
  copyDraft,
  freezeDraft,
  publishRevision,
  sealDraft,
  thawDraft,
} from '../drafts/actions.ts'
import { findDraft, findRevision, lockDraft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import { fromJson, toJson } from '../lib/db/db.ts'
import { digest, newId } from '../lib/ids.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { openVote } from '../votes/actions.ts'
import { changed, decide, end } from './decide.ts'
import type { Brought, Sitting, TooLarge } from './procedures.ts'
import {
  addAmendments,
  addProcedure,
  addStep,
  findAmendment,
  findOpenStep,
  findProcedure,
  findRunning,
  listAmendments,
  listAmendmentsOfSuggestion,
  lockProcedure,
  setAmendment,
  setProcedure,
  setStep,
  type AmendmentRow,
  type Procedure,
} from './queries.ts'
import {
  holderOf,
  inVotingOrder,
  mayLead,
  whyNotKeep,
  whyNotList,
  whyNotMove,
  whyNotPut,
  whyNotWithdrawFor,
} from './rules.ts'
import { onPaper, questions, reasons } from './words.ts'

export type { Venue } from './procedures.ts'

export type House = Pick<Kit, 'drafts' | 'procedures'>

const classes = {
  basis: 'resolution_basis',
  amendment: 'resolution_amendment',
  whole: 'resolution_whole',
} as const

/** A procedure that is held for an act, by who leads it. */
interface Held {
  procedure: Procedure
  sitting: Sitting | null
  amendments: AmendmentRow[]
  isBusy: boolean
}

/**
 * Takes a text into the procedure: from now on it is changed by what is decided alone, and suggestions for it become amendments. Answers
 * with the id. Refuses `not_found`, `not_allowed` for who does not lead, `draft_frozen`, `procedure_running`, and `item_wrong_text`
 * when the item of the meeting is about another text.
 */
export async function openProcedure(work: Work, house: House, draftId: Id, body: NewProcedure): Promise<Id> {
  const { trx, now } = work
  const actor = personOf(work.actor)
  const { meetingId = null, itemId = null } = body
  const place = meetingId !== null && itemId !== null ? { meetingId, itemId } : null
  const sitting =
    place && ((await house.procedures.venue?.enter(work, place)) ?? refuse('not_found', 'itemId'))
  const draft = (await lockDraft(trx, draftId)) ?? refuse('not_found')
  if (draft.subjectKind === 'suggestion' || draft.subjectKind === 'procedure') refuse('not_allowed')
  if (sitting && (sitting.draftId !== draftId || sitting.councilId !== draft.councilId))
    refuse('item_wrong_text', 'itemId')
  if (!mayLead(actor, draft.councilId) && !sitting?.leads) refuse('not_allowed')
  if (draft.state !== 'open') refuse('draft_frozen')
  if (await findRunning(trx, draftId)) refuse('procedure_running')
  const procedure: Procedure = {
    id: newId(),
    councilId: draft.councilId,
    draftId,
    meetingId: place?.meetingId ?? null,
    itemId: place?.itemId ?? null,
    title: body.title.trim(),
    state: 'prepared',
    basisRevisionId: null,
    resultRevisionId: null,
    editorialDraftId: null,
    editorialRevisionId: null,
    editorialSince: null,
    editors: '[]',
    leftOut: '[]',
    reason: null,
    version: 0,
    openedBy: actor.personId,
    openedAt: now,
    changedAt: now,
  }
  await addProcedure(trx, procedure)
  await changed(work, procedure, 'procedure:opened', { draftId })
  work.after(() => house.drafts.recheck(draftId))
  return procedure.id
}

/**
 * Puts the text to the vote as a basis, frozen word for word. Refuses `procedure_wrong_state`, `procedure_busy`, `draft_empty`, and what
 * the meeting or `openVote` refuses.
 */
export async function putBasis(work: Work, house: House, id: Id, body: PutBody): Promise<void> {
  const held = await hold(work, house, id)
  const { procedure } = held
  refuseIf(whyNotMove(standing(held), 'putBasis'))
  let revisionId = procedure.basisRevisionId
  if (revisionId === null) {
    const revision = await publishRevision(work, procedure.draftId, procedure.title)
    if (!revision.words) refuse('draft_empty')
    revisionId = revision.id
  }
  await setProcedure(work.trx, id, { basisRevisionId: revisionId })
  await putToVote(work, held, body, 'basis', questions.basis(procedure.title), { revisionId })
  await move(work, held, 'putBasis')
}

/**
 * Rules that a suggestion which cannot be told apart into amendments is left out, and says why. Refuses `not_found` for one that can,
 * `reason_required`, `procedure_wrong_state` once the list is closed.
 */
export async function leaveOut(
  work: Work,
  house: House,
  id: Id,
  body: LeaveOutBody,
  tooLarge: readonly TooLarge[],
): Promise<void> {
  const { procedure } = await hold(work, house, id)
  if (!isListOpen(procedure.state)) refuse('procedure_wrong_state')
  const { author, suggestionId } =
    tooLarge.find((each) => each.suggestionId === body.suggestionId) ?? refuse('not_found', 'suggestionId')
  const reason = body.reason.trim() || refuse('reason_required', 'reason')
  const others = leftOutOf(procedure).filter((each) => each.suggestionId !== suggestionId)
  await setProcedure(work.trx, id, { leftOut: toJson([...others, { suggestionId, author, reason }]) })
  await changed(work, procedure, 'procedure:left_out', { suggestionId, reason })
}

const leftOutOf = ({ leftOut }: Procedure) => fromJson<LeftOut[]>(leftOut)

/** Ends the writing of amendments, so that they can be numbered; what is written in them now is what they are. */
export async function freezeList(
  work: Work,
  house: House,
  id: Id,
  tooLarge: readonly TooLarge[],
): Promise<void> {
  const held = await hold(work, house, id)
  refuseIf(whyNotMove(standing(held), 'closeList'))
  refuseIf(whyNotList(tooLarge, leftOutOf(held.procedure)))
  await closeDraft(work, held.procedure.draftId)
}

/** The list cannot be closed after all: amendments are written again. */
export async function thawList(work: Work, house: House, id: Id): Promise<void> {
  const { procedure } = await hold(work, house, id)
  if (procedure.state === 'basis_adopted') await thawDraft(work, procedure.draftId)
  work.after(() => house.drafts.recheck(procedure.draftId))
}

/**
 * Closes the list: what was suggested are amendments from now on, numbered by clause (T1). Refuses as `freezeList`: what became too large
 * in the last moment before the writing ended is found here.
 */
export async function closeList(
  work: Work,
  house: House,
  id: Id,
  { parts: brought, tooLarge }: { parts: readonly Brought[]; tooLarge: readonly TooLarge[] },
): Promise<void> {
  const held = await hold(work, house, id)
  refuseIf(whyNotMove(standing(held), 'closeList'))
  const { procedure, sitting } = held
  const rulings = leftOutOf(procedure)
  refuseIf(whyNotList(tooLarge, rulings))
  // Whatever was split since is among the amendments.
  const leftOut = rulings.filter((each) => tooLarge.some((one) => one.suggestionId === each.suggestionId))
  await setProcedure(work.trx, id, { leftOut: toJson(leftOut) })
  const numbered = brought.map((each, at) => ({
    ...{ ...each, number: at + 1, id: newId() },
    sha256: digest(canonicalJson(each.json)),
  }))
  const order = inVotingOrder(numbered)
  await addAmendments(
    work.trx,
    numbered.map((each) => {
      return {
        ...{ id: each.id, procedureId: id, number: each.number, position: order.indexOf(each) },
        ...{ suggestionId: each.suggestionId, ownerId: each.ownerId, author: each.author, note: each.note },
        state: 'pending' as const,
        hunks: toJson(each.hunks),
        passages: toJson(each.passages),
        content: toJson(each.suggested),
        sha256: each.sha256,
        reason: null,
        decidedAt: null,
      }
    }),
  )
  const basis = procedure.basisRevisionId && (await findRevision(work.trx, procedure.basisRevisionId))
  await sitting?.note('amendments:listed', {
    procedureId: id,
    basisSha256: basis ? basis.sha256 : refuse('procedure_wrong_state'),
    amendments: numbered.map(onPaper),
    leftOut: leftOut.map(({ author, reason }) => ({ author, reason })),
  })
  await move(work, held, 'closeList', { amendments: numbered.length })
}

/** The order in which those that still wait are put. Refuses `conflict` when these are not all of them. */
export async function orderAmendments(work: Work, house: House, id: Id, ids: readonly Id[]): Promise<void> {
  const { procedure, amendments, isBusy } = await hold(work, house, id)
  if (procedure.state !== 'amendments') refuse('procedure_wrong_state')
  if (isBusy) refuse('procedure_busy')
  const waiting = amendments.filter(({ state }) => state === 'pending')
  if (waiting.length !== ids.length || waiting.some((each) => !ids.includes(each.id))) refuse('conflict')
  const first = amendments.length - waiting.length
  for (const [at, each] of ids.entries()) await setAmendment(work.trx, each, { position: first + at })
  await changed(work, procedure, 'procedure:ordered', {})
}

/** What was worked out before an act: the text after each of the amendments, from the text behind row `head`. */
export interface Prepared {
  ids: readonly Id[]
  texts: readonly DraftJson[]
  head: number
}

/**
 * Puts one amendment to the vote, or several as a block. Refuses `list_is_open`, `procedure_busy`, `amendment_decided`, `conflict` when the
 * text is another one than they were held against.
 */
export async function putAmendments(
  work: Work,
  house: House,
  id: Id,
  body: PutBody,
  prepared: Prepared,
): Promise<void> {
  const held = await hold(work, house, id)
  const chosen = await chooseFor(work, held, prepared, 'vote')
  const question = questions.amendments(chosen.map(named))
  await putToVote(work, held, body, 'amendment', question, { prepared, chosen })
  await changed(work, held.procedure, 'procedure:put', { kind: 'amendment', numbers: numbersOf(chosen) })
}

/**
 * Asks whether anybody objects to one amendment or several, at a meeting: if nobody does they are taken without a vote (AntragsGrün,
 * OpenSlides know no such thing; [V S73] does). Refuses `amendment_objected` when somebody did before, `procedure_not_at_meeting`, and
 * as `putAmendments`.
 */
export async function askConsent(work: Work, house: House, id: Id, prepared: Prepared): Promise<void> {
  const held = await hold(work, house, id)
  const chosen = await chooseFor(work, held, prepared, 'consent')
  refuseIf(held.sitting ? held.sitting.whyNotAsk : 'procedure_not_at_meeting')
  const question = questions.consent(chosen.map(named))
  await addQuestion(work, held, { kind: 'amendment', way: 'consent', question, voteId: null, prepared })
  await held.sitting?.note('amendments:asked', { procedureId: id, amendments: [...prepared.ids] })
  await changed(work, held.procedure, 'procedure:asked', { numbers: numbersOf(chosen) })
}

/** Says that one objects: what was asked goes to a vote. Members with a vote do, and who leads for those in the hall. */
export async function objectTo(work: Work, house: House, id: Id): Promise<void> {
  const { procedure, sitting, leads } = await enter(work, house, id)
  const { personId } = personOf(work.actor)
  if (!leads && !(await voterToday(work, procedure.councilId))) refuse('not_allowed')
  const step = await findOpenStep(work.trx, id)
  if (step?.way !== 'consent') return refuse('no_open_question')
  await setStep(work.trx, step.id, {
    closedAt: work.now,
    outcome: 'objected',
    objectedBy: personId,
    texts: null,
  })
  const amendments = fromJson<Id[]>(step.amendments)
  for (const each of amendments) await setAmendment(work.trx, each, { isObjected: 1 })
  await sitting?.note('amendments:objected', { procedureId: id, amendments })
  await changed(work, procedure, 'procedure:objected', { stepId: step.id })
}

/** Nobody has objected: what was asked about is taken. Refuses `no_open_question`. */
export async function concludeConsent(work: Work, house: House, id: Id): Promise<void> {
  const { procedure, sitting } = await hold(work, house, id)
  const step = await findOpenStep(work.trx, id)
  if (step?.way !== 'consent') return refuse('no_open_question')
  refuseIf(sitting ? sitting.whyNotAsk : 'procedure_not_at_meeting')
  await decide(work, house, procedure, step, 'adopted')
  await sitting?.note('amendments:taken', { procedureId: id, amendments: fromJson<Id[]>(step.amendments) })
}

/** Takes a question back that somebody was asked whether they object to. Refuses `no_open_question`. */
export async function takeBackConsent(work: Work, house: House, id: Id): Promise<void> {
  const { procedure, sitting } = await hold(work, house, id)
  const step = await findOpenStep(work.trx, id)
  if (step?.way !== 'consent') return refuse('no_open_question')
  await setStep(work.trx, step.id, { closedAt: work.now, outcome: 'taken_back', texts: null })
  await sitting?.note('amendments:unasked', { procedureId: id, amendments: fromJson<Id[]>(step.amendments) })
  await changed(work, procedure, 'procedure:taken_back', { stepId: step.id })
}

/**
 * Whoever an amendment belongs to gives it up: its author, or who took it over. Refuses `not_found`, `not_allowed`, `amendment_decided`,
 * `amendment_in_vote`.
 */
export async function withdrawAmendment(work: Work, house: House, id: Id, amendmentId: Id): Promise<void> {
  const { amendment, ...entered } = await enterAmendment(work, house, id, amendmentId)
  if (holderOf(amendment) !== personOf(work.actor).personId) refuse('not_allowed')
  const reason = reasons.withdrawn[amendment.keeperId === null ? 'author' : 'keeper']
  await giveUp(work, entered, amendment, { by: 'author', reason })
}

/** Who leads takes it back for its author, or because nobody is there who stands for it. Refuses also what `whyNotWithdrawFor` does. */
export async function withdrawFor(
  work: Work,
  house: House,
  id: Id,
  amendmentId: Id,
  body: WithdrawForBody,
): Promise<void> {
  const { amendment, leads, ...entered } = await enterAmendment(work, house, id, amendmentId)
  if (!leads) refuse('not_allowed')
  refuseIf(whyNotWithdrawFor(body.by, entered.sitting, holderOf(amendment)))
  const reason =
    body.by === 'absence'
      ? reasons.withdrawn.absence
      : reasons.withdrawn.on_behalf(body.reason.trim() || refuse('reason_required', 'reason'))
  await giveUp(work, entered, amendment, { by: body.by, reason })
}

/** A member who is there stands for the amendment of an author who is not. Refuses `amendment_decided` and what `whyNotKeep` does. */
export async function keepAmendment(work: Work, house: House, id: Id, amendmentId: Id): Promise<void> {
  const { amendment, procedure, sitting } = await enterAmendment(work, house, id, amendmentId)
  const { personId } = personOf(work.actor)
  const me = await voterToday(work, procedure.councilId)
  refuseIf(whyNotKeep(sitting, personId, me !== undefined, holderOf(amendment)))
  if (amendment.state !== 'pending') refuse('amendment_decided')
  const { name } = me ?? refuse('not_allowed')
  await setAmendment(work.trx, amendmentId, { keeperId: personId, keeper: name })
  await sitting?.note('amendment:taken_over', { procedureId: id, amendmentId, name })
  await changed(work, procedure, 'procedure:kept', { number: amendment.number })
}

/** A suggestion was taken back: so are the amendments that it was. Heard in the act that takes it back; refuses as `withdrawAmendment`. */
export async function followWithdrawal(work: Work, house: House, suggestionId: Id): Promise<void> {
  for (const { id, procedureId } of await listAmendmentsOfSuggestion(work.trx, suggestionId)) {
    const { amendment, ...entered } = await enterAmendment(work, house, procedureId, id)
    if (amendment.state !== 'pending') continue
    // What somebody took over is theirs.
    if (amendment.keeperId !== null) refuse('not_allowed')
    await giveUp(work, entered, amendment, { by: 'author', reason: reasons.withdrawn.author })
  }
}

async function enterAmendment(work: Work, house: House, id: Id, amendmentId: Id) {
  const entered = await enter(work, house, id)
  const amendment = await findAmendment(work.trx, amendmentId)
  if (amendment?.procedureId !== id) return refuse('not_found')
  if (entered.procedure.state !== 'amendments') return refuse('procedure_wrong_state')
  return { ...entered, amendment }
}

async function giveUp(
  work: Work,
  { procedure, sitting }: Pick<Held, 'procedure' | 'sitting'>,
  amendment: AmendmentRow,
  why: { by: WithdrawnBy; reason: string },
): Promise<void> {
  if (amendment.state !== 'pending') refuse('amendment_decided')
  const step = await findOpenStep(work.trx, procedure.id)
  if (step && fromJson<Id[]>(step.amendments).includes(amendment.id)) refuse('amendment_in_vote')
  await end(work, amendment, 'withdrawn', why.reason, personOf(work.actor).personId)
  await sitting?.note('amendment:withdrawn', {
    ...{ procedureId: procedure.id, amendmentId: amendment.id },
    ...why,
  })
  await changed(work, procedure, 'procedure:withdrawn', { number: amendment.number, by: why.by })
}

/** Who leads confirms that an amendment cannot be taken any more. `why` was worked out from the text behind row `head`. */
export async function confirmFall(
  work: Work,
  house: House,
  id: Id,
  amendmentId: Id,
  fall: { why: 'words' | 'done'; because: readonly number[]; head: number },
): Promise<void> {
  const { procedure, sitting, amendments, isBusy } = await hold(work, house, id)
  const amendment = amendments.find((each) => each.id === amendmentId) ?? refuse('not_found')
  if (procedure.state !== 'amendments') refuse('procedure_wrong_state')
  if (isBusy) refuse('procedure_busy')
  if (amendment.state !== 'pending') refuse('amendment_decided')
  await refuseMoved(work, procedure, fall.head)
  const reason = fall.why === 'done' ? reasons.done : reasons.fallen(fall.because)
  await end(work, amendment, 'fallen', reason, personOf(work.actor).personId)
  const because = [...fall.because]
  await sitting?.note('amendment:fallen', { procedureId: id, amendmentId, because, reason })
  await changed(work, procedure, 'procedure:fell', { number: amendment.number })
}

/**
 * Puts the text to the vote in whole: the very revision that is voted on is what is adopted, with its SHA-256. Refuses `amendments_left`
 * while one is not decided, and as `putBasis`.
 */
export async function putWhole(work: Work, house: House, id: Id, body: PutBody): Promise<void> {
  const held = await hold(work, house, id)
  const { procedure, amendments } = held
  refuseIf(whyNotMove(standing(held), 'putWhole'))
  const revisionId =
    procedure.resultRevisionId ?? (await sealDraft(work, procedure.draftId, procedure.title)).id
  await setProcedure(work.trx, id, { resultRevisionId: revisionId })
  const adopted = amendments.filter(({ state }) => state === 'adopted').length
  await putToVote(work, held, body, 'whole', questions.whole(procedure.title, adopted), { revisionId })
  await move(work, held, 'putWhole')
}

/** Gives the text back to its authors without a decision. Refuses `reason_required`, `procedure_wrong_state`, `procedure_busy`. */
export async function giveBack(work: Work, house: House, id: Id, given: string): Promise<void> {
  const held = await hold(work, house, id)
  refuseIf(whyNotMove(standing(held), 'giveBack'))
  const reason = given.trim() || refuse('reason_required', 'reason')
  await setProcedure(work.trx, id, { reason })
  await move(work, held, 'giveBack', { reason })
  await held.sitting?.note('text:returned', { procedureId: id, reason })
  await thawDraft(work, held.procedure.draftId)
  work.after(() => house.drafts.recheck(held.procedure.draftId))
}

/**
 * Asks some members to mend the wording of what was adopted without changing its sense (domain §2.3 «редакционная комиссия»): they work
 * in a copy, what was voted stays as it is. Refuses `procedure_wrong_state` when it is not adopted or there was one, `not_found`
 * (`editors`) for who does not sit in the council.
 */
export async function beginEditorial(
  work: Work,
  house: House,
  id: Id,
  editors: readonly Id[],
): Promise<void> {
  const { procedure } = await hold(work, house, id)
  if (procedure.state !== 'adopted' || procedure.editorialDraftId) refuse('procedure_wrong_state')
  const seated = new Set((await membersToday(work, procedure.councilId)).map(({ personId }) => personId))
  if (editors.some((each) => !seated.has(each))) refuse('not_found', 'editors')
  const { id: editorialDraftId } = await copyDraft(work, procedure.draftId, 'procedure')
  await setProcedure(work.trx, id, {
    editorialDraftId,
    editorialSince: work.now,
    editors: toJson(editors),
  })
  await changed(work, procedure, 'procedure:editing', { editorialDraftId, editors })
}

/** The wording is mended: it is kept as a revision beside what was voted, and everybody can compare the two. */
export async function finishEditorial(work: Work, house: House, id: Id): Promise<void> {
  const { procedure } = await hold(work, house, id)
  const { editorialDraftId } = procedure
  if (editorialDraftId === null || procedure.editorialRevisionId) return refuse('procedure_wrong_state')
  const { id: editorialRevisionId, sha256 } = await freezeDraft(work, editorialDraftId, procedure.title)
  await setProcedure(work.trx, id, { editorialRevisionId })
  await changed(work, procedure, 'procedure:edited', { editorialRevisionId, sha256 })
  work.after(() => house.drafts.recheck(editorialDraftId))
}

/** Locks the meeting, if there is one, and then the procedure: closing a vote comes in the same order. */
async function enter(work: Work, house: House, id: Id) {
  const found = (await findProcedure(work.trx, id)) ?? refuse('not_found')
  const place = house.procedures.placeOf(found)
  const sitting = place && ((await house.procedures.venue?.enter(work, place)) ?? null)
  const procedure = (await lockProcedure(work.trx, id)) ?? refuse('not_found')
  const leads = mayLead(personOf(work.actor), procedure.councilId) || (sitting?.leads ?? false)
  return { procedure, sitting, leads }
}

async function hold(work: Work, house: House, id: Id): Promise<Held> {
  const { procedure, sitting, leads } = await enter(work, house, id)
  if (!leads) refuse('not_allowed')
  const amendments = await listAmendments(work.trx, id)
  const isBusy = (await findOpenStep(work.trx, id)) !== undefined
  return { procedure, sitting, amendments, isBusy }
}

const standing = ({ procedure, amendments, isBusy }: Held) => ({
  state: procedure.state,
  isBusy,
  pending: amendments.filter(({ state }) => state === 'pending').length,
})

async function move(
  work: Work,
  { procedure }: Held,
  by: ProcedureMove,
  data: Record<string, unknown> = {},
): Promise<void> {
  const state = afterMove(procedure.state, by) ?? refuse('procedure_wrong_state')
  await setProcedure(work.trx, procedure.id, { state })
  await changed(work, procedure, `procedure:${state}`, data)
}

interface Question {
  kind: StepKind
  way: 'vote' | 'consent'
  question: string
  voteId: Id | null
  prepared?: Prepared
}

const addQuestion = (work: Work, { procedure }: Held, { prepared, ...asked }: Question) =>
  addStep(work.trx, {
    ...asked,
    id: newId(),
    procedureId: procedure.id,
    amendments: toJson(prepared?.ids ?? []),
    texts: prepared ? toJson(prepared.texts) : null,
    putBy: personOf(work.actor).personId,
    putAt: work.now,
    closedAt: null,
    outcome: null,
    objectedBy: null,
  })

/** At a meeting the question goes into its chain; apart from one it is a vote that the clock closes. */
async function putToVote(
  work: Work,
  held: Held,
  body: PutBody,
  stage: StepKind,
  question: string,
  asks: { revisionId?: Id | null; prepared?: Prepared; chosen?: readonly AmendmentRow[] },
): Promise<void> {
  const { procedure, sitting } = held
  const { revisionId = null, prepared, chosen } = asks
  const asked = {
    ...{ question, revisionId, stage, decisionClass: classes[stage] },
    ...(body.form && { form: body.form }),
  }
  const voteId = sitting
    ? await sitting.open({ ...asked, ...(chosen && { amendments: chosen.map(named).map(onPaper) }) })
    : await openVote(work, {
        ...asked,
        councilId: procedure.councilId,
        subject: ['procedure', procedure.id],
        closesAt: body.closesAt ?? null,
      })
  await addQuestion(work, held, { kind: stage, way: 'vote', question, voteId, ...(prepared && { prepared }) })
}

async function chooseFor(
  work: Work,
  held: Held,
  prepared: Prepared,
  way: 'vote' | 'consent',
): Promise<AmendmentRow[]> {
  const chosen = prepared.ids.map(
    (id) => held.amendments.find((each) => each.id === id) ?? refuse('not_found', 'amendments'),
  )
  refuseIf(whyNotPut({ state: held.procedure.state, isBusy: held.isBusy }, chosen, way))
  await refuseMoved(work, held.procedure, prepared.head)
  return chosen
}

/** What was worked out is of no use once the text has moved. */
async function refuseMoved(work: Work, { draftId }: Procedure, head: number): Promise<void> {
  if ((await findDraft(work.trx, draftId))?.head !== head) refuse('conflict')
}

const named = (row: AmendmentRow) => ({ ...row, passages: fromJson<Passage[]>(row.passages) })
const numbersOf = (rows: readonly AmendmentRow[]) => rows.map(({ number }) => number)

async function membersToday({ trx, now }: Work, councilId: Id) {
  const council = (await findCouncil(trx, councilId)) ?? refuse('not_found')
  return listMembersOn(trx, councilId, dayIn(now, council.timeZone))
}

const voterToday = async (work: Work, councilId: Id) =>
  (await membersToday(work, councilId)).find(
    (each) => each.personId === work.actor.personId && each.hasVote && each.role !== 'observer',
  )
