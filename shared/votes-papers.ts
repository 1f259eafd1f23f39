import {
  sentence,
  dayWords,
  decisionBaseWords,
  momentWords,
  shareWords,
  surnameFirst,
} from './meetings/minutes-words.ts'
import { numbersWords } from './meetings/minutes-votes.ts'
import type { Block, Paper, Words } from './papers.ts'
import { dayIn } from './calendar.ts'
import { codeOf } from './codes.ts'
import type { CountingProtocol } from './secret-views.ts'
import { AGAINST_ALL, type VoteTerms } from './votes-views.ts'
import type { VoteResult } from './votes.ts'

/** What papers of a vote take from it: its council, its frozen terms. */
export interface VoteOnPaper {
  council: { name: string; timeZone: string }
  terms: VoteTerms
}

const usual: Record<string, string> = {
  for: 'ЗА',
  against: 'ПРОТИВ',
  abstain: 'ВОЗДЕРЖАЛСЯ',
}

/** What may be marked, in the words of a ballot; «против» of an election is «против всех». */
function optionsOf({ candidates, options }: VoteTerms): string[] {
  if (!candidates) return options.map((each) => usual[each] ?? each)
  const titles = new Map(candidates.map(({ id, title }) => [id, title]))
  return options.map(
    (each) => titles.get(each) ?? (each === AGAINST_ALL ? 'ПРОТИВ ВСЕХ' : (usual[each] ?? each)),
  )
}

const line = (text: string, align: 'left' | 'center' = 'left'): Block => ({
  kind: 'line',
  align,
  words: [text],
})
const box = (words: string): Block => ({ kind: 'item', label: '□', level: 1, words: [words] })
const counted = (label: string, words: Words): Block => ({ kind: 'item', label: `${label}.`, words })

/** T4, the ballot of a secret vote on paper: nothing on it tells one from another. */
export const ballotPaper = ({ council, terms }: VoteOnPaper): Paper => ({
  title: 'Бюллетень для тайного голосования',
  blocks: [
    line(council.name, 'center'),
    { kind: 'title', text: 'БЮЛЛЕТЕНЬ' },
    line('для тайного голосования по вопросу:', 'center'),
    line(`«${terms.question}»`, 'center'),
    ...optionsOf(terms).map(box),
    {
      kind: 'small',
      text: 'Недействителен бюллетень без отметки или с двумя и более отметками. Порядковый номер не проставляется.',
    },
  ],
})

const outcomes: Record<string, string> = {
  adopted: 'принято',
  not_adopted: 'не принято',
  no_quorum: 'не принято: не было кворума',
  revote: 'не принято, вопрос голосуется повторно',
  second_round: 'никто не избран, назначен второй тур',
  converted: 'вопрос вынесен на очное заседание',
}

/** What the commission writes on the paper itself. */
const LONG_PEN = '____________________'
const byPen = 'за – ____, против – ____, воздержались – ____'

/** T4, the protocol of the counting commission, with its control sums written out; `titles` of candidates by their ids. */
export function countingPaper(
  council: VoteOnPaper['council'],
  titles: Readonly<Record<string, string>>,
  protocol: CountingProtocol,
): Paper {
  const { numbers, counts } = protocol
  const isElection = Object.keys(titles).length > 0
  const results = (counts ?? []).map(({ option, votes }) => {
    const against = isElection && option === AGAINST_ALL ? 'против всех' : null
    const counted = option === 'abstain' ? 'воздержались' : (usual[option] ?? option).toLowerCase()
    const name = against ?? titles[option] ?? counted
    return `${name} –\u00a0${votes}`
  })
  return {
    title: `Протокол счётной комиссии от ${dayWords(dayIn(protocol.closedAt, council.timeZone))}`,
    blocks: [
      line(council.name, 'center'),
      { kind: 'title', text: 'ПРОТОКОЛ СЧЁТНОЙ КОМИССИИ' },
      line(momentWords(protocol.closedAt, council.timeZone)),
      line(`Состав: председатель ${LONG_PEN}, члены ${LONG_PEN} (избраны открытым голосованием: ${byPen}).`),
      line(`Вопрос: «${protocol.question}»`),
      counted('1', [`Число членов совета, имеющих право голоса: ${numbers.roll}`]),
      counted('2', [`Присутствует (зарегистрировано): ${numbers.present}`]),
      counted('3', [`Выдано бюллетеней: ${numbers.issued}`]),
      counted('4', [`Обнаружено в урне (принято системой): ${numbers.cast}`]),
      counted('5', [`Действительных: ${numbers.valid}`]),
      counted('6', [`Недействительных: ${numbers.invalid}`]),
      counted('7', [
        counts ? `Результат: ${results.join(', ')}` : `Бюллетени не вскрывались: их меньше ${protocol.kMin}.`,
      ]),
      counted('8', [`Решение: ${outcomes[protocol.outcome] ?? protocol.outcome}.`]),
      line(`Контрольная сумма доски: ${protocol.head.hash}`),
      line(`Результат проверки независимой программой: ${LONG_PEN}`),
      line('Контрольные соотношения: 3 ≥ 4; 4 = 5 + 6; 5 = сумме строки 7; 2 ≥ 3; 1 ≥ 2.'),
      ...(protocol.broken ? [line(`Нарушено соотношение ${protocol.broken}, решение не принято.`)] : []),
      { kind: 'signature', role: 'Председатель комиссии', name: '' },
      { kind: 'signature', role: 'Член комиссии', name: '' },
      { kind: 'signature', role: 'Член комиссии', name: '' },
      line(`Протокол утверждён советом открытым голосованием: ${byPen}.`),
    ],
  }
}

