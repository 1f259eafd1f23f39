import type { MeetingDuty } from '../../../shared/meetings/planning.ts'
import { councilAt } from '../../lib/addresses.ts'

/** Pages of a meeting before it begins: `edit`, `agenda`, `notice`. */
export const planAt = (slug: string, number: number, side = ''): string =>
  `${councilAt(slug)}/meetings/${number}${side && `/${side}`}`
export const meetingsAt = (slug: string, side = ''): string =>
  `${councilAt(slug)}/meetings${side && `/${side}`}`
/** The form of a meeting that takes up after another. */
export const callAgainAt = (slug: string, number: number): string =>
  `${meetingsAt(slug, 'new')}?after=${number}`
export const workPlanAt = (slug: string, year: number): string => `${councilAt(slug)}/plan?year=${year}`

/** Where bytes come from; the word of a guest goes with them. */
export const fileAt = (slug: string, number: number, id: string, guest: string | null): string =>
  `/api${planAt(slug, number)}/materials/${id}/file${guest ? `?guest=${encodeURIComponent(guest)}` : ''}`

const ofMinutes: readonly MeetingDuty['duty'][] = [
  'writeMinutes',
  'answerRemarks',
  'signMinutes',
  'publishMinutes',
]

/** Where a duty about a meeting is done. */
export function dutyAt({ council, number, duty }: MeetingDuty): string {
  if (duty === 'session') return `${meetingsAt(council.slug)}#asked`
  if (number === null) return meetingsAt(council.slug, 'new')
  if (duty === 'callAgain') return callAgainAt(council.slug, number)
  if (duty === 'attend') return planAt(council.slug, number)
  if (duty === 'papers') return `${planAt(council.slug, number, 'agenda')}#materials`
  if (duty === 'proposals') return `${planAt(council.slug, number, 'agenda')}#proposals`
  if (ofMinutes.includes(duty)) return planAt(council.slug, number, 'minutes')
  return planAt(council.slug, number, 'notice')
}
