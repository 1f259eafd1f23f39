import { redirect } from '@sveltejs/kit'
import type { PlanChoices } from '../../../../../../shared/meetings/planning.ts'
import { api } from '../../../../../lib/api.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import { planAt } from '../../../../../meetings/planning/addresses.ts'
import { followingValues, newMeetingFrom } from '../../../../../meetings/planning/input.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (slug: string) => `/councils/${encodeURIComponent(slug)}/meetings`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const after = url.searchParams.get('after')
  const query = after ? `?after=${encodeURIComponent(after)}` : ''
  const choices = need(await api(fetch).get<PlanChoices>(`${at(params.slug)}/choices${query}`), url)
  const has = (role: string) => choices.people.find((each) => each.role === role)?.id ?? ''
  return {
    choices,
    values: {
      ...{ kind: 'regular', format: 'in_person', startsOn: choices.firstInTime },
      ...{ startsTime: '15:00', endsTime: '17:00' },
      presidingId: has('chair') || has('deputy'),
      secretaryId: has('secretary'),
      voteId: url.searchParams.get('vote') ?? '',
      ...(choices.follows && followingValues(choices.follows, choices)),
    },
  }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post<{ number: number }>(at(params.slug), newMeetingFrom(form))
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, planAt(params.slug, reply.data.number, 'agenda'))
  },
}
