import type { Closed } from './board-record.ts'
import { checkBoard, type BoardWrong, type Counted } from './board.ts'
import { canonical, sha256 } from './canonical.ts'
import { countAgain, type Choice, type Count } from './count.ts'
import { electAgain } from './election.ts'
import {
  formsRecord,
  formsResult,
  FORMS_VERSION,
  ratingResult,
  type FormsRecord,
  type FormsResult,
  type RatingResult,
} from './forms-record.ts'
import type { Known, NumberName, Wrong } from './check.ts'
import { majorityOf } from './meeting-votes.ts'
import { dayOf } from './moments.ts'
import { FORMAT } from './record.ts'
import { readSealed } from './sealed.ts'

/** What may be wrong with a vote of another form than the first. */
export type FormsWrong =
  | Wrong
  | BoardWrong
  | { what: 'parts' | 'sitting' | 'standing' | 'rating' | 'manifest'; where: string }
  | { what: 'ballot_way' | 'ballot_choice'; name: string }
  | { what: 'election' | 'demands'; written: string; computed: string }

export interface Tally {
  quorum: Count['quorum']
  majority: Count['majority']
  outcome: FormsResult['outcome']
  isCast: boolean
}

export type FormsChecked =
  | { wrong: FormsWrong }
  | { wrong: null; record: FormsRecord; result: FormsResult; tally: Tally; board: Counted | null }
  | { wrong: null; record: FormsRecord; result: RatingResult; tally: null }

/** Numbers of a vote, wherever they come from: ballots by name, hands, a board. */
export interface Votes {
  for: number
  against: number
  abstain: number
  /** By option, for an election. */
  byOption: ReadonlyMap<string, number>
  cast: number
  /** Sheets that came back and say nothing: who returned one took part and did not vote. */
  invalid: number
}

/** Reads the record of a vote of any form and recomputes all that can be recomputed of it. */
export async function checkForms(file: string, known: Known = {}): Promise<FormsChecked> {
  const read = readSealed(file, { name: FORMAT, version: FORMS_VERSION, shape: formsRecord })
  if (read.wrong) return { wrong: read.wrong }
  const record = read.value
  const wrong =
    sealedTerms(record) ??
    matches(record, known) ??
    frozen(record) ??
    electorate(record) ??
    sitting(record) ??
    ballots(record)
  if (wrong) return { wrong }
  if (record.terms.form === 'rating') return rated(record)
  const where = formsResult(record.result, '/result')
  if (where !== null) return { wrong: { what: 'shape', where } }
  const result = record.result as FormsResult
  if (record.terms.form === 'secret') return secretly(record, result)
  const { votes, tally } = recount(record)
  const differs = resultDiffers(record, result, votes, tally)
  return differs ? { wrong: differs } : { wrong: null, record, result, tally, board: null }
}

/** What the ballots by name, or the hands, of a record come to by its terms. */
export function recount(record: FormsRecord): { votes: Votes; tally: Tally } {
  const votes = cast(record)
  return { votes, tally: tallyOf(record, votes, presentAt(record, votes.cast + votes.invalid)) }
}

/** A secret vote: its board first, then what its counts come to by the terms. */
async function secretly(record: FormsRecord, result: FormsResult): Promise<FormsChecked> {
  const { terms, vote } = record
  const present = terms.sitting?.entitled.length
  const checked = await checkBoard(record.board, {
    roll: terms.numbers.actual,
    ...(present !== undefined && { present }),
  })
  if (checked.wrong) return { wrong: checked.wrong }
  const { manifest, closed, issued } = checked
  if (!closed) return { wrong: { what: 'parts', where: '/board/entries' } }
  const electors = terms.electorate.electors
  const follows: [string, unknown, unknown][] = [
    ['/voteId', manifest.voteId, vote.id],
    ['/termsSha256', manifest.termsSha256, record.termsSha256],
    ['/questionSha256', manifest.questionSha256, sha256(terms.question)],
    ['/options', canonical(manifest.options), canonical(terms.options)],
    ['/rollSha256', manifest.rollSha256, sha256(canonical(electors))],
    ['/rollSize', manifest.rollSize, electors.length],
    ['/tie', manifest.tie, terms.rules.tie.rule],
    ['/kMin', manifest.kMin, terms.secret!.kMin],
    ['/belowKMin', manifest.belowKMin, terms.secret!.belowKMin === 'refuse' ? 'not_opened' : 'opened'],
  ]
  const odd = follows.find(([, written, computed]) => written !== computed)
  if (odd) return { wrong: { what: 'manifest', where: odd[0] } }
  const stranger = issued.find(({ memberId }) => !electors.some((each) => each.memberId === memberId))
  if (stranger) return { wrong: { what: 'board_issued', member: stranger.memberId } }
  if (closed.outcome !== result.outcome)
    return { wrong: { what: 'outcome', written: result.outcome, computed: closed.outcome } }
  if (!terms.sitting && closed.numbers.present !== issued.length)
    return {
      wrong: {
        what: 'board_number',
        which: 'present',
        written: `${closed.numbers.present}`,
        computed: `${issued.length}`,
      },
    }
  const { votes, tally } = tallySecretly(record, closed, issued.length)
  const differs = resultDiffers(record, result, votes, tally)
  return differs ? { wrong: differs } : { wrong: null, record, result, tally, board: checked }
}

