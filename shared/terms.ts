import type { Day } from './values.ts'

/** From the first day to the last, both included; without a last day it is open. Days of one time zone compare as text. */
export interface Term {
  startsOn: Day
  endsOn: Day | null
}

export const holdsOn = ({ startsOn, endsOn }: Term, day: Day): boolean =>
  startsOn <= day && (endsOn === null || day <= endsOn)

/** Whether two terms share a day. One that ended before it began, because it was taken back, shares none. */
export function overlap(a: Term, b: Term): boolean {
  const starts = a.startsOn > b.startsOn ? a.startsOn : b.startsOn
  return holdsOn(a, starts) && holdsOn(b, starts)
}
