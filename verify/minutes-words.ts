import type { Language } from './file-words.ts'
import { meetingReport, meetingSentence } from './meeting-words.ts'
import type { MinutesChecked, MinutesWrong } from './minutes.ts'

/** One sentence about the first thing that is wrong with minutes. */
export function minutesSentence(wrong: MinutesWrong, language: Language): string {
  const ru = language === 'ru'
  switch (wrong.what) {
    case 'minutes_changed':
      return ru
        ? `Протокол изменён: его код ${wrong.computed}, а записан ${wrong.written}.`
        : `The minutes were changed: their code is ${wrong.computed}, but ${wrong.written} is written.`
    case 'signature':
      return ru ? `Подписано не это: ${wrong.name}.` : `Something else was signed: ${wrong.name}.`
    case 'signature_missing':
      return ru
        ? `Протокол подписали не все: нет подписи, ${wrong.name}.`
        : `Not everybody has signed the minutes: ${wrong.name} has not.`
    case 'minutes_head':
      return ru
        ? 'Протокол составлен не по этим записям заседания.'
        : 'The minutes were not written from these entries of the meeting.'
    case 'fact':
      return ru
        ? `В протоколе не так, как было на заседании: ${wrong.where}.`
        : `The minutes say otherwise than the meeting was: ${wrong.where}.`
    default:
      return meetingSentence(wrong, language)
  }
}

/** What was found right: the minutes and the meeting they are of. */
export function minutesReport(checked: MinutesChecked & { wrong: null }, language: Language): string[] {
  const { file, meeting } = checked
  const signed = file.signatures.map(({ name }) => name).join(', ')
  const ru = language === 'ru'
  return [
    ...meetingReport(meeting, language).slice(0, -1),
    ru
      ? `Протокол говорит то же, что записи заседания. ${signed ? `Подписали: ${signed}.` : 'Он ещё не подписан.'}`
      : `The minutes say what the entries say. ${signed ? `Signed by: ${signed}.` : 'They are not signed yet.'}`,
    ru ? `Код протокола: ${file.sha256}` : `Code of the minutes: ${file.sha256}`,
    ru
      ? 'Сверьте оба кода с напечатанными. Слова докладов и выступлений пишет секретарь: их пересчитать нельзя.'
      : 'Compare both codes with the printed ones. What was said is worded by the secretary: no arithmetic can know it.',
  ]
}