/**
 * What the ballots of a board come to by the terms, when so many were issued. Not opened, or with numbers that cannot be, they decide
 * nothing.
 */
export function tallySecretly(
  record: FormsRecord,
  { numbers, counts, broken }: Pick<Closed, 'numbers' | 'counts' | 'broken'>,
  issued: number,
): { votes: Votes; tally: Tally } {
  const isNothing = counts === null || broken !== null
  const votes = votesOf(record.terms, isNothing ? {} : counts)
  const measured = record.terms.secret!.base === 'issued' ? issued : numbers.present
  const counted = tallyOf(record, votes, measured, quorateAt(record, numbers.present))
  const isOff = isNothing && counted.outcome !== 'no_quorum'
  return { votes, tally: isOff ? { ...counted, outcome: 'revote', isCast: false } : counted }
}

function votesOf({ candidates }: FormsRecord['terms'], counts: Record<string, number>): Votes {
  const byOption = new Map(Object.entries(counts))
  const of = (option: string) => byOption.get(option) ?? 0
  const all = [...byOption.values()].reduce((sum, each) => sum + each, 0)
  return candidates
    ? { for: all - of('against'), against: of('against'), abstain: 0, byOption, cast: all, invalid: 0 }
    : { for: of('for'), against: of('against'), abstain: of('abstain'), byOption, cast: all, invalid: 0 }
}

function sealedTerms({ terms, termsSha256: written }: FormsRecord): FormsWrong | null {
  const computed = sha256(canonical(terms))
  return computed === written ? null : { what: 'terms_seal', written, computed }
}

function matches(record: FormsRecord, { code, text }: Known): FormsWrong | null {
  if (code !== undefined && code !== record.sha256 && code !== record.termsSha256)
    return { what: 'other_code', code }
  return text !== undefined && sha256(text) !== record.text?.sha256 ? { what: 'other_text' } : null
}

/** Whether what was frozen at the announcement agrees with itself and with what is said beside it. */
function frozen({ terms, text, council, vote, ...record }: FormsRecord): FormsWrong | null {
  const { form, rules, decision, opensAt, closesAt } = terms
  const { openedAt, closedAt, closedBy } = record
  if (form !== vote.form) return { what: 'parts', where: '/vote/form' }
  if (closesAt !== null && opensAt >= closesAt) return { what: 'times' }
  if (closesAt === null && terms.sitting === null) return { what: 'times' }
  if (closedAt < openedAt || (closedBy === 'clock' && (closesAt === null || closedAt < closesAt)))
    return { what: 'times' }
  const opened = dayOf(opensAt, council.timeZone)
  if (opened === null) return { what: 'zone' }
  if (rules.validFrom > opened) return { what: 'rules_later' }
  const said = text && { revisionId: text.revisionId, title: text.title, sha256: text.sha256 }
  if (canonical(said) !== canonical(terms.text)) return { what: 'text' }
  const candidates = terms.candidates?.map(({ id }) => id)
  const options = candidates ? [...candidates, 'against'] : ['for', 'against', 'abstain']
  if (canonical(terms.options) !== canonical(options)) return { what: 'options' }
  const shares = [rules.quorum, decision, ...Object.values(rules.decision)].flatMap((each) =>
    each ? [each.fraction] : [],
  )
  if (shares.some(({ num, den, strict }) => (strict ? num >= den : num > den))) return { what: 'fraction' }
  if (canonical(majorityFrom(terms)) !== canonical({ base: decision.base, fraction: decision.fraction }))
    return { what: 'majority' }
  return lacking({ terms, ...record })
}

/** The majority of the class; an absentee vote has a base of its own, except for breaks and what takes a qualified one. */
function majorityFrom({ decision, rules, absentee }: FormsRecord['terms']) {
  const { base, fraction } = majorityOf(decision.class, rules.decision)
  if (!absentee || decision.class === 'procedural' || decision.class === 'qualified')
    return { base, fraction }
  return { base: absentee.decisionBase === 'participants' ? 'present' : absentee.decisionBase, fraction }
}

