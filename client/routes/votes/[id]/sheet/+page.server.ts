import { error } from '@sveltejs/kit'
import type { VoteView } from '../../../../../shared/votes-views.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const vote = need(await api(fetch).get<VoteView>(`/votes/${params.id}`), url)
  if (!vote.terms.absentee || !vote.terms.closesAt) error(404, 'not_found')
  return { vote, closesAt: vote.terms.closesAt, all: url.searchParams.has('all') && vote.can.type }
}
