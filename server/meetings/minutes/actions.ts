import { dayIn, lastDayOf } from '../../../shared/calendar.ts'
import { votesOf, type Signer } from '../../../shared/meetings/minutes-facts.ts'
import {
  dayOf,
  isAbsenceWord,
  partsOf,
  signersOf,
  type MinutesContent,
} from '../../../shared/meetings/minutes.ts'
import type { Id } from '../../../shared/values.ts'
import { findCouncil, listMembersOn, lockCouncil, type Council } from '../../councils/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, seatIn } from '../../lib/actor.ts'
import { newId } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import { post } from '../../lib/mail.ts'
import { refuse, refuseIf } from '../../lib/refuse.ts'
import { listDaysOff } from '../../organizations/queries.ts'
import { listAddressees } from '../../people/queries.ts'
import { confirmVote } from '../../votes/actions.ts'
import { findVote } from '../../votes/queries.ts'
import { lockMeeting, type Meeting } from '../queries.ts'
import { drawUp, type Drawn } from './content.ts'
import { remarksLetter } from './letters.ts'
import {
  countOpenRemarks,
  findLastEdition,
  findRemark,
  isNumberTaken,
  lastMinutesNumber,
  listDissents,
  listRemarks,
  listSignatures,
  listWording,
  type Minutes,
} from './queries.ts'
import {
  awaitedOf,
  maySeeMinutes,
  mayWord,
  nextSigner,
  remarksEnd,
  termsOf,
  whyNotCirculate,
  whyNotDissent,
  whyNotRemark,
  substituteFor,
  whyNotSign,
  whyNotSubstitute,
  whyNotWord,
} from './rules.ts'

interface Held extends Drawn {
  meeting: Meeting
  council: Council
  minutes: Minutes
  today: string
}

/**
 * The minutes of a meeting that is locked, in the edition that is worked on; the first one begins with the first word about it.
 * Refuses `not_found` for whoever may not read them, `meeting_wrong_phase` before the meeting is convened.
 */
async function hold(work: Work, meetingId: Id): Promise<Held> {
  const { trx, now, actor } = work
  const { personId } = personOf(actor)
  const meeting = (await lockMeeting(trx, meetingId)) ?? refuse('not_found')
  const council = (await findCouncil(trx, meeting.councilId)) ?? refuse('not_found')
  const found = await findLastEdition(trx, meetingId)
  if (!maySeeMinutes(actor, council, found?.state ?? 'draft')) refuse('not_found')
  const drawn = (await drawUp(trx, meeting, found)) ?? refuse('meeting_wrong_phase')
  const minutes = found ?? firstEdition(meeting, personId, now)
  return { ...drawn, meeting, council, minutes, today: dayIn(now, council.timeZone) }
}

const firstEdition = (meeting: Meeting, createdBy: Id, createdAt: string): Minutes => ({
  ...{ id: newId(), meetingId: meeting.id, councilId: meeting.councilId, edition: 1, state: 'draft' },
  ...{ amendsId: null, reason: null, year: null, number: null, remarksUntil: null },
  ...{ content: null, sha256: null, signedAt: null, publishDueOn: null, publishedAt: null },
  ...{ createdBy, createdAt },
})

/** Writes the row of the edition if this is the first word about it. */
const begin = ({ trx }: Work, { minutes }: Held) =>
  trx
    .insertInto('minutes')
    .values(minutes)
    .onConflict((on) => on.column('id').doNothing())
    .execute()

const change = ({ trx }: Work, id: Id, values: Partial<Omit<Minutes, 'id'>>) =>
  trx.updateTable('minutes').set(values).where('id', '=', id).execute()

async function note(
  work: Work,
  { minutes, meeting }: Pick<Held, 'minutes' | 'meeting'>,
  verb: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await record(work, {
    verb: `minutes:${verb}`,
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { edition: minutes.edition, ...data },
  })
  work.publish(`meeting:${meeting.id}`, 'minutes:moved', { edition: minutes.edition })
}

function mayWordOr(work: Work, { meeting, content }: Held): void {
  if (!mayWord(work.actor, meeting.councilId, content.facts)) refuse('not_allowed')
}

/**
 * Words one part; answers with its new version. The same words sent again change nothing; over somebody else's newer ones nothing is
 * written (`minutes_part_changed`), and every earlier wording is kept. Refuses `not_allowed`, `minutes_frozen`, `not_found` for what
 * is no part of these minutes, `invalid_request` for an absence in words of one's own.
 */
