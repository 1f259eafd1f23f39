import { error, redirect } from '@sveltejs/kit'
import type { DraftView } from '../../../../../../shared/drafts.ts'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import type { SuggestionsView } from '../../../../../../shared/suggestions.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const path = (number: string) => `/initiatives/${encodeURIComponent(number)}`

export const load: PageServerLoad = async ({ fetch, params, parent, url }) => {
  const { number, title, council, draft } = need(
    await api(fetch).get<InitiativeView>(path(params.number)),
    url,
  )
  if (!draft) error(404, 'not_found')
  const { me } = await parent()
  const all = need(await api(fetch).get<SuggestionsView>(`/drafts/${draft.id}/suggestions`), url)
  const own =
    all.suggestions.find(
      (each) =>
        each.owner.personId === me.person?.id && each.authorName === null && each.state !== 'withdrawn',
    ) ?? null
  const fork = own ? need(await api(fetch).get<DraftView>(`/drafts/${own.draftId}`), url) : null
  const { state, can } = all
  return { initiative: { number, title, council }, own, html: fork?.html ?? '', state, can }
}

export const actions: Actions = {
  begin: async ({ fetch, params }) => {
    const initiative = await api(fetch).get<InitiativeView>(path(params.number))
    if (!initiative.ok) return refused(initiative)
    const reply = await api(fetch).post(`/drafts/${initiative.data.draft?.id ?? ''}/suggestions`)
    if (!reply.ok) return refused(reply)
    redirect(303, initiativeAt(params.number, 'text/suggest'))
  },
  send: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post(`/suggestions/${encodeURIComponent(values.suggestion ?? '')}/send`, {
      note: values.note ?? null,
    })
    if (!reply.ok) return refused(reply, values)
    redirect(303, initiativeAt(params.number, 'text/suggest'))
  },
  withdraw: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post(
      `/suggestions/${encodeURIComponent(values.suggestion ?? '')}/withdraw`,
    )
    if (!reply.ok) return refused(reply, values)
    redirect(303, initiativeAt(params.number, 'text/suggestions'))
  },
}
