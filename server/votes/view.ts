import { dayIn } from '../../shared/calendar.ts'
import type { VoteChanged, VoteTerms, VoteView } from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { countBallots, findElector, findVote, listChoices, resultOf, versionOf } from './queries.ts'
import { isOver, mayAnnul, mayClose, maySeeVote, whyNotCast, whyNotSettle } from './rules.ts'
import { countSecretSteps } from './secret/queries.ts'
import type { VoteTable } from './tables.ts'

/**
 * A vote as this reader may see it now; undefined for who may not see it, as for one that is not there. While it is open nobody,
 * not even who runs it, gets another's choice.
 */
export async function findVoteView(
  db: Db,
  id: Id,
  actor: Actor | null,
  now: Instant,
): Promise<VoteView | undefined> {
  const vote = await findVote(db, id)
  if (!vote || !maySeeVote(vote, actor)) return undefined
  const council = await findCouncil(db, vote.councilId)
  if (!council) return undefined
  const today = dayIn(now, council.timeZone)
  const elector = actor?.personId ? await findElector(db, vote, actor.personId, today) : undefined
  const terms = fromJson<VoteTerms>(vote.terms)
  return {
    ...(await changeOf(db, vote)),
    council: {
      id: council.id,
      slug: council.slug,
      name: council.name,
      shortName: council.shortName,
      timeZone: council.timeZone,
    },
    subject: { kind: vote.subjectKind, id: vote.subjectId },
    terms,
    termsSha256: vote.termsSha256,
    reason: vote.reason,
    electors: terms.electorate.electors.length,
    mine: elector ? { choice: elector.ballot?.choice ?? null, turn: elector.ballot?.turn ?? 0 } : null,
    ballots: isOver(vote) && vote.form !== 'secret' ? await ballotsByName(db, id, terms) : null,
    can: {
      cast: elector !== undefined && whyNotCast(vote, elector.holdsSeat, now) === null,
      close: vote.state === 'open' && mayClose(actor, vote),
      annul: mayAnnul(actor, vote.councilId) && whyNotSettle(vote) === null,
    },
  }
}

type Changing = Pick<VoteTable, 'id' | 'form' | 'state' | 'closedAt' | 'closedBy' | 'result'>

/** What everybody who watches the vote is told. */
export async function changeOf(db: Db, vote: Changing): Promise<VoteChanged> {
  const { cast, turns } = await (vote.form === 'secret' ? countSecretSteps : countBallots)(db, vote.id)
  return {
    id: vote.id,
    state: vote.state,
    version: versionOf(vote, turns),
    cast,
    closedAt: vote.closedAt,
    closedBy: vote.closedBy,
    result: resultOf(vote),
  }
}

async function ballotsByName(db: Db, id: Id, terms: VoteTerms): Promise<NonNullable<VoteView['ballots']>> {
  const byMember = new Map((await listChoices(db, id)).map(({ memberId, choice }) => [memberId, choice]))
  return terms.electorate.electors.map((each) => ({ ...each, choice: byMember.get(each.memberId) ?? null }))
}
