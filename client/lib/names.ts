const parts = (name: string) => name.trim().split(/\s+/)
const first = (word: string | undefined) => [...(word ?? '')][0]?.toLocaleUpperCase('ru') ?? ''

/** «Иванов И.И.» of «Иванов Иван Иванович»: the family name stays whole. */
export function shortName(name: string): string {
  const [family = '', ...others] = parts(name)
  return [family, others.map((other) => `${first(other)}.`).join('')].filter(Boolean).join('\u00A0')
}

/** «ИИ»: the given name first, as people sign. One letter when there is one word. */
export function initialsOf(name: string): string {
  const [family, given] = parts(name)
  return given ? first(given) + first(family) : first(family)
}

/** A name that begins a line: «Городской округ «посёлок Палана»». */
export const capital = (name: string): string => first(name) + [...name].slice(1).join('')
