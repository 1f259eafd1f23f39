import { redirect } from '@sveltejs/kit'
import type { CouncilView } from '../../../../../shared/councils.ts'
import { listAuthorities } from '../../../../organizations/choices.ts'
import { cardFrom } from '../../../../councils/council-form.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(at(params.slug)), url)
  if (!council.can.edit) redirect(303, at(params.slug))
  const { name, shortName, authority, established } = council
  return {
    council,
    authorities: await listAuthorities(fetch),
    values: { name, shortName, authorityId: authority?.id ?? '', established: String(established) },
  }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).patch(at(params.slug), cardFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, at(params.slug))
  },
}
