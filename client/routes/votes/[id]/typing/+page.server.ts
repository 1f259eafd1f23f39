import { error, redirect } from '@sveltejs/kit'
import type { VoteView } from '../../../../../shared/votes-views.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const vote = need(await api(fetch).get<VoteView>(`/votes/${params.id}`), url)
  if (!vote.can.type) error(403, 'not_allowed')
  return { vote }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).put<VoteView>(`/votes/${params.id}/typed`, {
      memberId: values.memberId,
      way: values.way,
      choice: values.choice ?? '',
      dissent: values.dissent || null,
      demand: values.demand === 'yes',
    })
    if (!reply.ok) return refused(reply, values)
    // The sheet that reached the threshold of demands has ended the vote.
    redirect(303, reply.data.can.type ? `/votes/${params.id}/typing` : `/votes/${params.id}`)
  },
}
