import { boardCode, fingerprint } from '../codes.ts'
import type { DraftJson } from '../draft-schema.ts'
import type { Block } from '../papers.ts'
import type { CountingProtocol } from '../secret-views.ts'
import type { VoteResult } from '../votes.ts'
import type { Id } from '../values.ts'
import type { MinutesFacts, VoteFact } from './minutes-facts.ts'
import {
  countWords,
  dayWords,
  decisionBaseWords,
  formWords,
  quoted,
  sentence,
  shareWords,
  surnameFirst,
} from './minutes-words.ts'

/** Of a vote, what its own record tells and the chain only seals: who voted how, and what candidates are called. */
export interface BallotsFact {
  titles: Record<string, string>
  /** Null where nobody may know. A null choice is «не голосовал(а)». */
  roll: { memberId: Id; name: string; choice: string | null }[] | null
  /** Of a secret vote: the protocol of its counting commission (T4). */
  counting?: CountingProtocol
  /** The text that it adopted in whole: `sha256` is that of its canonical JSON, as the vote was held on it. */
  text?: { sha256: string; content: DraftJson }
}

const choiceWords: Record<string, string> = {
  for: 'за',
  against: 'против',
  abstain: 'воздержался(ась)',
  invalid: 'лист недействителен',
}

/** What somebody chose, in words. */
export const choiceOf = (choice: string | null, { titles }: BallotsFact): string =>
  choice === null ? 'не голосовал(а)' : (titles[choice] ?? choiceWords[choice] ?? choice)

/** «за – 6, против – 1, воздержались – 1, не голосовали – 0», with void sheets where there are; in qualified votes each number also in words. */
export function numbersWords(
  result: VoteResult,
  decisionClass: string,
  titles: Record<string, string>,
): string {
  const n = (count: number) =>
    decisionClass === 'qualified' ? `${count} (${countWords(count)})` : `${count}`
  const { election } = result
  const heads = election
    ? election.votes.map(({ id, votes }) => `${titles[id] ?? id} –\u00a0${n(votes)}`)
    : [`за –\u00a0${n(result.for)}`]
  const spoilt = result.invalid ? ` (из них недействительных листов –\u00a0${n(result.invalid)})` : ''
  return [
    ...heads,
    `против –\u00a0${n(result.against)}`,
    `воздержались –\u00a0${n(result.abstain)}`,
    `не голосовали –\u00a0${n(result.notVoted)}${spoilt}`,
  ].join(', ')
}

/** By which rule it was decided, with the base in words and the version of the rules (domain §0.3 «the minutes must print which base»). */
function ruleText({ decision }: VoteResult, count: number, rules: MinutesFacts['rules']): string {
  const taken = `${count} из ${decision.base}`
  const necessary = decision.needed === null ? '' : `, необходимо ${decision.needed}`
  return `${taken} (${shareWords(decision.fraction)} от ${decisionBaseWords[decision.baseName]}${necessary}), ${rules.basis}, редакция, действующая с ${dayWords(rules.validFrom)}`
}

function outcomeText(vote: VoteFact, result: VoteResult, rules: MinutesFacts['rules'], ballots: BallotsFact) {
  const rule = ruleText(result, result.for, rules)
  if (vote.outcome === 'annulled') return 'Результат голосования аннулирован.'
  switch (result.outcome) {
    case 'adopted': {
      const elected = result.election?.elected
      if (elected === undefined || elected === null)
        return sentence(`Решение принято большинством голосов: ${rule}`)
      const votes = result.election!.votes.find(({ id }) => id === elected)?.votes ?? result.for
      return sentence(`Избран(а) ${ballots.titles[elected] ?? elected}: ${ruleText(result, votes, rules)}`)
    }
    case 'no_quorum':
      return `Решение не принято: при голосовании не было кворума (присутствовали ${result.quorum.present} из ${result.quorum.base}, необходимо ${result.quorum.needed}).`
    case 'revote':
      return sentence(`Голоса разделились поровну, решение не принято, вопрос голосуется повторно: ${rule}`)
    case 'second_round':
      return `Никто не избран, назначен второй тур: ${(result.election?.runoff ?? []).map((id) => ballots.titles[id] ?? id).join(', ')}.`
    case 'converted':
      return `Вопрос вынесен на очное заседание: этого потребовали ${result.demands?.count ?? 0}, достаточно ${result.demands?.needed ?? 0}.`
    default:
      return sentence(`Решение не принято: ${rule}`)
  }
}

/** How whoever presided voted, where their vote decided a tie: by name, or as the outcome tells. */
const castingChoice = ({ outcome }: VoteResult) => (outcome === 'adopted' ? 'за' : 'против')

const usual: BallotsFact = { titles: {}, roll: null }

/** «ГОЛОСОВАЛИ …» with everything that belongs under it (T1). `question` says on what, where no decision stands above. */
export function voteBlocks(
  vote: VoteFact,
  rules: MinutesFacts['rules'],
  ballots: BallotsFact = usual,
  { question = false, level = 1 } = {},
): Block[] {
  const form = formWords[vote.form] ?? vote.form
  const on = question ? ` по вопросу ${quoted(vote.question)}` : ''
  const head = { b: `ГОЛОСОВАЛИ${on} (${form}): ` }
  if (vote.closedAt === null) return [{ kind: 'paragraph', level, words: [head, 'голосование не окончено.'] }]
  const { result } = vote
  if (!result)
    return [{ kind: 'paragraph', level, words: [head, uncounted(vote)] }, ...codeBlocks(vote, ballots, level)]
  const said = `${numbersWords(result, vote.decisionClass, ballots.titles)}.`
  const tie =
    result.tieBrokenBy === 'chair'
      ? ` При равенстве голосов решающим стал голос председательствующего («${castingChoice(result)}»).`
      : ''
  return [
    { kind: 'paragraph', level, words: [head, said] },
    { kind: 'paragraph', level, words: [outcomeText(vote, result, rules, ballots) + tie] },
    ...codeBlocks(vote, ballots, level),
  ]
}

const uncounted = ({ form }: VoteFact) =>
  form === 'rating' ? 'результат носит рекомендательный характер.' : 'голосование отменено.'

function codeBlocks({ recordSha256 }: VoteFact, { counting, text }: BallotsFact, level: number): Block[] {
  const codes = [
    recordSha256 && `Контрольная сумма голосования: ${fingerprint(recordSha256)}.`,
    counting && `Контрольная сумма доски бюллетеней: ${boardCode(counting.head.hash)}.`,
    text && `Принятый текст прилагается к протоколу, его контрольная сумма: ${fingerprint(text.sha256)}.`,
  ]
  return codes.flatMap((each): Block[] => (each ? [{ kind: 'paragraph', level, words: [each] }] : []))
}

/** The annex with who voted how, of the votes that were held by name. */
export function rollBlocks(votes: readonly VoteFact[], ballots: Record<Id, BallotsFact>): Block[] {
  return votes.flatMap((vote): Block[] => {
    const own = ballots[vote.voteId]
    if (!own?.roll) return []
    return [
      {
        kind: 'table',
        caption: quoted(vote.question),
        columns: [
          { title: '№ п/п', share: 1, align: 'center' },
          { title: 'Член совета', share: 6 },
          { title: 'Голос', share: 4 },
        ],
        rows: own.roll.map(({ name, choice }, at) => [
          `${at + 1}`,
          surnameFirst(name),
          choiceOf(choice, own),
        ]),
      },
    ]
  })
}
