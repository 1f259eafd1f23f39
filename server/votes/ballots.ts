import type { VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { listBallots, listTyped } from './queries.ts'
import { settled, type WayBallot } from './settle.ts'

export interface SettledElector {
  memberId: Id
  name: string
  role: VoteTerms['electorate']['electors'][number]['role']
  /** The ballot that counts; null for who has none. */
  ballot: WayBallot | null
  /** Others of the same member that stand and do not count, because of `ways` of the terms. */
  others: WayBallot[]
}

/** Every elector of a vote by name, with the ballot that counts. */
export async function listSettled(db: Db, voteId: Id, terms: VoteTerms): Promise<SettledElector[]> {
  const cast = new Map((await listBallots(db, voteId)).map((each) => [each.memberId, each]))
  const typed = terms.ways ? await listTyped(db, voteId) : []
  return terms.electorate.electors.map((elector) => {
    const own = cast.get(elector.memberId)
    const [ballot = null, ...others] = settled(
      terms.ways ?? ['app'],
      own ? { choice: own.choice, at: own.castAt, dissent: own.dissent } : null,
      typed.filter(({ memberId }) => memberId === elector.memberId),
    )
    return { ...elector, ballot, others }
  })
}
