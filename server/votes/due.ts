import type { Id } from '../../shared/values.ts'
import { act, type Work } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { closeVote, startVote } from './actions.ts'
import { listVotesDue, listVotesToOpen } from './queries.ts'

/**
 * Opens and closes every vote whose time has come, each in an act of its own: one that cannot be holds up no other. While the clock is in
 * doubt none is: a vote that is over is over for good.
 */
export async function moveDueVotes(kit: Kit): Promise<void> {
  if (kit.watch.isInDoubt) return
  const now = kit.clock().toISOString()
  for (const { id } of await listVotesToOpen(kit.db, now)) await moved(kit, id, (work) => startVote(work, id))
  for (const { id } of await listVotesDue(kit.db, now))
    await moved(kit, id, (work) => closeVote(work, id, 'clock'))
}

async function moved(kit: Kit, voteId: Id, move: (work: Work) => Promise<void>): Promise<void> {
  try {
    await act(kit, clockActor, move)
  } catch (error) {
    kit.log.error({ err: error, voteId }, 'a vote whose time has come could not be moved')
  }
}
