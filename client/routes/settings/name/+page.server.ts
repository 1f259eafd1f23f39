import { redirect } from '@sveltejs/kit'
import { api } from '../../../lib/api.ts'
import { nameFrom } from '../../../lib/form-values.ts'
import { refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ parent, url }) => {
  const { person } = (await parent()).me
  if (!person) redirect(303, '/sign-in?next=/settings/name')
  return { person, saved: url.searchParams.has('saved') }
}

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).patch('/me', nameFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, '/settings/name?saved')
  },
}
