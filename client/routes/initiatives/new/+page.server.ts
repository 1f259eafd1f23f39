import { redirect } from '@sveltejs/kit'
import type { InitiativeChoices, InitiativeView } from '../../../../shared/initiatives.ts'
import { initiativeAt } from '../../../lib/addresses.ts'
import { api } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => ({
  choices: need(await api(fetch).get<InitiativeChoices>('/initiatives/new'), url),
})

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const values = typed(form)
    const reply = await api(fetch).post<InitiativeView>('/initiatives', {
      ...values,
      organizationId: values.organizationId || null,
    })
    if (!reply.ok) return refused(reply, values)
    redirect(303, initiativeAt(reply.data.number, 'text'))
  },
}
