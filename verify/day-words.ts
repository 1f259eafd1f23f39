import type { DayChecked, DayWrong } from './day.ts'
import { fileSentence, isOfFile, type Language } from './file-words.ts'

/** One sentence about the first thing that is wrong in a day of the journal. */
export function daySentence(wrong: DayWrong, language: Language): string {
  if (isOfFile(wrong)) return fileSentence(wrong, language)
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'other_code':
      return ru
        ? `Это другой день: кода ${wrong.code} в нём нет.`
        : `This is another day: the code ${wrong.code} is not in it.`
    case 'no_seals':
      return ru ? 'В этом дне нет ни одной печати.' : 'There is no seal in this day.'
    case 'first':
      return ru
        ? 'Первая печать журнала ни за чем не следует, а остальные следуют: здесь не так.'
        : 'Only the first seal of a journal follows nothing: here it is otherwise.'
    case 'head':
      return ru
        ? 'Опубликованный код дня не равен коду его последней печати.'
        : 'The published code of the day is not that of its last seal.'
    case 'seal_order':
      return ru
        ? `Перед печатью ${wrong.seal} не хватает печати.`
        : `A seal is missing before seal ${wrong.seal}.`
    case 'seal_chain':
      return ru
        ? `Печать ${wrong.seal} не продолжает предыдущую.`
        : `Seal ${wrong.seal} does not go on from the one before.`
    case 'seal_changed':
      return ru ? `Печать ${wrong.seal} изменена.` : `Seal ${wrong.seal} was changed.`
    case 'seal_rows':
      return ru
        ? `Под печатью ${wrong.seal} не те строки, которые запечатали.`
        : `Under seal ${wrong.seal} are not the rows that were sealed.`
    case 'seal_count':
      return ru
        ? `Под печатью ${wrong.seal} не столько строк, сколько записано.`
        : `Under seal ${wrong.seal} are not as many rows as it says.`
    case 'seal_time':
      return ru
        ? `Печать ${wrong.seal} поставлена позже своего дня.`
        : `Seal ${wrong.seal} was made later than its day.`
    case 'row_changed':
      return ru
        ? `Строка ${wrong.row} под печатью ${wrong.seal} изменена.`
        : `Row ${wrong.row} under seal ${wrong.seal} was changed.`
    case 'row_missing':
      return ru
        ? `Строки ${wrong.row} под печатью ${wrong.seal} больше нет.`
        : `Row ${wrong.row} under seal ${wrong.seal} is gone.`
    case 'row_order':
      return ru
        ? `Строка ${wrong.row} под печатью ${wrong.seal} стоит не на своём месте.`
        : `Row ${wrong.row} under seal ${wrong.seal} is not in its place.`
  }
}

/** What was found right, and what only a reader can hold against what they know. */
export function dayReport(checked: DayChecked & { wrong: null }, language: Language): string[] {
  const { day, acts, isWhole } = checked
  const previous = day.seals[0]!.previous
  return language === 'ru'
    ? [
        `Всё сходится. Журнал за ${day.day} (по всемирному времени): печатей ${day.seals.length}, действий ${acts}.`,
        isWhole
          ? 'Пересчитаны все строки, все печати и их цепочка.'
          : 'Пересчитаны печати и их цепочка. Самих строк в этом файле нет: они открыты не всем.',
        `Код предыдущего дня: ${previous}`,
        `Код этого дня: ${day.head}`,
        'Сверьте оба кода с опубликованными на странице журнала и с теми, которые записаны у вас.',
      ]
    : [
        `Everything agrees. The journal of ${day.day} (UTC): ${day.seals.length} seals, ${acts} acts.`,
        isWhole
          ? 'Every row, every seal and their chain were recomputed.'
          : 'The seals and their chain were recomputed. The rows are not in this file: not everybody may read them.',
        `Code of the day before: ${previous}`,
        `Code of this day: ${day.head}`,
        'Compare both codes with those on the page of the journal, and with those you wrote down.',
      ]
}
