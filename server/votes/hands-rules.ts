import type { RefusalCode } from '../../shared/refusals.ts'
import type { Choice } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'

/** Hands as one person counted them. */
export interface HandNumbers {
  inFavour: number
  against: number
  abstain: number
  /** How whoever presides voted, if they did and if that may decide a tie. */
  casting: Choice | null
}

export interface HandCount extends HandNumbers {
  personId: Id
  round: number
}

const sameNumbers = (a: HandNumbers, b: HandNumbers) =>
  a.inFavour === b.inFavour && a.against === b.against && a.abstain === b.abstain && a.casting === b.casting

/** The count of the last round, each of its persons apart. */
const lastRound = (counts: readonly HandCount[]): HandCount[] => {
  const round = Math.max(0, ...counts.map((each) => each.round))
  return counts.filter((each) => each.round === round)
}

/** The numbers that two persons came to, each without those of the other; null before that. */
export function agreedCount(counts: readonly HandCount[]): HandNumbers | null {
  const [one, other] = lastRound(counts)
  return one && other && sameNumbers(one, other) ? one : null
}

/** Which round the next number belongs to: two that differ are both void, and both persons count anew. */
export function roundOf(counts: readonly HandCount[]): { round: number; counted: Id[]; differed: boolean } {
  const last = lastRound(counts)
  const round = last[0]?.round ?? 1
  const isVoid = last.length > 1 && !agreedCount(counts)
  return isVoid
    ? { round: round + 1, counted: [], differed: true }
    : { round, counted: last.map(({ personId }) => personId), differed: round > 1 }
}

/**
 * Whether this person sent these numbers before and had no answer: in the round that was on their page. Who does not say which round is
 * taken at their word as long as it is not void, for after that they may have counted anew to the same.
 */
export function isCounted(
  counts: readonly HandCount[],
  numbers: HandNumbers,
  personId: Id,
  round: number | undefined,
): boolean {
  const asked = round ?? roundOf(counts).round
  return counts.some(
    (each) => each.round === asked && each.personId === personId && sameNumbers(each, numbers),
  )
}

/** Why these numbers cannot be taken from this person, or null. `electors`: hands there can be. */
export function whyNotCount(
  counts: readonly HandCount[],
  numbers: HandNumbers,
  personId: Id,
  electors: number,
): RefusalCode | null {
  if (agreedCount(counts)) return 'count_confirmed'
  if (roundOf(counts).counted.includes(personId)) return 'count_is_own'
  if (numbers.inFavour + numbers.against + numbers.abstain > electors) return 'count_exceeds_electors'
  const of = { for: numbers.inFavour, against: numbers.against, abstain: numbers.abstain }
  return numbers.casting && of[numbers.casting] === 0 ? 'count_contradicts_casting' : null
}
