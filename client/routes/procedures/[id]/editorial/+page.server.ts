import { error } from '@sveltejs/kit'
import type { DraftView } from '../../../../../shared/drafts.ts'
import type { ProcedureView } from '../../../../../shared/procedures.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const calls = api(fetch)
  const procedure = need(await calls.get<ProcedureView>(`/procedures/${encodeURIComponent(params.id)}`), url)
  const { editorial, id, title, council, can } = procedure
  if (!editorial || !can.edit) error(403, 'not_allowed')
  return {
    procedure: { id, title, council },
    draft: need(await calls.get<DraftView>(`/drafts/${editorial.draftId}`), url),
  }
}
