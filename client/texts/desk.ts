import { bilingual, plural } from './bilingual.ts'

const things = { one: 'дело', few: 'дела', many: 'дел' }

export const desk = bilingual({
  ru: {
    title: 'Мой стол',
    waits: (count: number) =>
      count === 0
        ? 'Сейчас вас ничего не ждёт.'
        : `${plural(count, 'ru', { one: 'Ждёт', few: 'Ждут', many: 'Ждут' })} вас: ${count} ${plural(count, 'ru', things)}.`,
    votes: 'Проголосовать',
    until: 'До',
    atMeeting: 'Голосуют на заседании, сейчас',
    cast: 'Проголосовать',
    ballotIssued: (when: string) =>
      `Вам выдан тайный бюллетень в ${when}. Если его получали не вы, сразу скажите секретарю.`,
    initiatives: 'Инициативы',
    duties: {
      openDiscussion: 'Допишите текст и откройте обсуждение',
      mend: 'Вернули на доработку',
      sendToCouncil: 'Когда обсуждение закончено, передайте совету',
      openVote: 'Вынесите на голосование или верните авторам',
      submit: 'Принята советом, направьте органу власти',
    },
    since: (when: string) => `Стоит здесь ${when}`,
    reason: 'Причина',
    suggested: 'Предложенные правки',
    suggestions: (count: number) =>
      `${count} ${plural(count, 'ru', { one: 'предложение ждёт', few: 'предложения ждут', many: 'предложений ждут' })} решения`,
    decided: 'Ваши правки рассмотрены',
    reviews: 'Зарегистрировать и ответить',
    inTray: 'Все входящие',
    meetings: 'Ближайшие встречи',
    live: 'Идёт сейчас',
    addressed: 'К вам обращаются в замечаниях',
    news: 'Что нового с моими инициативами',
    empty: 'Сейчас вас ничего не ждёт',
    emptyText:
      'Когда откроется голосование, вернётся инициатива или придёт обращение, оно появится здесь со сроком.',
    propose: 'Предложить инициативу',
    account: 'Мои данные и вход',
  },
  en: {
    title: 'My desk',
    waits: (count) =>
      count === 0
        ? 'Nothing waits for you right now.'
        : `${count} ${plural(count, 'en', { one: 'thing waits', other: 'things wait' })} for you.`,
    votes: 'To vote on',
    until: 'Until',
    atMeeting: 'Voted on at the meeting, now',
    cast: 'Vote',
    ballotIssued: (when) =>
      `A secret ballot was issued to you at ${when}. If it was not you who took it, tell the secretary at once.`,
    initiatives: 'Initiatives',
    duties: {
      openDiscussion: 'Finish the text and open the discussion',
      mend: 'It came back to be mended',
      sendToCouncil: 'When the discussion is over, hand it to the council',
      openVote: 'Put it to the vote or return it to the authors',
      submit: 'Adopted by the council: send it to the authority',
    },
    since: (when) => `Here ${when}`,
    reason: 'Reason',
    suggested: 'Suggested changes',
    suggestions: (count) =>
      `${count} ${plural(count, 'en', { one: 'suggestion waits', other: 'suggestions wait' })} for a decision`,
    decided: 'Your changes are reviewed',
    reviews: 'To register and to answer',
    inTray: 'The whole in-tray',
    meetings: 'Next meetings',
    live: 'Live now',
    addressed: 'You are spoken to in comments',
    news: 'News of my initiatives',
    empty: 'Nothing waits for you right now',
    emptyText:
      'When a vote opens, an initiative comes back or a submission arrives, it appears here with its term.',
    propose: 'Propose an initiative',
    account: 'My details and sign-in',
  },
})
