import { error } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import { commentActions, commentsAbout } from '../../../../../comments/page.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, council, draft } = need(await api(fetch).get<InitiativeView>(path), url)
  const { id: draftId } = draft ?? error(404, 'not_found')
  return { initiative: { number, title, council }, ...(await commentsAbout({ fetch, url }, draftId)) }
}

export const actions: Actions = commentActions<RequestEvent>(({ params }) =>
  initiativeAt(params.number, 'text/comments'),
)
