import { redirect } from '@sveltejs/kit'
import type { SessionView } from '../../../../shared/people.ts'
import { api } from '../../../lib/api.ts'
import { text } from '../../../lib/form-values.ts'
import { need, refused } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const here = '/settings/sessions'

export const load: PageServerLoad = async ({ fetch, url }) => ({
  ...need(await api(fetch).get<{ sessions: SessionView[] }>('/sessions'), url),
  ended: url.searchParams.has('ended'),
  now: new Date().toISOString(),
})

export const actions: Actions = {
  end: async ({ fetch, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).delete(`/sessions/${encodeURIComponent(text(form, 'id'))}`)
    if (!reply.ok) return refused(reply)
    redirect(303, `${here}?ended`)
  },
  others: async ({ fetch }) => {
    const reply = await api(fetch).delete('/sessions')
    if (!reply.ok) return refused(reply)
    redirect(303, `${here}?ended`)
  },
}
