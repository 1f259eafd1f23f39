import { redirect } from '@sveltejs/kit'
import type { MeetingList } from '../../../../../shared/meetings/planning.ts'
import { api, type Api, type Reply } from '../../../../lib/api.ts'
import { need, refused, typed, type Typed } from '../../../../lib/forms.ts'
import { planAt } from '../../../../meetings/planning/addresses.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const before = url.searchParams.get('before')
  const query = before ? `?before=${encodeURIComponent(before)}` : ''
  return {
    list: need(await api(fetch).get<MeetingList>(`${at(params.slug)}/meetings${query}`), url),
    before,
    fresh: crypto.randomUUID(),
    now: new Date().toISOString(),
  }
}

/** One verb about a demand as a form, and back to the list. */
const asked =
  (deed: (calls: Api, at: string, values: Typed) => Promise<Reply<unknown>>) =>
  async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await deed(api(fetch), `${at(params.slug)}/demands`, values)
    if (!reply.ok) return refused(reply, values)
    redirect(303, `${at(params.slug)}/meetings#demands`)
  }

export const actions: Actions = {
  demand: asked((calls, demands, { id, question, reason }) => calls.post(demands, { id, question, reason })),
  putAsked: async ({ fetch, params, request }) => {
    const values = typed(await request.formData())
    const number = Number(values.number)
    const { voteId } = values
    const reply = await api(fetch).post(`${at(params.slug)}/meetings/${number}/asked`, { voteId })
    if (!reply.ok) return refused(reply, values)
    redirect(303, planAt(params.slug, number, 'agenda'))
  },
  joinDemand: asked((calls, demands, { id }) => calls.post(`${demands}/${id}/join`)),
  leaveDemand: asked((calls, demands, { id }) => calls.post(`${demands}/${id}/leave`)),
}
