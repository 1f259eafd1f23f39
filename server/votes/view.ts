import { dayIn } from '../../shared/calendar.ts'
import type { VoteChanged, VoteTerms, VoteView } from '../../shared/votes-views.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import {
  countBallots,
  countRaters,
  countTypedOnly,
  findElector,
  findVote,
  listDemands,
  listFollowing,
  listTyped,
  resultOf,
  versionOf,
} from './queries.ts'
import {
  isByName,
  isOver,
  mayAnnul,
  mayClose,
  mayCount,
  maySeeVote,
  whyNotCast,
  whyNotOpen,
  whyNotSettle,
} from './rules.ts'
import { countSecretSteps, findIssue } from './secret/queries.ts'
import type { VoteTable } from './tables.ts'
import { ballotsByName, handsOf, listFollows, ratingOf, typingFor, typedFor } from './view-forms.ts'

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
  const isOpen = whyNotOpen(vote, now) === null
  const typed = terms.ways ? await listTyped(db, id) : []
  const demanding = terms.absentee ? (await listDemands(db, id)).map(({ memberId }) => memberId) : []
  const mayDemand = terms.absentee !== undefined && elector?.holdsSeat === true
  const hasDemanded = elector !== undefined && demanding.includes(elector.memberId)
  const followers = await listFollowing(db, id)
  const isOperator = mayCount(actor, vote.councilId)
  const isSecret = vote.form === 'secret'
  const issue = isSecret && elector ? await findIssue(db, id, elector.memberId) : undefined
  const hands = vote.form === 'open_count' ? await handsOf(db, id, actor) : null
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
    mine: elector
      ? {
          choice: elector.ballot?.choice ?? null,
          turn: elector.ballot?.turn ?? 0,
          dissent: elector.ballot?.dissent ?? null,
          demanded: hasDemanded,
          typed: typedFor(elector.memberId, typed, terms),
          ...(isSecret && { issuedAt: issue?.issuedAt ?? null }),
        }
      : null,
    ballots: isOver(vote) && isByName(vote) ? await ballotsByName(db, id, terms, demanding) : null,
    typing: isOperator && terms.ways && isOpen ? typingFor(actor, typed, terms) : null,
    demands: terms.absentee ? { count: demanding.length, needed: terms.absentee.demandsNeeded } : null,
    hands,
    rating: vote.form === 'rating' ? await ratingOf(db, vote, actor) : null,
    followedBy: followers.map(({ id: follower, question }) => ({ id: follower, question })),
    can: {
      cast: elector !== undefined && whyNotCast(vote, elector, now) === null,
      close: vote.state === 'open' && mayClose(actor, vote),
      annul: mayAnnul(actor, vote.councilId) && whyNotSettle(vote) === null,
      demand: mayDemand && isOpen && !hasDemanded,
      type: isOperator && isOpen && terms.ways !== undefined,
      count: isOperator && isOpen && hands !== null && !hands.agreed && !hands.isMine,
      rate: vote.form === 'rating' && isOpen && actor !== null && !actor.isAdministrator,
      follow: listFollows(vote, actor, followers),
    },
  }
}

type Changing = Pick<VoteTable, 'id' | 'form' | 'state' | 'closedAt' | 'closedBy' | 'result'> & {
  moves: number
}

/** What everybody who watches the vote is told. */
export async function changeOf(db: Db, vote: Changing): Promise<VoteChanged> {
  const secret = vote.form === 'secret' ? await countSecretSteps(db, vote.id) : null
  const counter = vote.form === 'rating' ? countRaters : countBallots
  const { cast, turns } = secret ?? (await counter(db, vote.id))
  const typed = vote.form === 'mixed' || vote.form === 'absentee' ? await countTypedOnly(db, vote.id) : 0
  return {
    id: vote.id,
    state: vote.state,
    version: versionOf(vote, turns),
    cast: cast + typed,
    closedAt: vote.closedAt,
    closedBy: vote.closedBy,
    result: resultOf(vote),
    ...(secret && { secret: { issued: secret.issued, isIssuing: secret.isIssuing } }),
  }
}
