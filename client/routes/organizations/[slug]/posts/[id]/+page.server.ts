import { error, redirect } from '@sveltejs/kit'
import type { OrganizationView } from '../../../../../../shared/organizations.ts'
import { api } from '../../../../../lib/api.ts'
import { text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/organizations/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const organization = need(await api(fetch).get<OrganizationView>(at(params.slug)), url)
  if (!organization.can.managePosts) redirect(303, at(params.slug))
  const post = organization.posts.find(({ id }) => id === params.id)
  if (!post) error(404, 'not_found')
  return { organization, post }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const post = `${at(params.slug)}/posts/${encodeURIComponent(params.id)}`
    const reply = await api(fetch).patch(post, { endsOn: text(form, 'endsOn') })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, at(params.slug))
  },
}
