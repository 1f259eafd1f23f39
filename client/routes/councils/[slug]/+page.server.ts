import type { CouncilView } from '../../../../shared/councils.ts'
import type { MeetingList } from '../../../../shared/meetings/planning.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const at = `/councils/${encodeURIComponent(params.slug)}`
  const council = need(await api(fetch).get<CouncilView>(at), url)
  return { council, meetings: need(await api(fetch).get<MeetingList>(`${at}/meetings`), url) }
}
