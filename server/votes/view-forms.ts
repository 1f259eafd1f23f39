import type { FollowsWhy, RatingResult, VoteTerms, VoteView } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { listSettled } from './ballots.ts'
import { agreedCount, roundOf } from './hands-rules.ts'
import { findPicks, listHandCounts, resultOf } from './queries.ts'
import { isOver, mayRunOwn, whyNotFollow } from './rules.ts'
import { operatorsFor, stateOf, type TypedBallot } from './settle.ts'
import type { VoteTable } from './tables.ts'

/** Who voted how, with what was handed in beside it. */
export async function ballotsByName(
  db: Db,
  id: Id,
  terms: VoteTerms,
  demanding: readonly Id[],
): Promise<NonNullable<VoteView['ballots']>> {
  return (await listSettled(db, id, terms)).map(({ ballot, others, ...elector }) => ({
    ...elector,
    choice: ballot?.choice ?? null,
    way: ballot?.way ?? null,
    dissent: ballot?.dissent ?? null,
    demanded: demanding.includes(elector.memberId),
    others: others.map(({ way, choice }) => ({ way, choice })),
  }))
}

/** What others typed for one member: every paper with the choice that was typed last. */
export const typedFor = (memberId: Id, all: readonly TypedBallot[], terms: VoteTerms) =>
  papers(all.filter((each) => each.memberId === memberId)).map((paper) => ({
    way: paper.way,
    choice: paper.typed.at(-1)?.choice ?? '',
    state: stateOf(paper.typed, operatorsFor(paper.way, terms.ways ?? [])),
  }))

/** How far the typing is, for one operator: their own words, of others only whether they are the same. */
export const typingFor = (actor: Actor | null, all: readonly TypedBallot[], terms: VoteTerms) =>
  papers(all).map(({ memberId, way, typed }) => {
    const mine = typed.find(({ operatorId }) => operatorId === actor?.personId)
    return {
      memberId,
      way,
      state: stateOf(typed, operatorsFor(way, terms.ways ?? [])),
      mine: mine ? { choice: mine.choice, dissent: mine.dissent } : null,
    }
  })

const papers = (all: readonly TypedBallot[]) =>
  Object.values(Object.groupBy(all, ({ memberId, way }) => `${memberId} ${way}`)).flatMap((typed) => {
    const first = typed?.[0]
    return first && typed ? [{ memberId: first.memberId, way: first.way, typed }] : []
  })

/** How far the counting of hands is, and whether the reader has counted in this round; no numbers before both agree. */
export async function handsOf(db: Db, id: Id, actor: Actor | null): Promise<NonNullable<VoteView['hands']>> {
  const counts = await listHandCounts(db, id)
  const { round, counted, differed } = roundOf(counts)
  return {
    round,
    counted: counted.length,
    isMine: actor !== null && counted.some((each) => each === actor.personId),
    differed,
    agreed: agreedCount(counts) !== null,
  }
}

/** The reader's own picks; the totals once it is over. */
export async function ratingOf(
  db: Db,
  vote: Pick<VoteTable, 'id' | 'state' | 'result'>,
  actor: Actor | null,
): Promise<NonNullable<VoteView['rating']>> {
  const mine = actor?.personId ? await findPicks(db, vote.id, actor.personId) : undefined
  return {
    mine: mine ? fromJson<Id[]>(mine.picks) : [],
    turn: mine?.turn ?? 0,
    result: isOver(vote) && vote.result !== null ? fromJson<RatingResult>(vote.result) : null,
  }
}

/** What this reader may call for after a vote of the council's own. */
export function listFollows(
  vote: Pick<VoteTable, 'councilId' | 'form' | 'state' | 'result' | 'subjectKind'>,
  actor: Actor | null,
  followers: readonly { state: VoteTable['state'] }[],
): FollowsWhy[] {
  if (!mayRunOwn(actor, vote) || !isOver(vote)) return []
  const earlier = { state: vote.state, outcome: resultOf(vote)?.outcome ?? null }
  const all = ['second_round', 'revote', 'reconsideration'] as const
  return all.filter((why) => whyNotFollow(why, earlier, followers) === null)
}
