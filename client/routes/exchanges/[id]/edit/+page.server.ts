import { error, redirect } from '@sveltejs/kit'
import { dayIn } from '../../../../../shared/calendar.ts'
import type { ExchangeChoices, ExchangeView } from '../../../../../shared/exchanges.ts'
import { toInput, toValues } from '../../../../exchanges/input.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const choices = need(await api(fetch).get<ExchangeChoices>('/exchanges/choices'), url)
  const exchange = need(await api(fetch).get<ExchangeView>(`/exchanges/${params.id}`))
  if (!exchange.can.plan) error(403, 'not_allowed')
  const councils = choices.councils.filter(({ id }) => id === exchange.council.id)
  return {
    choices: { ...choices, councils },
    exchange: { id: exchange.id, title: exchange.title },
    values: toValues(exchange),
    today: dayIn(new Date().toISOString(), exchange.timeZone),
  }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).put(`/exchanges/${params.id}`, toInput(form))
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/exchanges/${params.id}`)
  },
}
