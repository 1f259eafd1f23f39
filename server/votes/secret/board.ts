import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../shared/drafts.ts'
import { headText, type BoardEntry, type BoardHead } from '../../../shared/secret-votes.ts'
import type { Id } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { findVoteState } from '../queries.ts'
import { signText } from './ballots.ts'
import type { KeyCupboard } from './cupboard.ts'
import { findKey, lastEntry } from './queries.ts'

declare module '../../lib/act.ts' {
  interface News {
    /** The board of a vote gets entries; the `last` ones seal it: its keys go in the same transaction. */
    'board:grown': { voteId: Id; entries: readonly BoardEntry[]; last: boolean }
  }
}

const NOTHING = Buffer.alloc(32)

/**
 * Hangs entries to the chain: hash = SHA-256(hash before, as bytes, then the canonical JSON of the entry in UTF-8). Each state is
 * signed and told to everybody who watches. Who has locked the vote has locked its board. Without its key, lost with its file, the
 * board goes on unsigned: a vote that can never be closed helps nobody.
 */
export async function growBoard(
  work: Work,
  cupboard: KeyCupboard,
  voteId: Id,
  entries: readonly BoardEntry[],
): Promise<void> {
  const { trx } = work
  const sealed = (await findKey(trx, voteId, 'board'))?.sealed
  const key = sealed === undefined ? null : cupboard.open(voteId, 'board', sealed)
  const last = await lastEntry(trx, voteId)
  let place = last ? last.place + 1 : 0
  let before = last ? Buffer.from(last.hash, 'hex') : NOTHING
  const heads: BoardHead[] = []
  for (const entry of entries) {
    const body = canonicalJson(entry)
    before = createHash('sha256').update(before).update(body).digest()
    const head = { size: place + 1, hash: before.toString('hex') }
    const signature = key && signText(key, headText(voteId, head))
    await trx.insertInto('boardEntry').values({ voteId, place, body, hash: head.hash, signature }).execute()
    heads.push({ ...head, signature })
    place++
  }
  work.publish(`vote:${voteId}`, 'board:grown', { voteId, heads })
  // Whoever sits in the council remembers them, on whatever page: two boards are found by anybody who was shown both (T-V5).
  const vote = await findVoteState(trx, voteId)
  if (vote) work.publish(`council:${vote.councilId}`, 'heads:signed', { voteId, heads })
}

/** Destroys a private key: its row with this act, what opens it once the act holds. */
export async function destroyKey(
  work: Work,
  cupboard: KeyCupboard,
  voteId: Id,
  purpose: 'token' | 'board',
): Promise<void> {
  await work.trx.deleteFrom('secretKey').where('voteId', '=', voteId).where('purpose', '=', purpose).execute()
  work.after(() => cupboard.destroy(voteId, purpose))
}
