import { redirect } from '@sveltejs/kit'
import { api } from '../../lib/api.ts'
import { refused } from '../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ parent }) => {
  const { me } = await parent()
  if (!me.person) redirect(303, '/')
}

export const actions: Actions = {
  default: async ({ fetch }) => {
    const reply = await api(fetch).post('/sign-out')
    if (!reply.ok) return refused(reply)
    redirect(303, '/')
  },
}
