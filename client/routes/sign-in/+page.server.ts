import { redirect } from '@sveltejs/kit'
import { api } from '../../lib/api.ts'
import { secret, text } from '../../lib/form-values.ts'
import { inside, refused, typed } from '../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

interface DemoPerson {
  person: string
  name: string
  role: string
}

export const load: PageServerLoad = async ({ fetch, url }) => {
  // Only the demonstration has this; anywhere else the answer is that there is no such thing.
  const demo = await api(fetch).get<DemoPerson[]>('/demo/people')
  return { next: inside(url.searchParams.get('next'), ''), demo: demo.ok ? demo.data : [] }
}

export const actions: Actions = {
  password: async ({ fetch, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post('/sign-in', { email: text(form, 'email'), password: secret(form) })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, inside(form.get('next'), '/desk'))
  },
  demo: async ({ fetch, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post('/demo/sign-in', { person: text(form, 'person') })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, inside(form.get('next'), '/desk'))
  },
}
