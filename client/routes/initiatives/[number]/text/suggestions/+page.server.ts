import { error, redirect } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import type { SuggestionsView, SuggestionView } from '../../../../../../shared/suggestions.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need, refused, typed, type Typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, council, draft } = need(await api(fetch).get<InitiativeView>(path), url)
  if (!draft) error(404, 'not_found')
  const all = need(await api(fetch).get<SuggestionsView>(`/drafts/${draft.id}/suggestions`), url)
  const of = all.suggestions.find(({ id }) => id === url.searchParams.get('of'))
  const one = of ? need(await api(fetch).get<SuggestionView>(`/suggestions/${of.id}`), url) : null
  return { initiative: { number, title, council }, all, one }
}

const at = (values: Typed, verb: string) =>
  `/suggestions/${encodeURIComponent(values.suggestion ?? '')}/${verb}`

const decision = (values: Typed) => ({
  change: values.change ?? '',
  near: Number(values.near),
  reason: values.reason ?? null,
  isConfirmed: values.isConfirmed === 'yes',
})

/** What the page showed when the button was pressed: `id:near`, parted by spaces. */
const decisions = (values: Typed) => ({
  changes: (values.changes ?? '')
    .split(' ')
    .map((each) => each.split(':'))
    .flatMap(([change, near]) => (change ? [{ change, near: Number(near) }] : [])),
  reason: values.reason ?? null,
})

const verb =
  (name: string, bodyOf: (values: Typed) => unknown = () => undefined) =>
  async ({ fetch, params, request, url }: Parameters<NonNullable<Actions['accept']>>[0]) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post(at(values, name), bodyOf(values))
    if (!reply.ok) return refused(reply, values)
    const of = url.searchParams.get('of')
    redirect(
      303,
      `${initiativeAt(params.number, 'text/suggestions')}${of ? `?of=${encodeURIComponent(of)}` : ''}`,
    )
  }

export const actions: Actions = {
  accept: verb('accept', decision),
  decline: verb('decline', decision),
  acceptAll: verb('accept-all', decisions),
  declineAll: verb('decline-all', decisions),
  withdraw: verb('withdraw'),
}
