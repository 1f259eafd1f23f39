import { canonical, sha256 } from './canonical.ts'
import { countAgain, type Choice, type Count } from './count.ts'
import { dayOf } from './moments.ts'
import { FORMAT, VERSION, voteRecord, type VoteRecord } from './record.ts'
import { readSealed, type FileWrong } from './sealed.ts'

/** The first thing that is wrong; `where` and numbers for the sentence about it. */
export type Wrong =
  | FileWrong
  | { what: 'terms_seal'; written: string; computed: string }
  | { what: 'other_code'; code: string }
  | { what: 'other_text' }
  | { what: 'times' | 'rules_later' | 'text' | 'options' | 'majority' | 'fraction' | 'zone' }
  | { what: 'elector_twice' | 'elector_role' | 'elector_differs' | 'ballot_time'; name: string }
  | { what: 'electors' | 'actual'; written: number; computed: number }
  | { what: 'number'; which: NumberName; written: string; computed: string }
  | { what: 'outcome'; written: string; computed: string }

export type NumberName =
  | Choice
  | 'not_voted'
  | 'invalid'
  | 'quorum_present'
  | 'quorum_base'
  | 'quorum_needed'
  | 'quorum_reached'
  | 'quorum_rule'
  | 'majority_base'
  | 'majority_needed'
  | 'majority_rule'
  | 'tie_broken'

export interface Known {
  /** A code that is known from elsewhere: of the terms or of the whole record. */
  code?: string | undefined
  /** The bytes of the text voted on, as the server gives them. */
  text?: Uint8Array | undefined
}

export type Checked = { wrong: Wrong; record?: undefined } | { wrong: null; record: VoteRecord; count: Count }

/** Reads a record and recomputes all that can be recomputed of it, from the outside to the inside. */
export function check(file: string, known: Known = {}): Checked {
  const read = readSealed(file, { name: FORMAT, version: VERSION, shape: voteRecord })
  if (read.wrong) return { wrong: read.wrong }
  const record = read.value
  const wrong =
    sealedTerms(record) ?? matches(record, known) ?? terms(record) ?? electorate(record) ?? ballots(record)
  if (wrong) return { wrong }
  const count = countAgain(meetingOf(record))
  const differs = result(record, count)
  return differs ? { wrong: differs } : { wrong: null, record, count }
}

function sealedTerms({ terms, termsSha256: written }: VoteRecord): Wrong | null {
  const computed = sha256(canonical(terms))
  return computed === written ? null : { what: 'terms_seal', written, computed }
}

function matches(record: VoteRecord, { code, text }: Known): Wrong | null {
  if (code !== undefined && code !== record.sha256 && code !== record.termsSha256)
    return { what: 'other_code', code }
  if (text !== undefined && sha256(text) !== record.text?.sha256) return { what: 'other_text' }
  return null
}

/** Whether what was frozen at the opening agrees with itself and with what is said beside it. */
function terms({ terms, text, council, closedAt, closedBy }: VoteRecord): Wrong | null {
  const { rules, decision, opensAt, closesAt } = terms
  if (opensAt >= closesAt || closedAt < opensAt || (closedBy === 'clock' && closedAt < closesAt))
    return { what: 'times' }
  const opened = dayOf(opensAt, council.timeZone)
  if (opened === null) return { what: 'zone' }
  if (rules.validFrom > opened) return { what: 'rules_later' }
  const said = text && { revisionId: text.revisionId, title: text.title, sha256: text.sha256 }
  if (canonical(said) !== canonical(terms.text)) return { what: 'text' }
  if (canonical(terms.options) !== '["for","against","abstain"]') return { what: 'options' }
  const fractions = [rules.quorum, rules.decision.default, rules.decision.qualified].map(
    (each) => each.fraction,
  )
  if (fractions.some(({ num, den, strict }) => (strict ? num >= den : num > den))) return { what: 'fraction' }
  const { class: asked, ...majority } = decision
  return canonical(majority) === canonical(majorityFor(asked, rules.decision)) ? null : { what: 'majority' }
}

function majorityFor(
  asked: VoteRecord['terms']['decision']['class'],
  rules: VoteRecord['terms']['rules']['decision'],
) {
  // A break or the end of a debate is more than half of those present, whatever else the rules say.
  if (asked === 'procedural') return { base: 'present', fraction: { num: 1, den: 2, strict: true } }
  return asked === 'qualified' ? rules.qualified : rules.default
}

