import { redirect } from '@sveltejs/kit'
import type { CouncilView, RollAnswer } from '../../../../../../shared/councils.ts'
import { api } from '../../../../../lib/api.ts'
import { orNull, text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(at(params.slug)), url)
  if (!council.can.manageMembers) redirect(303, at(params.slug))
  return { council }
}

/** Spaces at the ends of a list are columns of a table that stand empty. */
const listFrom = (form: FormData) => {
  const list = form.get('text')
  return {
    text: typeof list === 'string' ? list : '',
    startsOn: text(form, 'startsOn'),
    endsOn: orNull(form, 'endsOn'),
  }
}

export const actions: Actions = {
  preview: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post<RollAnswer>(`${at(params.slug)}/members/preview`, listFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    return { preview: reply.data, values: typed(form) }
  },
  fix: async ({ request }) => ({ values: typed(await request.formData()) }),
  import: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post<RollAnswer>(`${at(params.slug)}/members/import`, listFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    return { done: reply.data, values: typed(form) }
  },
}
