import { addDays, dayIn } from '../../shared/calendar.ts'
import type { InitiativeView, NextStep } from '../../shared/initiatives.ts'
import type { InitiativeState } from '../../shared/initiatives-states.ts'
import type { Day, Instant } from '../../shared/values.ts'
import type { Dates } from '../lib/dates.ts'
import type { initiatives } from '../texts/initiatives.ts'

/** What `ui/Road` shows of a stage; said here again because a plain module cannot read the types of a component. */
interface Stage {
  title: string
  state: 'done' | 'now' | 'next'
  date?: string
  who?: string
  term?: string
  overdue?: boolean
  note?: string
}

type Words = (typeof initiatives)['ru']

/** In these the stage is behind already, and it is the next one that somebody is waited for. */
const passed: readonly InitiativeState[] = ['adopted', 'submitted_to_authority', 'registered']

/** Until when, in the words of the page: an hour for a vote, a day for an authority. Null where there is no term. */
export function termOf(next: NextStep | null, zone: string, now: Instant, d: Dates): string | null {
  if (next?.closesAt) {
    const day = dayIn(next.closesAt, zone)
    return `${d.dayMonth(day, dayIn(now, zone))}, ${d.clock(next.closesAt, zone)}`
  }
  return next?.term ? d.term(next.term.dueOn, addDays(next.term.dueOn, -next.term.daysLeft)) : null
}

/** The road as a line of stages: how the council decided belongs to its vote, and after a decision the next stage is the one that waits. */
export function stagesOf(initiative: InitiativeView, now: Instant, t: Words, d: Dates): Stage[] {
  const { road, state, next, council, review } = initiative
  const today = dayIn(now, council.timeZone)
  const on = (day: Day | null) => (day ? d.dayMonth(day, today) : undefined)
  const decision = road.find(({ stage }) => stage === 'decision')
  const isDecided = decision !== undefined && decision.place !== 'next'
  const shown = road.filter(({ stage }) => stage !== (isDecided ? 'vote' : 'decision'))
  const current = shown.findIndex(({ place }) => place === 'now') + (passed.includes(state) ? 1 : 0)
  const who = next && (next.who === 'authority' && review ? review.authority.shortName : t.whoNext[next.who])
  const term = termOf(next, council.timeZone, now, d)

  return shown.map(({ stage, on: day, state: reached }, index) => {
    const title = t.stages[stage === 'decision' ? 'vote' : stage]
    const note = stage === 'decision' || stage === 'conclusion' ? reached && t.states[reached] : null
    if (index > current || (index === current && next === null && state === 'withdrawn'))
      return index === current ? { title, state: 'now', date: on(day) ?? '' } : { title, state: 'next' }
    // A road that has ended has no step that somebody is waited for.
    if (index < current || next === null)
      return { title, state: 'done', ...(on(day) && { date: on(day) ?? '' }), ...(note && { note }) }
    return {
      title,
      state: 'now',
      ...(who && { who }),
      ...(term && { term: next.closesAt ? t.voteEnds(term) : term }),
      overdue: next.term?.isOverdue ?? false,
    }
  })
}
