import { bilingual } from './bilingual.ts'

/** What members are told of secret votes on every page; apart, because every page carries it. */
export const secretTold = bilingual({
  ru: {
    region: 'Тайные голосования',
    issued: (question: string) => `На ваше имя выдан бюллетень: «${question}».`,
    notYou: 'Если его получали не вы, сразу скажите секретарю.',
    open: 'К голосованию',
    close: 'Понятно',
    forked:
      'Сервер показал две разные доски одного тайного голосования. Так бывает, только если доску подменили.',
    whatToDo: 'Что делать',
  },
  en: {
    region: 'Secret votes',
    issued: (question) => `A ballot was issued in your name: “${question}”.`,
    notYou: 'If it was not you who took it, tell the secretary at once.',
    open: 'To the vote',
    close: 'Close',
    forked:
      'The server has shown two different boards of one secret vote. That happens only if a board was replaced.',
    whatToDo: 'What to do',
  },
})
