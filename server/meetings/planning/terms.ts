import { dayIn, type DayOff } from '../../../shared/calendar.ts'
import { defaultCouncilRules, type CouncilRules } from '../../../shared/council-rules.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { rulesInForce } from '../../councils/queries.ts'
import type { Db } from '../../lib/db/db.ts'
import { listDaysOff } from '../../organizations/queries.ts'

/** The rules by which a meeting is convened: those in force on its day. A council without any is held to the usual ones. */
export async function rulesFor(
  db: Db,
  { councilId, startsAt }: { councilId: Id; startsAt: Instant },
  timeZone: string,
): Promise<{ rules: CouncilRules; daysOff: DayOff[] }> {
  const version = await rulesInForce(db, councilId, dayIn(startsAt, timeZone))
  return { rules: version?.rules ?? defaultCouncilRules, daysOff: await listDaysOff(db) }
}
