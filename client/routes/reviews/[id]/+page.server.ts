import { redirect } from '@sveltejs/kit'
import { dayIn } from '../../../../shared/calendar.ts'
import type { ReviewView } from '../../../../shared/reviews.ts'
import { api, type Refused } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import { subjectOf } from '../../../lib/subjects.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const review = need(await api(fetch).get<ReviewView>(`/reviews/${params.id}`), url)
  return {
    review,
    subject: await subjectOf(fetch, review.subject),
    today: dayIn(new Date().toISOString(), review.council.timeZone),
  }
}

const line = (form: FormData, name: string) => typed(form)[name]?.trim() ?? ''

/** Beside which field a refusal stands that the server says of the whole. */
const fields: Partial<Record<string, string>> = {
  registration_number_taken: 'number',
  registered_before_submitted: 'registeredOn',
  ground_required: 'ground',
  part_required: 'part',
}

const beside = (reply: Refused): Refused => {
  const field = reply.field ?? fields[reply.code]
  return field ? { ...reply, field } : reply
}

export const actions: Actions = {
  register: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(`/reviews/${params.id}/register`, {
      number: line(form, 'number'),
      registeredOn: line(form, 'registeredOn'),
    })
    if (!reply.ok) return refused(beside(reply), typed(form))
    redirect(303, `/reviews/${params.id}`)
  },
  conclude: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const verdict = line(form, 'verdict')
    const reply = await api(fetch).post(`/reviews/${params.id}/conclude`, {
      verdict,
      ground: verdict === 'rejected' ? line(form, 'ground') || null : null,
      part: verdict === 'accepted_partially' ? line(form, 'part') : null,
      text: line(form, 'text'),
      outNumber: line(form, 'outNumber'),
    })
    if (!reply.ok) return refused(beside(reply), typed(form))
    redirect(303, `/reviews/${params.id}`)
  },
}
