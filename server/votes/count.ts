import type { Selectable } from 'kysely'
import { tally, type Choice, type VoteForm, type VoteResult } from '../../shared/votes.ts'
import { tallyElection } from '../../shared/votes-election.ts'
import { AGAINST_ALL, SPOILT, type RatingResult, type VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Trx } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { listSettled } from './ballots.ts'
import { agreedCount, type HandNumbers } from './hands-rules.ts'
import { countDemands, listHandCounts, listPicks } from './queries.ts'
import { castingChoice, mayBreakTie } from './rules.ts'
import type { VoteTable } from './tables.ts'

export type Counted =
  { form: 'rating'; result: RatingResult } | { form: Exclude<VoteForm, 'rating'>; result: VoteResult }

interface Counting {
  id: Id
  terms: VoteTerms
  standing: { present: readonly Id[] } | undefined
}

/**
 * Counts a vote by its frozen terms, never by what the council or its rules have become since. `standing` are the members who count
 * towards the quorum when it is closed at a meeting. Refuses `count_not_confirmed` for hands that two persons have not counted alike.
 */
export async function countVote(
  trx: Trx,
  { id, form, ...vote }: Selectable<VoteTable>,
  standing?: { present: readonly Id[] },
): Promise<Counted> {
  const counting = { id, terms: fromJson<VoteTerms>(vote.terms), standing }
  switch (form) {
    case 'open_roll_call':
    case 'mixed':
      return { form, result: await countNames(trx, counting) }
    case 'absentee':
      return { form, result: await countSheets(trx, counting) }
    case 'open_count':
      return { form, result: await countHands(trx, counting) }
    case 'election':
      return { form, result: await countElection(trx, counting) }
    case 'rating':
      return { form, result: await countRating(trx, counting) }
    case 'secret':
      return refuse('vote_form_differs')
  }
}

/** What every count of the same terms has in common. */
const measure = (terms: VoteTerms) => ({
  rules: terms.rules,
  decisionClass: terms.decision.class,
  majority: { base: terms.decision.base, fraction: terms.decision.fraction },
})

async function countNames(trx: Trx, { id, terms, standing }: Counting): Promise<VoteResult> {
  return tallyNames(terms, await listSettled(trx, id, terms), standing)
}

async function countSheets(trx: Trx, { id, terms }: Counting): Promise<VoteResult> {
  return tallySheets(terms, await listSettled(trx, id, terms), await countDemands(trx, id))
}

async function countHands(trx: Trx, { id, terms, standing }: Counting): Promise<VoteResult> {
  const agreed = agreedCount(await listHandCounts(trx, id)) ?? refuse('count_not_confirmed')
  return tallyHands(terms, agreed, standing)
}

type Electors = readonly { memberId: Id; role: string; ballot: { choice: string } | null }[]

/** Counts ballots by name, of each elector the one that stands. Who returned a void sheet took part and did not vote (T5). */
export function tallyNames(
  terms: VoteTerms,
  electors: Electors,
  standing?: { present: readonly Id[] },
): VoteResult {
  const ballots = electors.map(({ memberId, role, ballot }) => ({
    memberId,
    role,
    choice: ballot?.choice ?? null,
  }))
  const heads = (choice: Choice | typeof SPOILT) => ballots.filter((each) => each.choice === choice).length
  const result = tally({
    ...peopleOf(terms, ballots.filter(({ choice }) => choice !== null).length, standing),
    ...measure(terms),
    choices: { for: heads('for'), against: heads('against'), abstain: heads('abstain') },
    chairChoice: castingChoice(terms.rules.tie, ballots, terms.sitting),
  })
  return terms.ways ? { ...result, invalid: heads(SPOILT) } : result
}

/** An absentee vote decides nothing once enough members demand a session (`absentee.veto`). */
export function tallySheets(terms: VoteTerms, electors: Electors, demanding: number): VoteResult {
  const result = tallyNames(terms, electors)
  const demands = { count: demanding, needed: terms.absentee?.demandsNeeded ?? 1 }
  return demands.count < demands.needed
    ? { ...result, demands }
    : { ...result, outcome: 'converted', tieBrokenBy: null, demands }
}

/** Counts hands by the numbers to which two persons came. */
export function tallyHands(
  terms: VoteTerms,
  agreed: HandNumbers,
  standing?: { present: readonly Id[] },
): VoteResult {
  const choices = { for: agreed.inFavour, against: agreed.against, abstain: agreed.abstain }
  return tally({
    ...peopleOf(terms, choices.for + choices.against + choices.abstain, standing),
    ...measure(terms),
    choices,
    chairChoice: mayBreakTie(terms) ? agreed.casting : null,
  })
}

async function countElection(trx: Trx, { id, terms, standing }: Counting): Promise<VoteResult> {
  const picked = (await listSettled(trx, id, terms)).flatMap(({ ballot }) => ballot?.choice ?? [])
  const votesFor = (option: string) => picked.filter((each) => each === option).length
  return tallyElection({
    ...peopleOf(terms, picked.length, standing),
    ...measure(terms),
    votes: (terms.candidates ?? []).map((each) => ({ id: each.id, votes: votesFor(each.id) })),
    againstAll: votesFor(AGAINST_ALL),
    round: terms.election?.round ?? 1,
    secondRound: terms.election?.secondRound ?? 'majority',
  })
}

async function countRating(trx: Trx, { id, terms }: Counting): Promise<RatingResult> {
  return tallyRating(
    terms,
    (await listPicks(trx, id)).map((each) => fromJson<Id[]>(each.picks)),
  )
}

/** Counts what each account picked of what is rated. */
export const tallyRating = ({ rating }: VoteTerms, picks: readonly (readonly Id[])[]): RatingResult => ({
  voters: picks.length,
  options: (rating?.options ?? []).map(({ id }) => ({
    id,
    votes: picks.filter((ids) => ids.includes(id)).length,
  })),
})

/**
 * Whom a vote is measured against. At a meeting: those who were there and could vote when the question was put (whoever stands aside is
 * silent without being against), and for the quorum those who count at its opening, or at its closing where the rules look again. Apart
 * from a meeting, whoever cast a ballot took part (domain §4 `absentee.quorum`).
 */
export function peopleOf(
  { electorate, numbers, sitting }: VoteTerms,
  cast: number,
  standing: { present: readonly Id[] } | undefined,
) {
  const people = { ...numbers, electorate: electorate.electors.length }
  if (!sitting) return { ...people, present: cast }
  const looked = standing && sitting.check === 'opening_and_each_vote' ? standing.present : sitting.present
  return {
    ...people,
    present: sitting.entitled.length,
    quorate: new Set(looked).size,
  }
}
