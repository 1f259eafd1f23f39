import type { Entry, Fact } from '../../shared/meetings/entries.ts'
import { presenceOf } from '../../shared/meetings/quorum.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import type { Db, Trx } from '../lib/db/db.ts'

declare module '../lib/db/db.ts' {
  interface Tables {
    meetingLine: MeetingLineTable
  }
}

interface MeetingLineTable {
  meetingId: Id
  who: Id
  personId: Id
  seenAt: Instant
  isLost: 0 | 1
}

/** How long a line may be gone before whoever took part by it is out. */
const LOST_MS = 60_000

const cutoff = (now: Instant): Instant => new Date(Date.parse(now) - LOST_MS).toISOString()

/** Whose line has given no sign of life for a minute and who is still counted as here. */
export const listLostLines = (db: Db, now: Instant) =>
  db
    .selectFrom('meetingLine')
    .select(['meetingId', 'personId'])
    .where('isLost', '=', 0)
    .where('seenAt', '<=', cutoff(now))
    .execute()

export const findLine = (db: Db, meetingId: Id, personId: Id) =>
  db
    .selectFrom('meetingLine')
    .selectAll()
    .where('meetingId', '=', meetingId)
    .where('personId', '=', personId)
    .executeTakeFirst()

/** A sign of life of those whose lines are open here; tells nobody. */
export async function seeLines(
  trx: Trx,
  meetingId: Id,
  personIds: readonly Id[],
  now: Instant,
): Promise<void> {
  await trx
    .updateTable('meetingLine')
    .set({ seenAt: now })
    .where('meetingId', '=', meetingId)
    .where('isLost', '=', 0)
    .where('personId', 'in', personIds)
    .execute()
}

/**
 * What a line tells of its owner at this moment: out at its last sign of life when it has been gone for a minute, in again when it is
 * back after that. Back within the minute is the same interval.
 */
export function factsOfLine(
  state: MeetingState,
  line: { who: Id; seenAt: Instant },
  isOpen: boolean,
  now: Instant,
): Fact[] {
  const person = state.people.find(({ id }) => id === line.who)
  if (!person) return []
  const { who } = line
  const isHere = presenceOf(person) !== undefined
  const facts: Fact[] = []
  const wasLost = isHere && line.seenAt <= cutoff(now)
  if (wasLost) facts.push({ verb: 'attendance:out', data: { who, by: 'line', at: line.seenAt } })
  if (isOpen && (wasLost || !isHere))
    facts.push({ verb: 'attendance:in', data: { who, mode: 'video', by: 'line' } })
  return facts
}

/**
 * Keeps the lines after what was written: a line counts from «I take part remotely» on, and no more when its owner has left by a word,
 * has come into the hall, or the meeting is over.
 */
export async function keepLines(
  { trx, now }: Work,
  meetingId: Id,
  state: MeetingState,
  entries: readonly Entry[],
): Promise<void> {
  for (const { verb, data } of entries) {
    if (verb === 'meeting:closed' || verb === 'meeting:failed')
      await trx.deleteFrom('meetingLine').where('meetingId', '=', meetingId).execute()
    if (verb !== 'attendance:in' && verb !== 'attendance:out') continue
    const isLost = verb === 'attendance:out' && data.by === 'line'
    const personId = state.people.find(({ id }) => id === data.who)?.personId
    const isRemote = verb === 'attendance:in' && data.mode === 'video' && data.by !== 'secretary'
    if (personId && (isRemote || isLost))
      await trx
        .insertInto('meetingLine')
        .values({ meetingId, who: data.who, personId, seenAt: now, isLost: isLost ? 1 : 0 })
        .onConflict((on) =>
          on.columns(['meetingId', 'who']).doUpdateSet(isLost ? { isLost: 1 } : { isLost: 0, seenAt: now }),
        )
        .execute()
    else
      await trx
        .deleteFrom('meetingLine')
        .where('meetingId', '=', meetingId)
        .where('who', '=', data.who)
        .execute()
  }
}
