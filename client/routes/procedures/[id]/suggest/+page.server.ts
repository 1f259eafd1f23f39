import { redirect } from '@sveltejs/kit'
import type { DraftView } from '../../../../../shared/drafts.ts'
import type { ProcedureView } from '../../../../../shared/procedures.ts'
import type { SuggestionsView } from '../../../../../shared/suggestions.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (id: string) => `/procedures/${encodeURIComponent(id)}`

export const load: PageServerLoad = async ({ fetch, params, parent, url }) => {
  const calls = api(fetch)
  const { id, title, draftId, council } = need(await calls.get<ProcedureView>(at(params.id)), url)
  const { me } = await parent()
  const { suggestions, state, can } = need(
    await calls.get<SuggestionsView>(`/drafts/${draftId}/suggestions`),
    url,
  )
  const own =
    suggestions.find(
      (each) =>
        each.owner.personId === me.person?.id && each.authorName === null && each.state !== 'withdrawn',
    ) ?? null
  const fork = own ? need(await calls.get<DraftView>(`/drafts/${own.draftId}`), url) : null
  return { procedure: { id, title, council }, own, html: fork?.html ?? '', state, can }
}

export const actions: Actions = {
  begin: async ({ fetch, params, url }) => {
    const procedure = need(await api(fetch).get<ProcedureView>(at(params.id)), url)
    const reply = await api(fetch).post(`/drafts/${procedure.draftId}/suggestions`)
    if (!reply.ok) return refused(reply)
    redirect(303, `${at(params.id)}/suggest`)
  },
  send: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post(`/suggestions/${encodeURIComponent(values.suggestion ?? '')}/send`, {
      note: values.note ?? null,
    })
    if (!reply.ok) return refused(reply, values)
    redirect(303, at(params.id))
  },
  withdraw: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post(
      `/suggestions/${encodeURIComponent(values.suggestion ?? '')}/withdraw`,
    )
    if (!reply.ok) return refused(reply, values)
    redirect(303, at(params.id))
  },
}
