import type { CouncilRules } from '../../shared/council-rules.ts'
import type { VoteForm } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { countAgain, type Choice, type Meeting } from '../../verify/count.ts'
import { electAgain } from '../../verify/election.ts'
import type { Voter } from './secret-votes.ts'

export interface ModelRules {
  quorum: {
    base: 'actual_members' | 'established_number'
    fraction: { num: number; den: number; strict: boolean }
    check: 'opening_and_each_vote' | 'opening_only'
    countRemote: boolean
    countRecused: boolean
  }
  tie: { rule: 'chair_casting' | 'not_adopted' | 'revote'; caster: 'presiding' }
  secret: CouncilRules['secret']
}

interface Typed {
  who: Id
  way: string
  operator: string
  choice: string
}

/** A question on the table, as a clerk with paper and pencil would keep it. */
export class ModelVote {
  readonly id: Id
  readonly itemId: Id
  readonly form: VoteForm
  readonly entitled: ReadonlySet<Id>
  readonly presiding: Id
  readonly options: readonly string[]
  readonly round: 1 | 2
  readonly ballots = new Map<Id, string>()
  readonly typed: Typed[] = []
  /** Hands of the round that goes on. */
  hands: { operator: string; raised: number }[] = []
  isIssuing = true
  readonly taken = new Map<Id, Voter>()
  readonly boxed = new Map<Id, string>()
  outcome: string | null = null
  isAnnulled = false
  readonly followers: ModelVote[] = []

  constructor(
    parts: Pick<ModelVote, 'id' | 'itemId' | 'form' | 'entitled' | 'presiding' | 'options' | 'round'>,
  ) {
    this.id = parts.id
    this.itemId = parts.itemId
    this.form = parts.form
    this.entitled = parts.entitled
    this.presiding = parts.presiding
    this.options = parts.options
    this.round = parts.round
  }

  get areHandsAgreed(): boolean {
    return this.hands.length === 2 && this.hands[0]!.raised === this.hands[1]!.raised
  }

  /** Somebody counts hands; whether that is taken. */
  count(operator: string, raised: number): boolean {
    if (this.hands.some((each) => each.operator === operator && each.raised === raised)) return true
    if (this.areHandsAgreed || this.hands.some((each) => each.operator === operator)) return false
    if (raised > this.entitled.size) return false
    this.hands.push({ operator, raised })
    if (this.hands.length === 2 && !this.areHandsAgreed) this.hands = []
    return true
  }

  /** Somebody types what a member said or wrote; whether that is taken. */
  type(sheet: Typed): boolean {
    if (this.form !== 'mixed' || !this.entitled.has(sheet.who)) return false
    const at = this.typed.findIndex(
      (each) => each.who === sheet.who && each.way === sheet.way && each.operator === sheet.operator,
    )
    const isSame = at >= 0 && this.typed[at]!.choice === sheet.choice
    if (!isSame && sheet.way === 'roll_call' && this.ballots.has(sheet.who)) return false
    if (at >= 0) this.typed[at] = sheet
    else this.typed.push(sheet)
    return true
  }

  /** A sheet that two typed alike, else the member's own hand, else a word at the roll-call; a void sheet comes last. */
  choiceOf(who: Id): string | null {
    const by = (way: string) => this.typed.filter((each) => each.who === who && each.way === way)
    const alike = (all: readonly Typed[], least: number) =>
      all.length >= least && all.every(({ choice }) => choice === all[0]!.choice) ? all[0]!.choice : null
    const sheet = alike(by('paper'), 2)
    const other = this.ballots.get(who) ?? alike(by('roll_call'), 1)
    return sheet === 'invalid' ? (other ?? sheet) : (sheet ?? other)
  }

  /** How many chose what. */
  heads(option: string): number {
    if (this.form === 'open_count') return option === 'for' && this.areHandsAgreed ? this.hands[0]!.raised : 0
    const all =
      this.form === 'secret' ? [...this.boxed.values()] : [...this.entitled].map((id) => this.choiceOf(id))
    return all.filter((each) => each === option).length
  }

  get cast(): number {
    return this.options.reduce((sum, option) => sum + this.heads(option), 0)
  }
}

/** A meeting written down a second time, as plainly as can be: who is where, and what that comes to. */
export class Model {
  phase: 'registration' | 'in_session' | 'recess' = 'registration'
  presiding: Id
  readonly here = new Map<Id, string>()
  readonly recused = new Map<Id, Set<Id>>()
  readonly begun = new Set<Id>()
  readonly voted = new Set<Id>()
  current: Id | null = null
  vote: ModelVote | null = null
  readonly closed: ModelVote[] = []
  /** A vote by sheets beside the meeting. */
  readonly absentee = { id: '', sheets: new Map<Id, string>(), demanding: new Set<Id>() }
  /** What was decided, by the vote on which it rests. */
  decisions: (Id | null)[] = []
  readonly rules: ModelRules
  readonly actual: number
  readonly established: number

