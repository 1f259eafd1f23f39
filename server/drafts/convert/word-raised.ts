const raised: Record<string, string> = {
  ...{ 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' },
  ...{ '+': '⁺', '-': '⁻', '−': '⁻', '=': '⁼', '(': '⁽', ')': '⁾', n: 'ⁿ', i: 'ⁱ' },
}
const lowered: Record<string, string> = {
  ...{ 0: '₀', 1: '₁', 2: '₂', 3: '₃', 4: '₄', 5: '₅', 6: '₆', 7: '₇', 8: '₈', 9: '₉' },
  ...{ '+': '₊', '-': '₋', '−': '₋', '=': '₌', '(': '₍', ')': '₎' },
}

/**
 * Words that Word lifts above the line or lowers below it. A draft has no such look, and «м2» is not «м²», nor «статья 51» «статья 5¹»; so what can be
 * written with signs of its own is. Anything else stays as it is: a letter more or less high says the same.
 */
export function shifted(words: string, alignment: string | undefined): string {
  const signs = alignment === 'superscript' ? raised : alignment === 'subscript' ? lowered : null
  if (!signs || ![...words].every((sign) => sign in signs || /\s/.test(sign))) return words
  return [...words].map((sign) => signs[sign] ?? sign).join('')
}