function electorate({ terms: { electorate, numbers }, electors }: VoteRecord): Wrong | null {
  const seen = new Set<string>()
  for (const { memberId, name } of [...electorate.electors, ...electorate.others]) {
    if (seen.has(memberId)) return { what: 'elector_twice', name }
    seen.add(memberId)
  }
  const odd =
    electorate.electors.find(({ role }) => role === 'observer') ??
    electorate.others.find(({ role, why }) => (role === 'observer') !== (why === 'observer'))
  if (odd) return { what: 'elector_role', name: odd.name }
  const drawn = electorate.electors
  if (electors.length !== drawn.length)
    return { what: 'electors', written: electors.length, computed: drawn.length }
  for (const [index, { memberId, name, role }] of electors.entries())
    if (canonical({ memberId, name, role }) !== canonical(drawn[index]))
      return { what: 'elector_differs', name }
  // Whoever stands aside from this question only still is one of the members.
  const members = drawn.length + electorate.others.filter(({ why }) => why === 'recused').length
  return numbers.actual === members ? null : { what: 'actual', written: numbers.actual, computed: members }
}

/** No ballot from before the opening, from closing time on, or after the closing. */
function ballots({ electors, terms: { opensAt, closesAt }, closedAt }: VoteRecord): Wrong | null {
  const late = electors.find(
    ({ ballot }) =>
      ballot && (ballot.castAt < opensAt || ballot.castAt >= closesAt || ballot.castAt > closedAt),
  )
  return late ? { what: 'ballot_time', name: late.name } : null
}

const chosen = ({ electors }: VoteRecord, choice: Choice) =>
  electors.filter(({ ballot }) => ballot?.choice === choice).length

/** Apart from a meeting whoever cast a ballot took part; who stayed silent is missing from the quorum, like a sheet not returned. */
function meetingOf(record: VoteRecord) {
  const { numbers, rules, decision } = record.terms
  const votes = {
    for: chosen(record, 'for'),
    against: chosen(record, 'against'),
    abstain: chosen(record, 'abstain'),
  }
  return {
    people: { ...numbers, present: votes.for + votes.against + votes.abstain },
    votes,
    quorum: rules.quorum,
    majority: decision,
    tieRule: rules.tie.rule,
    casting: castingOf(record),
    isSecret: false,
  }
}

/** Nobody presides apart from a meeting: it is the chair's vote, or, where the rules let it, that of the one deputy who voted. */
function castingOf({ electors, terms: { rules } }: VoteRecord): Choice | null {
  const voted = (asked: string) => electors.filter(({ role, ballot }) => role === asked && ballot)
  const [chair] = voted('chair')
  if (chair) return chair.ballot!.choice
  const [deputy, another] = rules.tie.caster === 'presiding' ? voted('deputy') : []
  return deputy && !another ? deputy.ballot!.choice : null
}

/** The result as it is written against the result as it is. */
function result(record: VoteRecord, count: Count): Wrong | null {
  const { result, terms } = record
  const { quorum, decision } = result
  const inFavour = chosen(record, 'for')
  const against = chosen(record, 'against')
  const abstain = chosen(record, 'abstain')
  const { fraction, base } = terms.decision
  const pairs: [NumberName, number | string | boolean | null, number | string | boolean | null][] = [
    ['for', result.for, inFavour],
    ['against', result.against, against],
    ['abstain', result.abstain, abstain],
    ['not_voted', result.notVoted, record.electors.length - inFavour - against - abstain],
    [
      'quorum_rule',
      ruleOf(quorum.baseName, quorum.fraction),
      ruleOf(terms.rules.quorum.base, terms.rules.quorum.fraction),
    ],
    ['quorum_present', quorum.present, count.quorum.count],
    ['quorum_base', quorum.base, count.quorum.base],
    ['quorum_needed', quorum.needed, count.quorum.needed],
    ['quorum_reached', quorum.reached, count.quorum.isReached],
    ['majority_rule', ruleOf(decision.baseName, decision.fraction), ruleOf(base, fraction)],
    ['majority_base', decision.base, count.majority.base],
    // Of nobody no number would have done.
    ['majority_needed', decision.needed, count.majority.base === 0 ? null : count.majority.needed],
  ]
  for (const [which, written, computed] of pairs)
    if (written !== computed) return { what: 'number', which, written: `${written}`, computed: `${computed}` }
  if (result.outcome !== count.outcome)
    return { what: 'outcome', written: result.outcome, computed: count.outcome }
  const tie = { written: result.tieBrokenBy ?? '–', computed: count.isCast ? 'chair' : '–' }
  return tie.written === tie.computed ? null : { what: 'number', which: 'tie_broken', ...tie }
}

const ruleOf = (base: string, { num, den, strict }: { num: number; den: number; strict: boolean }) =>
  `${strict ? '>' : '≥'} ${num}/${den} · ${base}`
