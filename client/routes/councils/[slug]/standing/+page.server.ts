import { redirect } from '@sveltejs/kit'
import type { CouncilView } from '../../../../../shared/councils.ts'
import type { InitiativeList } from '../../../../../shared/initiatives.ts'
import type { AbsencesView } from '../../../../../shared/meetings/views.ts'
import type { StandingView } from '../../../../../shared/mandates.ts'
import { api } from '../../../../lib/api.ts'
import { orNull, text } from '../../../../lib/form-values.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}`
const notes = ['declared', 'entered', 'withdrawn'] as const

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  initiatives: need(
    await api(fetch).get<InitiativeList>(`/initiatives?council=${encodeURIComponent(params.slug)}`),
    url,
  ).initiatives,
  council: need(await api(fetch).get<CouncilView>(at(params.slug)), url),
  standing: need(await api(fetch).get<StandingView>(`${at(params.slug)}/standing`), url),
  absences: need(await api(fetch).get<AbsencesView>(`${at(params.slug)}/absences`), url),
  done: notes.find((each) => each === url.searchParams.get('done')),
})

export const actions: Actions = {
  declare: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const about = text(form, 'about')
    const reply = await api(fetch).post(`${at(params.slug)}/conflicts`, {
      memberId: text(form, 'memberId'),
      subject: about ? { kind: 'initiative', id: about } : null,
      matter: text(form, 'matter'),
      reason: text(form, 'reason'),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `${at(params.slug)}/standing?done=declared`)
  },
  enter: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`${at(params.slug)}/leaves`, {
      memberId: text(form, 'awayId'),
      kind: text(form, 'kind') || 'absence',
      startsOn: text(form, 'startsOn'),
      endsOn: orNull(form, 'endsOn'),
      reason: text(form, 'why'),
    })
    const fields: Record<string, string> = { memberId: 'awayId', reason: 'why' }
    if (!reply.ok) {
      const field = reply.field && (fields[reply.field] ?? reply.field)
      return refused({ ...reply, ...(field && { field }) }, typed(form))
    }
    redirect(303, `${at(params.slug)}/standing?done=entered`)
  },
  withdraw: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const what = text(form, 'what') === 'leave' ? 'leaves' : 'conflicts'
    const id = encodeURIComponent(text(form, 'id'))
    const reply = await api(fetch).post(`${at(params.slug)}/${what}/${id}/withdraw`)
    if (!reply.ok) return refused(reply)
    redirect(303, `${at(params.slug)}/standing?done=withdrawn`)
  },
}
