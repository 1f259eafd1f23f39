import { error } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need } from '../../../../../lib/forms.ts'
import { ownSuggestion, suggestionActions } from '../../../../../suggestions/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

async function initiativeOf({ fetch, params, url }: Pick<RequestEvent, 'fetch' | 'params' | 'url'>) {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, council, draft } = need(await api(fetch).get<InitiativeView>(path), url)
  if (!draft) error(404, 'not_found')
  return { number, title, council, draft }
}

export const load: PageServerLoad = async (event) => {
  const { draft, ...initiative } = await initiativeOf(event)
  const { me } = await event.parent()
  return { initiative, ...(await ownSuggestion(api(event.fetch), draft.id, me.person?.id, event.url)) }
}

export const actions: Actions = suggestionActions<RequestEvent>({
  draftOf: async (event) => (await initiativeOf(event)).draft.id,
  begun: ({ params }) => initiativeAt(params.number, 'text/suggest'),
  sent: ({ params }) => initiativeAt(params.number, 'text/suggest'),
  withdrawn: ({ params }) => initiativeAt(params.number, 'text/suggestions'),
})
