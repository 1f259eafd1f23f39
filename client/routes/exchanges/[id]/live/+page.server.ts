import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { DraftView } from '../../../../../shared/drafts.ts'
import type { ExchangeLive } from '../../../../../shared/exchanges.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const calls = api(fetch)
  const { exchange, room } = need(await calls.get<ExchangeLive>(`/exchanges/${params.id}/live`), url)
  const { notesDraftId } = room.gathering
  const notes = notesDraftId ? await calls.get<DraftView>(`/drafts/${notesDraftId}`) : null
  return { exchange, room, notes: notes?.ok ? { id: notes.data.id, html: notes.data.html } : null }
}

const verb =
  (name: 'open' | 'close') =>
  async ({ fetch, params, url }: RequestEvent) => {
    const calls = api(fetch)
    const { room } = need(await calls.get<ExchangeLive>(`/exchanges/${params.id}/live`), url)
    const reply = await calls.post(`/gatherings/${room.gathering.id}/${name}`)
    if (!reply.ok) return refused(reply)
    redirect(303, `/exchanges/${params.id}/live`)
  }

export const actions: Actions = { open: verb('open'), close: verb('close') }
