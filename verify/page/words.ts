import type { Language } from '../file-words.ts'

const russian = {
  title: 'Проверка файлов Вече',
  lead: 'Страница пересчитывает файл на вашем устройстве и говорит, сходится ли он. Ничего никуда не отправляется: её можно сохранить и открыть без связи.',
  language: 'English',
  choose: 'Файлы для проверки',
  hint: 'Выберите или перетащите сюда: протокол голосования, доску тайного голосования, записи или протокол заседания, день журнала.',
  codeLabel: 'Код, который вы знаете (необязательно)',
  codeHint:
    '64 знака: со страницы голосования или журнала, из протокола заседания, от других. Файл, подделанный целиком, выдаёт только он.',
  codeWrong: 'Код состоит из 64 знаков: цифры и буквы от a до f.',
  textLabel: 'Текст, за который голосовали (необязательно)',
  textHint: 'Файл content.json этого текста. Нужен, только если хотите сверить и его.',
  results: 'Что получилось',
  nothing: 'Пока ничего не выбрано.',
  verdicts: ['Сходится', 'Не сходится', 'Не проверено'],
  tooLarge: 'Файл больше 64 МБ: таких не бывает.',
  together: 'Файлы вместе',
  unreadable: 'Файл прочитать не получилось. Выберите его ещё раз.',
  keep: 'Сохранить эту страницу',
}

export type PageWords = typeof russian
export const pageWords: Readonly<Record<Language, PageWords>> = {
  ru: russian,
  en: {
    title: 'Check a file of Veche',
    lead: 'This page recomputes a file on your device and says whether it agrees. Nothing is sent anywhere: you may save the page and open it without a connection.',
    language: 'Русский',
    choose: 'Files to check',
    hint: 'Choose them or drop them here: the record of a vote, the board of a secret vote, the entries or the minutes of a meeting, a day of the journal.',
    codeLabel: 'A code that you know (optional)',
    codeHint:
      '64 characters: from the page of the vote or of the journal, from the minutes, from others. It alone finds a file that was forged whole.',
    codeWrong: 'A code has 64 characters: digits and letters from a to f.',
    textLabel: 'The text that was voted on (optional)',
    textHint: 'The file content.json of that text. Only if you want to compare it, too.',
    results: 'What came of it',
    nothing: 'Nothing is chosen yet.',
    verdicts: ['Agrees', 'Does not agree', 'Not checked'],
    tooLarge: 'The file is larger than 64 MB: none of ours is.',
    together: 'The files together',
    unreadable: 'The file could not be read. Choose it once more.',
    keep: 'Save this page',
  },
}
