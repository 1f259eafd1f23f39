import type { JournalDays } from '../../../shared/journal.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const before = url.searchParams.get('before')
  const query = before === null ? '' : `?before=${encodeURIComponent(before)}`
  return { before, journal: need(await api(fetch).get<JournalDays>(`/journal/days${query}`), url) }
}
