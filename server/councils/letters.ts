import type { SeatRole } from '../../shared/people.ts'
import type { Day } from '../../shared/values.ts'
import type { Letter } from '../lib/mail.ts'
import type { Occasion } from '../people/actions.ts'

const asWhat: Record<SeatRole, string> = {
  chair: 'председатель',
  deputy: 'заместитель председателя',
  secretary: 'секретарь',
  member: 'член совета',
  observer: 'наблюдатель с правом совещательного голоса',
}

export const newSeatLetter = (
  council: { slug: string; name: string; shortName: string },
  role: SeatRole,
): Occasion => ({
  subject: `${council.shortName}: вы в составе`,
  why: `Вы в составе совета «${council.name}» (${asWhat[role]}). В Вече совет готовит инициативы, обсуждает их и голосует.`,
  path: `/councils/${council.slug}`,
})

const dateOf = (day: Day) => day.split('-').toReversed().join('.')

/** Tells a member, or who keeps the roll, that a term ends and what can be done about it. */
export const termEndsLetter = (
  to: string,
  council: { slug: string; shortName: string },
  { name, endsOn, daysLeft }: { name: string; endsOn: Day; daysLeft: number },
  isTheirs: boolean,
  house: URL,
): Letter => ({
  to,
  subject: `${council.shortName}: ${dateOf(endsOn)} кончается срок полномочий`,
  body: [
    isTheirs
      ? `Ваш срок в совете кончается ${dateOf(endsOn)}. До этого дня включительно вы участвуете и голосуете.`
      : `${name}: срок в совете кончается ${dateOf(endsOn)}, осталось дней: ${daysLeft}.`,
    isTheirs
      ? 'Если вас назначат снова, секретарь внесёт новый срок, и перерыва не будет.'
      : 'Внесите новый срок или назначьте, кто придёт на это место: иначе оно станет свободным.',
    new URL(`/councils/${council.slug}/composition`, house).href,
  ].join('\n\n'),
})
