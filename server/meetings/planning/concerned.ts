import { dayIn } from '../../../shared/calendar.ts'
import { listMembersOn, type Member } from '../../councils/queries.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Db } from '../../lib/db/db.ts'
import { listAddressees } from '../../people/queries.ts'
import type { Recipient } from '../letters.ts'
import { listInvitees } from '../queries.ts'
import { guestWord } from './guests.ts'

/** Whoever a meeting concerns: an id as replies know it, and where letters to them go; null for who has no open account or e-mail. */
export interface Concerned {
  who: Id
  personId: Id | null
  to: Recipient | null
  /** For an invited person without an account. */
  guest: string | null
}

interface Meeting {
  id: Id
  councilId: Id
  startsAt: Instant
  checkInSecret: string
}

/** Who sits in the council on the day of the meeting: they are told of it, and answer. */
export const membersAt = (
  db: Db,
  { councilId, startsAt }: Pick<Meeting, 'councilId' | 'startsAt'>,
  timeZone: string,
): Promise<Member[]> => listMembersOn(db, councilId, dayIn(startsAt, timeZone))

/** Members on the day of the meeting and invited persons. */
export async function listConcerned(db: Db, meeting: Meeting, timeZone: string): Promise<Concerned[]> {
  const members = await membersAt(db, meeting, timeZone)
  const invitees = await listInvitees(db, meeting.id)
  const known = await listAddresses(db, [
    ...members.map(({ personId }) => personId),
    ...invitees.flatMap(({ personId }) => personId ?? []),
  ])
  return [
    ...members.map(({ memberId, personId }) => ({
      ...{ who: memberId, personId, to: known.get(personId) ?? null, guest: null },
    })),
    ...invitees.map(({ id, personId, name, email }) => {
      const account = personId === null ? undefined : known.get(personId)
      return {
        ...{ who: id, personId, to: account ?? (email ? { email, called: name } : null) },
        guest: account ? null : guestWord(meeting, id),
      }
    }),
  ]
}

/** Where letters to people go; closed accounts get none. */
export async function listAddresses(db: Db, personIds: readonly Id[]): Promise<Map<Id, Recipient>> {
  if (personIds.length === 0) return new Map()
  const rows = await listAddressees(db, personIds)
  return new Map(
    rows.map(({ id, email, givenName, patronymic }) => [
      id,
      { email, called: [givenName, patronymic].filter(Boolean).join(' ') },
    ]),
  )
}
