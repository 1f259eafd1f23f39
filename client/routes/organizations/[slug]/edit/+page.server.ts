import { redirect } from '@sveltejs/kit'
import type { OrganizationView } from '../../../../../shared/organizations.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import { listMunicipalities } from '../../../../organizations/choices.ts'
import { cardFrom } from '../../../../organizations/organization-form.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/organizations/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const organization = need(await api(fetch).get<OrganizationView>(at(params.slug)), url)
  if (!organization.can.edit) redirect(303, at(params.slug))
  const { kind, name, shortName, municipality, inn, ogrn } = organization
  return {
    organization,
    municipalities: await listMunicipalities(fetch),
    values: { kind, name, shortName, municipalityCode: municipality?.code ?? null, inn, ogrn },
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
