import { redirect } from '@sveltejs/kit'
import type { ProcedureView } from '../../../../../../../../shared/procedures.ts'
import { meetingAt } from '../../../../../../../lib/addresses.ts'
import { api } from '../../../../../../../lib/api.ts'
import { refused, typed } from '../../../../../../../lib/forms.ts'
import { draftOf, loadItem } from '../../../../../../../procedures/item.ts'
import { procedureActions } from '../../../../../../../procedures/verbs.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url, depends }) => {
  depends('veche:procedure')
  const calls = api(fetch)
  const loaded = await loadItem(calls, params, url)
  const { meeting, item } = loaded
  return {
    ...loaded,
    page: meetingAt(meeting.council.slug, meeting.number, `items/${item.id}`),
    mayOpen: meeting.self.leads && !loaded.procedure && (await draftOf(calls, item)) !== null,
    now: meeting.now,
  }
}

const procedureOfPage = async ({ fetch, params, url }: RequestEvent) => {
  const { procedure } = await loadItem(api(fetch), params, url)
  return procedure
    ? ({ ok: true, status: 200, data: procedure } as const)
    : ({ ok: false, status: 404, code: 'not_found' } as const)
}

export const actions: Actions = {
  ...procedureActions(procedureOfPage),
  open: async ({ fetch, params, request, url }) => {
    const values = typed(await request.formData())
    const calls = api(fetch)
    const { meeting, item } = await loadItem(calls, params, url)
    const draftId = await draftOf(calls, item)
    const reply = await calls.post<ProcedureView>(`/drafts/${draftId}/procedures`, {
      title: values.title,
      meetingId: meeting.id,
      itemId: item.id,
    })
    if (!reply.ok) return refused(reply, values)
    redirect(303, url.pathname)
  },
}