/** What belongs to a form is there, and what does not is not. */
function lacking({
  terms,
  demands,
  hands,
  board,
}: Pick<FormsRecord, 'terms' | 'demands' | 'hands' | 'board'>) {
  const { form, sitting } = terms
  const parts: [string, boolean, boolean][] = [
    ['/demands', demands !== undefined, form === 'absentee'],
    ['/terms/absentee', terms.absentee !== undefined, form === 'absentee'],
    ['/hands', hands !== undefined, form === 'open_count'],
    ['/board', board !== undefined, form === 'secret'],
    ['/terms/secret', terms.secret !== undefined, form === 'secret'],
    ['/terms/rating', terms.rating !== undefined, form === 'rating'],
    ['/terms/ways', terms.ways !== undefined, form === 'absentee' || form === 'mixed'],
  ]
  const odd = parts.find(([, is, isDue]) => is !== isDue)?.[0]
  if (odd !== undefined) return { what: 'parts' as const, where: odd }
  if ((terms.candidates === undefined) !== (terms.election === undefined))
    return { what: 'parts' as const, where: '/terms/election' }
  if (form === 'election' && !terms.candidates) return { what: 'parts' as const, where: '/terms/candidates' }
  if (form === 'secret' && terms.rules.tie.rule === 'chair_casting')
    return { what: 'parts' as const, where: '/terms/rules/tie/rule' }
  const isApart = form === 'absentee' || form === 'open_count'
  return isApart && (form === 'absentee') === (sitting !== null)
    ? { what: 'parts' as const, where: '/terms/sitting' }
    : null
}

function electorate({ terms: { electorate, numbers, form }, electors }: FormsRecord): FormsWrong | null {
  const seen = new Set<string>()
  for (const { memberId, name } of [...electorate.electors, ...electorate.others]) {
    if (seen.has(memberId)) return { what: 'elector_twice', name }
    seen.add(memberId)
  }
  const odd =
    electorate.electors.find(({ role }) => role === 'observer') ??
    electorate.others.find(({ role, why }) => why === 'observer' && role !== 'observer') ??
    electorate.others.find(({ role, why }) => why === 'not_entitled' && role === 'observer')
  if (odd) return { what: 'elector_role', name: odd.name }
  const drawn = electorate.electors
  if (electors.length !== drawn.length)
    return { what: 'electors', written: electors.length, computed: drawn.length }
  for (const [index, { memberId, name, role }] of electors.entries())
    if (canonical({ memberId, name, role }) !== canonical(drawn[index]))
      return { what: 'elector_differs', name }
  const count = (...whys: string[]) => electorate.others.filter(({ why }) => whys.includes(why)).length
  const least = drawn.length + count('not_entitled')
  // Whoever was suspended or stands aside may still be one of the members, as the regulation has it.
  const most = least + count('suspended', 'recused')
  return form === 'rating' || (numbers.actual >= least && numbers.actual <= most)
    ? null
    : { what: 'actual', written: numbers.actual, computed: least }
}

/** Who could vote at a meeting are those named with the question, and who counted are members. */
function sitting({ terms: { sitting, electorate }, standing }: FormsRecord): FormsWrong | null {
  if (sitting === null) return standing === null ? null : { what: 'standing', where: '/standing' }
  const members = new Set([...electorate.electors, ...electorate.others].map(({ memberId }) => memberId))
  const isOdd = (ids: readonly string[]) =>
    new Set(ids).size !== ids.length || ids.some((each) => !members.has(each))
  if (isOdd(sitting.present)) return { what: 'sitting', where: '/terms/sitting/present' }
  if (isOdd(sitting.entitled)) return { what: 'sitting', where: '/terms/sitting/entitled' }
  const electors = electorate.electors.map(({ memberId }) => memberId)
  if (canonical([...sitting.entitled].sort()) !== canonical([...electors].sort()))
    return { what: 'sitting', where: '/terms/electorate/electors' }
  if (sitting.presiding !== null && !members.has(sitting.presiding))
    return { what: 'sitting', where: '/terms/sitting/presiding' }
  return standing === null || isOdd(standing) ? { what: 'standing', where: '/standing' } : null
}

const isVoid = ({ way, choice }: { way: string; choice: string }) => way === 'paper' && choice === 'invalid'

