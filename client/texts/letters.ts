/** What is known of letters, for whoever compares what people type. */

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё'

/** What the same keys write in the Russian layout: whoever forgot to switch is understood. */
export const switched = (typed: string): string =>
  [...typed]
    .map((letter) => {
      const at = LATIN.indexOf(letter)
      return at >= 0 ? CYRILLIC[at] : letter
    })
    .join('')

/** Without what nobody types the same way twice: capitals, ё, quotes. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»“”]/g, '')

/** Small letters in the place of capitals and of ё, each as long as before. */
export function folded(text: string): string {
  const low = text.toLowerCase()
  const same = low.length === text.length ? low : text.replace(/[A-ZА-ЯЁ]/g, (each) => each.toLowerCase())
  return same.replaceAll('ё', 'е')
}

/** Whether words end with the noun of a clause in any case: «в соответствии с подпунктом», «по п.». */
export const endsWithClause = (words: string): boolean =>
  /(?:^|[^\p{L}])(?:(?:под)?пункт\p{L}*|п\.\s?п\.|пп?\.)\s?$/iu.test(words)

/** What stands before the number of a clause, unless it is written already. */
export const CLAUSE = 'пункт'

/** Signs that plain lines of a list begin with. */
export const NUMBERED = { paren: /^(\d{1,3})\)\s+(?=\S)/, point: /^(\d{1,3})\.\s+(?=\S)/ }
export const LETTERED = /^([абвгдежзиклмнопрстуфхцчшщыэюя])\)\s+(?=\S)/
export const DASHED = /^[-–—•·▪◦*]\s+(?=\S)/
