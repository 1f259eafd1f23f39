import { redirect } from '@sveltejs/kit'
import type { VoteView } from '../../../../shared/votes-views.ts'
import { api } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import { subjectOf } from '../../../lib/subjects.ts'
import { isChoice } from '../../../votes/choices.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url, depends }) => {
  depends('veche:vote')
  const vote = need(await api(fetch).get<VoteView>(`/votes/${params.id}`), url)
  return { vote, subject: await subjectOf(fetch, vote.subject), now: new Date().toISOString() }
}

export const actions: Actions = {
  cast: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const choice = form.get('choice')
    const turn = Number(form.get('turn'))
    const reply = await api(fetch).put(`/votes/${params.id}/ballot`, {
      choice: isChoice(choice) ? choice : '',
      turn,
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/votes/${params.id}#ballot`)
  },
  close: async ({ fetch, params }) => {
    const reply = await api(fetch).post(`/votes/${params.id}/close`)
    if (!reply.ok) return refused(reply)
    redirect(303, `/votes/${params.id}`)
  },
}
