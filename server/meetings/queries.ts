import type { Entry, MeetingPhase } from '../../shared/meetings/entries.ts'
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

export const setPhase = (trx: Trx, id: Id, state: MeetingPhase) =>
  trx.updateTable('meeting').set({ state }).where('id', '=', id).execute()

/** The entries after `after`, the first one first. */
export async function listEntries(db: Db, meetingId: Id, after = 0): Promise<Entry[]> {
  const rows = await db
    .selectFrom('meetingEntry')
    .select(['seq', 'at', 'personId', 'verb', 'data', 'hash'])
    .where('meetingId', '=', meetingId)
    .where('seq', '>', after)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ ...row, data: fromJson(row.data) }) as Entry)
}

/** What a command that was sent before has written then; empty for a new one. */
export async function listEntriesOf(db: Db, meetingId: Id, key: Id): Promise<Entry[]> {
  const rows = await db
    .selectFrom('meetingEntry')
    .select(['seq', 'at', 'personId', 'verb', 'data', 'hash'])
    .where('meetingId', '=', meetingId)
    .where('key', '=', key)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ ...row, data: fromJson(row.data) }) as Entry)
}

/** The meeting as its entries tell it. */
export async function readState(db: Db, meeting: Pick<Meeting, 'id' | 'state'>): Promise<MeetingState> {
  const entries = await listEntries(db, meeting.id)
  return entries.length > 0 ? foldEntries(entries) : { ...noEntries, phase: meeting.state }
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
