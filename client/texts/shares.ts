import type { Fraction } from '../../shared/fractions.ts'
import { bilingual } from './bilingual.ts'

const parts = {
  ru: {
    '1/2': 'половины',
    '1/3': 'одной трети',
    '2/3': 'двух третей',
    '1/4': 'одной четверти',
    '3/4': 'трёх четвертей',
  },
  en: {
    '1/2': 'half',
    '1/3': 'one third',
    '2/3': 'two thirds',
    '1/4': 'one quarter',
    '3/4': 'three quarters',
  },
}

/** A share as its regulation writes it: «более половины», «не менее двух третей». */
export const shares = bilingual({
  ru: {
    of: ({ num, den, strict }: Fraction) => {
      if (num === den) return 'все'
      const part = (parts.ru as Record<string, string>)[`${num}/${den}`] ?? `${num}/${den}`
      return `${strict ? 'более' : 'не менее'} ${part}`
    },
  },
  en: {
    of: ({ num, den, strict }) => {
      if (num === den) return 'all'
      const part = (parts.en as Record<string, string>)[`${num}/${den}`] ?? `${num}/${den}`
      return `${strict ? 'more than' : 'at least'} ${part}`
    },
  },
})
