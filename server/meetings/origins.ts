import type { Participant } from '../../shared/meetings/entries.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Member } from '../councils/queries.ts'
import type { Db } from '../lib/db/db.ts'
import { listEmployers, listOrigins } from '../organizations/queries.ts'

type Origin = Required<Pick<Participant, 'municipality' | 'category'>>
type Invitee = { id: Id; personId: Id | null }

/**
 * Where those who are expected come from on a day, as the attendance sheet says (T3), by their ids at the meeting: a member by the
 * organization of the seat, a guest by the one where they hold a post. Of whom neither is known nothing is said.
 */
export async function originsOf(
  db: Db,
  members: readonly Pick<Member, 'memberId' | 'organizationId'>[],
  invitees: readonly Invitee[],
  day: Day,
): Promise<(id: Id) => Origin> {
  const employers = await listEmployers(
    db,
    invitees.flatMap(({ personId }) => personId ?? []),
    day,
  )
  const sent = new Map<Id, Id | null | undefined>([
    ...members.map(({ memberId, organizationId }) => [memberId, organizationId] as const),
    ...invitees.map(({ id, personId }) => [id, employers.get(personId ?? '')] as const),
  ])
  const origins = await listOrigins(
    db,
    [...sent.values()].flatMap((each) => each ?? []),
    day,
  )
  return (id) => origins.get(sent.get(id) ?? '') ?? { municipality: null, category: null }
}
