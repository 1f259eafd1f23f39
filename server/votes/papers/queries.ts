import type { DraftJson } from '../../../shared/draft-schema.ts'
import type { BallotsFact } from '../../../shared/meetings/minutes-votes.ts'
import type { VotePapers, VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import { findRevision } from '../../drafts/queries.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { listSettled } from '../ballots.ts'
import { findVote, resultOf } from '../queries.ts'
import { isByName, isOver, maySeeVote, mayCount } from '../rules.ts'
import { countingProtocol } from '../secret/view.ts'

/** What candidates, or what is rated, are called. */
export const titlesOf = ({ candidates, rating }: VoteTerms): Record<Id, string> =>
  Object.fromEntries((candidates ?? rating?.options ?? []).map(({ id, title }) => [id, title]))

/**
 * What a paper quotes of a vote that is over: what was on its ballots, who voted how where that is public, and of a secret one the
 * protocol of its counting commission (T4). Null for any other.
 */
export async function readBallots(db: Db, voteId: Id): Promise<BallotsFact | null> {
  const vote = await findVote(db, voteId)
  if (!vote || !isOver(vote)) return null
  const terms = fromJson<VoteTerms>(vote.terms)
  const titles = titlesOf(terms)
  const text = vote.state !== 'annulled' && (await adoptedText(db, terms, resultOf(vote)?.outcome))
  if (!isByName(vote)) {
    const counting = await countingProtocol(db, voteId, null)
    return { titles, roll: null, ...(counting && { counting }), ...(text && { text }) }
  }
  const settled = await listSettled(db, voteId, terms)
  return {
    titles,
    roll: settled.map(({ memberId, name, ballot }) => ({ memberId, name, choice: ballot?.choice ?? null })),
    ...(text && { text }),
  }
}

async function adoptedText(
  db: Db,
  { stage, text }: VoteTerms,
  outcome?: string,
): Promise<BallotsFact['text']> {
  if (stage !== 'whole' || !text || outcome !== 'adopted') return undefined
  const revision = await findRevision(db, text.revisionId)
  return revision && { sha256: text.sha256, content: fromJson<DraftJson>(revision.content) }
}

type PaperLine = VotePapers['papers'][number]

const plain = (kind: PaperLine['kind']): PaperLine => ({ kind, memberId: null, name: null })

/**
 * The papers that there are of a vote, for this reader: while it goes on the council gets what is filled in by hand, members the sheet
 * with their name, whoever types sheets those of all; what was counted is everybody's, until it counts no longer. Undefined as for a
 * vote that is not there.
 */
export async function listPapers(db: Db, voteId: Id, actor: Actor | null): Promise<PaperLine[] | undefined> {
  const vote = await findVote(db, voteId)
  if (!vote || !maySeeVote(vote, actor)) return undefined
  const seat = seatIn(actor, vote.councilId)
  if (isOver(vote)) {
    if (vote.state === 'annulled') return []
    if (vote.form === 'absentee') return resultOf(vote) ? [plain('absentee')] : []
    const isCounted = vote.form === 'secret' && (await countingProtocol(db, voteId, actor)) !== undefined
    return isCounted ? [plain('counting')] : []
  }
  if (!seat) return []
  if (vote.form === 'secret') return [plain('ballot')]
  if (vote.form !== 'absentee') return []
  const { electors } = fromJson<VoteTerms>(vote.terms).electorate
  const named = mayCount(actor, vote.councilId)
    ? electors
    : electors.filter(({ memberId }) => memberId === seat.memberId)
  return [plain('sheet'), ...named.map(({ memberId, name }) => ({ kind: 'sheet' as const, memberId, name }))]
}
