import { bilingual, plural } from './bilingual.ts'

const days = { one: 'день', few: 'дня', many: 'дней' }

export const portal = bilingual({
  ru: {
    tab: 'Общественные советы региона',
    title: 'Жители предлагают, советы решают, власть отвечает',
    lead: 'Вече — рабочее место общественных советов региона. Здесь видно, что сейчас обсуждают, как проголосовали и в какой срок ответил орган власти.',
    description:
      'Что обсуждают, решают и на что получают ответ общественные советы региона. Инициативы, голосования и сроки на одной странице.',
    all: 'Все инициативы',
    propose: 'Предложить инициативу',
    desk: 'Мой стол',
    what: 'Что такое Вече',

    overdue: 'Орган власти не ответил в срок',
    overdueReply: (count: number) => `ответ просрочен на ${count} ${plural(count, 'ru', days)}`,
    overdueRegister: (count: number) => `регистрация просрочена на ${count} ${plural(count, 'ru', days)}`,
    voting: 'Сейчас голосуют',
    closes: 'Закончится',
    castOf: (cast: number, of: number) => `Проголосовали ${cast} из ${of}`,
    discussed: 'Обсуждают',
    since: (day: string) => `с ${day}`,
    decided: 'Решили',
    answered: 'Получили ответ',
    sittings: 'Ближайшие заседания',
    noSittings: 'Заседаний пока не объявлено.',
    allSittings: 'Календарь заседаний',
    meetings: 'Ближайшие встречи',
    live: 'Идёт сейчас',
    allMeetings: 'Весь календарь',
    numbers: (inFavour: number, against: number, abstain: number, notVoted: number) =>
      `за ${inFavour}, против ${against}, воздержались ${abstain}, не голосовали ${notVoted}`,

    noVotes: 'Сейчас открытых голосований нет.',
    noDiscussed: 'Сейчас ничего не обсуждают.',
    noDecided: 'Решений ещё не было.',
    noAnswered: 'Ответов ещё не было.',
    noMeetings: 'Встреч пока не назначено.',

    emptyTitle: 'Здесь скоро появится жизнь региона',
    emptyText: 'Пока не опубликовано ни одной инициативы. Вот как проходит первая:',
    steps: [
      'Член совета или общественная организация предлагает инициативу.',
      'Текст пишут вместе и открывают для обсуждения: с этого дня он виден здесь.',
      'Совет голосует. Числа, кворум и правило видны всем.',
      'Принятое направляют органу власти. Срок ответа идёт с регистрации.',
      'Ответ или просрочку видно здесь же.',
    ],

    feeds: {
      title: 'Лента решений и ответов',
      lead: 'Программа для чтения лент или ваш сайт могут забирать решения советов и ответы органов власти сами.',
      address: 'Адрес ленты (JSON Feed)',
      what: 'В ленте только то, что уже открыто всем: решения, ответы и ссылки на страницы инициатив. Черновиков в ней не бывает.',
      open: 'Открыть ленту',
      journal: 'Коды журнала по дням',
    },
  },
  en: {
    tab: 'Public councils of the region',
    title: 'Residents propose, councils decide, authorities answer',
    lead: 'Veche is the workspace of the region’s public councils. Here you see what is being discussed, how the councils voted and whether the authorities answered in time.',
    description:
      'What the public councils of the region discuss, decide and get answered. Initiatives, votes and terms on one page.',
    all: 'All initiatives',
    propose: 'Propose an initiative',
    desk: 'My desk',
    what: 'What Veche is',

    overdue: 'No answer in time',
    overdueReply: (count) => `answer ${count} ${plural(count, 'en', { one: 'day', other: 'days' })} overdue`,
    overdueRegister: (count) =>
      `registration ${count} ${plural(count, 'en', { one: 'day', other: 'days' })} overdue`,
    voting: 'Being voted on',
    closes: 'Closes',
    castOf: (cast, of) => `${cast} of ${of} have voted`,
    discussed: 'Under discussion',
    since: (day) => `since ${day}`,
    decided: 'Decided',
    answered: 'Answered',
    sittings: 'Next meetings of councils',
    noSittings: 'No meeting is announced.',
    allSittings: 'Calendar of meetings',
    meetings: 'Next exchanges',
    live: 'Live now',
    allMeetings: 'The whole calendar',
    numbers: (inFavour, against, abstain, notVoted) =>
      `${inFavour} for, ${against} against, ${abstain} abstained, ${notVoted} did not vote`,

    noVotes: 'No vote is open right now.',
    noDiscussed: 'Nothing is being discussed right now.',
    noDecided: 'Nothing has been decided yet.',
    noAnswered: 'Nothing has been answered yet.',
    noMeetings: 'No meetings are planned.',

    emptyTitle: 'The life of the region will be here soon',
    emptyText: 'No initiative is public yet. This is how the first one goes:',
    steps: [
      'A member of a council or an organization proposes an initiative.',
      'The text is written together and opened for discussion: from that day it is visible here.',
      'The council votes. The numbers, the quorum and the rule are visible to everyone.',
      'What is adopted goes to the authority. The term runs from registration.',
      'The answer, or the delay, is visible here too.',
    ],

    feeds: {
      title: 'Feed of decisions and answers',
      lead: 'A feed reader or your own site can fetch the decisions of councils and the answers of authorities by itself.',
      address: 'Address of the feed (JSON Feed)',
      what: 'The feed holds only what is open to everyone already: decisions, answers and links to the pages of initiatives. It never holds drafts.',
      open: 'Open the feed',
      journal: 'Codes of the journal, day by day',
    },
  },
})
