import { redirect } from '@sveltejs/kit'
import type { PlanChoices, PlanView } from '../../../../../../../shared/meetings/planning.ts'
import { api } from '../../../../../../lib/api.ts'
import { need, refused, typed } from '../../../../../../lib/forms.ts'
import { planAt } from '../../../../../../meetings/planning/addresses.ts'
import { apiOf } from '../../../../../../meetings/planning/forms.ts'
import { changeFrom, valuesOf } from '../../../../../../meetings/planning/input.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const plan = need(await api(fetch).get<PlanView>(`${apiOf({ params })}/plan`), url)
  if (!plan.can.arrange) redirect(303, planAt(params.slug, plan.number, 'notice'))
  const choices = need(
    await api(fetch).get<PlanChoices>(`/councils/${encodeURIComponent(params.slug)}/meetings/choices`),
    url,
  )
  return { plan, choices, values: valuesOf(plan) }
}

export const actions: Actions = {
  save: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).put(`${apiOf({ params })}/plan`, changeFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, planAt(params.slug, Number(params.number), 'notice'))
  },
  cancel: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${apiOf({ params })}/cancel`, { reason: form.get('reason') })
    if (!reply.ok) return refused(reply)
    redirect(303, planAt(params.slug, Number(params.number), 'notice'))
  },
}
