import type { FastifyRequest } from 'fastify'
import type { Id } from '../../shared/values.ts'
import { refuse } from './refuse.ts'

export type SeatRole = 'chair' | 'deputy' | 'secretary' | 'member' | 'observer'

/** A seat in a council that is held today. */
export interface Seat {
  memberId: Id
  councilId: Id
  slug: string
  name: string
  role: SeatRole
}

/** A post in an organization that is held today: an official of an authority, or somebody who speaks for an NKO. */
export interface Post {
  organizationId: Id
  kind: string
  slug: string
  name: string
  role: 'official' | 'representative'
}

/** Who acts. Loaded for each request, so a right that was taken away is gone with the next one. */
export interface Actor {
  /** Null for the clock. */
  personId: Id | null
  name: string
  sessionId: Id | null
  isAdministrator: boolean
  seats: readonly Seat[]
  posts: readonly Post[]
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null
  }
}

/** The server itself, when a term has come. */
export const clockActor: Actor = {
  personId: null,
  name: 'clock',
  sessionId: null,
  isAdministrator: false,
  seats: [],
  posts: [],
}

export type Person = Actor & { personId: Id }

/** Who is signed in; refuses `sign_in_required`. */
export function actorOf(request: FastifyRequest): Person {
  return personOf(request.actor)
}

/** The acting person; refuses `sign_in_required` for a stranger and for the clock. */
export function personOf(actor: Actor | null): Person {
  if (!actor?.personId) refuse('sign_in_required')
  return actor as Person
}

export const seatIn = (actor: Actor | null, councilId: Id): Seat | undefined =>
  actor?.seats.find((each) => each.councilId === councilId)

export const hasRole = (actor: Actor | null, councilId: Id, ...roles: SeatRole[]): boolean => {
  const seat = seatIn(actor, councilId)
  return seat !== undefined && roles.includes(seat.role)
}

export const holdsPost = (actor: Actor | null, organizationId: Id, role?: Post['role']): boolean =>
  actor?.posts.some((each) => each.organizationId === organizationId && (!role || each.role === role)) ??
  false
