import { redirect } from '@sveltejs/kit'
import type { CommandVerb } from '../../../../../../shared/meetings/entries.ts'
import type { MeetingView } from '../../../../../../shared/meetings/views.ts'
import { api } from '../../../../../lib/api.ts'
import { meetingAt } from '../../../../../lib/addresses.ts'
import { need, refused, typed, type Typed } from '../../../../../lib/forms.ts'
import { loadMeeting } from '../../../../../meetings/load.ts'
import { planAt } from '../../../../../meetings/planning/addresses.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  ...(await loadMeeting(api(fetch), params.slug, params.number, url)),
  key: crypto.randomUUID(),
})

const numberOf = ({ params }: RequestEvent) => Number(params.number)

/** One verb of a member as a form: what a live page does in its place. */
const asked =
  (verb: CommandVerb, dataOf: (values: Typed) => Record<string, unknown>) => async (event: RequestEvent) => {
    const { fetch, params, request, url } = event
    const values = typed(await request.formData())
    const calls = api(fetch)
    const { id } = need(
      await calls.get<MeetingView>(
        `/councils/${encodeURIComponent(params.slug)}/meetings/${encodeURIComponent(params.number)}`,
      ),
      url,
    )
    const reply = await calls.post(`/meetings/${id}/acts`, { key: values.key, verb, data: dataOf(values) })
    if (!reply.ok) return refused(reply, values)
    redirect(303, meetingAt(params.slug, numberOf(event)))
  }

export const actions: Actions = {
  checkIn: asked('attendance:in', ({ who, code }) => ({ who, mode: 'in_person', ...(code && { code }) })),
  remote: asked('attendance:in', ({ who }) => ({ who, mode: 'video' })),
  raise: asked('speech:requested', ({ who, kind, key }) => ({ speechId: key, who, kind })),
  lower: asked('speech:withdrawn', ({ speechId }) => ({ speechId })),
  carry: async (event) => {
    const { fetch, params, request } = event
    const into = Number((await request.formData()).get('into'))
    const reply = await api(fetch).post(
      `/councils/${encodeURIComponent(params.slug)}/meetings/${into}/carry`,
      { from: numberOf(event) },
    )
    if (!reply.ok) return refused(reply)
    redirect(303, planAt(params.slug, into, 'agenda'))
  },
  cast: async (event) => {
    const { fetch, params, request, url } = event
    const values = typed(await request.formData())
    const calls = api(fetch)
    const { vote } = await loadMeeting(calls, params.slug, params.number, url)
    const ballot = { choice: values.choice ?? '', turn: Number(values.turn) }
    const reply = await calls.put(`/votes/${vote?.id}/ballot`, ballot)
    if (!reply.ok) return refused(reply, values)
    redirect(303, `${meetingAt(params.slug, numberOf(event))}#ballot`)
  },
}
