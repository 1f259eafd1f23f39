import type { Selectable } from 'kysely'
import { tally, type Choice, type VoteForm, type VoteResult } from '../../shared/votes.ts'
import type { VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Trx } from '../lib/db/db.ts'
import { refuse } from '../lib/refuse.ts'
import { listChoices } from './queries.ts'
import { castingChoice } from './rules.ts'
import type { VoteTable } from './tables.ts'

export interface Counted {
  form: VoteForm
  result: VoteResult
}

/**
 * Counts a vote by its frozen terms, never by what the council or its rules have become since. `standing` are the members who count
 * towards the quorum when it is closed at a meeting.
 */
export async function countVote(
  trx: Trx,
  vote: Selectable<VoteTable>,
  standing?: { present: readonly Id[] },
): Promise<Counted> {
  const terms = fromJson<VoteTerms>(vote.terms)
  switch (vote.form) {
    case 'open_roll_call':
      return { form: vote.form, result: await countBallots(trx, vote, terms, standing) }
    default:
      return refuse('vote_form_differs')
  }
}

async function countBallots(
  trx: Trx,
  { id }: { id: Id },
  terms: VoteTerms,
  standing: { present: readonly Id[] } | undefined,
): Promise<VoteResult> {
  const ballots = await listChoices(trx, id)
  const heads = (choice: Choice) => ballots.filter((each) => each.choice === choice).length
  return tally({
    ...peopleOf(terms, ballots.filter(({ choice }) => choice !== null).length, standing),
    rules: terms.rules,
    decisionClass: terms.decision.class,
    majority: terms.decision,
    choices: { for: heads('for'), against: heads('against'), abstain: heads('abstain') },
    chairChoice: castingChoice(terms.rules.tie, ballots, terms.sitting),
  })
}

/**
 * Whom a vote is measured against. At a meeting: those who were there when the question was put and those entitled, and for the quorum
 * those who count at its opening, or at its closing where the rules look again. Apart from a meeting, whoever cast a ballot took
 * part (domain §4 `absentee.quorum`).
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