export async function wordPart(
  work: Work,
  meetingId: Id,
  part: string,
  given: { text: string; version: number },
): Promise<{ version: number }> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  refuseIf(whyNotWord(held.minutes))
  const place = partsOf(held.content.facts).find(({ key }) => key === part) ?? refuse('not_found')
  const stands = (await listWording(work.trx, held.minutes.id)).get(part) ?? { text: '', version: 0 }
  const text = given.text.trim()
  if (text === stands.text) return { version: stands.version }
  if (place.kind === 'absent' && text !== '' && !isAbsenceWord(text)) refuse('invalid_request', 'text')
  if (given.version !== stands.version) refuse('minutes_part_changed', 'text')
  await begin(work, held)
  const version = stands.version + 1
  await work.trx
    .insertInto('minutesWording')
    .values({
      minutesId: held.minutes.id,
      part,
      version,
      text,
      personId: personOf(work.actor).personId,
      at: work.now,
    })
    .execute()
  await note(work, held, 'worded', { part, version })
  return { version }
}

/**
 * Sends the draft of a closed meeting round to the members: it takes its number, and the term for remarks begins (domain §4
 * `minutes.remarksDays`). Refuses `not_allowed`, `meeting_wrong_phase`, `minutes_wrong_state`, `minutes_number_taken`.
 */
export async function circulate(
  work: Work,
  meetingId: Id,
  given: { number?: number | null | undefined },
  home: URL,
): Promise<void> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  const { minutes, content, council, rules, today } = held
  refuseIf(whyNotCirculate(minutes, content.facts))
  const { year } = content.document
  const number = minutes.number ?? (await takeNumber(work, held, year, given.number ?? null))
  const remarksUntil = remarksEnd(today, rules, await listDaysOff(work.trx))
  await begin(work, held)
  await change(work, minutes.id, { state: 'remarks', year, number, remarksUntil })
  await note(work, held, 'circulated', { number, year, remarksUntil })
  const about = { council: council.name, number, on: dayOf(content.facts), until: remarksUntil }
  const link = new URL(`/councils/${council.slug}/meetings/${held.meeting.number}/minutes`, home).href
  for (const { email, givenName, patronymic } of await listAddressees(work.trx, membersOf(held)))
    await post(
      work,
      remarksLetter({ email, called: [givenName, patronymic].filter(Boolean).join(' ') }, about, link),
    )
}

/** Members of the council as it was convened. */
const membersOf = ({ entries: [first] }: Held): Id[] =>
  first?.verb === 'registration:opened'
    ? first.data.people.flatMap(({ role, personId }) => (role === 'invitee' || !personId ? [] : [personId]))
    : []

/** Numbers are counted within a council and a year; whoever takes one holds the council. */
async function takeNumber(work: Work, { council, meeting }: Held, year: number, wanted: number | null) {
  await lockCouncil(work.trx, council.slug)
  const number = wanted ?? (await lastMinutesNumber(work.trx, council.id, year)) + 1
  const place = { councilId: council.id, year, number, meetingId: meeting.id }
  if (await isNumberTaken(work.trx, place)) refuse('minutes_number_taken', 'number')
  return number
}

/** So that nobody keeps minutes from being signed by remarks alone: each has to be answered. */
const REMARKS_AT_ONCE = 20

/**
 * A remark of a member within the term. Refuses `not_allowed`, `minutes_wrong_state`, `minutes_remarks_over`, and `too_many_items` for
 * who has twenty without an answer.
 */
export async function remark(work: Work, meetingId: Id, text: string): Promise<Id> {
  const held = await hold(work, meetingId)
  if (!seatIn(work.actor, held.council.id)) refuse('not_allowed')
  refuseIf(whyNotRemark(held.minutes, held.today))
  const { personId, name } = personOf(work.actor)
  const open = await countOpenRemarks(work.trx, held.minutes.id, personId)
  if (open >= REMARKS_AT_ONCE) refuse('too_many_items')
  const id = newId()
  await work.trx
    .insertInto('minutesRemark')
    .values({
      ...{ id, minutesId: held.minutes.id, personId, name, text: text.trim(), at: work.now },
      ...{ answer: null, reason: null, answeredBy: null, answeredAt: null },
    })
    .execute()
  await note(work, held, 'remarked', { remarkId: id })
  return id
}

/** Answers a remark once; who rejects says why. Refuses `not_allowed`, `not_found`, `remark_answered`, `reason_required`, `minutes_frozen`. */
export async function answerRemark(
  work: Work,
  meetingId: Id,
  remarkId: Id,
  given: { answer: 'accepted' | 'rejected'; reason: string },
): Promise<void> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  const found = (await findRemark(work.trx, held.minutes.id, remarkId)) ?? refuse('not_found')
  if (found.answer !== null) refuse('remark_answered')
  refuseIf(whyNotWord(held.minutes))
  const reason = given.reason.trim() || null
  if (given.answer === 'rejected' && reason === null) refuse('reason_required', 'reason')
  const { personId } = personOf(work.actor)
  await work.trx
    .updateTable('minutesRemark')
    .set({ answer: given.answer, reason, answeredBy: personId, answeredAt: work.now })
    .where('id', '=', remarkId)
    .execute()
  await note(work, held, 'answered', { remarkId, answer: given.answer })
}

