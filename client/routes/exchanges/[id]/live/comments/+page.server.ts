import { error } from '@sveltejs/kit'
import type { ExchangeLive } from '../../../../../../shared/exchanges.ts'
import { commentActions, commentsAbout } from '../../../../../comments/page.ts'
import { api } from '../../../../../lib/api.ts'
import { need } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const { exchange, room } = need(await api(fetch).get<ExchangeLive>(`/exchanges/${params.id}/live`), url)
  const { notesDraftId, timeZone } = room.gathering
  const about = await commentsAbout({ fetch, url }, notesDraftId ?? error(404, 'not_found'))
  return { exchange: { id: exchange.id, title: exchange.title }, timeZone, ...about }
}

export const actions: Actions = commentActions<RequestEvent>(
  ({ params }) => `/exchanges/${params.id}/live/comments`,
)
