import { RollLimits, type NewMember, type Roll, type RollAnswer } from '../../shared/councils.ts'
import { fullName } from '../../shared/people.ts'
import type { Work } from '../lib/act.ts'
import type { Db } from '../lib/db/db.ts'
import { personOf, type Actor } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { plain } from '../lib/words.ts'
import { listOrganizations, type Organization } from '../organizations/queries.ts'
import { listPeopleByEmail } from '../people/queries.ts'
import { addMembers } from './actions.ts'
import { findCouncilBySlug, listMembers } from './queries.ts'
import { isGood, judgeRoll, readRoll, type JudgedLine } from './roll.ts'
import { mayManageMembers } from './rules.ts'

/**
 * What importing the list would do, line by line; writes nothing. Refuses `not_allowed`, `too_large` above 64 kB, `too_many_rows` above
 * 200, `term_ends_before_start`.
 */
export async function previewRoll(
  db: Db,
  actor: Actor | null,
  slug: string,
  roll: Roll,
): Promise<RollAnswer> {
  return answer((await judge(db, actor, slug, roll)).lines)
}

/** Seats the good lines of the list in one act and answers as the preview did. The list is judged again, by what holds now. */
export async function importRoll(work: Work, slug: string, roll: Roll, home: URL): Promise<RollAnswer> {
  // Held from here on, so that what is judged is what is done.
  await work.trx.selectFrom('council').select('id').where('slug', '=', slug).forUpdate().execute()
  const { lines, organizations } = await judge(work.trx, work.actor, slug, roll)
  const { startsOn, endsOn } = roll
  const members = lines.filter(isGood).map(({ name, email, role, hasVote, organization }): NewMember => ({
    ...name,
    email,
    role: role ?? 'member',
    hasVote,
    organizationId: named(organizations, organization)?.id ?? null,
    startsOn,
    endsOn,
  }))
  await addMembers(work, slug, members, home)
  return answer(lines)
}

async function judge(db: Db, actor: Actor | null, slug: string, { text, ...term }: Roll) {
  const council = (await findCouncilBySlug(db, slug)) ?? refuse('not_found')
  if (!mayManageMembers(personOf(actor), council.id)) refuse('not_allowed')
  if (term.endsOn !== null && term.endsOn < term.startsOn) refuse('term_ends_before_start', 'endsOn')
  if (Buffer.byteLength(text) > RollLimits.bytes) refuse('too_large', 'text')
  const lines = readRoll(text)
  if (lines.length > RollLimits.rows) refuse('too_many_rows', 'text')
  const emails = lines.map(({ email }) => email).filter(Boolean)
  // One after another: inside an act there is one connection.
  const people = await listPeopleByEmail(db, emails)
  const seats = await listMembers(db, council.id)
  const organizations = await listOrganizations(db)
  const known = people.map((each) => ({ ...each, isAdministrator: each.administratorSince !== null }))
  const isOrganization = (name: string) => named(organizations, name) !== undefined
  return { lines: judgeRoll(lines, known, seats, isOrganization, term), organizations }
}

const named = (organizations: readonly Organization[], name: string): Organization | undefined =>
  organizations.find((each) =>
    [each.name, each.shortName, each.slug].some((one) => plain(one) === plain(name)),
  )

function answer(lines: readonly JudgedLine[]): RollAnswer {
  const rows = lines.map(({ line, name, email, role, roleText, hasVote, organization, outcome, notes }) => ({
    ...{ line, email, role, roleText, hasVote, outcome, notes },
    name: fullName(name),
    organization: organization || null,
  }))
  const good = rows.filter(isGood).length
  return { rows, good, bad: rows.length - good }
}
