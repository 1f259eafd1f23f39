import { redirect } from '@sveltejs/kit'
import type { OrganizationView } from '../../../../../../shared/organizations.ts'
import { api } from '../../../../../lib/api.ts'
import { nameFrom, orNull, text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/organizations/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const organization = need(await api(fetch).get<OrganizationView>(at(params.slug)), url)
  if (!organization.can.managePosts) redirect(303, at(params.slug))
  return { organization }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${at(params.slug)}/posts`, {
      ...nameFrom(form),
      email: text(form, 'email'),
      role: text(form, 'role'),
      title: orNull(form, 'title'),
      startsOn: text(form, 'startsOn'),
      endsOn: orNull(form, 'endsOn'),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, at(params.slug))
  },
}
