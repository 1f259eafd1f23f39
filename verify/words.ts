import type { NumberName, Wrong } from './check.ts'
import type { Count } from './count.ts'
import { fileSentence, isOfFile, type Language, type Words } from './file-words.ts'
import type { VoteRecord } from './record.ts'

const outcomes: Record<Language, Readonly<Record<string, string>>> = {
  ru: {
    adopted: 'принято',
    not_adopted: 'не принято',
    no_quorum: 'не состоялось: нет кворума',
    revote: 'голоса разделились поровну, нужно голосовать снова',
    second_round: 'никто не избран, нужен второй тур',
    converted: 'вместо него потребовали заседания',
    annulled: 'отменено',
  },
  en: {
    adopted: 'adopted',
    not_adopted: 'not adopted',
    no_quorum: 'not held: no quorum',
    revote: 'split evenly, to be voted again',
    second_round: 'nobody elected, a second round is needed',
    converted: 'a session was demanded instead',
    annulled: 'annulled',
  },
}

export const outcomeWords = (outcome: string, language: Language): string =>
  outcomes[language][outcome] ?? outcome

const numbers: Record<Language, Words<NumberName>> = {
  ru: {
    for: 'голосов «за»',
    against: 'голосов «против»',
    abstain: 'воздержавшихся',
    not_voted: 'не голосовавших',
    invalid: 'недействительных листов',
    quorum_present: 'участвовавших',
    quorum_base: 'число, от которого считается кворум,',
    quorum_needed: 'число, нужное для кворума,',
    quorum_reached: 'признак, есть ли кворум,',
    quorum_rule: 'правило кворума',
    majority_base: 'число, от которого считается большинство,',
    majority_needed: 'число «за», нужное для решения,',
    majority_rule: 'правило большинства',
    tie_broken: 'кто решил при равенстве голосов',
  },
  en: {
    for: 'the number of votes for',
    against: 'the number of votes against',
    abstain: 'the number of abstentions',
    not_voted: 'the number of those who did not vote',
    invalid: 'the number of void sheets',
    quorum_present: 'the number of those who took part',
    quorum_base: 'the number that the quorum is measured against',
    quorum_needed: 'the number that the quorum takes',
    quorum_reached: 'whether there was a quorum',
    quorum_rule: 'the rule of the quorum',
    majority_base: 'the number that the majority is measured against',
    majority_needed: 'the number of votes for that the decision takes',
    majority_rule: 'the rule of the majority',
    tie_broken: 'who decided the tie',
  },
}

/** One sentence about the first thing that is wrong. */
export function sentence(wrong: Wrong, language: Language): string {
  if (isOfFile(wrong)) return fileSentence(wrong, language)
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'terms_seal':
      return ru
        ? `Условия голосования изменены: их код ${wrong.computed}, а записан ${wrong.written}.`
        : `The terms of the vote were changed: their code is ${wrong.computed}, but ${wrong.written} is written.`
    case 'other_code':
      return ru
        ? `Это другой протокол: код ${wrong.code} не его и не его условий.`
        : `This is another record: the code ${wrong.code} is neither its own nor that of its terms.`
    case 'other_text':
      return ru
        ? 'Голосовали за другой текст: код приложенного файла не совпадает.'
        : 'Another text was voted on: the code of the given file does not match.'
    case 'times':
      return ru
        ? 'Время открытия, срок и время закрытия не могут стоять в таком порядке.'
        : 'The times of opening, of the term and of closing cannot be in this order.'
    case 'zone':
      return ru ? 'Такого часового пояса нет.' : 'There is no such time zone.'
    case 'rules_later':
      return ru
        ? 'Правила вступили в силу позже, чем открылось голосование.'
        : 'The rules came into force after the vote was opened.'
    case 'text':
      return ru
        ? 'Текст назван не тот, который закреплён в условиях.'
        : 'The text named is not the one that the terms froze.'
    case 'options':
      return ru
        ? 'Варианты ответа не «за», «против» и «воздержался».'
        : 'The choices are not “for”, “against” and “abstain”.'
    case 'fraction':
      return ru ? 'Доля в правилах больше целого.' : 'A share in the rules is more than the whole.'
    case 'majority':
      return ru
        ? 'Большинство не то, которого по правилам требует такой вопрос.'
        : 'The majority is not the one that such a question takes by the rules.'
    case 'elector_twice':
      return ru ? `В списке дважды: ${wrong.name}.` : `Listed twice: ${wrong.name}.`
    case 'elector_role':
      return ru
        ? `Право голоса не подходит к роли: ${wrong.name}.`
        : `The right to vote does not fit the role: ${wrong.name}.`
    case 'elector_differs':
      return ru
        ? `В списке при открытии на этом месте записан другой человек, не ${wrong.name}.`
        : `The list of the opening has somebody else in the place of ${wrong.name}.`
    case 'ballot_time':
      return ru
        ? `Голос подан не во время голосования: ${wrong.name}.`
        : `A ballot was not cast while the vote was open: ${wrong.name}.`
    case 'electors':
      return ru
        ? `Голосующих ${wrong.written}, а при открытии записано ${wrong.computed}.`
        : `There are ${wrong.written} electors, but ${wrong.computed} were listed at the opening.`
    case 'actual':
      return ru
        ? `Членов совета с правом голоса записано ${wrong.written}, а в списке их ${wrong.computed}.`
        : `${wrong.written} members with a vote are written, but ${wrong.computed} are listed.`
    case 'number':
      return ru
        ? `Неверно ${numbers.ru[wrong.which]}: записано ${wrong.written}, а по подсчёту ${wrong.computed}.`
        : `Wrong: ${numbers.en[wrong.which]}; ${wrong.written} is written, the count gives ${wrong.computed}.`
    case 'outcome': {
      const [written, computed] = [wrong.written, wrong.computed].map((each) => outcomeWords(each, language))
      return ru
        ? `Неверен итог: записано «${written}», а по подсчёту «${computed}».`
        : `The outcome is wrong: “${written}” is written, the count gives “${computed}”.`
    }
  }
}

