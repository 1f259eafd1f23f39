import { redirect } from '@sveltejs/kit'
import type { ProcedureView } from '../../../../shared/procedures.ts'
import type { MeetingView } from '../../../../shared/meetings/views.ts'
import { meetingAt } from '../../../lib/addresses.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import { procedureActions } from '../../../procedures/verbs.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const at = (id: string) => `/procedures/${encodeURIComponent(id)}`

export const load: PageServerLoad = async ({ fetch, params, url, depends }) => {
  depends('veche:procedure')
  const calls = api(fetch)
  const procedure = need(await calls.get<ProcedureView>(at(params.id)), url)
  const { meetingId, itemId } = procedure
  // What belongs to a meeting has its page there.
  const meeting = meetingId && itemId ? await calls.get<MeetingView>(`/meetings/${meetingId}`) : null
  if (meeting?.ok) redirect(303, meetingAt(meeting.data.council.slug, meeting.data.number, `items/${itemId}`))
  return { procedure, page: at(procedure.id), now: new Date().toISOString() }
}

export const actions: Actions = procedureActions(({ params }: RequestEvent) =>
  Promise.resolve({ ok: true, status: 200, data: { id: encodeURIComponent(params.id) } }),
)
