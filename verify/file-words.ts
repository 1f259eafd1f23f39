import type { FileWrong } from './sealed.ts'

export type Language = 'ru' | 'en'
export type Words<T extends string> = Readonly<Record<T, string>>

const kinds = ['not_json', 'not_a_record', 'version', 'shape', 'not_canonical', 'seal']

export const isOfFile = (wrong: { what: string }): wrong is FileWrong => kinds.includes(wrong.what)

/** One sentence about what is wrong with a file as such. */
export function fileSentence(wrong: FileWrong, language: Language): string {
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'not_json':
      return ru
        ? 'Файл не читается: это не JSON или он обрезан.'
        : 'The file cannot be read: it is not JSON, or it is cut off.'
    case 'not_a_record':
      return ru
        ? 'Это не файл Вече для проверки: не протокол голосования, не заседание и не день журнала.'
        : 'This is not a file of Veche that can be checked: not the record of a vote, not a meeting and not a day of the journal.'
    case 'version':
      return ru
        ? `Версия файла ${wrong.found} неизвестна этой программе, она читает версии 1 и 2.`
        : `This program does not know version ${wrong.found} of the file, only versions 1 and 2.`
    case 'shape':
      return ru
        ? `В файле пропущено, лишнее или неверно записано: ${wrong.where}.`
        : `Missing, superfluous or badly written in the file: ${wrong.where}.`
    case 'not_canonical':
      return ru
        ? 'Файл пересохранён или изменён: байты не те, которые выдаёт сервер.'
        : 'The file was saved anew or changed: its bytes are not those that the server gives.'
    case 'seal':
      return ru
        ? `Файл изменён: его код ${wrong.computed}, а записан ${wrong.written}.`
        : `The file was changed: its code is ${wrong.computed}, but ${wrong.written} is written.`
  }
}
