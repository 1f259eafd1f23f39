import { addDays, dayIn } from '../../../shared/calendar.ts'
import type { CalendarMonth } from '../../../shared/meetings/planning.ts'
import { defaultTimeZone } from '../../../shared/organizations.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const now = new Date().toISOString()
  const asked = url.searchParams.get('month') ?? ''
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : dayIn(now, defaultTimeZone).slice(0, 7)
  return {
    calendar: need(await api(fetch).get<CalendarMonth>(`/calendar?month=${month}`), url),
    earlier: addDays(`${month}-01`, -1).slice(0, 7),
    later: addDays(`${month}-28`, 5).slice(0, 7),
    now,
  }
}
