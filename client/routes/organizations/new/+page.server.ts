import { error, redirect } from '@sveltejs/kit'
import { api } from '../../../lib/api.ts'
import { text } from '../../../lib/form-values.ts'
import { refused, typed } from '../../../lib/forms.ts'
import { listMunicipalities } from '../../../organizations/choices.ts'
import { cardFrom } from '../../../organizations/organization-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, parent }) => {
  const { me } = await parent()
  if (!me.person) redirect(303, '/sign-in?next=/organizations/new')
  if (!me.can.administer) error(403, 'not_allowed')
  return { municipalities: await listMunicipalities(fetch) }
}

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const slug = text(form, 'slug')
    const reply = await api(fetch).post<{ slug: string }>('/organizations', {
      ...cardFrom(form),
      ...(slug && { slug }),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/organizations/${reply.data.slug}`)
  },
}
