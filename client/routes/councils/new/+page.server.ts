import { error, redirect } from '@sveltejs/kit'
import { defaultCouncilRules } from '../../../../shared/council-rules.ts'
import { listAuthorities, listMunicipalities } from '../../../organizations/choices.ts'
import { cardFrom } from '../../../councils/council-form.ts'
import { fieldOfRules, fieldsOf, rulesFrom } from '../../../councils/rules-form.ts'
import { api } from '../../../lib/api.ts'
import { text } from '../../../lib/form-values.ts'
import { refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, parent }) => {
  const { me } = await parent()
  if (!me.person) redirect(303, '/sign-in?next=/councils/new')
  if (!me.can.administer) error(403, 'not_allowed')
  const [authorities, municipalities] = await Promise.all([listAuthorities(fetch), listMunicipalities(fetch)])
  return { authorities, municipalities, values: { ...fieldsOf(defaultCouncilRules), established: '12' } }
}

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const slug = text(form, 'slug')
    const reply = await api(fetch).post<{ slug: string }>('/councils', {
      ...cardFrom(form),
      ...(slug && { slug }),
      kind: text(form, 'kind'),
      municipalityCode: text(form, 'municipalityCode'),
      basis: text(form, 'basis'),
      validFrom: text(form, 'validFrom'),
      rules: rulesFrom(form),
    })
    if (!reply.ok)
      return refused({ ...reply, ...(reply.field && { field: fieldOfRules(reply.field) }) }, typed(form))
    redirect(303, `/councils/${reply.data.slug}/members/new`)
  },
}
