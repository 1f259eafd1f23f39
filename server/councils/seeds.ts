import type { Db } from '../lib/db/db.ts'
import { addDaysOff, addMunicipalities } from '../organizations/queries.ts'
import { daysOff, municipalityVersions } from './reference.ts'

/**
 * What every installation starts with: the municipalities in all their versions and the days off. May be repeated at each start: it
 * adds what a release has learnt and never touches a row that is there, because those are the operator's.
 */
export async function seedReference(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await addMunicipalities(trx, municipalityVersions)
    await addDaysOff(trx, daysOff)
  })
}
