import { CYRILLIC_ITEMS } from '../../../shared/draft-schema.ts'

/** `point` is `1.`, `paren` is `1)`: an official text nests the second in the first. */
export type MarkerKind = 'point' | 'paren' | 'letter' | 'dash'

export interface Marker {
  kind: MarkerKind
  /** Zero for a dash, which counts nothing. */
  number: number
  /** How many characters of the line it takes, the space after it included. */
  length: number
  /** Its letter is Latin: a slip of the keyboard, or of a text in another language. */
  isLatin?: boolean
}

// A Latin letter that looks Cyrillic is the commonest slip of the keyboard: the first item typed `a)`.
const lookalikes: Record<string, string> = { a: 'а', e: 'е', c: 'с', o: 'о', p: 'р', x: 'х' }

/** The number of a lettered item, 0 for a letter that official lettering skips. */
export const letterNumber = (letter: string): number =>
  CYRILLIC_ITEMS.indexOf(lookalikes[letter] ?? letter) + 1

const patterns: readonly [MarkerKind, RegExp][] = [
  ['paren', /^(\d{1,3})\)[ \u00a0]*(?=\S)/],
  ['point', /^(\d{1,3})\.[ \u00a0]+(?=\S)/],
  ['letter', /^([а-яaecopx])\)[ \u00a0]*(?=\S)/],
  // Without a space only before a letter: «-5 °C» begins with a number.
  ['dash', /^[-–—−•·▪◦*][ \u00a0]+(?=\S)|^-(?=\p{L})/u],
]

/** The list marker a line begins with, if it does. */
export function markerOf(text: string): Marker | null {
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(text)
    if (!found) continue
    const number = kind === 'dash' ? 0 : kind === 'letter' ? letterNumber(found[1]!) : Number(found[1])
    if (kind !== 'dash' && number === 0) return null
    const isLatin = kind === 'letter' && found[1]! in lookalikes
    return { kind, number, length: found[0].length, ...(isLatin && { isLatin }) }
  }
  return null
}

/**
 * Of each marker, whether it may begin a list: `1)` and `а)` may, and so may a number that the next marker of its kind
 * goes on from. A lone `84.` or `в)` is left as it was written, and so is a Latin `a)` that no `б)` follows.
 */
export function beginners(markers: readonly (Marker | null)[]): boolean[] {
  const ahead = new Map<MarkerKind, number>()
  return markers
    .toReversed()
    .map((marker) => {
      if (!marker) return false
      const next = ahead.get(marker.kind)
      ahead.set(marker.kind, marker.number)
      const isFirst = marker.number === 1 && !marker.isLatin
      return marker.kind === 'dash' || isFirst || next === marker.number + 1
    })
    .reverse()
}
