import type { DecisionBase, QuorumBase } from '../../shared/council-rules.ts'
import type { Fraction } from '../../shared/fractions.ts'
import type { Choice, DecisionClass, Outcome, VoteState } from '../../shared/votes.ts'
import { bilingual, plural } from './bilingual.ts'

const people = { one: 'человек', few: 'человека', many: 'человек' }

/** A share as its regulation writes it, in the case that stands after «нужно»: «более половины», «не менее двух третей». */
function share({ num, den, strict }: Fraction): string {
  const parts: Record<string, string> = {
    '1/2': 'половины',
    '1/3': 'одной трети',
    '2/3': 'двух третей',
    '1/4': 'одной четверти',
    '3/4': 'трёх четвертей',
    '1/1': 'всех',
  }
  return `${strict ? 'более' : 'не менее'} ${parts[`${num}/${den}`] ?? `${num}/${den}`}`
}

function portion({ num, den, strict }: Fraction): string {
  const parts: Record<string, string> = {
    '1/2': 'half',
    '1/3': 'one third',
    '2/3': 'two thirds',
    '1/4': 'one quarter',
    '3/4': 'three quarters',
    '1/1': 'all',
  }
  return `${strict ? 'more than' : 'at least'} ${parts[`${num}/${den}`] ?? `${num}/${den}`}`
}

