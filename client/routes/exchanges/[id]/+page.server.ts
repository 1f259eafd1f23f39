import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { ExchangeView } from '../../../../shared/exchanges.ts'
import { api, type Reply } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params }) => ({
  exchange: need(await api(fetch).get<ExchangeView>(`/exchanges/${params.id}`)),
  now: new Date().toISOString(),
})

type Ask = (place: string, form: FormData) => Promise<Reply<unknown>>

/** One verb on the gathering of this exchange, and back to its page. */
function verb(make: (calls: ReturnType<typeof api>) => Ask, back = '') {
  return async ({ fetch, params, request }: RequestEvent) => {
    const calls = api(fetch)
    const form = await request.formData()
    const { gatheringId } = need(await calls.get<ExchangeView>(`/exchanges/${params.id}`))
    const reply = await make(calls)(`/gatherings/${gatheringId}`, form)
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/exchanges/${params.id}${back}`)
  }
}

const text = (form: FormData, name: string) => typed(form)[name] ?? ''
const item = (form: FormData) => ({
  title: text(form, 'title'),
  speaker: text(form, 'speaker') || null,
  minutes: form.get('minutes') ? Number(form.get('minutes')) : null,
})
const itemAt = (place: string, form: FormData) => `${place}/programme/${text(form, 'itemId')}`

export const actions: Actions = {
  cancel: verb((calls) => (place) => calls.post(`${place}/cancel`)),
  addItem: verb((calls) => (place, form) => calls.post(`${place}/programme`, item(form)), '#programme'),
  changeItem: verb((calls) => (place, form) => calls.put(itemAt(place, form), item(form)), '#programme'),
  removeItem: verb((calls) => (place, form) => calls.delete(itemAt(place, form)), '#programme'),
  moveItem: verb(
    (calls) => (place, form) =>
      calls.post(`${itemAt(place, form)}/move`, { position: Number(form.get('position')) }),
    '#programme',
  ),
}
