import { bilingual, plural } from './bilingual.ts'

/** Words of the small parts themselves; what a page means to say stands in the texts of its feature. */
export const ui = bilingual({
  ru: {
    formErrors: (count: number) =>
      `Не получилось: ${count} ${plural(count, 'ru', { one: 'замечание', few: 'замечания', many: 'замечаний' })}`,
    optional: 'необязательно',
    cancel: 'Отмена',
    close: 'Закрыть',
    loading: 'Загружается…',
    seal: 'Подтверждение',
    sealHow: 'Как это проверить',
    stages: { done: 'сделано', now: 'сейчас', next: 'впереди', skipped: 'не понадобилось' },
    sorted: { ascending: 'по возрастанию', descending: 'по убыванию' },
    left: 'Осталось',
    passed: 'Прошло',
    line: {
      opening: 'Соединяемся…',
      here: 'Связь есть, страница обновляется сама',
      lost: (time: string) =>
        `Нет связи с ${time}. Всё, что было, перед вами; вернётся связь — обновится само.`,
      noScript: 'Без JavaScript страница не обновляется сама: чтобы увидеть новое, откройте её заново.',
    },
    keys: {
      title: 'Клавиши',
      on: 'Управлять клавишами',
      hint: 'Работают в любой раскладке и никогда, пока вы печатаете.',
      help: 'показать клавиши',
    },
  },
  en: {
    formErrors: (count) =>
      `That did not work: ${count} ${plural(count, 'en', { one: 'problem', other: 'problems' })}`,
    optional: 'optional',
    cancel: 'Cancel',
    close: 'Close',
    loading: 'Loading…',
    seal: 'Proof',
    sealHow: 'How to check it',
    stages: { done: 'done', now: 'now', next: 'ahead', skipped: 'not needed' },
    sorted: { ascending: 'ascending', descending: 'descending' },
    left: 'Left',
    passed: 'Passed',
    line: {
      opening: 'Connecting…',
      here: 'Connected, the page updates itself',
      lost: (time) =>
        `No connection since ${time}. What there was is before you; it will update when the line is back.`,
      noScript: 'Without JavaScript the page does not update itself: open it again to see what is new.',
    },
    keys: {
      title: 'Keys',
      on: 'Use the keys',
      hint: 'They work in any layout, and never while you type.',
      help: 'show the keys',
    },
  },
})
