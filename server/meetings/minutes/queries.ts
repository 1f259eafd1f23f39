import type { DissentFact, MaterialFact, SubstituteFact } from '../../../shared/meetings/minutes.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Db, Trx } from '../../lib/db/db.ts'
import '../planning/tables.ts'
import './tables.ts'

const editions = (db: Db, meetingId: Id) =>
  db.selectFrom('minutes').selectAll().where('meetingId', '=', meetingId).orderBy('edition')

/** Every edition of the minutes of a meeting, the first one first. */
export const listEditions = (db: Db, meetingId: Id) => editions(db, meetingId).execute()

export type Minutes = Awaited<ReturnType<typeof listEditions>>[number]

/** The edition that is worked on, or was last. Whoever changes it holds the meeting. */
export const findLastEdition = (db: Db, meetingId: Id) =>
  db
    .selectFrom('minutes')
    .selectAll()
    .where('meetingId', '=', meetingId)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The words of each part as they stand, with their version. */
export async function listWording(
  db: Db,
  minutesId: Id,
): Promise<Map<string, { text: string; version: number }>> {
  const rows = await db
    .selectFrom('minutesWording')
    .select(['part', 'text', 'version'])
    .where('minutesId', '=', minutesId)
    .orderBy('version')
    .execute()
  return new Map(rows.map(({ part, ...words }) => [part, words]))
}

export const listRemarks = (db: Db, minutesId: Id) =>
  db
    .selectFrom('minutesRemark')
    .select(['id', 'name', 'text', 'at', 'answer', 'reason', 'answeredAt'])
    .where('minutesId', '=', minutesId)
    .orderBy('id')
    .execute()

/** How many remarks of somebody wait for an answer. */
export const countOpenRemarks = async (db: Db, minutesId: Id, personId: Id): Promise<number> =>
  (
    await db
      .selectFrom('minutesRemark')
      .select('id')
      .where('minutesId', '=', minutesId)
      .where('personId', '=', personId)
      .where('answer', 'is', null)
      .execute()
  ).length

export const findRemark = (db: Db, minutesId: Id, id: Id) =>
  db
    .selectFrom('minutesRemark')
    .select(['id', 'answer'])
    .where('minutesId', '=', minutesId)
    .where('id', '=', id)
    .executeTakeFirst()

/** In the order of signing. */
export const listSignatures = (db: Db, minutesId: Id) =>
  db
    .selectFrom('minutesSignature')
    .select(['role', 'memberId', 'name', 'sha256', 'at'])
    .where('minutesId', '=', minutesId)
    .orderBy('at')
    .execute()

/** Who signs this edition in the place of somebody who left. */
export const listSubstitutes = (db: Db, minutesId: Id): Promise<SubstituteFact[]> =>
  db
    .selectFrom('minutesSigner')
    .select(['role', 'memberId', 'name', 'seatRole', 'insteadOf'])
    .where('minutesId', '=', minutesId)
    .orderBy('role')
    .execute()

export const listDissents = (db: Db, meetingId: Id): Promise<(DissentFact & { id: Id })[]> =>
  db
    .selectFrom('dissent')
    .select(['id', 'memberId', 'name', 'itemId', 'text', 'at'])
    .where('meetingId', '=', meetingId)
    .orderBy('id')
    .execute()

/** The greatest number that minutes of a council have in a year; 0 before the first. */
export const lastMinutesNumber = async (trx: Trx, councilId: Id, year: number): Promise<number> =>
  (
    await trx
      .selectFrom('minutes')
      .select((eb) => eb.fn.max('number').as('last'))
      .where('councilId', '=', councilId)
      .where('year', '=', year)
      .executeTakeFirst()
  )?.last ?? 0

/** Whether a number stands on other minutes of the council. */
export const isNumberTaken = async (
  trx: Trx,
  { councilId, year, number, meetingId }: { councilId: Id; year: number; number: number; meetingId: Id },
): Promise<boolean> =>
  (await trx
    .selectFrom('minutes')
    .select('id')
    .where('councilId', '=', councilId)
    .where('year', '=', year)
    .where('number', '=', number)
    .where('meetingId', '!=', meetingId)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** Who had answered that they would not come to a meeting at this time; why is nobody's business here. */
export const listTold = async (db: Db, meeting: { id: Id; startsAt: Instant }): Promise<Id[]> =>
  (
    await db
      .selectFrom('meetingReply')
      .select('who')
      .where('meetingId', '=', meeting.id)
      .where('startsAt', '=', meeting.startsAt)
      .where('answer', '=', 'absent')
      .execute()
  ).map(({ who }) => who)

/** Materials of the agenda that everybody may read, in the order in which they were added. */
export const listOpenMaterials = (db: Db, meetingId: Id): Promise<MaterialFact[]> =>
  db
    .selectFrom('agendaMaterial')
    .select(['itemId', 'title', 'sha256'])
    .where('meetingId', '=', meetingId)
    .where('isPublic', '=', 1)
    .orderBy('id')
    .execute()
