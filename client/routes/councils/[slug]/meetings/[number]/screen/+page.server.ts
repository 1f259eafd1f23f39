import type { CheckInCode } from '../../../../../../../shared/meetings/views.ts'
import { api } from '../../../../../../lib/api.ts'
import { loadMeeting } from '../../../../../../meetings/load.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const calls = api(fetch)
  const loaded = await loadMeeting(calls, params.slug, params.number, url)
  const code = loaded.meeting.self.leads
    ? await calls.get<CheckInCode>(`/meetings/${loaded.meeting.id}/check-in-code`)
    : null
  return { ...loaded, code: code?.ok ? code.data : null, isAlone: true }
}
