/**
 * A share of a body as its regulation writes it: «более половины» is 1/2 strict, «не менее двух третей» 2/3
 * not strict. The difference decides real votes (4 of 8 is not «более половины», but is «не менее половины»),
 * so nothing is rounded and nothing becomes a decimal: domain §0.4.
 */
export interface Fraction {
  num: number
  den: number
  strict: boolean
}

export const moreThanHalf: Fraction = { num: 1, den: 2, strict: true }
export const atLeastTwoThirds: Fraction = { num: 2, den: 3, strict: false }

/**
 * Whether `count` of `base` is the share that the fraction asks for: strict `count·den > base·num`, otherwise
 * `>=` (domain §4). Nobody is never a majority: without the first condition 0 of 0 would be «не менее
 * половины».
 */
export function reaches(count: number, base: number, { num, den, strict }: Fraction): boolean {
  if (count <= 0) return false
  return strict ? count * den > base * num : count * den >= base * num
}

/** The smallest count that `reaches`; of an empty base 1, which an empty base does not have. */
export function needed(base: number, { num, den, strict }: Fraction): number {
  const whole = Math.floor((base * num) / den)
  const isExact = (base * num) % den === 0
  return Math.max(1, isExact && !strict ? whole : whole + 1)
}
