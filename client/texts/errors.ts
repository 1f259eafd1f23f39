import { bilingual } from './bilingual.ts'

/** What a page that could not be shown says: what happened, what was kept, what to do. */
export const errors = bilingual({
  ru: {
    notFound: {
      title: 'Такой страницы нет',
      what: 'Возможно, в адресе опечатка, или страница открыта не для всех, или её убрали.',
      todo: 'Проверьте адрес. Если вы член совета, войдите: часть страниц видна только участникам.',
    },
    forbidden: {
      title: 'Эта страница не для всех',
      what: 'У вас нет права её открывать.',
      todo: 'Если право должно быть, спросите секретаря вашего совета.',
    },
    tooLarge: {
      title: 'Файл слишком большой',
      what: 'Мы его не приняли. Всё, что было сохранено раньше, цело.',
      todo: 'Уменьшите файл, например сожмите картинки, и отправьте снова.',
    },
    tooOften: {
      title: 'Слишком много попыток',
      what: 'Мы остановили запросы на время, чтобы никто не подбирал пароли.',
      todo: 'Подождите несколько минут и попробуйте снова.',
    },
    unavailable: {
      title: 'Вече сейчас недоступно',
      what: 'Сервер не ответил: возможно, его обновляют. Сохранённое цело.',
      todo: 'Откройте страницу ещё раз через минуту.',
    },
    broken: {
      title: 'Страница не открылась',
      what: 'Это ошибка на нашей стороне, вы ничего не сделали не так. Сохранённое цело.',
      todo: 'Откройте страницу ещё раз. Если не поможет, сообщите номер обращения тому, кто обслуживает Вече.',
    },
    requestId: 'Номер обращения',
    home: 'На главную',
    again: 'Открыть ещё раз',
    signIn: 'Войти',
  },
  en: {
    notFound: {
      title: 'There is no such page',
      what: 'The address may be mistyped, the page may not be open to everyone, or it was removed.',
      todo: 'Check the address. If you sit on a council, sign in: some pages are for members only.',
    },
    forbidden: {
      title: 'This page is not for everyone',
      what: 'You have no right to open it.',
      todo: 'If you should have it, ask the secretary of your council.',
    },
    tooLarge: {
      title: 'The file is too large',
      what: 'We did not take it. Everything saved before is safe.',
      todo: 'Make the file smaller, for example by compressing pictures, and send it again.',
    },
    tooOften: {
      title: 'Too many attempts',
      what: 'We stopped requests for a while so that nobody can guess passwords.',
      todo: 'Wait a few minutes and try again.',
    },
    unavailable: {
      title: 'Veche is unavailable right now',
      what: 'The server did not answer: it may be being updated. What was saved is safe.',
      todo: 'Open the page again in a minute.',
    },
    broken: {
      title: 'The page did not open',
      what: 'This is our fault, you did nothing wrong. What was saved is safe.',
      todo: 'Open the page again. If that does not help, give the reference to whoever runs Veche here.',
    },
    requestId: 'Reference',
    home: 'Home',
    again: 'Open again',
    signIn: 'Sign in',
  },
})