/**
 * Signs what the signer has read: `sha256` is that of the minutes on their screen. The first signature freezes the text; with the last
 * one the minutes are immutable, their votes confirmed, and the term of publication begins. That it is the signer was asked before
 * (`isOwnPassword`). Refuses the codes of `whyNotSign`, and `minutes_changed` when the text is no longer what was read.
 */
export async function signMinutes(work: Work, meetingId: Id, given: { sha256: string }): Promise<void> {
  const held = await hold(work, meetingId)
  const { minutes, content, rules, today, sha256, bytes } = held
  const { trx, now, actor } = work
  const daysOff = await listDaysOff(trx)
  const signers = signersOf(content)
  const signatures = await listSignatures(trx, minutes.id)
  const { dissentUntil } = termsOf(content.facts, rules, daysOff)
  const state = {
    ...minutes,
    ...{ signers, signatures, dissentUntil, remarks: await listRemarks(trx, minutes.id) },
    awaited: awaitedOf(content.facts, await listDissents(trx, meetingId)),
  }
  const memberId = seatIn(actor, held.council.id)?.memberId
  refuseIf(whyNotSign(state, memberId, today))
  if (given.sha256 !== sha256) refuse('minutes_changed')
  const { role, who } = nextSigner(state)!
  const { personId } = personOf(actor)
  await trx
    .insertInto('minutesSignature')
    .values({ minutesId: minutes.id, role, memberId: who.id, personId, name: who.name, sha256, at: now })
    .execute()
  const isLast = signatures.length + 1 === signers.length
  const due = lastDayOf(today, rules.publication.dueDays, rules.dueDateOnDayOff, daysOff)
  await change(work, minutes.id, {
    ...(minutes.content === null && { content: bytes, sha256 }),
    ...(isLast
      ? { state: 'signed' as const, signedAt: now, publishDueOn: due }
      : { state: 'signing' as const }),
  })
  await note(work, held, 'signed', { role, sha256, complete: isLast })
  if (isLast && minutes.edition === 1) await confirmVotes(work, content)
}

/** What was counted at the meeting is confirmed by its minutes; what was annulled stays so. */
async function confirmVotes(work: Work, { facts }: MinutesContent): Promise<void> {
  for (const { voteId, outcome } of votesOf(facts))
    if (outcome !== null && outcome !== 'annulled') await confirmVote(work, voteId)
}

/**
 * Sends minutes that some have signed back to the secretary: their signatures are void, the wording is free again. Done by whoever is
 * to sign next; why stands among the remarks, as one that is accepted. Refuses `not_allowed`, `minutes_wrong_state`.
 */
export async function returnMinutes(work: Work, meetingId: Id, reason: string): Promise<void> {
  const held = await hold(work, meetingId)
  const { minutes, content, council } = held
  const signers = signersOf(content)
  const memberId = seatIn(work.actor, council.id)?.memberId
  const signatures = await listSignatures(work.trx, minutes.id)
  if (minutes.state !== 'signing') refuse('minutes_wrong_state')
  if (nextSigner({ signers, signatures })?.who.id !== memberId) refuse('not_allowed')
  const { personId, name } = personOf(work.actor)
  await work.trx
    .insertInto('minutesRemark')
    .values({
      ...{ id: newId(), minutesId: minutes.id, personId, name, text: reason.trim(), at: work.now },
      ...{ answer: 'accepted', reason: null, answeredBy: personId, answeredAt: work.now },
    })
    .execute()
  await reopen(work, held, { signatures: signatures.length })
}

/**
 * Lets somebody sign in the place of a signer who has left the council, by the office they hold (`substituteFor`). Signatures that were
 * made before are void: what is signed says who signs it. The journal keeps whose place it was, and why. Refuses `not_allowed`,
 * `minutes_wrong_state`, `minutes_already_signed`, `signer_in_office`, `not_found` for who does not sign, or where nobody could.
 */
