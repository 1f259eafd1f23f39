import { error, redirect } from '@sveltejs/kit'
import type { Candidate, InitiativeView } from '../../../../../shared/initiatives.ts'
import { initiativeAt } from '../../../../lib/addresses.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (number: string) => `/initiatives/${encodeURIComponent(number)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const { number, title, council, coauthors, author, can } = need(
    await api(fetch).get<InitiativeView>(at(params.number)),
    url,
  )
  if (!can.changeCoauthors) error(403, 'not_allowed')
  const q = url.searchParams.get('q')?.trim().slice(0, 100) ?? ''
  const found = q
    ? need(
        await api(fetch).get<{ candidates: Candidate[] }>(
          `${at(params.number)}/candidates?q=${encodeURIComponent(q)}`,
        ),
        url,
      ).candidates
    : null
  return { initiative: { number, title, council, coauthors, author }, q, found }
}

export const actions: Actions = {
  add: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${at(params.number)}/coauthors`, {
      personId: form.get('personId'),
      role: form.get('role') ?? 'write',
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, initiativeAt(params.number, 'coauthors'))
  },
  remove: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const id = encodeURIComponent(typed(form).personId ?? '')
    const reply = await api(fetch).delete(`${at(params.number)}/coauthors/${id}`)
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, initiativeAt(params.number, 'coauthors'))
  },
}
