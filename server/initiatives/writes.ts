import type { Insertable } from 'kysely'
import type { Id } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import '../organizations/tables.ts'
import type { CoauthorTable, InitiativeStepTable, InitiativeTable } from './tables.ts'

export const addInitiative = (trx: Trx, initiative: Insertable<InitiativeTable>) =>
  trx.insertInto('initiative').values(initiative).execute()

export const addStep = (trx: Trx, step: Insertable<InitiativeStepTable>) =>
  trx.insertInto('initiativeStep').values(step).execute()

/** The next number of a municipality in a year; whoever asks at the same moment waits and gets the one after. */
export async function takeNumber(trx: Trx, municipalityCode: string, year: number): Promise<number> {
  const { last } = await trx
    .insertInto('initiativeCounter')
    .values({ municipalityCode, year, last: 1 })
    .onConflict((on) =>
      on
        .columns(['municipalityCode', 'year'])
        .doUpdateSet((eb) => ({ last: eb('initiativeCounter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** The last ОКТМО that is known of a municipality: the code of a new status is published later than the status. */
export const findOktmo = async (db: Db, code: string): Promise<string | null> => {
  const version = await db
    .selectFrom('municipality')
    .select('oktmo')
    .where('code', '=', code)
    .where('oktmo', 'is not', null)
    .orderBy('validFrom', 'desc')
    .limit(1)
    .executeTakeFirst()
  return version?.oktmo ?? null
}

/** Who was asked before keeps the day; what they are asked for is the new one. */
export const addCoauthor = (trx: Trx, coauthor: Insertable<CoauthorTable>) =>
  trx
    .insertInto('coauthor')
    .values(coauthor)
    .onConflict((on) =>
      on.columns(['initiativeId', 'personId']).doUpdateSet((eb) => ({ role: eb.ref('excluded.role') })),
    )
    .execute()

export const removeCoauthor = (trx: Trx, initiativeId: Id, personId: Id) =>
  trx
    .deleteFrom('coauthor')
    .where('initiativeId', '=', initiativeId)
    .where('personId', '=', personId)
    .executeTakeFirst()
