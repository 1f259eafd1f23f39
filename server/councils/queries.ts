import { dayIn } from '../../shared/calendar.ts'
import { readRules, type CouncilRules, type StoredRules } from '../../shared/council-rules.ts'
import type { EndReason, RulesUsed } from '../../shared/councils.ts'
import { electorateOn, endingTerms, type Apart, type Electorate } from '../../shared/mandates.ts'
import { fullName } from '../../shared/people.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import type { SeatRole } from '../lib/actor.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import type { Turn } from '../lib/midnights.ts'
import { russian } from '../lib/words.ts'
import '../organizations/tables.ts'
import '../people/tables.ts'
import '../lib/journal.ts'
import './tables.ts'

const councils = (db: Db) =>
  db
    .selectFrom('council')
    .select([
      'council.id',
      'council.slug',
      'council.kind',
      'council.name',
      'council.shortName',
      'council.municipalityCode',
      'council.authorityId',
      'council.timeZone',
      'council.established',
      'council.createdAt',
    ])

export const findCouncil = (db: Db, id: Id) => councils(db).where('council.id', '=', id).executeTakeFirst()

export const findCouncilBySlug = (db: Db, slug: string) =>
  councils(db).where('council.slug', '=', slug).executeTakeFirst()

/** Whoever changes who sits in a council, or by which rules, waits here for the one before. */
export const lockCouncil = (trx: Trx, slug: string) =>
  councils(trx).where('council.slug', '=', slug).forUpdate('council').executeTakeFirst()

export type Council = NonNullable<Awaited<ReturnType<typeof findCouncil>>>

export const listCouncils = (db: Db) => councils(db).orderBy('council.createdAt').execute()

/** Every seat a person has or had, with the time zone in which its days are counted. */
export const listSeatsOf = (db: Db, personId: Id) =>
  db
    .selectFrom('councilMember')
    .innerJoin('council', 'council.id', 'councilMember.councilId')
    .select([
      'councilMember.id as memberId',
      'councilId',
      'council.slug',
      'council.shortName as name',
      'role',
      'startsOn',
      'endsOn',
      'council.timeZone',
    ])
    .where('personId', '=', personId)
    .execute()

export interface RulesVersion {
  id: Id
  validFrom: Day
  basis: string
  rules: CouncilRules
}

const rules = (db: Db, councilId: Id) =>
  db
    .selectFrom('councilRules')
    .select(['id', 'validFrom', 'basis', 'rules'])
    .where('councilId', '=', councilId)
    .orderBy('validFrom', 'desc')

const asVersion = (row: Omit<RulesVersion, 'rules'> & { rules: string }): RulesVersion => ({
  ...row,
  rules: readRules(fromJson<StoredRules>(row.rules)),
})

/** The version of the rules that a council goes by on a day (in its time zone); undefined before its first one. */
export async function rulesInForce(db: Db, councilId: Id, day: Day): Promise<RulesVersion | undefined> {
  const row = await rules(db, councilId).where('validFrom', '<=', day).limit(1).executeTakeFirst()
  return row && asVersion(row)
}

/** All versions, the latest first; one that is valid from a day to come is among them. */
export async function listRules(db: Db, councilId: Id): Promise<RulesVersion[]> {
  return (await rules(db, councilId).execute()).map(asVersion)
}

export interface Member {
  memberId: Id
  personId: Id
  name: string
  familyName: string
  givenName: string
  patronymic: string | null
  role: SeatRole
  hasVote: boolean
  isAdministrator: boolean
  organizationId: Id | null
  organizationSlug: string | null
  organizationName: string | null
  startsOn: Day
  endsOn: Day | null
  basis: string | null
  replacesId: Id | null
  endReason: EndReason | null
  endBasis: string | null
}

const seats = (db: Db, councilId: Id) =>
  db
    .selectFrom('councilMember')
    .innerJoin('person', 'person.id', 'councilMember.personId')
    .leftJoin('organization', 'organization.id', 'councilMember.organizationId')
    .select([
      'councilMember.id as memberId',
      'personId',
      'familyName',
      'givenName',
      'patronymic',
      'councilMember.role',
      'hasVote',
      'administratorSince',
      'organizationId',
      'organization.slug as organizationSlug',
      'organization.shortName as organizationName',
      'startsOn',
      'endsOn',
      'basis',
      'replacesId',
      'endReason',
      'endBasis',
    ])
    .where('councilId', '=', councilId)

