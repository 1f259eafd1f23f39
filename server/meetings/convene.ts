import { dayIn } from '../../shared/calendar.ts'
import { whyOut, type WhyOut } from '../../shared/mandates.ts'
import type { EntryData, Fact, Participant } from '../../shared/meetings/entries.ts'
import { numbered } from '../../shared/meetings/fold.ts'
import {
  findApart,
  findCouncil,
  listConflicts,
  listMembersOn,
  rulesInForce,
  type Member,
} from '../councils/queries.ts'
import type { Work } from '../lib/act.ts'
import { refuse } from '../lib/refuse.ts'
import { originsOf } from './origins.ts'
import { listInvitees, listPlannedItems, type Meeting } from './queries.ts'

/**
 * The first facts of a meeting: what it is convened with, and who told ahead that an initiative on its agenda is a matter of their own
 * (domain §4 `quorum.countRecused`): they need not say so again.
 */
export async function convene(work: Work, meeting: Meeting): Promise<Fact[]> {
  const data = await snapshot(work, meeting)
  const conflicts = await listConflicts(work.trx, meeting.councilId)
  const recusals = data.agenda.flatMap((item): Fact[] =>
    conflicts
      .filter(({ subjectKind, subjectId }) => subjectKind === 'initiative' && subjectId === item.initiativeId)
      .filter(({ memberId }) => data.people.some(({ id, hasVote }) => id === memberId && hasVote))
      .map(({ memberId: who }) => ({
        verb: 'recusal:declared',
        // Why was told to the council; the chain is read by everybody.
        data: { who, itemId: item.id, reason: 'заявлено до заседания' },
      })),
  )
  return [{ verb: 'registration:opened', data }, ...recusals]
}

/**
 * What a meeting is convened with: who sits in the council on this day of its time zone and why they vote or do not, the rules in
 * force, and the agenda as it was planned. Nothing of it is read from the tables afterwards.
 */
async function snapshot(work: Work, meeting: Meeting): Promise<EntryData<'registration:opened'>> {
  const { trx, now } = work
  const council = (await findCouncil(trx, meeting.councilId)) ?? refuse('not_found')
  const today = dayIn(now, council.timeZone)
  const rules = (await rulesInForce(trx, council.id, today)) ?? refuse('not_found')
  const apart = await findApart(trx, council.id, today)
  const seated = await listMembersOn(trx, council.id, today)
  const invited = await listInvitees(trx, meeting.id)
  const originOf = await originsOf(trx, seated, invited, today)
  const members = seated.map((each) => ({
    ...asParticipant(each, whyOut(each, today, apart)),
    ...originOf(each.memberId),
  }))
  const invitees = invited.map(({ id, personId, name, title }): Participant => ({
    ...{ id, personId, name, title, ...originOf(id) },
    ...{ role: 'invitee', hasVote: false, why: 'invited' },
  }))
  const items = await listPlannedItems(trx, meeting.id)
  const { id, slug, name, shortName, timeZone, established } = council
  const { number, kind, format, title, startsAt, place, noticedAt } = meeting
  return {
    council: { id, slug, name, shortName, timeZone, established },
    meeting: { number, kind, format, title, startsAt, place, noticedAt },
    rules: { id: rules.id, validFrom: rules.validFrom, basis: rules.basis, rules: rules.rules },
    people: [...members, ...invitees],
    agenda: numbered(items.map(({ position: _, ...item }) => ({ ...item, number: '' }))),
    presidingId: members.some((each) => each.id === meeting.presidingId)
      ? meeting.presidingId
      : (members.find(({ role }) => role === 'chair') ?? members[0] ?? refuse('no_electors')).id,
    secretaryId: meeting.secretaryId,
  }
}

const asParticipant = (
  { memberId, personId, name, role, organizationName }: Member,
  why: WhyOut | null,
): Participant => ({
  id: memberId,
  personId,
  name,
  role,
  hasVote: why === null,
  title: organizationName,
  why: why ?? 'member_with_vote',
})
