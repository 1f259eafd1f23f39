import { countAgain, type MajorityBase, type Share } from './count.ts'
import type { Counted, Data } from './entries.ts'
import type { Sitting } from './sitting.ts'

export type NumberWrong = {
  what: 'vote_number'
  seq: number
  which:
    | 'sum'
    | 'present'
    | 'base'
    | 'needed'
    | 'reached'
    | 'majority'
    | 'majority_base'
    | 'majority_needed'
    | 'outcome'
  written: string
  computed: string
}

export const outcomeOf = ({ outcome, result }: Data<'vote:closed'>) => ({
  outcome,
  result: result as Counted,
})

/** The majority that a class of questions takes by the rules of the council. */
export function majorityOf(
  decisionClass: string,
  rules: Sitting['rules']['decision'],
): { base: MajorityBase; fraction: Share } {
  switch (decisionClass) {
    case 'procedural':
      // A break or the end of a debate is more than half of those present, whatever else the rules say.
      return { base: 'present', fraction: { num: 1, den: 2, strict: true } }
    case 'qualified':
      return rules.qualified
    case 'organizational':
      return rules.organizational ?? rules.default
    case 'secret_personal':
      return rules.secretPersonal ?? rules.default
    default:
      return rules.default
  }
}

/** The numbers of a vote at a meeting against who was there, and its outcome against its numbers. */
export function wrongNumbers(
  seq: number,
  { outcome, result }: { outcome: string; result: Counted },
  { entitled, decisionClass, form }: Data<'vote:opened'>,
  sitting: Sitting,
  { standing, isExact }: { standing: number; isExact: boolean },
): NumberWrong | null {
  const wrong = (which: NumberWrong['which'], written: unknown, computed: unknown): NumberWrong | null =>
    written === computed
      ? null
      : { what: 'vote_number', seq, which, written: `${String(written)}`, computed: `${String(computed)}` }
  const { quorum, decision } = result
  const heard = isExact ? standing : Math.min(quorum.present, standing)
  const ofQuorum = sitting.quorumOf(heard)
  const found =
    wrong('present', quorum.present, ofQuorum.present) ??
    wrong('base', quorum.base, ofQuorum.base) ??
    wrong('needed', quorum.needed, ofQuorum.needed) ??
    wrong('reached', quorum.reached, ofQuorum.reached) ??
    wrong('outcome', outcome, result.outcome)
  // An election has candidates instead of «за» and «против»: its record tells it.
  if (found || result.election !== undefined) return found
  const isSecret = form === 'secret'
  const { for: inFavour, against, abstain, notVoted } = result
  const majority = majorityOf(decisionClass, sitting.rules.decision)
  // How many were issued a secret ballot stands on its board, not here.
  const byIssued = isSecret && sitting.rules.secret?.base === 'issued' && decision.base <= entitled.length
  const count = countAgain({
    people: { ...peopleOf(sitting), present: byIssued ? decision.base : entitled.length, quorate: heard },
    votes: { for: inFavour, against, abstain },
    quorum: sitting.rules.quorum,
    majority,
    tieRule: isSecret && sitting.rules.tie.rule === 'chair_casting' ? 'not_adopted' : sitting.rules.tie.rule,
    // Whoever has the casting vote voted in the record of the vote; here only what came of it is told.
    casting: result.tieBrokenBy === null ? null : outcome === 'adopted' ? 'for' : 'against',
    isSecret,
  })
  // Ballots too few to open, or numbers that cannot be, decide nothing; why stands on the board, too.
  const isNothing =
    isSecret && outcome === 'revote' && inFavour + against + abstain === 0 && count.outcome !== 'no_quorum'
  return (
    wrong('sum', inFavour + against + abstain + notVoted, entitled.length) ??
    wrong(
      'majority',
      ruleWords(decision.baseName, decision.fraction),
      ruleWords(majority.base, majority.fraction),
    ) ??
    wrong('majority_base', decision.base, count.majority.base) ??
    wrong('majority_needed', decision.needed, count.majority.base === 0 ? null : count.majority.needed) ??
    (isNothing ? null : wrong('outcome', outcome, count.outcome))
  )
}

const peopleOf = ({ people, convened }: Sitting) => ({
  established: convened.council.established,
  actual: [...people.values()].filter(({ hasVote }) => hasVote).length,
})

const ruleWords = (base: string, { num, den, strict }: Share) =>
  `${strict ? '>' : '≥'} ${num}/${den} · ${base}`
