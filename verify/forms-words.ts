import { boardSentence, boardWords, isOfBoard } from './board-words.ts'
import type { Language, Words } from './file-words.ts'
import type { FormsChecked, FormsWrong } from './forms.ts'
import type { FormsRecord } from './forms-record.ts'
import { outcomeWords, sentence } from './words.ts'

const forms: Record<Language, Words<FormsRecord['terms']['form']>> = {
  ru: {
    open_roll_call: 'поимённое голосование',
    open_count: 'голосование поднятием рук',
    secret: 'тайное голосование',
    absentee: 'заочное голосование',
    mixed: 'смешанное голосование',
    rating: 'рейтинговое голосование',
    election: 'выборы',
  },
  en: {
    open_roll_call: 'a vote by name',
    open_count: 'a vote by raised hands',
    secret: 'a secret vote',
    absentee: 'an absentee vote',
    mixed: 'a mixed vote',
    rating: 'a rating',
    election: 'an election',
  },
}

/** One sentence about the first thing that is wrong with a vote of any form. */
export function formsSentence(wrong: FormsWrong, language: Language): string {
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'parts':
      return ru
        ? `Такое голосование не может иметь этого или быть без этого: ${wrong.where}.`
        : `Such a vote cannot have this, or be without it: ${wrong.where}.`
    case 'sitting':
      return ru
        ? `Присутствовавшие и голосующие записаны не так, как при открытии: ${wrong.where}.`
        : `Those present and those who could vote are not as at the opening: ${wrong.where}.`
    case 'manifest':
      return ru
        ? `Доска заведена для другого: ${wrong.where} не следует из условий голосования.`
        : `The board is one of something else: ${wrong.where} does not follow from the terms of the vote.`
    case 'standing':
      return ru
        ? 'Присутствовавшие при закрытии записаны неверно.'
        : 'Those present at the closing are badly written.'
    case 'rating':
      return ru ? 'Рейтинг не складывается из голосов.' : 'The rating cannot come from so many votes.'
    case 'ballot_way':
      return ru
        ? `Засчитан не тот голос из нескольких, или подан так, как в этом голосовании нельзя: ${wrong.name}.`
        : `Of several ballots another should count, or one came in a way that this vote does not have: ${wrong.name}.`
    case 'ballot_choice':
      return ru
        ? `В бюллетене нет такого ответа: ${wrong.name}.`
        : `No ballot has this answer: ${wrong.name}.`
    case 'election':
      return ru
        ? `Неверно, кто избран: записано ${wrong.written}, а по подсчёту ${wrong.computed}.`
        : `It is wrong who was elected: ${wrong.written} is written, the count gives ${wrong.computed}.`
    case 'demands':
      return ru
        ? `Неверно число потребовавших заседания: записано ${wrong.written}, а по списку ${wrong.computed}.`
        : `Wrong: how many demanded a session; ${wrong.written} is written, the list gives ${wrong.computed}.`
    default:
      return isOfBoard(wrong) ? boardSentence(wrong, language) : sentence(wrong, language)
  }
}

/** What was found right, and what only a reader can hold against what they know. */
export function formsReport(checked: FormsChecked & { wrong: null }, language: Language): string[] {
  const { terms, council, text, termsSha256, sha256 } = checked.record
  const ru = language === 'ru'
  const form = forms[language][terms.form]
  const head = ru
    ? `Всё сходится. ${council.name}, ${form}: ${terms.question}`
    : `Everything agrees. ${council.name}, ${form}: ${terms.question}`
  const voted = ru
    ? `Текст: «${text?.title}», редакция ${text?.number}, код ${text?.sha256}`
    : `Text: “${text?.title}”, revision ${text?.number}, code ${text?.sha256}`
  const rules = ru
    ? `Правила: ${terms.rules.basis}, действуют с ${terms.rules.validFrom}.`
    : `Rules: ${terms.rules.basis}, in force from ${terms.rules.validFrom}.`
  const codes = ru
    ? [`Код условий: ${termsSha256}`, `Код протокола: ${sha256}`]
    : [`Code of the terms: ${termsSha256}`, `Code of the record: ${sha256}`]
  const board = checked.tally && checked.board ? boardWords(checked.board, language) : []
  return [
    head,
    ...cameTo(checked, language),
    rules,
    ...(text ? [voted] : []),
    ...codes,
    ...board,
    compare(terms.form, language),
  ]
}

function cameTo(checked: FormsChecked & { wrong: null }, language: Language): string[] {
  const ru = language === 'ru'
  if (checked.tally === null) {
    const names = new Map(checked.record.terms.rating!.options.map(({ id, title }) => [id, title]))
    const rows = checked.result.options.map(({ id, votes }) => `${names.get(id)} – ${votes}`).join('; ')
    return ru
      ? [`Не является решением. Участвовали ${checked.result.voters}: ${rows}.`]
      : [`It decides nothing. ${checked.result.voters} took part: ${rows}.`]
  }
  const { record, result, tally } = checked
  const { quorum, majority } = tally
  const outcome = outcomeWords(tally.outcome, language)
  const chosen = record.terms.candidates?.find(({ id }) => id === result.election?.elected)
  const votes = record.terms.candidates
    ?.map(({ title }, at) => `${title} – ${result.election!.votes[at]!.votes}`)
    .join('; ')
  const spoilt = result.invalid
    ? ru
      ? ` (из них недействительных листов ${result.invalid})`
      : ` (void sheets among them: ${result.invalid})`
    : ''
  const numbers = ru
    ? `За ${result.for}, против ${result.against}, воздержались ${result.abstain}, не голосовали ${result.notVoted}${spoilt}.`
    : `For ${result.for}, against ${result.against}, abstained ${result.abstain}, did not vote ${result.notVoted}${spoilt}.`
  const candidates = ru
    ? `${votes}; против всех – ${result.against}; не голосовали – ${result.notVoted}. ${chosen ? `Избран(а): ${chosen.title}.` : 'Никто не избран.'}`
    : `${votes}; against all – ${result.against}; did not vote – ${result.notVoted}. ${chosen ? `Elected: ${chosen.title}.` : 'Nobody is elected.'}`
  return ru
    ? [
        `Итог: ${outcome}. ${votes === undefined ? numbers : candidates}`,
        `Кворум: ${quorum.count} из ${quorum.base}, нужно ${quorum.needed}. Большинство: из ${majority.base}, нужно ${majority.needed}.`,
      ]
    : [
        `Outcome: ${outcome}. ${votes === undefined ? numbers : candidates}`,
        `Quorum: ${quorum.count} of ${quorum.base}, ${quorum.needed} needed. Majority: of ${majority.base}, ${majority.needed} needed.`,
      ]
}

function compare(form: FormsRecord['terms']['form'], language: Language): string {
  const own = form === 'open_roll_call' || form === 'absentee' || form === 'mixed' || form === 'election'
  if (language === 'ru')
    return own
      ? 'Сверьте код условий с кодом на странице голосования, а свой голос – с файлом.'
      : 'Сверьте код условий с кодом на странице голосования.'
  return own
    ? 'Compare the code of the terms with the one on the page of the vote, and your own ballot with the file.'
    : 'Compare the code of the terms with the one on the page of the vote.'
}
