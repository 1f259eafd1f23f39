import { redirect } from '@sveltejs/kit'
import { defaultCouncilRules } from '../../../../../../shared/council-rules.ts'
import type { CouncilView } from '../../../../../../shared/councils.ts'
import { fieldOfRules, fieldsOf, rulesFrom } from '../../../../../councils/rules-form.ts'
import { api } from '../../../../../lib/api.ts'
import { text } from '../../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(at(params.slug)), url)
  if (!council.can.addRules) redirect(303, `${at(params.slug)}/rules`)
  const values = { ...fieldsOf(council.rules?.rules ?? defaultCouncilRules), validFrom: council.today }
  return { council, values }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${at(params.slug)}/rules`, {
      basis: text(form, 'basis'),
      validFrom: text(form, 'validFrom'),
      rules: rulesFrom(form),
    })
    if (!reply.ok)
      return refused({ ...reply, ...(reply.field && { field: fieldOfRules(reply.field) }) }, typed(form))
    redirect(303, `${at(params.slug)}/rules`)
  },
}