const ORDER: readonly SeatRole[] = ['chair', 'deputy', 'secretary', 'member', 'observer']
function asMembers(rows: Awaited<ReturnType<ReturnType<typeof seats>['execute']>>): Member[] {
  return rows
    .map(({ administratorSince, ...row }) => ({
      ...row,
      name: fullName(row),
      hasVote: row.hasVote === 1,
      isAdministrator: administratorSince !== null,
    }))
    .toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || russian.compare(a.name, b.name))
}

/** Who sits in a council on a day of its time zone, the last day of a term included; the chair first, then by name. */
export async function listMembersOn(db: Db, councilId: Id, day: Day): Promise<Member[]> {
  const rows = await seats(db, councilId)
    .where('startsOn', '<=', day)
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)]))
    .execute()
  return asMembers(rows)
}

/** Everybody who sits, sat or will sit in a council, in the same order. */
export const listMembers = async (db: Db, councilId: Id): Promise<Member[]> =>
  asMembers(await seats(db, councilId).execute())

/** What a question is about, for conflicts of interest declared ahead. */
export type Subject = readonly [kind: string, id: Id]

/** Who of a council stands apart on a day: suspended, or, for one subject, in a conflict of interest they declared. */
export async function findApart(
  db: Db,
  councilId: Id,
  day: Day,
  subject: Subject | null = null,
): Promise<Required<Apart>> {
  const leaves = await leavesOf(db, councilId)
    .where('kind', '=', 'suspension')
    .where('startsOn', '<=', day)
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)]))
    .execute()
  const conflicts =
    subject === null
      ? []
      : await db
          .selectFrom('memberConflict')
          .select('memberId')
          .where('councilId', '=', councilId)
          .where('subjectKind', '=', subject[0])
          .where('subjectId', '=', subject[1])
          .where('withdrawnAt', 'is', null)
          .execute()
  const ids = (rows: ReadonlyArray<{ memberId: Id }>) => new Set(rows.map(({ memberId }) => memberId))
  return { suspended: ids(leaves), recused: ids(conflicts) }
}

/** Who of those who sit in a council on a day of its time zone may vote, on one subject if named, and why the others may not. */
export async function listElectorate(
  db: Db,
  councilId: Id,
  day: Day,
  subject: Subject | null = null,
): Promise<Electorate<Member>> {
  const members = await listMembersOn(db, councilId, day)
  return electorateOn(members, day, await findApart(db, councilId, day, subject))
}

/** Members who told ahead that they are away on a day: their absence is one for a good reason. */
export async function listExcused(db: Db, councilId: Id, day: Day): Promise<Set<Id>> {
  const rows = await leavesOf(db, councilId)
    .where('kind', '=', 'absence')
    .where('startsOn', '<=', day)
    .where('endsOn', '>=', day)
    .execute()
  return new Set(rows.map(({ memberId }) => memberId))
}

/** The same for many days with one question: whether a member was away on a day as they told ahead. */
export async function excusedIn(db: Db, councilId: Id): Promise<(memberId: Id, day: Day) => boolean> {
  const rows = await leavesOf(db, councilId).where('kind', '=', 'absence').execute()
  return (memberId, day) =>
    rows.some(
      (each) =>
        each.memberId === memberId && each.startsOn <= day && (each.endsOn === null || each.endsOn >= day),
    )
}

const leavesOf = (db: Db, councilId: Id) =>
  db
    .selectFrom('memberLeave')
    .select(['id', 'memberId', 'kind', 'startsOn', 'endsOn', 'reason', 'enteredAt'])
    .where('councilId', '=', councilId)
    .where('withdrawnAt', 'is', null)

/** What was told ahead and is not over on a day. */
export const listLeaves = (db: Db, councilId: Id, day: Day) =>
  leavesOf(db, councilId)
    .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)]))
    .orderBy('startsOn')
    .orderBy('id')
    .execute()

