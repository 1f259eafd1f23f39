import { redirect } from '@sveltejs/kit'
import type { ExchangeChoices } from '../../../../shared/exchanges.ts'
import { dayIn } from '../../../../shared/calendar.ts'
import { toInput } from '../../../exchanges/input.ts'
import { api } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const choices = need(await api(fetch).get<ExchangeChoices>('/exchanges/choices'), url)
  const zone = choices.councils[0]?.timeZone ?? 'UTC'
  return { choices, today: dayIn(new Date().toISOString(), zone) }
}

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const councilId = form.get('councilId')
    const reply = await api(fetch).post<{ id: string }>('/exchanges', { councilId, ...toInput(form) })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/exchanges/${reply.data.id}`)
  },
}
