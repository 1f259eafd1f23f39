import { error } from '@sveltejs/kit'
import { api } from '../../../../../../lib/api.ts'
import { loadMeeting } from '../../../../../../meetings/load.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const loaded = await loadMeeting(api(fetch), params.slug, params.number, url)
  if (!loaded.meeting.self.leads) error(403, 'not_allowed')
  return loaded
}
