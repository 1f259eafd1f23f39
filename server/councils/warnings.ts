import { endingTerms, TERM_NOTICE_DAYS } from '../../shared/mandates.ts'
import { holdsOn } from '../../shared/terms.ts'
import type { Day } from '../../shared/values.ts'
import { act, type Work } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import { record } from '../lib/journal.ts'
import type { Kit } from '../lib/kit.ts'
import { post } from '../lib/mail.ts'
import type { Turn } from '../lib/midnights.ts'
import { listAddressees } from '../people/queries.ts'
import { termEndsLetter } from './letters.ts'
import { isWarned, listCouncilsIn, listMembers, type Council } from './queries.ts'
import { mayManageMembers } from './rules.ts'

/**
 * Writes to members whose term ends within 60 and again within 30 days, and to those who keep the roll. Each warning is written
 * once and stands in the journal, so a night on which the server was down is made good on the next.
 */
export async function warnOfEndingTerms(kit: Kit, { timeZone, today }: Turn): Promise<void> {
  for (const council of await listCouncilsIn(kit.db, timeZone)) {
    const due = endingTerms(await listMembers(kit.db, council.id), today)
    if (due.length > 0) await act(kit, clockActor, (work) => warn(work, kit.config.publicUrl, council, today))
  }
}

async function warn(work: Work, house: URL, council: Council, today: Day): Promise<void> {
  const members = await listMembers(work.trx, council.id)
  const keepers = members.filter(
    (each) =>
      holdsOn(each, today) &&
      mayManageMembers(
        { isAdministrator: false, seats: [{ councilId: council.id, role: each.role }] },
        council.id,
      ),
  )
  for (const ending of endingTerms(members, today)) {
    const { memberId, endsOn } = ending
    const within = TERM_NOTICE_DAYS.findLast((days) => ending.daysLeft <= days) ?? TERM_NOTICE_DAYS[0]
    if (await isWarned(work.trx, memberId, { within, endsOn })) continue
    const to = new Set([ending, ...keepers].map(({ personId }) => personId))
    for (const { id, email } of await listAddressees(work.trx, [...to]))
      await post(work, termEndsLetter(email, council, ending, id === ending.personId, house))
    await record(work, {
      verb: 'term:warned',
      subject: ['member', memberId],
      councilId: council.id,
      data: { within, endsOn },
    })
  }
}
