import { ballotSha256 } from '../../../shared/secret-board.ts'
import type { Board } from '../../../shared/secret-votes.ts'

/** A ballot on the board as people read it. */
export interface Row {
  sha256: string
  choice: string
  /** Whether it is the last one of its key. */
  counts: boolean
}

export async function rowsOf({ ballots }: Board): Promise<Row[]> {
  const last = new Map<string, number>()
  for (const { body } of ballots ?? []) last.set(body.key, Math.max(last.get(body.key) ?? 0, body.seq))
  return Promise.all(
    (ballots ?? []).map(async (ballot) => ({
      sha256: await ballotSha256(ballot),
      choice: ballot.body.choice,
      counts: last.get(ballot.body.key) === ballot.body.seq,
    })),
  )
}
