import type { SeatRole } from '../../shared/people.ts'
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
