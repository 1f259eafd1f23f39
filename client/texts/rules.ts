import type { signers } from '../../shared/council-rules.ts'
import { bilingual, plural } from './bilingual.ts'

/** What the examples of a choice are computed with: this council's numbers, and the share that the choice goes with. */
export interface Example {
  /** Members with a vote there are. */
  actual: number
  /** Seats there should be. */
  established: number
  /** How many the quorum takes. */
  quorum: number
  /** «более половины» */
  share: string
  /** How many of a base the share takes. */
  of: (base: number) => number
}

/** Every parameter of a regulation, by its key: what it is called, what each choice means. */
export const rules = bilingual({
  ru: {
    usual: 'обычно',
    usually: (value: string) => `Обычно: ${value}.`,
    example: (n: number, count: number) => `из ${n} нужно ${count}`,
    working: { working: 'рабочих', calendar: 'календарных' },
    which: 'Каких дней',
    share: 'Доля «за»',
    base: 'От чего считают долю',
    none: 'не установлено',
    yes: 'да',
    no: 'нет',
    oneMember: 'любой член совета',
    signers: {
      presiding: 'председательствующий',
      secretary: 'секретарь',
      chair: 'председатель совета',
    } satisfies Record<(typeof signers)[number], string>,
    then: ', затем ',
    numbers: (actual: number, established: number) =>
      `В примерах: членов с правом голоса ${actual}, мест по положению ${established}.`,
    daysHint:
      'Срок начинается на следующий день после события. Рабочие дни не включают выходные и праздники.',
    groups: {
      composition: 'Состав совета',
      sessions: 'Созыв заседаний',
      quorum: 'Кворум',
      decisions: 'Принятие решений',
      voting: 'Голосование',
      secret: 'Тайное голосование',
      absentee: 'Заочное голосование опросным листом',
      minutes: 'Протокол и публикация',
      initiatives: 'Инициативы и ответы органа власти',
    },
    fields: {
      'seats.min': { label: 'Мест не меньше', hint: 'Сколько членов допускает положение.' },
      'seats.max': { label: 'Мест не больше', hint: '' },
      'term.years': {
        label: 'Срок полномочий, лет',
        hint: 'Оставьте пустым, если он равен сроку органа, при котором создан совет.',
      },
      'absence.inRow': {
        label: 'Пропусков подряд без уважительной причины',
        hint: 'После стольких пропусков совет может голосовать об исключении. Пусто: такого правила нет.',
      },
      'absence.perYear': {
        label: 'Доля пропущенных заседаний за год',
        hint: 'Больше неё без уважительной причины, и совет может голосовать об исключении.',
      },
      proxy: { label: 'Передача голоса', hint: '' },
      'invited.voice': { label: 'Голос приглашённых', hint: '' },
      'sessions.minPerYear': {
        label: 'Заседаний в год не меньше',
        hint: 'Если заседаний мало, Вече предупредит заранее.',
      },
      'firstSession.maxDays': { label: 'Первое заседание, дней', hint: 'Со дня, когда утверждён состав.' },
      'extraordinary.members': {
        label: 'Внеочередное заседание могут потребовать',
        hint: 'Председатель созывает его и сам.',
      },
      'extraordinary.headOfBody': { label: 'Может ли потребовать его и глава органа власти', hint: '' },
      notice: { label: 'Извещение о заседании, дней', hint: 'За сколько дней члены узнают о заседании.' },
      materials: { label: 'Материалы к заседанию, дней', hint: 'За сколько дней их рассылают.' },
      'quorum.fraction': { label: 'Сколько должно участвовать', hint: '' },
      'quorum.base': { label: 'От чего считают кворум', hint: '' },
      'quorum.check': { label: 'Когда проверяют кворум', hint: '' },
      'quorum.countRemote': { label: 'Считать ли тех, кто участвует по видеосвязи', hint: '' },
      'quorum.countRecused': {
        label: 'Считать ли тех, кто не участвует в вопросе из-за личной заинтересованности',
        hint: '',
      },
      'decision.default': { label: 'Обычное решение', hint: 'По всем вопросам, кроме названных ниже.' },
      'decision.qualified': {
        label: 'Особое решение',
        hint: 'О самих правилах, об исключении из совета, о самороспуске.',
      },
      'decision.organizational': {
        label: 'Выборы председателя и заместителя',
        hint: 'Если положение об этом молчит, повторите обычное решение.',
      },
      'decision.secretPersonal': {
        label: 'Вопросы о человеке, тайно',
        hint: 'Награждение, рекомендация, доверие: когда голосуют тайно.',
      },
      'tie.rule': { label: 'Если голоса «за» и «против» разделились поровну', hint: '' },
      'tie.caster': { label: 'Чей голос тогда решает', hint: 'Имеет значение, если решает один голос.' },
      'vote.form': { label: 'Как голосуют, если не решено иначе', hint: '' },
      'vote.change': { label: 'Можно ли изменить свой голос', hint: '' },
      'secret.demand': { label: 'Тайного голосования могут потребовать', hint: '' },
      'secret.kMin': {
        label: 'Наименьшее число бюллетеней',
        hint: 'Если их меньше, по итогу можно догадаться, кто как голосовал.',
      },
      'secret.belowKMin': { label: 'Если бюллетеней меньше', hint: '' },
      'secret.base': { label: 'Кто считается участвующим', hint: '' },
      'absentee.enabled': { label: 'Можно ли решать заочно', hint: '' },
      'absentee.minDays': { label: 'Листы принимают не меньше, дней', hint: '' },
      'absentee.quorum': {
        label: 'Сколько листов должно вернуться',
        hint: 'Кто не вернул лист, не участвовал.',
      },
      'absentee.decisionBase': { label: 'От чего считают решение', hint: '' },
      'absentee.veto': { label: 'Потребовать заседания вместо опроса могут', hint: '' },
      'minutes.dueDays': { label: 'Протокол готов, дней', hint: 'Со дня заседания.' },
      'minutes.signers': { label: 'Кто подписывает протокол', hint: 'В порядке подписания.' },
      'minutes.remarksDays': {
        label: 'Замечания членов к протоколу, дней',
        hint: 'Сколько дней их принимают.',
      },
      'dissent.dueDays': { label: 'Особое мнение, дней', hint: '0: только в день заседания.' },
      'publication.dueDays': { label: 'Публикация решений, дней', hint: 'Со дня заседания.' },
      'discussion.minDays': { label: 'Обсуждение инициативы не короче, дней', hint: '' },
      'initiative.minOrganizations': { label: 'Авторов инициативы: организаций не меньше', hint: '' },
      'initiative.minPersons': { label: 'Или граждан не меньше', hint: '' },
      registrationDueDays: {
        label: 'Зарегистрировать обращение, дней',
        hint: 'Со дня, когда орган власти его получил.',
      },
      replyDueDays: { label: 'Ответить, дней', hint: 'Со дня регистрации.' },
      replyExtensionDays: {
        label: 'Продлить ответ не больше чем на, дней',
        hint: 'С причиной и уведомлением. 0: продлить нельзя.',
      },
      dueDateOnDayOff: { label: 'Если срок кончается в выходной', hint: '' },
    },
    choices: {
      proxy: {
        forbidden: {
          title: 'Нельзя',
          example: () => 'Члены совета участвуют лично, «без права замены».',
        },
        allowed_written: {
          title: 'Можно письменно',
          example: () => 'Отсутствующий может поручить свой голос другому члену совета.',
        },
      },
      'invited.voice': {
        advisory: {
          title: 'Совещательный',
          example: () => 'Могут выступать и задавать вопросы, но не голосуют.',
        },
        none: { title: 'Без права выступать', example: () => 'Присутствуют и слушают.' },
      },
      'extraordinary.headOfBody': {
        yes: { title: 'Да', example: () => '' },
        no: { title: 'Нет', example: () => '' },
      },
      'quorum.base': {
        actual_members: {
          title: 'членов совета с правом голоса',
          example: ({ actual, of, share }: Example) =>
            `Сейчас их ${actual}; ${share} — это ${of(actual)}. Свободные места не считают.`,
        },
        established_number: {
          title: 'установленной численности',
          example: ({ established, of, share }: Example) =>
            `Мест ${established}; ${share} — это ${of(established)}, даже если часть мест свободна.`,
        },
      },
      'quorum.check': {
        opening_and_each_vote: {
          title: 'При открытии и перед каждым голосованием',
          example: ({ quorum }: Example) =>
            `Пришли ${quorum}, один ушёл: осталось ${quorum - 1} из нужных ${quorum}, голосовать нельзя.`,
        },
        opening_only: {
          title: 'Только при открытии',
          example: ({ quorum }: Example) =>
            `Пришли ${quorum}, один ушёл: оставшиеся ${quorum - 1} продолжают решать.`,
        },
      },
      'quorum.countRemote': {
        yes: {
          title: 'Да',
          example: ({ quorum }: Example) =>
            `${quorum - 1} в зале и один по видеосвязи — это ${quorum}: кворум есть.`,
        },
        no: {
          title: 'Нет',
          example: ({ quorum }: Example) =>
            `${quorum - 1} в зале и один по видеосвязи: кворума нет, в зале нужно ${quorum}.`,
        },
      },
      'quorum.countRecused': {
        yes: {
          title: 'Да',
          example: ({ quorum }: Example) =>
            `Пришли ${quorum}, один не участвует в вопросе: кворум есть, голосуют ${quorum - 1}.`,
        },
        no: {
          title: 'Нет',
          example: ({ quorum }: Example) =>
            `Пришли ${quorum}, один не участвует в вопросе: по этому вопросу кворума нет.`,
        },
      },
      'decision.base': {
        present: {
          title: 'участвующих в голосовании',
          example: ({ actual, of }: Example) =>
            `Участвуют ${actual}: нужно ${of(actual)}. Воздержавшийся не помогает принять решение.`,
        },
        votes_for_against: {
          title: 'голосов «за» и «против»',
          example: ({ actual, of }: Example) =>
            `Из ${actual} двое воздержались: считают ${Math.max(actual - 2, 1)}, нужно ${of(Math.max(actual - 2, 1))}.`,
        },
        votes_cast: {
          title: 'всех поданных голосов',
          example: ({ actual, of }: Example) =>
            `Из ${actual} один не голосовал: считают ${Math.max(actual - 1, 1)}, нужно ${of(Math.max(actual - 1, 1))}.`,
        },
        actual_members: {
          title: 'всех членов совета',
          example: ({ actual, of }: Example) =>
            `Членов ${actual}: нужно ${of(actual)}, сколько бы ни пришло на заседание.`,
        },
        established_number: {
          title: 'установленной численности',
          example: ({ established, of }: Example) =>
            `Мест ${established}: нужно ${of(established)}, даже если часть мест свободна.`,
        },
      },
      'tie.rule': {
        chair_casting: {
          title: 'Решает один голос',
          example: () => '5 «за» и 5 «против» из 10: как проголосовал председательствующий, так и решено.',
        },
        not_adopted: { title: 'Решение не принято', example: () => '5 «за» и 5 «против» из 10: не принято.' },
        revote: {
          title: 'Голосуют ещё раз',
          example: () => '5 «за» и 5 «против» из 10: вопрос ставят снова.',
        },
      },
      'tie.caster': {
        presiding: {
          title: 'Того, кто ведёт заседание',
          example: () => 'Председателя, а без него заместителя.',
        },
        chair_only: {
          title: 'Только председателя',
          example: () => 'Если ведёт заместитель, решение не принято.',
        },
      },
      'vote.form': {
        open_roll_call: {
          title: 'Открыто и поимённо',
          example: () => 'После закрытия видно, кто как голосовал.',
        },
        open_count: {
          title: 'Открыто, поднятием рук',
          example: () => 'Голоса считает секретарь, подтверждает второй человек. Имён нет.',
        },
        secret: { title: 'Тайно', example: () => 'Видно, кто получил бюллетень, но не как голосовал.' },
        absentee: {
          title: 'Заочно, опросным листом',
          example: () => 'Без заседания, с подписанными листами.',
        },
      },
      'vote.change': {
        until_closing: { title: 'Да, до закрытия', example: () => 'Считают последний голос.' },
        no_change: { title: 'Нет', example: () => 'Первый голос остаётся.' },
      },
      'secret.belowKMin': {
        refuse: { title: 'Тайно голосовать нельзя', example: () => 'Вече не откроет такое голосование.' },
        warn: { title: 'Можно, с предупреждением', example: () => 'Каждый увидит его до голосования.' },
      },
      'secret.base': {
        present: {
          title: 'Все, кто присутствует',
          example: () => 'Кто не взял бюллетень, мешает большинству: он «не голосовал».',
        },
        issued: {
          title: 'Кто получил бюллетень',
          example: () => 'Кто не взял бюллетень, на итог не влияет.',
        },
      },
      'absentee.enabled': {
        yes: { title: 'Да', example: () => '' },
        no: { title: 'Нет', example: () => 'Решения принимают только на заседаниях.' },
      },
      'absentee.decisionBase': {
        established_number: {
          title: 'От установленной численности',
          example: ({ established }: Example) =>
            `Мест ${established}: нужно ${Math.floor(established / 2) + 1} «за», если решение обычное.`,
        },
        participants: {
          title: 'От вернувшихся листов',
          example: ({ quorum }: Example) =>
            `Вернулось ${quorum}: нужно ${Math.floor(quorum / 2) + 1} «за», если решение обычное.`,
        },
      },
      dueDateOnDayOff: {
        previous_workday: {
          title: 'Кончается накануне, в рабочий день',
          example: () => 'Последний день — воскресенье: ответить надо в пятницу.',
        },
        next_workday: {
          title: 'Кончается в следующий рабочий день',
          example: () => 'Последний день — воскресенье: ответить можно в понедельник.',
        },
      },
    },
    compare: {
      title: 'Что изменилось',
      first: 'Первая редакция: сравнивать не с чем.',
      same: 'Числа и правила те же, изменилось только основание.',
      rule: 'Правило',
      was: 'Было',
      became: 'Стало',
      pick: 'Сравнить две редакции',
      from: 'Прежняя',
      to: 'Новая',
      show: 'Сравнить',
      between: (from: string, to: string) => `Редакция с ${to} по сравнению с редакцией с ${from}`,
      count: (n: number) =>
        `${n} ${plural(n, 'ru', { one: 'изменение', few: 'изменения', many: 'изменений' })} к прежней редакции`,
    },
    all: 'Все правила этой редакции',
  },
  en: {
    usual: 'usual',
    usually: (value) => `Usually: ${value}.`,
    example: (n, count) => `${count} of ${n}`,
    working: { working: 'working', calendar: 'calendar' },
    which: 'Which days',
    share: 'Share of “for”',
    base: 'Share of what',
    none: 'not set',
    yes: 'yes',
    no: 'no',
    oneMember: 'any one member',
    signers: { presiding: 'whoever presided', secretary: 'the secretary', chair: 'the chair' },
    then: ', then ',
    numbers: (actual, established) =>
      `In the examples: ${actual} members with a vote, ${established} seats by the regulation.`,
    daysHint: 'A term begins the day after the event. Working days leave out weekends and holidays.',
    groups: {
      composition: 'Composition of the council',
      sessions: 'Calling a session',
      quorum: 'Quorum',
      decisions: 'Taking decisions',
      voting: 'Voting',
      secret: 'Secret votes',
      absentee: 'Absentee votes by sheets',
      minutes: 'Minutes and publication',
      initiatives: 'Initiatives and answers of the authority',
    },
    fields: {
      'seats.min': { label: 'Seats at least', hint: 'How many members the regulation allows.' },
      'seats.max': { label: 'Seats at most', hint: '' },
      'term.years': {
        label: 'Term of office, years',
        hint: 'Leave empty if it is the term of the body the council was created at.',
      },
      'absence.inRow': {
        label: 'Absences in a row without a good reason',
        hint: 'After that many the council may vote on removal. Empty: there is no such rule.',
      },
      'absence.perYear': {
        label: 'Share of a year’s sessions missed',
        hint: 'Above it without a good reason the council may vote on removal.',
      },
      proxy: { label: 'Handing over a vote', hint: '' },
      'invited.voice': { label: 'Voice of invited persons', hint: '' },
      'sessions.minPerYear': {
        label: 'Sessions a year at least',
        hint: 'If there are too few, Veche warns in time.',
      },
      'firstSession.maxDays': {
        label: 'First session, days',
        hint: 'From the day the composition was approved.',
      },
      'extraordinary.members': {
        label: 'Who may demand an extraordinary session',
        hint: 'The chair may call one anyway.',
      },
      'extraordinary.headOfBody': { label: 'May the head of the authority demand one too', hint: '' },
      notice: { label: 'Notice of a session, days', hint: 'How many days ahead members are told.' },
      materials: { label: 'Papers for a session, days', hint: 'How many days ahead they are sent.' },
      'quorum.fraction': { label: 'How many have to take part', hint: '' },
      'quorum.base': { label: 'Quorum of what', hint: '' },
      'quorum.check': { label: 'When the quorum is checked', hint: '' },
      'quorum.countRemote': { label: 'Do those who take part by video count', hint: '' },
      'quorum.countRecused': {
        label: 'Do those who stand aside because of a conflict of interest count',
        hint: '',
      },
      'decision.default': { label: 'Ordinary decision', hint: 'On everything but what is named below.' },
      'decision.qualified': {
        label: 'Special decision',
        hint: 'On the rules themselves, on removing a member, on dissolution.',
      },
      'decision.organizational': {
        label: 'Election of the chair and deputy',
        hint: 'If the regulation does not say, repeat the ordinary decision.',
      },
      'decision.secretPersonal': {
        label: 'Questions about a person, in secret',
        hint: 'An award, a recommendation, confidence: when the vote is secret.',
      },
      'tie.rule': { label: 'If “for” and “against” are even', hint: '' },
      'tie.caster': { label: 'Whose vote decides then', hint: 'Matters if one vote decides.' },
      'vote.form': { label: 'How votes are taken unless decided otherwise', hint: '' },
      'vote.change': { label: 'May a vote be changed', hint: '' },
      'secret.demand': { label: 'Who may demand a secret vote', hint: '' },
      'secret.kMin': {
        label: 'Fewest ballots',
        hint: 'With fewer, the result lets people guess who voted how.',
      },
      'secret.belowKMin': { label: 'If there are fewer ballots', hint: '' },
      'secret.base': { label: 'Who counts as taking part', hint: '' },
      'absentee.enabled': { label: 'May decisions be taken without a session', hint: '' },
      'absentee.minDays': { label: 'Sheets are taken at least, days', hint: '' },
      'absentee.quorum': {
        label: 'How many sheets must come back',
        hint: 'Whoever returned no sheet took no part.',
      },
      'absentee.decisionBase': { label: 'Decision as a share of what', hint: '' },
      'absentee.veto': { label: 'Who may demand a session instead', hint: '' },
      'minutes.dueDays': { label: 'Minutes are ready, days', hint: 'From the day of the session.' },
      'minutes.signers': { label: 'Who signs the minutes', hint: 'In the order of signing.' },
      'minutes.remarksDays': {
        label: 'Remarks of members on the minutes, days',
        hint: 'How long they are taken.',
      },
      'dissent.dueDays': { label: 'Dissenting opinion, days', hint: '0: on the day of the session only.' },
      'publication.dueDays': {
        label: 'Publication of decisions, days',
        hint: 'From the day of the session.',
      },
      'discussion.minDays': { label: 'Discussion of an initiative at least, days', hint: '' },
      'initiative.minOrganizations': { label: 'Authors of an initiative: organizations at least', hint: '' },
      'initiative.minPersons': { label: 'Or persons at least', hint: '' },
      registrationDueDays: {
        label: 'Register a submission, days',
        hint: 'From the day the authority received it.',
      },
      replyDueDays: { label: 'Answer, days', hint: 'From registration.' },
      replyExtensionDays: {
        label: 'Extend the answer by at most, days',
        hint: 'With a reason and notice. 0: it may not be extended.',
      },
      dueDateOnDayOff: { label: 'If a term ends on a day off', hint: '' },
    },
    choices: {
      proxy: {
        forbidden: {
          title: 'Not allowed',
          example: () => 'Members take part in person, without substitution.',
        },
        allowed_written: {
          title: 'Allowed in writing',
          example: () => 'Whoever is away may hand their vote to another member.',
        },
      },
      'invited.voice': {
        advisory: { title: 'Advisory', example: () => 'They may speak and ask, but do not vote.' },
        none: { title: 'No right to speak', example: () => 'They attend and listen.' },
      },
      'extraordinary.headOfBody': {
        yes: { title: 'Yes', example: () => '' },
        no: { title: 'No', example: () => '' },
      },
      'quorum.base': {
        actual_members: {
          title: 'the members with a vote',
          example: ({ actual, of, share }) =>
            `There are ${actual} now; ${share} is ${of(actual)}. Vacant seats do not count.`,
        },
        established_number: {
          title: 'the established number',
          example: ({ established, of, share }) =>
            `There are ${established} seats; ${share} is ${of(established)}, even if some are vacant.`,
        },
      },
      'quorum.check': {
        opening_and_each_vote: {
          title: 'At the opening and before each vote',
          example: ({ quorum }) =>
            `${quorum} came, one left: ${quorum - 1} of the needed ${quorum} remain, there can be no vote.`,
        },
        opening_only: {
          title: 'At the opening only',
          example: ({ quorum }) => `${quorum} came, one left: the remaining ${quorum - 1} go on deciding.`,
        },
      },
      'quorum.countRemote': {
        yes: {
          title: 'Yes',
          example: ({ quorum }) =>
            `${quorum - 1} in the hall and one by video are ${quorum}: there is a quorum.`,
        },
        no: {
          title: 'No',
          example: ({ quorum }) =>
            `${quorum - 1} in the hall and one by video: no quorum, ${quorum} have to be in the hall.`,
        },
      },
      'quorum.countRecused': {
        yes: {
          title: 'Yes',
          example: ({ quorum }) => `${quorum} came, one stands aside: there is a quorum, ${quorum - 1} vote.`,
        },
        no: {
          title: 'No',
          example: ({ quorum }) => `${quorum} came, one stands aside: no quorum for this question.`,
        },
      },
      'decision.base': {
        present: {
          title: 'those taking part in the vote',
          example: ({ actual, of }) =>
            `${actual} take part: ${of(actual)} needed. An abstention does not help to carry the question.`,
        },
        votes_for_against: {
          title: 'the votes “for” and “against”',
          example: ({ actual, of }) =>
            `Of ${actual} two abstain: ${Math.max(actual - 2, 1)} are counted, ${of(Math.max(actual - 2, 1))} needed.`,
        },
        votes_cast: {
          title: 'all votes cast',
          example: ({ actual, of }) =>
            `Of ${actual} one does not vote: ${Math.max(actual - 1, 1)} are counted, ${of(Math.max(actual - 1, 1))} needed.`,
        },
        actual_members: {
          title: 'all members',
          example: ({ actual, of }) => `${actual} members: ${of(actual)} needed, however many come.`,
        },
        established_number: {
          title: 'the established number',
          example: ({ established, of }) =>
            `${established} seats: ${of(established)} needed, even if some are vacant.`,
        },
      },
      'tie.rule': {
        chair_casting: {
          title: 'One vote decides',
          example: () => '5 “for” and 5 “against” of 10: it goes as whoever presides has voted.',
        },
        not_adopted: {
          title: 'The question is not carried',
          example: () => '5 “for” and 5 “against” of 10: not carried.',
        },
        revote: {
          title: 'There is another vote',
          example: () => '5 “for” and 5 “against” of 10: the question is put again.',
        },
      },
      'tie.caster': {
        presiding: {
          title: 'Of whoever presides',
          example: () => 'The chair’s, and in their absence the deputy’s.',
        },
        chair_only: {
          title: 'Of the chair only',
          example: () => 'If a deputy presides, the question is not carried.',
        },
      },
      'vote.form': {
        open_roll_call: {
          title: 'Open, by name',
          example: () => 'After closing everybody sees who voted how.',
        },
        open_count: {
          title: 'Open, by raising hands',
          example: () => 'The secretary counts, a second person confirms. There are no names.',
        },
        secret: { title: 'Secret', example: () => 'It is seen who got a ballot, not how they voted.' },
        absentee: { title: 'Absentee, by sheets', example: () => 'Without a session, with signed sheets.' },
      },
      'vote.change': {
        until_closing: { title: 'Yes, until closing', example: () => 'The last choice counts.' },
        no_change: { title: 'No', example: () => 'The first choice stays.' },
      },
      'secret.belowKMin': {
        refuse: { title: 'No secret vote', example: () => 'Veche does not open such a vote.' },
        warn: { title: 'Allowed, with a warning', example: () => 'Everybody sees it before voting.' },
      },
      'secret.base': {
        present: {
          title: 'Everybody present',
          example: () => 'Whoever takes no ballot works against the majority: they “did not vote”.',
        },
        issued: {
          title: 'Whoever was issued a ballot',
          example: () => 'Whoever takes no ballot does not change the result.',
        },
      },
      'absentee.enabled': {
        yes: { title: 'Yes', example: () => '' },
        no: { title: 'No', example: () => 'Decisions are taken at sessions only.' },
      },
      'absentee.decisionBase': {
        established_number: {
          title: 'The established number',
          example: ({ established }) =>
            `${established} seats: ${Math.floor(established / 2) + 1} “for” carry an ordinary decision.`,
        },
        participants: {
          title: 'The sheets that came back',
          example: ({ quorum }) =>
            `${quorum} came back: ${Math.floor(quorum / 2) + 1} “for” carry an ordinary decision.`,
        },
      },
      dueDateOnDayOff: {
        previous_workday: {
          title: 'It ends on the workday before',
          example: () => 'The last day is a Sunday: the answer is due on Friday.',
        },
        next_workday: {
          title: 'It ends on the next workday',
          example: () => 'The last day is a Sunday: the answer is due on Monday.',
        },
      },
    },
    compare: {
      title: 'What has changed',
      first: 'The first version: there is nothing to compare it with.',
      same: 'Numbers and rules are the same, only the basis has changed.',
      rule: 'Rule',
      was: 'Before',
      became: 'After',
      pick: 'Compare two versions',
      from: 'Earlier',
      to: 'Later',
      show: 'Compare',
      between: (from, to) => `The version of ${to} compared with that of ${from}`,
      count: (n) => `${n} ${plural(n, 'en', { one: 'change', other: 'changes' })} to the version before`,
    },
    all: 'All rules of this version',
  },
})
