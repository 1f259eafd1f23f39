import type { Me } from '../../shared/people.ts'

export type { Me } from '../../shared/people.ts'

/** Who is looking, as `GET /api/me` tells it. A stranger has no person and may nothing. */
export const stranger: Me = {
  person: null,
  sessionId: null,
  seats: [],
  posts: [],
  can: { administer: false },
}
