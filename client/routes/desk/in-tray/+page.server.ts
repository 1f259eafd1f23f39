import { isAuthority } from '../../../../shared/organizations.ts'
import type { InTray } from '../../../../shared/reviews.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url, parent }) => {
  const { me } = await parent()
  const mine = me.posts.filter(({ kind, role }) => role === 'official' && isAuthority(kind))
  const chosen = mine.find(({ slug }) => slug === url.searchParams.get('of')) ?? mine[0]
  if (!chosen) {
    // A stranger is led to the door by the answer of the API itself.
    if (!me.person) need(await api(fetch).get('/desk'), url)
    return { mine, tray: null }
  }
  return { mine, tray: need(await api(fetch).get<InTray>(`/authorities/${chosen.slug}/in-tray`), url) }
}