export const votes = bilingual({
  ru: {
    kicker: 'Голосование',
    initiatives: 'Инициативы',
    description: (question: string, council: string) => `${council}: ${question}`,
    readText: 'Прочитать текст',
    states: {
      announced: 'Голосование объявлено',
      open: 'Идёт голосование',
      closed: 'Голосование окончено',
      confirmed: 'Итог подтверждён протоколом',
      invalid: 'Не состоялось, записано в протоколе',
      annulled: 'Итог отменён',
    } satisfies Record<VoteState, string>,
    outcomes: {
      adopted: 'Принято',
      not_adopted: 'Не принято',
      no_quorum: 'Не состоялось: нет кворума',
      revote: 'Голоса разделились поровну, нужно голосовать снова',
      second_round: 'Никто не избран, нужен второй тур',
      converted: 'Не решено: потребовали рассмотреть на заседании',
    } satisfies Record<Outcome, string>,
    choices: { for: 'За', against: 'Против', abstain: 'Воздержался' } satisfies Record<Choice, string>,
    choicesMine: {
      for: '«За»',
      against: '«Против»',
      abstain: '«Воздержался»',
    } satisfies Record<Choice, string>,
    notVoted: 'Не голосовали',
    notVotedOne: 'Не голосовал',
    classes: {
      ordinary: 'Обычное решение',
      procedural: 'Процедурный вопрос',
      qualified: 'Квалифицированное большинство',
      organizational: 'Организационный вопрос, выборы председателя',
      secret_personal: 'Персональный вопрос',
      resolution_basis: 'Принять за основу',
      resolution_amendment: 'Поправка',
      resolution_whole: 'Принять в целом',
      rating: 'Рейтинг, не является решением',
    } satisfies Record<DecisionClass, string>,
    opened: 'Открыто',
    closes: 'Закончится',
    closed: 'Закончено',
    left: 'Осталось',
    closesIn: (when: string) => `Закончится ${when}`,
    closedByClock: 'Закрыто по времени',
    closedByHand: 'Закрыто раньше срока',
    roles: {
      chair: 'председатель',
      deputy: 'заместитель председателя',
      secretary: 'секретарь',
      member: 'член совета',
      observer: 'наблюдатель',
    },

    rulesTitle: 'По каким правилам',
    rulesFrozen: 'Правила записаны при открытии и до конца не меняются.',
    rulesBasis: (basis: string) => `Основание: ${basis}.`,
    bases: {
      quorum: {
        actual_members: 'членов совета',
        established_number: 'установленной численности совета',
      } satisfies Record<QuorumBase, string>,
      decision: {
        present: 'участвующих в голосовании',
        votes_for_against: 'голосов «за» и «против»',
        votes_cast: 'всех поданных голосов',
        actual_members: 'всех членов совета',
        established_number: 'установленной численности совета',
      } satisfies Record<DecisionBase, string>,
    },
    quorumRule: (fraction: Fraction, base: string, needed: number, of: number) =>
      `Кворум: голосуют ${share(fraction)} ${base}, то есть не меньше ${needed} из ${of}.`,
    majorityRule: (fraction: Fraction, base: string) => `Принято, если «за» ${share(fraction)} ${base}.`,
    majorityFixed: (needed: number, of: number) => `Это не меньше ${needed} «за» из ${of}.`,
    majorityEffect: {
      present: 'Кто воздержался, тот участвует, поэтому его голос не помогает принять решение.',
      votes_for_against: 'Воздержавшиеся на итог не влияют, но идут в кворум.',
      votes_cast: 'Воздержавшиеся считаются в поданных голосах.',
      actual_members: 'Кто не проголосовал, тот остаётся в знаменателе, как и воздержавшийся.',
      established_number: 'Свободные места тоже в знаменателе, поэтому молчание мешает принять решение.',
    } satisfies Record<DecisionBase, string>,
    tieRule: {
      chair_casting: 'При равенстве «за» и «против» решает голос председателя.',
      not_adopted: 'При равенстве «за» и «против» решение не принято.',
      revote: 'При равенстве «за» и «против» голосуют снова.',
    },
    secretBallot: 'Голосование тайное: видно, кто получил бюллетень, и не видно, кто как проголосовал.',
    openBallot: 'Голосование открытое: кто как голосовал, станет видно всем после окончания.',
    mayChange: 'До окончания голос можно изменить, считается последний.',
    mayNotChange: 'Поданный голос изменить нельзя.',

    whoTitle: 'Кто голосует',
    who: (count: number) => `${count} ${plural(count, 'ru', people)} с правом голоса`,
    whoFixed: 'Список составлен при открытии.',
    castTitle: 'Проголосовали',
    castOf: (cast: number, of: number) => `${cast} из ${of}`,
    castHidden: 'Как голосуют, до окончания не видно никому. Видно только, сколько человек проголосовали.',
    quorumIs: 'Кворум набран',
    quorumNotYet: (more: number) => `До кворума не хватает: ${more}`,

    ballotTitle: 'Ваш голос',
    ballotAsk: 'Как вы голосуете?',
    ballotHint: 'Нажмите один раз. До окончания можно передумать.',
    cast: 'Проголосовать',
    change: 'Изменить голос',
    sending: 'Отправляем…',
    accepted: (choice: string, time: string) => `${choice}: принято сервером в ${time}`,
    kept: (choice: string) => `Ваш голос ${choice}, принят сервером`,
    lost: (choice: string) =>
      `Нет связи: голос ${choice} ещё не принят, отправим сами. Не закрывайте страницу.`,
    retryNow: 'Отправить сейчас',
    notYours: 'По этому вопросу голосуют члены совета, вас в списке нет.',
    signIn: 'Войти, чтобы проголосовать',
    refused: (why: string) => `Голос не принят. ${why}`,
    refusedKept: (why: string, choice: string) =>
      `Новый голос не принят, считается прежний: ${choice}. ${why}`,
    timeIsOver: 'Время вышло. Сервер подводит итог.',
    live: 'Числа обновляются сами.',
    notLive: 'Нет связи с сервером, числа могли устареть.',

    close: 'Закончить голосование',
    closeTitle: 'Закончить голосование сейчас?',
    closeNow: 'Закончить и подсчитать',
    closeCast: (cast: number, of: number) =>
      cast === of
        ? `Проголосовали все: ${of}.`
        : `Проголосовали ${cast} из ${of}. Остальные проголосовать уже не смогут.`,
    closeCounted: 'Итог будет подсчитан сразу и записан навсегда.',
    closeNames: 'Станет видно, кто как голосовал.',
    closeNoQuorum: (needed: number) =>
      `Кворума пока нет: нужно не меньше ${needed}. Голосование не состоится.`,

    resultTitle: 'Итог',
    quorumYes: (present: number, of: string, base: number, needed: number) =>
      `Кворум есть: участвовали ${present} из ${base} ${of}, нужно было не меньше ${needed}.`,
    quorumNo: (present: number, of: string, base: number, needed: number) =>
      `Кворума нет: участвовали ${present} из ${base} ${of}, нужно было не меньше ${needed}.`,
    decided: (inFavour: number, of: string, base: number, needed: number, fraction: Fraction) =>
      `«За» ${inFavour}, нужно было не меньше ${needed}: это ${share(fraction)} от ${base} ${of}.`,
    undecidable: 'Считать было не от чего: никто не голосовал «за» или «против».',
    chairDecided: 'Голоса разделились поровну, решил голос председателя.',
    silence: (count: number) =>
      count === 0
        ? 'Проголосовали все.'
        : `Не ${plural(count, 'ru', { one: 'голосовал', few: 'голосовали', many: 'голосовали' })} ${count} ${plural(count, 'ru', people)}: молчание не считается ни «за», ни «против».`,
    byNameTitle: 'Кто как голосовал',
    byName: { name: 'Член совета', role: 'Роль', choice: 'Голос' },

    seal: [
      'До начала записали вопрос, список голосующих, кворум и нужное большинство. Из этой записи вычислен код.',
      'Изменить хоть одно слово в записи и сохранить код нельзя.',
      'У каждого в списке один голос, учтён последний принятый до окончания.',
      'Поимённый список выше складывается в те же числа: их можно пересчитать.',
      'Открытие, закрытие и итог стоят в журнале, который нельзя переписать.',
    ],
    sealFull: 'Код целиком (SHA-256)',
    sealFile: 'Открыть запись для проверки (JSON)',
    recordFile: 'Скачать протокол голосования для проверки',
    recordHow:
      'Пересчитать итог без нашего сервера: откройте скачанный файл на странице проверки (её можно сохранить, она работает и без связи) или выполните у себя:',
    recordCommand: 'npx veche-verify файл',

    open: {
      crumb: 'Вынести на голосование',
      title: 'Вынести на голосование',
      lead: 'Текст будет закреплён, и члены совета получат право голоса.',
      question: 'Вопрос',
      questionHint: 'Одно предложение, на которое можно ответить «за» или «против».',
      questionDefault: (title: string) => `Поддержать инициативу «${title}»?`,
      decisionClass: 'Какое нужно большинство',
      day: 'Последний день',
      time: 'Время окончания',
      timeHint: (zone: string) => `Время совета: ${zone}.`,
      whoTitle: 'Кто будет голосовать',
      submit: 'Открыть голосование',
      cannotUndo: 'Отменить открытие нельзя.',
      freezes: 'Текст будет закреплён: после этого слова в нём не меняются.',
      electors: (count: number) =>
        `${count} ${plural(count, 'ru', { one: 'член совета получит', few: 'члена совета получат', many: 'членов совета получат' })} право голоса.`,
      noElectors: 'В совете сегодня нет никого с правом голоса. Проверьте состав и сроки полномочий.',
      check: 'Я прочитал текст, он готов к голосованию',
    },
  },
  en: {
    kicker: 'Vote',
    initiatives: 'Initiatives',
    description: (question, council) => `${council}: ${question}`,
    readText: 'Read the text',
    states: {
      announced: 'Vote is announced',
      open: 'Vote is open',
      closed: 'Vote is over',
      confirmed: 'Confirmed by the minutes',
      invalid: 'Not held, as the minutes say',
      annulled: 'Result annulled',
    },
    outcomes: {
      adopted: 'Adopted',
      not_adopted: 'Not adopted',
      no_quorum: 'Not held: no quorum',
      revote: 'Split evenly, to be voted again',
      second_round: 'Nobody elected, a second round is needed',
      converted: 'Not decided: a session was demanded',
    },
    choices: { for: 'For', against: 'Against', abstain: 'Abstain' },
    choicesMine: { for: '“For”', against: '“Against”', abstain: '“Abstain”' },
    notVoted: 'Did not vote',
    notVotedOne: 'Did not vote',
    classes: {
      ordinary: 'Ordinary decision',
      procedural: 'Procedural question',
      qualified: 'Qualified majority',
      organizational: 'Organizational question, election of the chair',
      secret_personal: 'Question about a person',
      resolution_basis: 'Adopt as a basis',
      resolution_amendment: 'Amendment',
      resolution_whole: 'Adopt in whole',
      rating: 'Rating, not a decision',
    },
    opened: 'Opened',
    closes: 'Closes',
    closed: 'Closed',
    left: 'Left',
    closesIn: (when) => `Closes ${when}`,
    closedByClock: 'Closed at its time',
    closedByHand: 'Closed early',
    roles: {
      chair: 'chair',
      deputy: 'deputy chair',
      secretary: 'secretary',
      member: 'member',
      observer: 'observer',
    },

    rulesTitle: 'By which rules',
    rulesFrozen: 'The rules were written down at the opening and do not change until the end.',
    rulesBasis: (basis) => `Basis: ${basis}.`,
    bases: {
      quorum: {
        actual_members: 'the members',
        established_number: 'the established number of seats',
      },
      decision: {
        present: 'those taking part',
        votes_for_against: 'the votes for and against',
        votes_cast: 'all ballots cast',
        actual_members: 'all members',
        established_number: 'the established number of seats',
      },
    },
    quorumRule: (fraction, base, needed, of) =>
      `Quorum: ${portion(fraction)} of ${base} vote, that is at least ${needed} of ${of}.`,
    majorityRule: (fraction, base) => `Adopted if ${portion(fraction)} of ${base} are “for”.`,
    majorityFixed: (needed, of) => `That is at least ${needed} “for” of ${of}.`,
    majorityEffect: {
      present: 'Whoever abstains takes part, so an abstention does not help to adopt.',
      votes_for_against: 'Abstentions do not change the outcome but count towards the quorum.',
      votes_cast: 'Abstentions count among the ballots cast.',
      actual_members: 'Whoever does not vote stays in the base, as an abstention does.',
      established_number: 'Vacant seats are in the base too, so silence makes it harder to adopt.',
    },
    tieRule: {
      chair_casting: 'If “for” and “against” are equal, the chair’s vote decides.',
      not_adopted: 'If “for” and “against” are equal, the question is not adopted.',
      revote: 'If “for” and “against” are equal, it is voted again.',
    },
    secretBallot: 'This is a secret vote: it shows who took a ballot, not who voted how.',
    openBallot: 'This is a named vote: who voted how becomes visible to everyone after it closes.',
    mayChange: 'You may change your vote until it closes; the last one counts.',
    mayNotChange: 'A ballot that is cast cannot be changed.',

    whoTitle: 'Who votes',
    who: (count) => `${count} ${plural(count, 'en', { one: 'person', other: 'people' })} with a vote`,
    whoFixed: 'The list was made at the opening.',
    castTitle: 'Have voted',
    castOf: (cast, of) => `${cast} of ${of}`,
    castHidden: 'Until it closes nobody sees how people vote, only how many have.',
    quorumIs: 'Quorum reached',
    quorumNotYet: (more) => `Still needed for a quorum: ${more}`,

    ballotTitle: 'Your vote',
    ballotAsk: 'How do you vote?',
    ballotHint: 'Press once. You may change your mind until it closes.',
    cast: 'Vote',
    change: 'Change my vote',
    sending: 'Sending…',
    accepted: (choice, time) => `${choice}: accepted by the server at ${time}`,
    kept: (choice) => `Your vote is ${choice}, accepted by the server`,
    lost: (choice) =>
      `No connection: your vote ${choice} is not accepted yet, we will send it. Keep this page open.`,
    retryNow: 'Send now',
    notYours: 'Members of the council vote on this question; you are not on the list.',
    signIn: 'Sign in to vote',
    refused: (why) => `Your vote was not accepted. ${why}`,
    refusedKept: (why, choice) => `The new vote was not accepted, the earlier one counts: ${choice}. ${why}`,
    timeIsOver: 'Time is up. The server is counting.',
    live: 'The numbers update by themselves.',
    notLive: 'No connection to the server; the numbers may be out of date.',

    close: 'End the vote',
    closeTitle: 'End the vote now?',
    closeNow: 'End and count',
    closeCast: (cast, of) =>
      cast === of
        ? `Everyone has voted: ${of}.`
        : `${cast} of ${of} have voted. The others will no longer be able to.`,
    closeCounted: 'The outcome is counted at once and kept for good.',
    closeNames: 'It becomes visible who voted how.',
    closeNoQuorum: (needed) =>
      `There is no quorum yet: it takes at least ${needed}. The vote will not count.`,

    resultTitle: 'Result',
    quorumYes: (present, of, base, needed) =>
      `There is a quorum: ${present} took part, of ${base} (${of}); at least ${needed} were needed.`,
    quorumNo: (present, of, base, needed) =>
      `There is no quorum: ${present} took part, of ${base} (${of}); at least ${needed} were needed.`,
    decided: (inFavour, of, base, needed, fraction) =>
      `${inFavour} “for”, at least ${needed} were needed: ${portion(fraction)} of ${base} (${of}).`,
    undecidable: 'There was nothing to count against: nobody voted “for” or “against”.',
    chairDecided: 'The votes were split evenly; the chair’s vote decided.',
    silence: (count) =>
      count === 0
        ? 'Everyone voted.'
        : `${count} ${plural(count, 'en', { one: 'person', other: 'people' })} did not vote: silence counts neither for nor against.`,
    byNameTitle: 'Who voted how',
    byName: { name: 'Member', role: 'Role', choice: 'Vote' },

    seal: [
      'Before the start the question, the voters, the quorum and the majority were written down. The code is computed from that record.',
      'Nobody can change a word of the record and keep the code.',
      'Everyone on the list has one ballot; the last one accepted before closing counts.',
      'The list by name above adds up to the same numbers: anyone can recount them.',
      'Opening, closing and outcome stand in a journal that cannot be rewritten.',
    ],
    sealFull: 'The whole code (SHA-256)',
    sealFile: 'Open the record to check it (JSON)',
    recordFile: 'Download the record of the vote to check it',
    recordHow:
      'To recompute the outcome without our server, open the downloaded file on the checking page (it can be saved and works without a connection) or run on your own machine:',
    recordCommand: 'npx veche-verify file --en',

    open: {
      crumb: 'Put to the vote',
      title: 'Put to the vote',
      lead: 'The text will be frozen and the members of the council will be able to vote.',
      question: 'Question',
      questionHint: 'One sentence that can be answered “for” or “against”.',
      questionDefault: (title) => `Support the initiative “${title}”?`,
      decisionClass: 'Which majority it takes',
      day: 'Last day',
      time: 'Closing time',
      timeHint: (zone) => `The council’s time: ${zone}.`,
      whoTitle: 'Who will vote',
      submit: 'Open the vote',
      cannotUndo: 'Opening cannot be undone.',
      freezes: 'The text will be frozen: its words no longer change.',
      electors: (count) =>
        `${count} ${plural(count, 'en', { one: 'member gets', other: 'members get' })} a vote.`,
      noElectors: 'Nobody on the council has a vote today. Check the members and their terms.',
      check: 'I have read the text; it is ready for the vote',
    },
  },
})
