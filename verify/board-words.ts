import type { BoardChecked, BoardWrong, Counted } from './board.ts'
import type { Language } from './file-words.ts'

type OfBoard = Exclude<BoardWrong, { what: 'shape' | 'other_code' }>
const kinds: readonly string[] = [
  'no_crypto',
  'board_entries',
  'board_heads',
  'board_vote',
  'board_times',
  'board_head',
  'board_signature',
  'board_issued',
  'board_order',
  'ballot_missing',
  'ballot_unknown',
  'ballot_twice',
  'board_number',
] satisfies OfBoard['what'][]

export const isOfBoard = (wrong: { what: string }): wrong is OfBoard => kinds.includes(wrong.what)

/** Sixteen letters to compare by eye. */
const short = (code: string) => code.slice(0, 16).match(/.{4}/g)!.join(' ')

/** One sentence about the first thing that is wrong with the board of a secret vote. */
export function boardSentence(wrong: OfBoard, language: Language): string {
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'no_crypto':
      return ru
        ? 'Этот браузер не умеет проверять подписи на такой странице. Откройте её в другом или возьмите команду veche-verify.'
        : 'This browser cannot verify signatures on such a page. Open it in another one, or take the command veche-verify.'
    case 'board_entries':
      return ru ? 'На доске не те записи, которые бывают.' : 'The board has other entries than a board has.'
    case 'board_heads':
      return ru
        ? 'На доске не столько кодов, сколько записей.'
        : 'The board has not as many heads as entries.'
    case 'board_vote':
      return ru ? 'Доска заведена для другого голосования.' : 'The board is that of another vote.'
    case 'board_times':
      return ru
        ? 'Приём бюллетеней закончен раньше, чем их выдача.'
        : 'The casting was over before the issuing was.'
    case 'board_head':
      return ru
        ? `Запись ${wrong.size} доски изменена: её код другой.`
        : `Entry ${wrong.size} of the board was changed: its code is another.`
    case 'board_signature':
      return ru
        ? `Подпись под записью ${wrong.size} доски неверна.`
        : `The signature of entry ${wrong.size} of the board is wrong.`
    case 'board_issued':
      return ru
        ? `Бюллетень выдан дважды, не по порядку или тому, кого нет в списке: ${wrong.member}.`
        : `A ballot was issued twice, out of order, or to somebody who is not listed: ${wrong.member}.`
    case 'board_order':
      return ru
        ? 'Коды бюллетеней стоят не по порядку или повторяются.'
        : 'The codes of the ballots are out of order or repeated.'
    case 'ballot_missing':
      return ru
        ? `Бюллетень ${short(wrong.ballot)} принят, но в файле его нет.`
        : `The ballot ${short(wrong.ballot)} was received and is not in the file.`
    case 'ballot_unknown':
      return ru
        ? `Бюллетеня ${short(wrong.ballot)} не было среди принятых.`
        : `The ballot ${short(wrong.ballot)} was not among those received.`
    case 'ballot_twice':
      return ru
        ? `Бюллетень ${short(wrong.ballot)} стоит дважды.`
        : `The ballot ${short(wrong.ballot)} is there twice.`
    case 'board_number':
      return ru
        ? `Неверно в протоколе счётной комиссии (${wrong.which}): записано ${wrong.written}, а по подсчёту ${wrong.computed}.`
        : `Wrong in the numbers of the counting commission (${wrong.which}): ${wrong.written} is written, the count gives ${wrong.computed}.`
  }
}

export const boardWords = ({ head, isUnsigned }: Counted, language: Language): string[] =>
  language === 'ru'
    ? [
        `Бюллетени, подписи и цепочка доски проверены. Код доски: ${short(head)}. Свой бюллетень найдите по коду квитанции.`,
        ...(isUnsigned ? ['Не все записи доски подписаны: её ключ был потерян.'] : []),
      ]
    : [
        `The ballots, the signatures and the chain of the board were verified. Code of the board: ${short(head)}. Find your own ballot by the code of its receipt.`,
        ...(isUnsigned ? ['Not every entry of the board is signed: its key was lost.'] : []),
      ]

/** What was found right on a board by itself. */
export function boardReport(checked: BoardChecked & { wrong: null }, language: Language): string[] {
  const { issued, closed } = checked
  const ru = language === 'ru'
  const numbers = closed?.numbers
  return [
    ru ? 'Доска сходится.' : 'The board agrees.',
    ...(numbers
      ? [
          ru
            ? `Выдано ${numbers.issued}, опущено ${numbers.cast}, действительных ${numbers.valid}, недействительных ${numbers.invalid}.`
            : `Issued ${numbers.issued}, cast ${numbers.cast}, valid ${numbers.valid}, invalid ${numbers.invalid}.`,
        ]
      : [
          ru
            ? `Голосование идёт, выдано ${issued.length}.`
            : `The vote goes on, ${issued.length} were issued.`,
        ]),
    ...boardWords(checked, language),
    ru
      ? 'Итог по правилам совета пересчитывается из протокола голосования.'
      : 'The outcome by the rules of the council is recomputed from the record of the vote.',
  ]
}