/** T5, the sheet of an absentee vote; one for each elector with their number, or an empty one without a name. */
export const sheetPaper = (
  { council, terms }: VoteOnPaper,
  elector: { name: string; number: number } | null,
): Paper => ({
  title: `Опросный лист${elector ? ` № ${elector.number}: ${surnameFirst(elector.name)}` : ''}`,
  blocks: [
    line(council.name, 'center'),
    { kind: 'title', text: `ОПРОСНЫЙ ЛИСТ ЧЛЕНА ОБЩЕСТВЕННОГО СОВЕТА № ${elector?.number ?? '____'}` },
    line(`Ф.И.О.: ${elector?.name ?? '____________________________________'}`),
    line(`Вопрос: «${terms.question}»`),
    ...(terms.text
      ? [line(`Проект решения прилагается: «${terms.text.title}», SHA-256 ${codeOf(terms.text.sha256)}.`)]
      : []),
    ...(terms.closesAt
      ? [line(sentence(`Срок представления: до ${momentWords(terms.closesAt, council.timeZone)}`))]
      : []),
    line('Решение (отметить одно):'),
    ...optionsOf(terms).map(box),
    line('Особое мнение: ______________________________________________'),
    box('требую рассмотреть вопрос на очном заседании'),
    { kind: 'signature', role: 'Дата ______________', name: elector ? surnameFirst(elector.name) : '' },
    { kind: 'small', text: 'Лист без отметки или с двумя и более отметками недействителен.' },
  ],
})

/** T5, the protocol of an absentee vote. */
export function absenteePaper(
  { council, terms }: VoteOnPaper,
  over: { closedAt: string; result: VoteResult; dissents: number },
): Paper {
  const { result } = over
  const { invalid = 0 } = result
  const returned = result.for + result.against + result.abstain + invalid
  const { quorum, decision, demands } = result
  const outcome = outcomes[result.outcome] ?? result.outcome
  return {
    title: `Протокол заочного голосования от ${dayWords(dayIn(over.closedAt, council.timeZone))}`,
    blocks: [
      line(council.name, 'center'),
      { kind: 'title', text: 'ПРОТОКОЛ ЗАОЧНОГО ГОЛОСОВАНИЯ' },
      line(momentWords(over.closedAt, council.timeZone)),
      line(`Вопрос: «${terms.question}»`),
      line(
        `Направлено листов – ${terms.electorate.electors.length}; получено в срок – ${returned}; признано недействительными – ${invalid}.`,
      ),
      line(
        `Кворум: ${quorum.present} из ${quorum.base} – ${quorum.reached ? 'имеется' : 'отсутствует'} (необходимо ${quorum.needed}).`,
      ),
      line(`Итоги: ${numbersWords(result, terms.decision.class, {})}.`),
      line(
        `Решение ${outcome} (${shareWords(decision.fraction)} от ${decisionBaseWords[decision.baseName]}, ${result.for} из ${decision.base}).`,
      ),
      line(`Требований об очном рассмотрении: ${demands?.count ?? 0} (порог ${demands?.needed ?? 0}).`),
      line(`Особые мнения: ${over.dissents}${over.dissents > 0 ? ', прилагаются' : ''}.`),
      { kind: 'signature', role: 'Председатель совета', name: '' },
      { kind: 'signature', role: 'Секретарь совета', name: '' },
    ],
  }
}