export async function substituteSigner(work: Work, meetingId: Id, role: Signer): Promise<void> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  const { minutes, content, council, today } = held
  const { trx, now, actor } = work
  const seats = await listMembersOn(trx, council.id, today)
  const signers = signersOf(content)
  const signatures = await listSignatures(trx, minutes.id)
  refuseIf(whyNotSubstitute({ state: minutes.state, signers, signatures }, role, seats))
  const other = substituteFor(role, seats) ?? refuse('not_found', 'role')
  const gone = content.facts.signers.find((each) => each.role === role) ?? refuse('not_found', 'role')
  await begin(work, held)
  const stands = { memberId: other.memberId, name: other.name, seatRole: other.role }
  const entered = { insteadOf: gone.who.id, personId: personOf(actor).personId, at: now }
  await trx
    .insertInto('minutesSigner')
    .values({ minutesId: minutes.id, role, ...stands, ...entered })
    .onConflict((on) => on.columns(['minutesId', 'role']).doUpdateSet({ ...stands, ...entered }))
    .execute()
  await note(work, held, 'signer_replaced', {
    ...{
      role,
      from: signers.find((each) => each.role === role)?.who.id,
      to: other.memberId,
      why: 'left_council',
    },
    signatures: signatures.length,
  })
  if (minutes.state === 'signing') await reopen(work, held, { signatures: signatures.length })
}

/**
 * A vote was annulled whose minutes some have signed already: nobody signs on what counts no longer, so their signatures are void and
 * the minutes are drawn up anew. Heard in the act that annuls.
 */
export async function noteAnnulledVote(work: Work, { voteId }: { voteId: Id }): Promise<void> {
  const meetingId = (await findVote(work.trx, voteId))?.meetingId
  const meeting = meetingId ? await lockMeeting(work.trx, meetingId) : undefined
  if (!meeting) return
  const minutes = await findLastEdition(work.trx, meeting.id)
  if (minutes?.state === 'signing') await reopen(work, { meeting, minutes }, { voteId })
}

async function reopen(
  work: Work,
  held: Pick<Held, 'minutes' | 'meeting'>,
  data: Record<string, unknown>,
): Promise<void> {
  await work.trx.deleteFrom('minutesSignature').where('minutesId', '=', held.minutes.id).execute()
  await change(work, held.minutes.id, { state: 'remarks', content: null, sha256: null })
  await note(work, held, 'returned', data)
}

/** Makes signed minutes public. Publishing twice is publishing once. Refuses `not_allowed`, `minutes_wrong_state`. */
export async function publishMinutes(work: Work, meetingId: Id): Promise<void> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  if (held.minutes.state === 'published') return
  if (held.minutes.state !== 'signed') refuse('minutes_wrong_state')
  await change(work, held.minutes.id, { state: 'published', publishedAt: work.now })
  await note(work, held, 'published', { sha256: held.sha256 })
}

/**
 * Begins a new edition («изменение») of minutes that are signed: the same facts, the same words to begin with, and a way of its own to
 * its signatures; what was signed stays as it is. Refuses `not_allowed`, `minutes_wrong_state`.
 */
export async function amendMinutes(work: Work, meetingId: Id, reason: string): Promise<void> {
  const held = await hold(work, meetingId)
  mayWordOr(work, held)
  const { minutes, meeting } = held
  if (minutes.state !== 'signed' && minutes.state !== 'published') refuse('minutes_wrong_state')
  const { personId } = personOf(work.actor)
  const next: Minutes = {
    ...firstEdition(meeting, personId, work.now),
    ...{ edition: minutes.edition + 1, amendsId: minutes.id, reason: reason.trim() },
    ...{ year: minutes.year, number: minutes.number },
  }
  await work.trx.insertInto('minutes').values(next).execute()
  const words = [...(await listWording(work.trx, minutes.id))]
  if (words.length > 0)
    await work.trx
      .insertInto('minutesWording')
      .values(
        words.map(([part, { text }]) => ({
          minutesId: next.id,
          part,
          version: 1,
          text,
          personId,
          at: work.now,
        })),
      )
      .execute()
  await note(work, { ...held, minutes: next }, 'amended', { amends: held.sha256 })
}

/**
 * Hands in a dissenting opinion on an item (T6), once, by its author, from the item on until the last day of the term. Refuses
 * `not_found`, `not_allowed` for who did not take part, `already_dissenting`, `dissent_too_late`.
 */
export async function handInDissent(
  work: Work,
  meetingId: Id,
  given: { itemId: Id; text: string },
): Promise<Id> {
  const held = await hold(work, meetingId)
  const { content, rules, today, council } = held
  const terms = termsOf(content.facts, rules, await listDaysOff(work.trx))
  const memberId = seatIn(work.actor, council.id)?.memberId
  const dissents = await listDissents(work.trx, meetingId)
  refuseIf(whyNotDissent(content.facts, { itemId: given.itemId, memberId }, dissents, terms, today))
  const author = content.facts.present.find(({ id }) => id === memberId) ?? refuse('not_allowed')
  const id = newId()
  await work.trx
    .insertInto('dissent')
    .values({
      ...{ id, meetingId, itemId: given.itemId, memberId: author.id, name: author.name },
      ...{ text: given.text.trim(), at: work.now },
    })
    .execute()
  await note(work, held, 'dissented', { dissentId: id, itemId: given.itemId })
  return id
}
