import { bilingual } from './bilingual.ts'

export const offline = bilingual({
  ru: {
    title: 'Нет связи',
    lead: 'Эта страница без связи не открывается. Правки в текстах, которые ещё не отправлены, остались на этом устройстве.',
    kept: 'Открываются и без связи',
    again: 'Попробовать ещё раз',
  },
  en: {
    title: 'No connection',
    lead: 'This page does not open without a connection. Changes to texts that were not sent yet are still on this device.',
    kept: 'These open without one',
    again: 'Try again',
  },
})
