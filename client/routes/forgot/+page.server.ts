import { redirect } from '@sveltejs/kit'
import { api } from '../../lib/api.ts'
import { text } from '../../lib/form-values.ts'
import { refused, typed } from '../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ url }) => ({ sent: url.searchParams.has('sent') })

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post('/forgot', { email: text(form, 'email') })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, '/forgot?sent')
  },
}
