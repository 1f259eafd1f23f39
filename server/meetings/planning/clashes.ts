import { addDays, dayIn, instantOf } from '../../../shared/calendar.ts'
import type { Clash } from '../../../shared/meetings/planning.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { listMembersOn, type Council } from '../../councils/queries.ts'
import '../../gatherings/tables.ts'
import type { Db } from '../../lib/db/db.ts'
import { plain } from '../../lib/words.ts'

interface Meeting {
  id: Id
  startsAt: Instant
  endsAt: Instant
}

interface Speaking {
  speaker: string | null
}

/** What else takes place on the council's day of a meeting with its members or speakers: other meetings, and exchanges. */
export async function listClashes(
  db: Db,
  meeting: Meeting,
  council: Council,
  items: readonly Speaking[],
): Promise<Clash[]> {
  const day = dayIn(meeting.startsAt, council.timeZone)
  const from = instantOf(day, '00:00', council.timeZone) ?? meeting.startsAt
  const to = instantOf(addDays(day, 1), '00:00', council.timeZone) ?? meeting.endsAt
  const [ours, meetings, exchanges] = await Promise.all([
    listMembersOn(db, council.id, day),
    listMeetingsBetween(db, from, to, meeting.id),
    listExchangesBetween(db, from, to),
  ])
  const overlaps = (other: { startsAt: Instant; endsAt: Instant }) =>
    other.startsAt < meeting.endsAt && meeting.startsAt < other.endsAt
  const speakers = speakersOf(items)

  const clashes: Clash[] = []
  for (const other of meetings) {
    const theirs = await listMembersOn(db, other.councilId, day)
    const shared = ours.filter(({ personId }) => theirs.some((each) => each.personId === personId))
    const said = speakersOf(await listSpeakers(db, other.id))
    const isOwn = other.councilId === council.id
    const names = [
      ...(isOwn ? [] : shared.map(({ name }) => name)),
      ...[...speakers].flatMap(([key, name]) => (said.has(key) ? [name] : [])),
    ]
    if (isOwn || names.length > 0)
      clashes.push({
        kind: 'meeting',
        council: other.council,
        startsAt: other.startsAt,
        names: [...new Set(names)],
        overlaps: overlaps(other),
      })
  }
  for (const other of exchanges) {
    const moderator = ours.find(({ personId }) => personId === other.moderatorId)
    if (moderator || other.councilId === council.id)
      clashes.push({
        ...{ kind: 'exchange', council: other.council, startsAt: other.startsAt },
        ...{ names: moderator ? [moderator.name] : [], overlaps: overlaps(other) },
      })
  }
  return clashes
}

const speakersOf = (items: readonly Speaking[]): Map<string, string> =>
  new Map(items.flatMap(({ speaker }) => (speaker ? [[plain(speaker), speaker] as const] : [])))

const listSpeakers = (db: Db, meetingId: Id) =>
  db.selectFrom('agendaItem').select('speaker').where('meetingId', '=', meetingId).execute()

const listMeetingsBetween = (db: Db, from: Instant, to: Instant, exceptId: Id) =>
  db
    .selectFrom('meeting')
    .innerJoin('council', 'council.id', 'meeting.councilId')
    .select(['meeting.id', 'councilId', 'council.shortName as council', 'startsAt', 'endsAt'])
    .where('startsAt', '<', to)
    .where('endsAt', '>', from)
    .where('state', 'in', ['planned', 'notified'])
    .where('meeting.id', '!=', exceptId)
    .orderBy('startsAt')
    .execute()

const listExchangesBetween = (db: Db, from: Instant, to: Instant) =>
  db
    .selectFrom('gathering')
    .innerJoin('council', 'council.id', 'gathering.councilId')
    .select(['councilId', 'council.shortName as council', 'startsAt', 'endsAt', 'moderatorId'])
    .where('gathering.kind', '=', 'exchange')
    .where('state', '=', 'planned')
    .where('startsAt', '<', to)
    .where('endsAt', '>', from)
    .orderBy('startsAt')
    .execute()
