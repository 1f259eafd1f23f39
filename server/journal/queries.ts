import type { Selectable } from 'kysely'
import type { Day, Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import type { JournalTable } from '../lib/journal.ts'
import type { JournalSealTable } from './tables.ts'

export type JournalRow = Selectable<JournalTable>
export type Seal = Selectable<JournalSealTable>

const columns = [
  'journal.id',
  'at',
  'personId',
  'councilId',
  'verb',
  'subjectKind',
  'subjectId',
  'data',
] as const

export const findLastSeal = (db: Db) =>
  db
    .selectFrom('journalSeal')
    .select(['seq', 'day', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()

/** Committed rows that no seal holds yet, by id, at most `limit`. */
export const listUnsealed = (db: Db, limit: number): Promise<JournalRow[]> =>
  db
    .selectFrom('journalSealing')
    .innerJoin('journal', 'journal.id', 'journalSealing.journalId')
    .select(columns)
    .where('seal', 'is', null)
    .orderBy('journalId')
    .limit(limit)
    .execute()

/** The rows that say they are in this seal, by id. */
export const listSealed = (db: Db, seal: number): Promise<JournalRow[]> =>
  db
    .selectFrom('journalSealing')
    .innerJoin('journal', 'journal.id', 'journalSealing.journalId')
    .select(columns)
    .where('seal', '=', seal)
    .orderBy('journalId')
    .execute()

/** Seals behind `seq`, in their order. */
export const listSealsAfter = (db: Db, seq: number, limit: number): Promise<Seal[]> =>
  db.selectFrom('journalSeal').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute()

export const listSealsOf = (db: Db, day: Day): Promise<Seal[]> =>
  db.selectFrom('journalSeal').selectAll().where('day', '=', day).orderBy('seq').execute()

export const isWaiting = async (db: Db): Promise<boolean> =>
  (await db
    .selectFrom('journalSealing')
    .select('journalId')
    .where('seal', 'is', null)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** The first row that no seal holds and none ever will. */
export const findStray = (db: Db): Promise<{ id: Id } | undefined> =>
  db
    .selectFrom('journal')
    .leftJoin('journalSealing', 'journalSealing.journalId', 'journal.id')
    .select('journal.id')
    .where('journalSealing.journalId', 'is', null)
    .orderBy('journal.id')
    .limit(1)
    .executeTakeFirst()

/** A seal that rows were put into, and that is gone. */
export const findLostSeal = (db: Db): Promise<{ seal: number } | undefined> =>
  db
    .selectFrom('journalSealing')
    .leftJoin('journalSeal', 'journalSeal.seq', 'journalSealing.seal')
    .select('journalSealing.seal')
    .where('journalSealing.seal', 'is not', null)
    .where('journalSeal.seq', 'is', null)
    .orderBy('journalSealing.seal')
    .limit(1)
    .$narrowType<{ seal: number }>()
    .executeTakeFirst()

/** The first row that waits for its seal and is gone. */
export const findGone = (db: Db): Promise<{ id: Id } | undefined> =>
  db
    .selectFrom('journalSealing')
    .leftJoin('journal', 'journal.id', 'journalSealing.journalId')
    .select('journalSealing.journalId as id')
    .where('journal.id', 'is', null)
    .orderBy('journalSealing.journalId')
    .limit(1)
    .executeTakeFirst()

/** Days that are over, the latest first: their rows, and the code of their last seal. */
export async function listClosedDays(db: Db, { before, limit }: { before: Day | null; limit: number }) {
  const days = await db
    .selectFrom('journalSeal')
    .select('day')
    .select(({ fn }) => [
      fn.sum<number | string>('count').as('count'),
      fn.min<number>('seq').as('first'),
      fn.max<number>('seq').as('last'),
    ])
    // A day is over when the chain has gone on to a later one: nothing can be put before that any more.
    .where('day', '<', ({ selectFrom }) =>
      selectFrom('journalSeal').select(({ fn }) => fn.max('day').as('day')),
    )
    .$if(before !== null, (query) => query.where('day', '<', before!))
    .groupBy('day')
    .orderBy('day', 'desc')
    .limit(limit)
    .execute()
  const ends = days.flatMap(({ first, last }) => [first, last])
  const seals = ends.length
    ? await db
        .selectFrom('journalSeal')
        .select(['seq', 'hash', 'previous'])
        .where('seq', 'in', ends)
        .execute()
    : []
  const at = new Map(seals.map((each) => [each.seq, each]))
  return days.map(({ day, count, first, last }) => ({
    day,
    count: Number(count),
    head: at.get(last)!.hash,
    previous: at.get(first)!.previous,
  }))
}
