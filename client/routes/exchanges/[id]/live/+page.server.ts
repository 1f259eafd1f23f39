import type { DraftView } from '../../../../../shared/drafts.ts'
import type { ExchangeLive } from '../../../../../shared/exchanges.ts'
import { inRoom, roomActions } from '../../../../gatherings/forms.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent as Event } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const calls = api(fetch)
  const { exchange, room } = need(await calls.get<ExchangeLive>(`/exchanges/${params.id}/live`), url)
  const { notesDraftId } = room.gathering
  const notes = notesDraftId ? await calls.get<DraftView>(`/drafts/${notesDraftId}`) : null
  return { exchange, room, notes: notes?.ok ? { id: notes.data.id, html: notes.data.html } : null }
}

const where = async ({ fetch, params, url }: Event) => {
  const { room } = need(await api(fetch).get<ExchangeLive>(`/exchanges/${params.id}/live`), url)
  return { gatheringId: room.gathering.id, page: `/exchanges/${params.id}/live` }
}

export const actions: Actions = {
  ...roomActions(where),
  open: inRoom(where, (calls, place) => calls.post(`${place}/open`)),
  close: inRoom(where, (calls, place) => calls.post(`${place}/close`)),
}
