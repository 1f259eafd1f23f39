import type { ExchangeView } from '../../../../shared/exchanges.ts'
import { inRoom } from '../../../gatherings/forms.ts'
import { api } from '../../../lib/api.ts'
import { need, type Typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent as Event } from './$types'

export const load: PageServerLoad = async ({ fetch, params }) => ({
  exchange: need(await api(fetch).get<ExchangeView>(`/exchanges/${params.id}`)),
  now: new Date().toISOString(),
})

const where =
  (section: string) =>
  async ({ fetch, params }: Event) => {
    const { gatheringId } = need(await api(fetch).get<ExchangeView>(`/exchanges/${params.id}`))
    return { gatheringId, page: `/exchanges/${params.id}${section}` }
  }
const programme = where('#programme')

const item = ({ title, speaker, minutes }: Typed) => ({
  title,
  speaker: speaker || null,
  minutes: minutes ? Number(minutes) : null,
})

export const actions: Actions = {
  cancel: inRoom(where(''), (calls, place) => calls.post(`${place}/cancel`)),
  addItem: inRoom(programme, (calls, place, values) => calls.post(`${place}/programme`, item(values))),
  changeItem: inRoom(programme, (calls, place, values) =>
    calls.put(`${place}/programme/${values.itemId}`, item(values)),
  ),
  removeItem: inRoom(programme, (calls, place, { itemId }) => calls.delete(`${place}/programme/${itemId}`)),
  moveItem: inRoom(programme, (calls, place, { itemId, position }) =>
    calls.post(`${place}/programme/${itemId}/move`, { position: Number(position) }),
  ),
}
