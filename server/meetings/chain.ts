import { canonicalJson } from '../../shared/drafts.ts'
import type { Entry, Fact } from '../../shared/meetings/entries.ts'
import { foldEntries } from '../../shared/meetings/fold.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { digest } from '../lib/ids.ts'

/**
 * Writes facts at the end of a meeting's chain and tells whoever is there. `hash` is the SHA-256 of the canonical JSON of
 * `{ at, data, meetingId, personId, previous, seq, verb }`, `previous` the hash before it. Answers with the meeting after them. The
 * meeting is locked by whoever calls.
 */
export async function append(
  work: Work,
  meetingId: Id,
  state: MeetingState,
  facts: readonly Fact[],
  key: Id | null = null,
): Promise<{ state: MeetingState; entries: Entry[] }> {
  const entries: Entry[] = []
  const { personId } = work.actor
  // A clock that was set back does not turn a meeting round: what follows is never earlier than what it follows.
  const at = state.at !== null && state.at > work.now ? state.at : work.now
  let { seq, hash: previous } = state
  for (const { verb, data } of facts) {
    seq += 1
    const placed = { seq, at, personId, verb, data }
    const hash = digest(canonicalJson({ ...placed, meetingId, previous }))
    entries.push({ ...placed, hash } as Entry)
    previous = hash
  }
  if (entries.length === 0) return { state, entries }
  await work.trx
    .insertInto('meetingEntry')
    .values(entries.map(({ data, ...entry }) => ({ ...entry, meetingId, data: canonicalJson(data), key })))
    .execute()
  work.publish(`meeting:${meetingId}`, 'meeting:moved', { entries })
  return { state: foldEntries(entries, state), entries }
}