  constructor(rules: ModelRules, presiding: Id, actual: number, established: number) {
    this.rules = rules
    this.presiding = presiding
    this.actual = actual
    this.established = established
  }

  counted(itemId: Id | null): number {
    const { countRemote, countRecused } = this.rules.quorum
    const aside = (itemId && this.recused.get(itemId)) || new Set<Id>()
    let count = 0
    for (const [id, mode] of this.here)
      if ((mode === 'in_person' || countRemote) && (!aside.has(id) || countRecused)) count++
    return count
  }

  isQuorate(count: number): boolean {
    const of = this.rules.quorum.base === 'actual_members' ? this.actual : this.established
    const { num, den, strict } = this.rules.quorum.fraction
    return count > 0 && (strict ? count / of > num / den : count / of >= num / den - 1e-12)
  }

  entitled(itemId: Id): Set<Id> {
    const aside = this.recused.get(itemId)
    return new Set([...this.here.keys()].filter((each) => !aside?.has(each)))
  }

  /** Whether a question may be put in this form on an item. */
  mayAsk(itemId: Id, form: VoteForm): boolean {
    const isQuorate = this.rules.quorum.check === 'opening_only' || this.isQuorate(this.counted(itemId))
    const entitled = this.entitled(itemId).size
    const isAllowed = this.phase === 'in_session' && !this.vote && this.current === itemId
    return isAllowed && isQuorate && entitled > 0 && (form !== 'secret' || entitled >= this.rules.secret.kMin)
  }

  /** The last question that decided nothing and may be put again on the item that goes on. */
  toFollow(): ModelVote | undefined {
    return this.closed.findLast(
      ({ outcome, isAnnulled, itemId }) =>
        !isAnnulled && itemId === this.current && (outcome === 'revote' || outcome === 'second_round'),
    )
  }

  /** What the open question comes to, counted by the second program from the numbers of this model alone (T-V11). */
  outcome(): string {
    const vote = this.vote!
    const { form, options, entitled } = vote
    const standing = this.counted(vote.itemId)
    if (this.rules.quorum.check !== 'opening_only' && !this.isQuorate(standing)) return 'no_quorum'
    if (form === 'secret' && vote.boxed.size < this.rules.secret.kMin) return 'revote'
    const byIssued = form === 'secret' && this.rules.secret.base === 'issued'
    const present = byIssued ? vote.taken.size : entitled.size
    const people = { established: this.established, actual: this.actual, present }
    const half = { num: 1, den: 2, strict: true }
    // Those who were quorate were asked above: here a handful is enough.
    const measure: Pick<Meeting, 'quorum' | 'majority'> = {
      quorum: { base: 'actual_members', fraction: { num: 1, den: 100, strict: false } },
      majority: { base: 'present', fraction: half },
    }
    if (form === 'election')
      return electAgain({
        votes: options.slice(0, -1).map((id) => ({ id, votes: vote.heads(id) })),
        againstAll: vote.heads('against'),
        isQuorate: true,
        base: entitled.size,
        fraction: half,
        round: vote.round,
        secondRound: 'majority',
        tieRule: this.rules.tie.rule,
      }).outcome
    const casting =
      form === 'open_count' || !entitled.has(vote.presiding) ? null : vote.choiceOf(vote.presiding)
    return countAgain({
      ...measure,
      people,
      votes: { for: vote.heads('for'), against: vote.heads('against'), abstain: vote.heads('abstain') },
      tieRule:
        form === 'secret' && this.rules.tie.rule === 'chair_casting' ? 'not_adopted' : this.rules.tie.rule,
      casting: casting as Choice | null,
      isSecret: form === 'secret',
    }).outcome
  }

  /** What the sheets come to: of those that came back, measured against the seats there should be. */
  absenteeOutcome(chair: Id): string {
    const { sheets, demanding } = this.absentee
    if (demanding.size >= 3) return 'converted'
    const of = (word: string) => [...sheets.values()].filter((each) => each === word).length
    const half = { num: 1, den: 2, strict: true }
    return countAgain({
      people: { established: this.established, actual: this.actual, present: sheets.size },
      votes: { for: of('for'), against: of('against'), abstain: of('abstain') },
      quorum: { base: 'actual_members', fraction: half },
      majority: { base: 'established_number', fraction: half },
      tieRule: this.rules.tie.rule,
      casting: (sheets.get(chair) ?? null) as Choice | null,
      isSecret: false,
    }).outcome
  }
}
