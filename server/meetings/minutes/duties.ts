import type { MeetingDuty } from '../../../shared/meetings/planning.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { viewMinutes } from './view.ts'

/** Older minutes that were never published wait on no desk. */
const MOST = 12

type MinutesDuty = Pick<MeetingDuty, 'number' | 'title' | 'startsAt' | 'duty' | 'dueOn'>

/** What waits for a member of a council about its minutes: to send them round, to answer, to sign, to publish, each until its day. */
export async function listMinutesDuties(
  db: Db,
  councilId: Id,
  actor: Actor,
  now: Instant,
): Promise<MinutesDuty[]> {
  const meetings = await db
    .selectFrom('meeting')
    .selectAll('meeting')
    .where('councilId', '=', councilId)
    .where('state', 'in', ['closed', 'failed_quorum'])
    .orderBy('startsAt', 'desc')
    .limit(MOST)
    .execute()
  const duties = await Promise.all(
    meetings.map(async (meeting): Promise<MinutesDuty[]> => {
      const view = await viewMinutes(db, meeting, { actor, now })
      if (!view || view.state === 'published') return []
      const { can, remarks, signing, publication } = view
      const { number, title, startsAt } = meeting
      const duty = (what: MeetingDuty['duty'], term: { dueOn: string } | null): MinutesDuty => ({
        ...{ number, title, startsAt, duty: what, dueOn: term?.dueOn ?? null },
      })
      return [
        ...(can.circulate ? [duty('writeMinutes', signing)] : []),
        ...(can.answer && remarks.some(({ answer }) => answer === null)
          ? [duty('answerRemarks', signing)]
          : []),
        ...(can.sign ? [duty('signMinutes', signing)] : []),
        ...(can.publish ? [duty('publishMinutes', publication)] : []),
      ]
    }),
  )
  return duties.flat()
}
