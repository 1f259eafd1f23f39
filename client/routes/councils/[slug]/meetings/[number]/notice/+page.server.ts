import type { PlanView } from '../../../../../../../shared/meetings/planning.ts'
import { api } from '../../../../../../lib/api.ts'
import { need } from '../../../../../../lib/forms.ts'
import { apiOf, inPlan } from '../../../../../../meetings/planning/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const guest = url.searchParams.get('guest')
  const query = guest ? `?guest=${encodeURIComponent(guest)}` : ''
  return { plan: need(await api(fetch).get<PlanView>(`${apiOf({ params })}/plan${query}`), url), guest }
}

export const actions: Actions = {
  send: inPlan((calls, at, { version, lateReason }) =>
    calls.post(`${at}/notice`, { version: Number(version), lateReason: lateReason || null }),
  ),
  reply: async (event) => {
    const guest = event.url.searchParams.get('guest')
    return inPlan((calls, at, { who, answer, reason }) =>
      calls.put(`${at}/reply`, { who, answer, reason: reason || null, guest }),
    )(event)
  },
}
