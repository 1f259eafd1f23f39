import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { closeVote } from './actions.ts'
import { listVotesDue } from './queries.ts'

/** Closes every vote whose time is over, each in an act of its own: one that cannot be closed holds up no other. */
export async function closeDueVotes(kit: Kit): Promise<void> {
  for (const { id } of await listVotesDue(kit.db, kit.clock().toISOString())) {
    try {
      await act(kit, clockActor, (work) => closeVote(work, id, 'clock'))
    } catch (error) {
      kit.log.error({ err: error, voteId: id }, 'a vote whose time is over could not be closed')
    }
  }
}
