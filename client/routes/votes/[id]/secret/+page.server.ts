import { redirect } from '@sveltejs/kit'
import type { SecretView } from '../../../../../shared/secret-views.ts'
import type { VotePapers, VoteView } from '../../../../../shared/votes-views.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused } from '../../../../lib/forms.ts'
import { meetingOf, subjectOf } from '../../../../lib/subjects.ts'
import { seeBallot } from '../../../../votes/secret/seen.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url, depends, cookies, parent }) => {
  depends('veche:vote')
  const [vote, secret, papers] = await Promise.all([
    api(fetch).get<VoteView>(`/votes/${params.id}`),
    api(fetch).get<SecretView>(`/votes/${params.id}/secret`),
    api(fetch).get<VotePapers>(`/votes/${params.id}/papers`),
  ])
  const { person } = (await parent()).me
  // Here they are told with the moment; other pages need not say it again.
  if (person && secret.ok && secret.data.mine?.issuedAt) seeBallot(cookies, person.id, params.id, url)
  return {
    vote: need(vote, url),
    secret: need(secret, url),
    papers: need(papers, url),
    subject: vote.ok ? await subjectOf(fetch, vote.data.subject) : null,
    meeting: vote.ok ? await meetingOf(fetch, vote.data.terms.sitting) : null,
    now: new Date().toISOString(),
    host: url.host,
  }
}

export const actions: Actions = {
  closeIssuance: async ({ fetch, params }) => {
    const reply = await api(fetch).post(`/votes/${params.id}/issuance/close`)
    if (!reply.ok) return refused(reply)
    redirect(303, `/votes/${params.id}/secret`)
  },
  close: async ({ fetch, params }) => {
    const reply = await api(fetch).post(`/votes/${params.id}/close`)
    if (!reply.ok) return refused(reply)
    redirect(303, `/votes/${params.id}/secret`)
  },
}
