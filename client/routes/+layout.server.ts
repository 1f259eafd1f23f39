import { routes } from '$app/manifest'
import { api } from '../lib/api.ts'
import { type Me, stranger } from '../lib/me.ts'
import { NOBODY } from '../../shared/person-cookie.ts'
import { PERSON_HEADER } from '../service-worker/kept.ts'
import { places } from '../lib/places.ts'
import type { LayoutServerLoad } from './$types'

const real = new Set<string>(routes.map((route) => route.id))

export const load: LayoutServerLoad = async ({ fetch, locals, depends, setHeaders }) => {
  depends('veche:me')
  const reply = await api(fetch).get<Partial<Me>>('/me')
  const me: Me = { ...stranger, ...(reply.ok && reply.data) }
  setHeaders({ [PERSON_HEADER]: me.person?.id ?? NOBODY })
  // Only what exists is on the map: a link that leads nowhere is worse than none.
  return { locale: locals.locale, look: locals.look, me, places: places.filter(({ href }) => real.has(href)) }
}
