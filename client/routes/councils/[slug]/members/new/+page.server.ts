import { redirect } from '@sveltejs/kit'
import type { CouncilView, ManagedMember } from '../../../../../../shared/councils.ts'
import { vacatedSeats } from '../../../../../councils/vacated.ts'
import { listOrganizations } from '../../../../../organizations/choices.ts'
import { api } from '../../../../../lib/api.ts'
import { nameFrom, orNull, text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(at(params.slug)), url)
  if (!council.can.manageMembers) redirect(303, at(params.slug))
  const { members } = need(
    await api(fetch).get<{ members: ManagedMember[] }>(`${at(params.slug)}/members`),
    url,
  )
  return { council, vacated: vacatedSeats(members), organizations: await listOrganizations(fetch) }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${at(params.slug)}/members`, {
      ...nameFrom(form),
      email: text(form, 'email'),
      role: text(form, 'role'),
      hasVote: form.has('hasVote'),
      organizationId: orNull(form, 'organizationId'),
      startsOn: text(form, 'startsOn'),
      endsOn: orNull(form, 'endsOn'),
      basis: orNull(form, 'basis'),
      replacesId: orNull(form, 'replacesId'),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `${at(params.slug)}/members?done=invited`)
  },
}