/** What was found right, and what only a reader can hold against what they know. */
export function report(record: VoteRecord, count: Count, language: Language): string[] {
  const { terms, council, result, text } = record
  const { quorum, majority } = count
  const outcome = outcomeWords(count.outcome, language)
  return language === 'ru'
    ? [
        `Всё сходится. ${council.name}: ${terms.question}`,
        `Итог: ${outcome}. За ${result.for}, против ${result.against}, воздержались ${result.abstain}, не голосовали ${result.notVoted}.`,
        `Кворум: ${quorum.count} из ${quorum.base}, нужно ${quorum.needed}. «За»: ${majority.count} из ${majority.base}, нужно ${majority.needed}.`,
        `Правила: ${terms.rules.basis}, действуют с ${terms.rules.validFrom}.`,
        ...(text ? [`Текст: «${text.title}», редакция ${text.number}, код ${text.sha256}`] : []),
        `Код условий: ${record.termsSha256}`,
        `Код протокола: ${record.sha256}`,
        'Сверьте код условий с кодом на странице голосования, а свой голос – с файлом.',
      ]
    : [
        `Everything agrees. ${council.name}: ${terms.question}`,
        `Outcome: ${outcome}. For ${result.for}, against ${result.against}, abstained ${result.abstain}, did not vote ${result.notVoted}.`,
        `Quorum: ${quorum.count} of ${quorum.base}, ${quorum.needed} needed. For: ${majority.count} of ${majority.base}, ${majority.needed} needed.`,
        `Rules: ${terms.rules.basis}, in force from ${terms.rules.validFrom}.`,
        ...(text ? [`Text: “${text.title}”, revision ${text.number}, code ${text.sha256}`] : []),
        `Code of the terms: ${record.termsSha256}`,
        `Code of the record: ${record.sha256}`,
        'Compare the code of the terms with the one on the page of the vote, and your own ballot with the file.',
      ]
}

export const misuse: Words<Language> = {
  ru: 'Как пользоваться: veche-verify ФАЙЛ… [--code КОД] [--text ФАЙЛ-С-ТЕКСТОМ] [--en]. Код и текст сверяют с одним файлом',
  en: 'Usage: veche-verify FILE… [--code CODE] [--text FILE-OF-THE-TEXT] [--en]. A code and a text are held against one file',
}

export const noFile: Record<Language, (file: string) => string> = {
  ru: (file) => `Такой файл прочитать нельзя: ${file}`,
  en: (file) => `This file cannot be read: ${file}`,
}

export const tooLarge: Words<Language> = {
  ru: 'Файл больше 64 МБ: таких не бывает.',
  en: 'The file is larger than 64 MB: none of ours is.',
}
