import { fileSentence, isOfFile, type Language, type Words } from './file-words.ts'
import type { Meeting, MeetingChecked, MeetingWrong } from './meeting.ts'
import type { NumberWrong } from './meeting-votes.ts'
import { outcomeWords } from './words.ts'

type Wrong = (MeetingChecked & { wrong: object })['wrong']

const numbers: Record<Language, Words<NumberWrong['which']>> = {
  ru: {
    sum: 'сумма «за», «против», воздержавшихся и не голосовавших',
    present: 'число присутствующих для кворума',
    base: 'число, от которого считается кворум,',
    needed: 'число, нужное для кворума,',
    reached: 'признак, есть ли кворум,',
    majority: 'правило большинства',
    majority_base: 'число, от которого считается большинство,',
    majority_needed: 'число «за», нужное для решения,',
    outcome: 'итог',
  },
  en: {
    sum: 'the sum of for, against, abstained and not voted',
    present: 'the number of those present for the quorum',
    base: 'the number that the quorum is measured against',
    needed: 'the number that the quorum takes',
    reached: 'whether there was a quorum',
    majority: 'the rule of the majority',
    majority_base: 'the number that the majority is measured against',
    majority_needed: 'the number of votes for that the decision takes',
    outcome: 'the outcome',
  },
}

const plain: Record<
  Language,
  Words<Exclude<MeetingWrong['what'], 'no_entries' | 'entry_shape' | 'quorum' | 'vote_number'>>
> = {
  ru: {
    entry_order: 'записи не хватает или она не на своём месте',
    entry_changed: 'запись изменена: её код другой',
    first_entry: 'регистрация открывается один раз, первой записью',
    phase: 'в это время заседания такого быть не может',
    unknown_id: 'названо то, чего на заседании не было',
    presence: 'ушёл тот, кого не было',
    present_list: 'присутствовали не те, кто записан',
    entitled_list: 'голосовать могли не те, кто записан',
    no_quorum: 'с кворумом было не так, как записано',
    quorum_unnoted: 'кворум стал другим, а это не записано',
    two_votes: 'два голосования одновременно',
    not_carried: 'решение опирается на голосование, которое его не приняло',
    presiding_absent: 'председательствующего нет на заседании',
    open_vote: 'заседание закрыто до конца голосования',
    board_head_missing: 'кода доски бюллетеней нет там, где голосовали тайно, или он есть там, где открыто',
    amendment_list: 'поправка другая, чем была в списке, или её номер не по порядку',
    amendment_state: 'по поправке уже решено, или той, из-за которой она отпала, не приняли',
    amendment_question: 'о поправке спрашивали не так: вопрос не поставлен или ещё не решён',
    amendments_left: 'текст поставлен в целом, когда решены не все поправки',
  },
  en: {
    entry_order: 'an entry is missing or not in its place',
    entry_changed: 'the entry was changed: its code is another',
    first_entry: 'the registration is opened once, by the first entry',
    phase: 'this cannot be at this time of a meeting',
    unknown_id: 'it names what was not at the meeting',
    presence: 'somebody left who was not there',
    present_list: 'others were present than those who are written down',
    entitled_list: 'others could vote than those who are written down',
    no_quorum: 'it was otherwise with the quorum than is written',
    quorum_unnoted: 'the quorum turned, which is not written down',
    two_votes: 'two votes at the same time',
    not_carried: 'the decision rests on a vote that did not carry it',
    presiding_absent: 'whoever presides is not at the meeting',
    open_vote: 'the meeting was closed before the vote was over',
    board_head_missing: 'a secret vote has no code of its board, or an open one has',
    amendment_list: 'the amendment is another one than was listed, or its number is out of order',
    amendment_state: 'the amendment is decided already, or the one that it fell with was not adopted',
    amendment_question: 'the question about the amendment was not put so, or is still open',
    amendments_left: 'the text was put in whole while an amendment was not decided',
  },
}

/** One sentence about the first thing that is wrong in a meeting. */
export function meetingSentence(wrong: Wrong, language: Language): string {
  if (isOfFile(wrong)) return fileSentence(wrong, language)
  const ru = language === 'ru'
  const at = 'seq' in wrong ? (ru ? `Запись ${wrong.seq}: ` : `Entry ${wrong.seq}: `) : ''
  switch (wrong.what) {
    case 'other_code':
      return ru
        ? `Это другое заседание: кода ${wrong.code} в нём нет.`
        : `This is another meeting: the code ${wrong.code} is not in it.`
    case 'no_entries':
      return ru ? 'О заседании ничего не записано.' : 'Nothing is written of the meeting.'
    case 'entry_shape':
      return ru
        ? `${at}пропущено, лишнее или неверно записано: ${wrong.where}.`
        : `${at}missing, superfluous or badly written: ${wrong.where}.`
    case 'quorum':
      return ru
        ? `${at}неверен кворум: записано ${wrong.written}, а по присутствию ${wrong.computed}.`
        : `${at}the quorum is wrong: ${wrong.written} is written, the presence gives ${wrong.computed}.`
    case 'vote_number':
      return ru
        ? `${at}неверно ${numbers.ru[wrong.which]}: записано ${wrong.written}, а по подсчёту ${wrong.computed}.`
        : `${at}wrong: ${numbers.en[wrong.which]}; ${wrong.written} is written, the count gives ${wrong.computed}.`
    default:
      return `${at}${plain[language][wrong.what]}.`
  }
}

/** What was found right, and what only a reader can hold against what they know. */
export function meetingReport(meeting: Meeting, language: Language): string[] {
  const { convened, entries, head, quorum, votes, isOver, unknown, backwards } = meeting
  const { council, meeting: about, rules } = convened
  const ru = language === 'ru'
  const asked = votes.map(({ question, outcome }) => {
    const came = outcome === null ? (ru ? 'не закончено' : 'not over') : outcomeWords(outcome, language)
    return ru ? `Голосование: ${question} – ${came}.` : `Vote: ${question} – ${came}.`
  })
  return ru
    ? [
        `Всё сходится. ${council.name}, заседание ${about.number}: записей ${entries}${isOver ? '' : ', ещё идёт'}.`,
        ...(quorum
          ? [`Кворум при открытии: ${quorum.present} из ${quorum.base}, нужно ${quorum.needed}.`]
          : []),
        ...asked,
        `Правила: ${rules.basis}, действуют с ${rules.validFrom}.`,
        ...(unknown
          ? [`Записей, которых эта программа не понимает: ${unknown}. Они сцеплены с остальными.`]
          : []),
        ...(backwards ? [`С записи ${backwards} часы сервера шли назад.`] : []),
        `Код последней записи: ${head}`,
        'Сверьте его с кодом в протоколе заседания и в журнале.',
      ]
    : [
        `Everything agrees. ${council.name}, meeting ${about.number}: ${entries} entries${isOver ? '' : ', it still goes on'}.`,
        ...(quorum
          ? [`Quorum at the opening: ${quorum.present} of ${quorum.base}, ${quorum.needed} needed.`]
          : []),
        ...asked,
        `Rules: ${rules.basis}, in force from ${rules.validFrom}.`,
        ...(unknown
          ? [`Entries that this program does not understand: ${unknown}. They are chained to the others.`]
          : []),
        ...(backwards ? [`From entry ${backwards} on the clock of the server went back.`] : []),
        `Code of the last entry: ${head}`,
        'Compare it with the code in the minutes and in the journal.',
      ]
}