/** No ballot from outside of the vote, none in a way that it does not have, and of several the one that stands first. */
function ballots({ electors, terms, openedAt, closedAt, ...record }: FormsRecord): FormsWrong | null {
  const ways = terms.ways ?? ['app']
  const isNamed = ['open_roll_call', 'absentee', 'mixed', 'election'].includes(terms.form)
  for (const { name, ballot, others } of electors) {
    if (!isNamed && (ballot || others.length > 0)) return { what: 'ballot_way', name }
    const all = [...(ballot ? [ballot] : []), ...others]
    if (all.some(({ way }) => !ways.includes(way))) return { what: 'ballot_way', name }
    // Any vote of a member counts before a sheet of theirs that is void.
    const places = all.map((each) => ways.indexOf(each.way) + (isVoid(each) ? ways.length : 0))
    if (places.slice(1).some((each) => each <= places[0]!)) return { what: 'ballot_way', name }
    if (all.some((each) => !isVoid(each) && !terms.options.includes(each.choice)))
      return { what: 'ballot_choice', name }
    const isLate = ({ at }: { at: string }) =>
      at < openedAt || at > closedAt || (terms.closesAt !== null && at >= terms.closesAt)
    if (all.some(isLate)) return { what: 'ballot_time', name }
  }
  const known = new Set(electors.map(({ memberId }) => memberId))
  const demands = record.demands?.map(({ memberId }) => memberId) ?? []
  return new Set(demands).size === demands.length && demands.every((each) => known.has(each))
    ? null
    : { what: 'parts', where: '/demands' }
}

function cast({ electors, hands, terms }: FormsRecord): Votes {
  if (hands) {
    const { inFavour, against, abstain } = hands
    const cast = inFavour + against + abstain
    return { for: inFavour, against, abstain, byOption: new Map(), cast, invalid: 0 }
  }
  const came = electors.flatMap(({ ballot }) => ballot ?? [])
  const picked = came.filter((each) => !isVoid(each)).map(({ choice }) => choice)
  const invalid = came.length - picked.length
  const byOption = new Map(
    terms.options.map((each) => [each, picked.filter((choice) => choice === each).length]),
  )
  const of = (option: string) => byOption.get(option) ?? 0
  if (!terms.candidates)
    return {
      for: of('for'),
      against: of('against'),
      abstain: of('abstain'),
      byOption,
      cast: picked.length,
      invalid,
    }
  return {
    for: picked.length - of('against'),
    against: of('against'),
    abstain: 0,
    byOption,
    cast: picked.length,
    invalid,
  }
}

/** Counts by the terms alone: `present` are those of the base, `quorate` those of the quorum. */
function tallyOf(
  record: FormsRecord,
  votes: Votes,
  present: number,
  quorate = quorateAt(record, present),
): Tally {
  const { terms, demands } = record
  const { rules, decision, numbers, form } = terms
  const counted = countAgain({
    people: { ...numbers, present, quorate },
    votes,
    quorum: rules.quorum,
    majority: decision,
    tieRule: rules.tie.rule,
    casting: form === 'secret' ? null : castingOf(record),
    isSecret: form === 'secret',
  })
  const tally = { ...counted, ...(terms.candidates && { ...elected(record, votes, counted), isCast: false }) }
  const isConverted = terms.absentee && (demands?.length ?? 0) >= terms.absentee.demandsNeeded
  return isConverted ? { ...tally, outcome: 'converted', isCast: false } : tally
}

/** Those who could vote on it at a meeting; apart from one whoever cast a ballot or returned a sheet took part. */
const presentAt = ({ terms: { sitting } }: FormsRecord, came: number) => sitting?.entitled.length ?? came

const quorateAt = ({ terms: { sitting }, standing }: FormsRecord, present: number) =>
  sitting ? (sitting.check === 'opening_and_each_vote' ? standing! : sitting.present).length : present

function elected({ terms }: FormsRecord, { byOption }: Votes, { quorum, majority }: Count) {
  const { candidates = [], election, rules, decision } = terms
  return electAgain({
    votes: candidates.map(({ id }) => ({ id, votes: byOption.get(id) ?? 0 })),
    againstAll: byOption.get('against') ?? 0,
    isQuorate: quorum.isReached,
    base: majority.base,
    fraction: decision.fraction,
    round: election?.round === 2 ? 2 : 1,
    secondRound: election?.secondRound ?? 'majority',
    tieRule: rules.tie.rule,
  })
}

