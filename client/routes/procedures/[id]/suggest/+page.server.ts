import type { ProcedureView } from '../../../../../shared/procedures.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import { ownSuggestion, suggestionActions } from '../../../../suggestions/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const at = ({ params }: Pick<RequestEvent, 'params'>) => `/procedures/${encodeURIComponent(params.id)}`
const procedureOf = async (event: Pick<RequestEvent, 'fetch' | 'params' | 'url'>) =>
  need(await api(event.fetch).get<ProcedureView>(at(event)), event.url)

export const load: PageServerLoad = async (event) => {
  const { id, title, council, draftId } = await procedureOf(event)
  const { me } = await event.parent()
  const suggestion = await ownSuggestion(api(event.fetch), draftId, me.person?.id, event.url)
  return { procedure: { id, title, council }, ...suggestion }
}

export const actions: Actions = suggestionActions<RequestEvent>({
  draftOf: async (event) => (await procedureOf(event)).draftId,
  begun: (event) => `${at(event)}/suggest`,
  sent: at,
  withdrawn: at,
})
