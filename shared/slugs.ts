import { Type } from 'typebox'

/** The name of a thing in its address: `obshchestvennyy-sovet-palany`. */
export const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })

const letters: Record<string, string> = {
  ...Object.fromEntries(
    [...'абвгдезийклмнопрстуфыэ'].map((letter, at) => [letter, 'abvgdeziyklmnoprstufye'[at] ?? '']),
  ),
  ё: 'e',
  ж: 'zh',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ю: 'yu',
  я: 'ya',
  ъ: '',
  ь: '',
  // Letters of the languages of the region, as their speakers write them without a keyboard for them.
  ӄ: 'k',
  ӈ: 'n',
  ԓ: 'l',
  ӽ: 'kh',
  ӫ: 'o',
  ө: 'o',
  ў: 'v',
  ә: 'e',
}

/** An address made of a name; empty when the name has no letter that could stand in one. */
export function slugOf(name: string): string {
  const latin = [...name.toLowerCase().normalize('NFC')].map((letter) => letters[letter] ?? letter).join('')
  const words = latin.replace(/['’ʼ"«»]/g, '').split(/[^a-z0-9]+/)
  return words
    .filter(Boolean)
    .reduce((slug, word) => (slug.length + word.length < 60 ? `${slug}-${word}` : slug), '')
    .slice(1)
}
