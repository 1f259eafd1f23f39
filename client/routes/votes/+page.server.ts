import type { CouncilView } from '../../../shared/councils.ts'
import type { VoteSummary } from '../../../shared/votes-views.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url, parent }) => {
  const slug = url.searchParams.get('council') ?? ''
  const { id, shortName, timeZone } = need(
    await api(fetch).get<CouncilView>(`/councils/${encodeURIComponent(slug)}`),
    url,
  )
  const before = url.searchParams.get('before')
  const { votes } = need(
    await api(fetch).get<{ votes: VoteSummary[] }>(
      `/votes?council=${id}${before ? `&before=${encodeURIComponent(before)}` : ''}`,
    ),
    url,
  )
  const { me } = await parent()
  const role = me.seats.find((each) => each.councilId === id)?.role
  return {
    council: { slug, shortName, timeZone },
    votes,
    mayAnnounce: role === 'secretary' || role === 'chair',
    // A full page has another one behind it.
    next: votes.length === 50 ? votes.at(-1)?.id : undefined,
  }
}