export const findLeave = (db: Db, councilId: Id, id: Id) =>
  db
    .selectFrom('memberLeave')
    .select(['memberId', 'kind', 'withdrawnAt'])
    .where('id', '=', id)
    .where('councilId', '=', councilId)
    .executeTakeFirst()

export const findConflict = (db: Db, councilId: Id, id: Id) =>
  db
    .selectFrom('memberConflict')
    .select(['memberId', 'withdrawnAt'])
    .where('id', '=', id)
    .where('councilId', '=', councilId)
    .executeTakeFirst()

export const listConflicts = (db: Db, councilId: Id) =>
  db
    .selectFrom('memberConflict')
    .select(['id', 'memberId', 'subjectKind', 'subjectId', 'matter', 'reason', 'enteredAt'])
    .where('councilId', '=', councilId)
    .where('withdrawnAt', 'is', null)
    .orderBy('id')
    .execute()

/**
 * How many seats there should have been before an instant. Each change of it stands in the journal with what it was before; what was
 * changed by earlier releases only with what it became.
 */
export async function establishedBefore(db: Db, council: Council, instant: Instant): Promise<number> {
  const lines = await db
    .selectFrom('journal')
    .select(['at', 'data'])
    .where('subjectId', '=', council.id)
    .where('verb', '=', 'council:changed')
    .orderBy('id')
    .execute()
  const changes = lines.map(({ at, data }) => ({
    at,
    ...fromJson<{ established?: number; was?: number }>(data),
  }))
  const next = changes.find(({ at }) => at >= instant)
  if (!next) return council.established
  return next.was ?? changes.findLast(({ at }) => at < instant)?.established ?? council.established
}

/** Which version of the rules a computation went by, to be named beside its result. */
export const rulesUsed = ({ id, validFrom, basis }: RulesVersion): RulesUsed => ({ id, validFrom, basis })

export const listTimeZones = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('council').select('timeZone').distinct().execute()).map(({ timeZone }) => timeZone)

export const listCouncilsIn = (db: Db, timeZone: string) =>
  councils(db).where('council.timeZone', '=', timeZone).orderBy('council.id').execute()

/** Terms that end soon: those of the person, and of the councils that the person sits in as chair or secretary. */
export async function listEndingTermsFor(
  db: Db,
  { personId, seats }: { personId: Id; seats: ReadonlyArray<{ councilId: Id; role: SeatRole }> },
  now: Instant,
) {
  const ending = []
  for (const { councilId, role } of seats) {
    const council = await findCouncil(db, councilId)
    if (!council) continue
    const { slug, shortName, timeZone } = council
    const today = dayIn(now, timeZone)
    for (const each of endingTerms(await listMembers(db, councilId), today))
      if (each.personId === personId || role === 'chair' || role === 'secretary')
        ending.push({
          ...{ memberId: each.memberId, name: each.name, endsOn: each.endsOn, today },
          isMine: each.personId === personId,
          council: { slug, shortName, timeZone },
        })
  }
  return ending.toSorted((a, b) => (a.endsOn < b.endsOn ? -1 : 1))
}

/** Whether somebody was told of the end of this term within so many days already. */
export async function isWarned(
  db: Db,
  memberId: Id,
  { within, endsOn }: { within: number; endsOn: Day },
): Promise<boolean> {
  const lines = await db
    .selectFrom('journal')
    .select('data')
    .where('subjectId', '=', memberId)
    .where('verb', '=', 'term:warned')
    .execute()
  return lines
    .map(({ data }) => fromJson<{ within: number; endsOn: Day }>(data))
    .some((told) => told.within === within && told.endsOn === endsOn)
}

/** Whose seats begin or end with the night: the last day was `before` or later and is over, or the first one has come. */
export const listSeatsTurned = (db: Db, { timeZone, before, today }: Turn) =>
  db
    .selectFrom('councilMember')
    .innerJoin('council', 'council.id', 'councilMember.councilId')
    .select('personId')
    .distinct()
    .where('timeZone', '=', timeZone)
    .where((eb) =>
      eb.or([
        eb.and([eb('endsOn', '>=', before), eb('endsOn', '<', today)]),
        eb.and([eb('startsOn', '>', before), eb('startsOn', '<=', today)]),
      ]),
    )
    .execute()
