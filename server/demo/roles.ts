import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'

const SEATS: Record<string, string> = {
  chair: 'председатель',
  deputy: 'заместитель председателя',
  secretary: 'секретарь',
  member: 'член совета',
  observer: 'наблюдатель',
}

/** Who each person of the demonstration is, in a few Russian words. */
export async function rolesOf(db: Db): Promise<Map<Id, string>> {
  const [seats, posts, administrators] = await Promise.all([
    db
      .selectFrom('councilMember')
      .innerJoin('council', 'council.id', 'councilId')
      .select(['personId', 'role', 'shortName'])
      .execute(),
    db
      .selectFrom('post')
      .innerJoin('organization', 'organization.id', 'organizationId')
      .select(['personId', 'role', 'title', 'shortName'])
      .execute(),
    db.selectFrom('person').select('id').where('administratorSince', 'is not', null).execute(),
  ])
  const roles = new Map<Id, string[]>()
  const add = (personId: Id, words: string) => roles.set(personId, [...(roles.get(personId) ?? []), words])
  for (const each of administrators) add(each.id, 'администратор')
  for (const each of seats) add(each.personId, `${SEATS[each.role]}, ${each.shortName}`)
  for (const each of posts)
    add(
      each.personId,
      each.role === 'official' ? `${each.title ?? 'должностное лицо'}, ${each.shortName}` : each.shortName,
    )
  return new Map([...roles].map(([personId, words]) => [personId, words.join('; ')]))
}
