import { error, redirect } from '@sveltejs/kit'
import type { CouncilView, ManagedMember } from '../../../../../../shared/councils.ts'
import { vacatedSeats } from '../../../../../councils/vacated.ts'
import { listOrganizations } from '../../../../../organizations/choices.ts'
import { api } from '../../../../../lib/api.ts'
import { orNull, text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`
const seat = ({ slug, id }: { slug: string; id: string }) => `${at(slug)}/members/${encodeURIComponent(id)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(at(params.slug)), url)
  const { members } = need(
    await api(fetch).get<{ members: ManagedMember[] }>(`${at(params.slug)}/members`),
    url,
  )
  const member = members.find(({ memberId }) => memberId === params.id)
  if (!member) error(404, 'not_found')
  const vacated = vacatedSeats(members, member)
  return { council, member, vacated, organizations: await listOrganizations(fetch) }
}

export const actions: Actions = {
  change: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).patch(seat(params), {
      role: text(form, 'role'),
      hasVote: form.has('hasVote'),
      organizationId: orNull(form, 'organizationId'),
      endsOn: orNull(form, 'endsOn'),
      endReason: orNull(form, 'endReason'),
      endBasis: orNull(form, 'endBasis'),
      basis: orNull(form, 'basis'),
      replacesId: orNull(form, 'replacesId'),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `${at(params.slug)}/members?done=changed`)
  },
  invite: async ({ fetch, params }) => {
    const reply = await api(fetch).post(`${seat(params)}/invitation`)
    if (!reply.ok) return refused(reply)
    redirect(303, `${at(params.slug)}/members?done=resent`)
  },
}