/** At a meeting it is the vote of whoever presides; apart from one that of the chair, or of the one deputy who voted. */
function castingOf({ electors, hands, terms: { sitting, rules, electorate } }: FormsRecord): Choice | null {
  const { caster } = rules.tie
  const as = (choice: string | undefined) =>
    choice === 'for' || choice === 'against' || choice === 'abstain' ? choice : null
  if (sitting) {
    const presiding = electorate.electors.find(({ memberId }) => memberId === sitting.presiding)
    if (!presiding || (caster === 'chair_only' && presiding.role !== 'chair')) return null
    if (hands) return hands.casting
    return as(electors.find(({ memberId }) => memberId === presiding.memberId)?.ballot?.choice)
  }
  const voted = (asked: string) => electors.filter(({ role, ballot }) => role === asked && ballot)
  const [chair] = voted('chair')
  if (chair) return as(chair.ballot!.choice)
  const [deputy, another] = caster === 'presiding' ? voted('deputy') : []
  return deputy && !another ? as(deputy.ballot!.choice) : null
}

/** The result as it is written against the result as it is. */
function resultDiffers(
  { terms, electors, demands }: FormsRecord,
  result: FormsResult,
  votes: Votes,
  tally: Tally & { elected?: string | null; runoff?: string[] },
): FormsWrong | null {
  const { quorum, decision } = result
  const pairs: [NumberName, number | string | boolean | null, number | string | boolean | null][] = [
    ['for', result.for, votes.for],
    ['against', result.against, votes.against],
    ['abstain', result.abstain, votes.abstain],
    ['not_voted', result.notVoted, electors.length - votes.cast],
    ['invalid', result.invalid ?? 0, votes.invalid],
    [
      'quorum_rule',
      ruleOf(quorum.baseName, quorum.fraction),
      ruleOf(terms.rules.quorum.base, terms.rules.quorum.fraction),
    ],
    ['quorum_present', quorum.present, tally.quorum.count],
    ['quorum_base', quorum.base, tally.quorum.base],
    ['quorum_needed', quorum.needed, tally.quorum.needed],
    ['quorum_reached', quorum.reached, tally.quorum.isReached],
    [
      'majority_rule',
      ruleOf(decision.baseName, decision.fraction),
      ruleOf(terms.decision.base, terms.decision.fraction),
    ],
    ['majority_base', decision.base, tally.majority.base],
    // Of nobody no number would have done.
    ['majority_needed', decision.needed, tally.majority.base === 0 ? null : tally.majority.needed],
  ]
  for (const [which, written, computed] of pairs)
    if (written !== computed) return { what: 'number', which, written: `${written}`, computed: `${computed}` }
  const asked = terms.absentee && { count: demands?.length ?? 0, needed: terms.absentee.demandsNeeded }
  const wrong =
    told('demands', result.demands, asked) ??
    told('election', result.election, electedOf(terms, votes, tally))
  if (wrong) return wrong
  if (result.outcome !== tally.outcome)
    return { what: 'outcome', written: result.outcome, computed: tally.outcome }
  const tie = { written: result.tieBrokenBy ?? '–', computed: tally.isCast ? 'chair' : '–' }
  return tie.written === tie.computed ? null : { what: 'number', which: 'tie_broken', ...tie }
}

const electedOf = (
  { candidates }: FormsRecord['terms'],
  { byOption }: Votes,
  { elected = null, runoff = [] }: { elected?: string | null; runoff?: string[] },
) =>
  candidates && {
    votes: candidates.map(({ id }) => ({ id, votes: byOption.get(id) ?? 0 })),
    elected,
    runoff,
  }

function told(what: 'election' | 'demands', written: unknown, computed: unknown): FormsWrong | null {
  const [one, other] = [written, computed].map((each) => (each === undefined ? '–' : canonical(each))) as [
    string,
    string,
  ]
  return one === other ? null : { what, written: one, computed: other }
}

/** A rating decides nothing: what was rated, and that nobody could give it more than there were voters. */
function rated(record: FormsRecord): FormsChecked {
  const where = ratingResult(record.result, '/result')
  if (where !== null) return { wrong: { what: 'shape', where } }
  const result = record.result as RatingResult
  const { options, choose } = record.terms.rating!
  const isSame = canonical(result.options.map(({ id }) => id)) === canonical(options.map(({ id }) => id))
  const picks = result.options.reduce((sum, { votes }) => sum + votes, 0)
  if (!isSame || result.options.some(({ votes }) => votes > result.voters) || picks > result.voters * choose)
    return { wrong: { what: 'rating', where: '/result/options' } }
  return { wrong: null, record, result, tally: null }
}

const ruleOf = (base: string, { num, den, strict }: { num: number; den: number; strict: boolean }) =>
  `${strict ? '>' : '≥'} ${num}/${den} · ${base}`
