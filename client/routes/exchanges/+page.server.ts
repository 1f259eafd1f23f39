import type { ExchangeList } from '../../../shared/exchanges.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const before = url.searchParams.get('before')
  const list = need(
    await api(fetch).get<ExchangeList>(`/exchanges${before ? `?before=${encodeURIComponent(before)}` : ''}`),
  )
  return { list, before, now: new Date().toISOString() }
}
