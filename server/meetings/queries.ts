import type { Entry, Fact, MeetingPhase } from '../../shared/meetings/entries.ts'
import { foldEntries } from '../../shared/meetings/fold.ts'
import { noEntries, type MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import './tables.ts'

export const findMeeting = (db: Db, id: Id) =>
  db.selectFrom('meeting').selectAll().where('id', '=', id).executeTakeFirst()

export type Meeting = NonNullable<Awaited<ReturnType<typeof findMeeting>>>

/** By its address: the council's own count. */
export const findMeetingByNumber = (db: Db, councilSlug: string, number: number) =>
  db
    .selectFrom('meeting')
    .innerJoin('council', 'council.id', 'meeting.councilId')
    .selectAll('meeting')
    .where('council.slug', '=', councilSlug)
    .where('number', '=', number)
    .executeTakeFirst()

/** The meeting, alone until the act ends: its entries follow one another. */
export const lockMeeting = (trx: Trx, id: Id) =>
  trx.selectFrom('meeting').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Who had a vote at these meetings, and who of them was there: read from two kinds of their entries, and no meeting is folded. */
export async function listTurnout(
  db: Db,
  meetingIds: readonly Id[],
): Promise<{ meetingId: Id; memberId: Id; attended: boolean }[]> {
  if (meetingIds.length === 0) return []
  const rows = await db
    .selectFrom('meetingEntry')
    .select(['meetingId', 'verb', 'data'])
    .where('meetingId', 'in', meetingIds)
    .where('verb', 'in', ['registration:opened', 'attendance:in'])
    .orderBy('meetingId')
    .orderBy('seq')
    .execute()
  const entries = rows.map(({ meetingId, verb, data }) => ({
    meetingId,
    fact: { verb, data: fromJson(data) } as Fact,
  }))
  const came = new Set(
    entries.flatMap(({ meetingId, fact }) =>
      fact.verb === 'attendance:in' ? `${meetingId} ${fact.data.who}` : [],
    ),
  )
  return entries.flatMap(({ meetingId, fact }) =>
    fact.verb === 'registration:opened'
      ? fact.data.people
          .filter(({ hasVote }) => hasVote)
          .map(({ id }) => ({ meetingId, memberId: id, attended: came.has(`${meetingId} ${id}`) }))
      : [],
  )
}

/** Meetings of a council that took place, the last fifty, the first of them first. */
export const listHeld = async (db: Db, councilId: Id) =>
  (
    await db
      .selectFrom('meeting')
      .select(['id', 'number', 'state', 'startsAt'])
      .where('councilId', '=', councilId)
      .where('state', '=', 'closed')
      .orderBy('startsAt', 'desc')
      .limit(50)
      .execute()
  ).toReversed()

export const setPhase = (trx: Trx, id: Id, state: MeetingPhase) =>
  trx.updateTable('meeting').set({ state }).where('id', '=', id).execute()

const entries = (db: Db, meetingId: Id) =>
  db
    .selectFrom('meetingEntry')
    .select(['seq', 'at', 'personId', 'verb', 'data', 'hash'])
    .where('meetingId', '=', meetingId)
    .orderBy('seq')

type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]
const asEntry = (row: EntryRow) => ({ ...row, data: fromJson(row.data) }) as Entry

/** The entries after `after`, the first one first. */
export const listEntries = async (db: Db, meetingId: Id, after = 0): Promise<Entry[]> =>
  (await entries(db, meetingId).where('seq', '>', after).execute()).map(asEntry)

/** What a command that was sent before has written then; empty for a new one. */
export const listEntriesOf = async (db: Db, meetingId: Id, key: Id): Promise<Entry[]> =>
  (await entries(db, meetingId).where('key', '=', key).execute()).map(asEntry)

/** The hash of one entry; undefined when there is none. */
const findHash = async (db: Db, meetingId: Id, seq: number): Promise<string | undefined> =>
  (
    await db
      .selectFrom('meetingEntry')
      .select('hash')
      .where('meetingId', '=', meetingId)
      .where('seq', '=', seq)
      .executeTakeFirst()
  )?.hash

/** Meetings as far as they were folded last: a thousand who check in would otherwise be told anew for each of them. */
const folded = new Map<Id, MeetingState>()
const MOST = 50

/**
 * The meeting as its entries tell it. What was folded before is believed only if its last entry still stands with the same hash, which
 * covers all before it: an act that was undone, or another process, leaves nothing behind here.
 */
export async function readState(
  db: Db,
  { id, state: phase }: Pick<Meeting, 'id' | 'state'>,
): Promise<MeetingState> {
  const known = folded.get(id)
  const isSound = known !== undefined && (await findHash(db, id, known.seq)) === known.hash
  const from = isSound ? known : noEntries
  const state = foldEntries(await listEntries(db, id, from.seq), from)
  if (state.seq === 0) return { ...noEntries, phase }
  folded.delete(id)
  folded.set(id, state)
  for (const oldest of folded.keys()) {
    if (folded.size <= MOST) break
    folded.delete(oldest)
  }
  return state
}

/** The agenda as it is planned: the tree in the order in which it is read. */
export async function listPlannedItems(db: Db, meetingId: Id) {
  const rows = await db
    .selectFrom('agendaItem')
    .select([
      'id',
      'parentId',
      'position',
      'title',
      'speaker',
      'minutes',
      'proposal',
      'voteForm',
      'decisionClass',
      'initiativeId',
      'draftId',
    ])
    .where('meetingId', '=', meetingId)
    .orderBy('position')
    .execute()
  const under = (parentId: Id | null): typeof rows =>
    rows.filter((each) => each.parentId === parentId).flatMap((each) => [each, ...under(each.id)])
  return under(null)
}

export const listInvitees = (db: Db, meetingId: Id) =>
  db
    .selectFrom('invitee')
    .select(['id', 'personId', 'name', 'title', 'email'])
    .where('meetingId', '=', meetingId)
    .orderBy('name')
    .execute()
