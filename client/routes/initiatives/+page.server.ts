import type { CouncilSummary } from '../../../shared/councils.ts'
import type { InitiativeList } from '../../../shared/initiatives.ts'
import { initiativeStates } from '../../../shared/initiatives-states.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const asked = (name: string) => url.searchParams.get(name)?.trim() ?? ''
  const state = initiativeStates.find((each) => each === asked('state')) ?? ''
  const page = /^[1-9]\d{0,4}$/.test(asked('page')) ? asked('page') : ''
  const filter = { q: asked('q').slice(0, 200), council: asked('council').slice(0, 100), state, page }
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
  const [list, councils] = await Promise.all([
    api(fetch).get<InitiativeList>(`/initiatives?${query}`),
    api(fetch).get<{ councils: CouncilSummary[] }>('/councils'),
  ])
  return {
    list: need(list, url),
    councils: councils.ok ? councils.data.councils.map(({ slug, shortName }) => ({ slug, shortName })) : [],
    filter,
    now: new Date().toISOString(),
  }
}
