import { routes } from '$app/manifest'
import type { Cookies } from '@sveltejs/kit'
import type { BallotIssued } from '../../shared/secret-views.ts'
import { api } from '../lib/api.ts'
import { type Me, stranger } from '../lib/me.ts'
import { NOBODY } from '../../shared/person-cookie.ts'
import { PERSON_HEADER } from '../service-worker/kept.ts'
import { hasSeenBallot } from '../votes/secret/seen.ts'
import { places } from '../lib/places.ts'
import type { LayoutServerLoad } from './$types'

const real = new Set<string>(routes.map((route) => route.id))

export const load: LayoutServerLoad = async ({ fetch, locals, cookies, depends, setHeaders }) => {
  depends('veche:me')
  const reply = await api(fetch).get<Partial<Me>>('/me')
  const me: Me = { ...stranger, ...(reply.ok && reply.data) }
  setHeaders({ [PERSON_HEADER]: me.person?.id ?? NOBODY })
  // Only what exists is on the map: a link that leads nowhere is worse than none.
  const open = places.filter(({ href }) => real.has(href))
  return {
    locale: locals.locale,
    look: locals.look,
    me,
    places: open,
    issued: await issuedTo(me, fetch, cookies),
  }
}

/** Ballots that were issued in the reader's name, until they have seen it on this device. */
async function issuedTo({ person, seats }: Me, fetch: typeof globalThis.fetch, cookies: Cookies) {
  const reply = person && seats.length > 0 ? await api(fetch).get<BallotIssued[]>('/ballots/issued') : null
  if (!person || !reply?.ok) return []
  return reply.data.filter(({ voteId }) => !hasSeenBallot(cookies, person.id, voteId))
}
