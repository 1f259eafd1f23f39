export const locales = ['ru', 'en'] as const
export type Locale = (typeof locales)[number]

export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value)

export interface Words {
  [key: string]: string | readonly string[] | ((...parts: never[]) => string) | Words
}

/** The shape of the words without the words: what the other language has to fill in. */
export type Shape<T> = T extends string
  ? string
  : T extends (...parts: infer Parts) => string
    ? (...parts: Parts) => string
    : T extends readonly string[]
      ? readonly string[]
      : { [K in keyof T]: Shape<T[K]> }

export type Bilingual<T> = Record<Locale, T>

/** Russian is written first and sets the shape; English that lacks or adds a word does not compile. */
export function bilingual<const T extends Words>(words: {
  ru: T
  en: Shape<NoInfer<T>>
}): Bilingual<Shape<T>> {
  // The Russian words have their own shape by definition, which the compiler does not see through a mapped type.
  return words as unknown as Bilingual<Shape<T>>
}

interface Forms {
  ru: { one: string; few: string; many: string }
  en: { one: string; other: string }
}

const rules = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') }

/**
 * The form of a word that goes with a number: `plural(84, 'ru', { one: 'человек', few: 'человека', many: 'человек' })`.
 * A fraction takes the genitive singular in Russian («1,5 человека»), which is spelt like `few`.
 */
export function plural<L extends Locale>(count: number, locale: L, forms: Forms[L]): string {
  const form = rules[locale].select(count)
  const words: Partial<Record<Intl.LDMLPluralRule, string>> = { ...forms }
  return words[form] ?? words.other ?? words.few ?? ''
}
