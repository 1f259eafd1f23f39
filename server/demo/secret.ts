import { addDays } from '../../shared/calendar.ts'
import type { Choice } from '../../shared/votes.ts'
import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import { closeVote } from '../votes/actions.ts'
import { castSecretBallot, closeIssuance, issueBallot } from '../votes/secret/actions.ts'
import { KeyCupboard } from '../votes/secret/cupboard.ts'
import { openSecretVote } from '../votes/secret/open.ts'
import { findSecretVote, manifestOf } from '../votes/secret/queries.ts'
import type { Telling } from './chamber.ts'
import { at } from './days.ts'
import { ballotOf } from './voter.ts'

type Council = Pick<Telling, 'kit' | 'today' | 'council' | 'scene'>

const AGO = 16

/** In the order in which they took their ballots; who is not here took none. */
const ballots: readonly (readonly [person: string, time: string, choice: Choice])[] = [
  ['gromova', '11:20', 'for'],
  ['kim', '12:05', 'for'],
  ['polyakova', '13:40', 'for'],
  ['kayurin', '15:10', 'against'],
  ['shadrin', '16:25', 'for'],
  ['lazarev', '17:30', 'for'],
]

/** A council has elected somebody in secret: ballots taken in one window and cast in another, the board sealed, the protocol drawn up. */
export async function tellElected({ kit, today, council, scene }: Council): Promise<void> {
  const day = addDays(today, -AGO)
  const [issuanceClosesAt, closesAt] = [at(addDays(day, 1), '18:00'), at(addDays(day, 3), '18:00')]
  const cupboard = new KeyCupboard(kit.config.dataDir)
  const as = async (by: string, moment: Date) => {
    const { actor, ground } = await scene(by, moment)
    return [ground, actor] as const
  }
  const voteId = await act(...(await as('belova', at(day, '10:00'))), (work) =>
    openSecretVote(work, council.id, {
      question: 'Избрать Уварову Тамару Сергеевну представителем совета в районной жилищной комиссии?',
      decisionClass: 'secret_personal',
      issuanceClosesAt: issuanceClosesAt.toISOString(),
      closesAt: closesAt.toISOString(),
    }),
  )
  const vote = (await findSecretVote(kit.db, voteId))!
  const made = { manifest: manifestOf(vote)!, mh: vote.manifestSha256! }
  const cast = []
  for (const [person, time, choice] of ballots) {
    const edge = await as(person, at(day, time))
    cast.push(
      await ballotOf(made, choice, async (blinded) => {
        const { blindSignature } = await act(...edge, (work) => issueBallot(work, cupboard, voteId, blinded))
        return blindSignature
      }),
    )
  }
  const nobodyAt = async (moment: Date) => (await scene('belova', moment)).ground
  await act(await nobodyAt(issuanceClosesAt), clockActor, (work) => closeIssuance(work, voteId, 'clock'))
  const open = await nobodyAt(at(addDays(day, 2), '12:00'))
  for (const ballot of cast)
    await act(open, clockActor, (work) => castSecretBallot(work, cupboard, voteId, ballot))
  await act(await nobodyAt(closesAt), clockActor, (work) => closeVote(work, voteId, 'clock'))
}

/** A secret vote that whoever signs in takes part in: nobody has a ballot yet, and the next days are for taking one. */
export async function tellElecting({ kit, today, council, scene }: Council): Promise<void> {
  const { actor, ground } = await scene('orlova', kit.clock())
  await act(ground, actor, (work) =>
    openSecretVote(work, council.id, {
      question: 'Избрать Савельеву Анну Юрьевну заместителем председателя совета?',
      decisionClass: 'organizational',
      issuanceClosesAt: at(addDays(today, 2), '18:00').toISOString(),
      closesAt: at(addDays(today, 5), '18:00').toISOString(),
    }),
  )
}
