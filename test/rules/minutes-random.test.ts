import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import type { Fact, Participant } from '../../shared/meetings/entries.ts'
import { foldEntries } from '../../shared/meetings/fold.ts'
import { minutesFacts } from '../../shared/meetings/minutes-facts.ts'
import { minutesPaper } from '../../shared/meetings/minutes-paper.ts'
import { partsOf } from '../../shared/meetings/minutes.ts'
import { quorumOf, sittingOf } from '../../shared/meetings/quorum.ts'
import { paperText } from '../../shared/papers.ts'
import { tally, type Choice, type VoteResult } from '../../shared/votes.ts'
import { agendaItem, begins, closed, comes, convened, entriesOf, goes } from '../support/meeting-facts.ts'

/** What the members do between two questions, and how each of them answers the next. */
interface Step {
  item: number
  moves: number[]
  choices: (Choice | null)[]
  amendment: boolean
  decided: boolean
}

const MEMBERS = 9
const ITEMS = 3

const step: fc.Arbitrary<Step> = fc.record({
  item: fc.nat(ITEMS - 1),
  moves: fc.array(fc.nat(MEMBERS - 1), { maxLength: 4 }),
  choices: fc.array(fc.constantFrom('for', 'against', 'abstain', null), {
    minLength: MEMBERS,
    maxLength: MEMBERS,
  }),
  amendment: fc.boolean(),
  decided: fc.boolean(),
})

const members = Array.from({ length: MEMBERS }, (_, at): Participant => ({
  ...{ id: `m${at}`, personId: `m${at}`, name: `Фамилия${at} Имя Отчество`, title: null, why: '' },
  ...{ role: at === 0 ? 'chair' : 'member', hasVote: true },
}))

/** A meeting in which everything was counted as the rules of the votes count it, from who was there as the fold of the entries says. */
function meetingOf(steps: readonly Step[]): Fact[] {
  const base = convened() as Extract<Fact, { verb: 'registration:opened' }>
  const facts: Fact[] = [
    {
      ...base,
      data: {
        ...base.data,
        people: members,
        agenda: Array.from({ length: ITEMS }, (_, at) => ({ ...agendaItem(`i${at}`), number: `${at + 1}` })),
        presidingId: 'm0',
        secretaryId: 'm1',
      },
    },
    ...members.slice(0, 6).map(({ id }) => comes(id)),
  ]
  const state = () => foldEntries(entriesOf(facts))
  facts.push({ verb: 'meeting:opened', data: { quorum: quorumOf(state(), null) } })
  for (const [at, { item, moves, choices, amendment, decided }] of steps.entries()) {
    for (const member of moves) {
      const isHere = sittingOf(state(), null).present.includes(`m${member}`)
      facts.push(isHere ? goes(`m${member}`) : comes(`m${member}`, member % 2 ? 'video' : 'in_person'))
    }
    facts.push(begins(`i${item}`))
    const { present, entitled } = sittingOf(state(), `i${item}`)
    const heads = (choice: Choice) => entitled.filter((id) => choices[Number(id.slice(1))] === choice).length
    const result: VoteResult = tally({
      rules: defaultCouncilRules,
      decisionClass: 'ordinary',
      established: 11,
      actual: MEMBERS,
      electorate: entitled.length,
      present: present.length,
      choices: { for: heads('for'), against: heads('against'), abstain: heads('abstain') },
      chairChoice: entitled.includes('m0') ? (choices[0] ?? null) : null,
    })
    const stage = amendment ? ('amendment' as const) : null
    facts.push(
      {
        verb: 'vote:opened',
        data: {
          ...{ voteId: `v${at}`, itemId: `i${item}`, question: `Вопрос ${at}`, form: 'open_roll_call' },
          ...{ decisionClass: 'ordinary', stage, present, entitled, termsSha256: '' },
        },
      },
      {
        verb: 'vote:closed',
        data: { voteId: `v${at}`, outcome: result.outcome, result, recordSha256: null },
      },
    )
    if (decided && !amendment && result.outcome === 'adopted')
      facts.push({
        verb: 'decision:recorded',
        data: {
          ...{ decisionId: `d${at}`, itemId: `i${item}`, text: `Решение ${at}`, voteId: `v${at}` },
          ...{ responsible: null, dueOn: null },
        },
      })
  }
  return [...facts, closed]
}

const linesOf = (facts: readonly Fact[], wording: Record<string, string> = {}) => {
  const minutes = minutesFacts(entriesOf(facts))!
  const document = { number: 1, year: 2026, edition: 1, reason: null, amends: null }
  const paper = minutesPaper({ facts: minutes, wording, ballots: {}, dissents: [], document })
  return { minutes, lines: paperText(paper).replaceAll('\u00a0', ' ').split('\n') }
}

test('T1 · in any meeting the numbers of the paper are those of the chain, and add up to who could vote', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const facts = meetingOf(steps)
      const state = foldEntries(entriesOf(facts))
      const { minutes, lines } = linesOf(facts)
      const votes = minutes.items.flatMap((item) => [...item.amendments, ...item.votes])
      expect(votes.map(({ voteId }) => voteId).toSorted()).toEqual(
        state.votes.map(({ voteId }) => voteId).toSorted(),
      )
      for (const { voteId, entitled, result } of votes) {
        expect(result).toEqual(state.votes.find((each) => each.voteId === voteId)!.result)
        const { for: inFavour, against, abstain, notVoted } = result!
        expect(inFavour + against + abstain + notVoted).toBe(entitled)
      }
      const said = votes
        .filter(({ stage }) => stage !== 'amendment')
        .map(({ result }) => result!)
        .map((each) => `за – ${each.for}, против – ${each.against}, воздержались – ${each.abstain}, не голосовали – ${each.notVoted}.`) // prettier-ignore
      const printed = lines.filter((line) => line.startsWith('ГОЛОСОВАЛИ')).map((line) => line.replace(/^.*\): /, '')) // prettier-ignore
      expect(printed.toSorted()).toEqual(said.toSorted())
      const decided = lines.filter((line) => /^\d+\.\d+\. Решение \d+\.$/.test(line))
      expect(decided).toHaveLength(state.decisions.length)
      const here = state.people.filter(({ intervals }) => intervals.length > 0).length
      expect(lines).toContain(`ПРИСУТСТВОВАЛИ члены совета (${here} чел.):`)
      expect(minutes.present.length + minutes.absent.length).toBe(minutes.actual)
    }),
    { numRuns: 150 },
  )
})

test('R-78 · in any meeting no wording, whatever it says, takes a line of the program away or changes it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), fc.string({ unit: 'grapheme' }), (steps, typed) => {
      const facts = meetingOf(steps)
      const { minutes, lines } = linesOf(facts)
      const mark = `⟦${typed.replaceAll(/\s/g, '')}⟧`
      const wording = Object.fromEntries(
        partsOf(minutes)
          .filter(({ kind }) => kind === 'note' || kind === 'annex')
          .map(({ key }) => [key, mark]),
      )
      const worded = linesOf(facts, wording).lines
      expect(worded.filter((line) => !line.includes('⟦'))).toEqual(lines)
    }),
    { numRuns: 100 },
  )
})
