import { error, redirect } from '@sveltejs/kit'
import { addDays, instantOf } from '../../../../shared/calendar.ts'
import type { CouncilView } from '../../../../shared/councils.ts'
import { api, type Reply } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import { newUuid } from '../../../lib/uuid.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url, parent }) => {
  const slug = url.searchParams.get('council') ?? ''
  const { id, shortName, timeZone, today } = need(
    await api(fetch).get<CouncilView>(`/councils/${encodeURIComponent(slug)}`),
    url,
  )
  const { me } = await parent()
  const seat = me.seats.find((each) => each.councilId === id)
  if (seat?.role !== 'secretary' && seat?.role !== 'chair') error(403, 'not_allowed')
  // Sent twice it is one vote.
  return { council: { id, slug, shortName, timeZone }, today, closesOn: addDays(today, 14), fresh: newUuid() }
}

/** A day and a time of the council's clock; null where nothing is typed or no clock shows it. */
const momentIn = (values: Record<string, string>, day: string, time: string) =>
  instantOf(values[day] ?? '', values[time] ?? '', values.zone ?? 'UTC')

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const values = typed(await request.formData())
    const closesAt = momentIn(values, 'closesOn', 'closesTime')
    const opensAt = values.opensOn ? momentIn(values, 'opensOn', 'opensTime') : undefined
    const options = (values.options ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    const choose = values.form === 'rating' && values.choose ? Number(values.choose) : undefined
    const reply: Reply<{ id: string }> =
      closesAt && opensAt !== null
        ? await api(fetch).post<{ id: string }>('/votes', {
            ...(values.id && { id: values.id }),
            councilId: values.councilId,
            form: values.form,
            question: values.question ?? '',
            decisionClass: values.decisionClass,
            closesAt,
            ...(opensAt && { opensAt }),
            ...(options.length > 0 && { options }),
            ...(choose && { choose }),
          })
        : { ok: false, status: 400, code: 'invalid_request', field: closesAt ? 'opensAt' : 'closesAt' }
    if (!reply.ok) return refused(reply, values)
    redirect(303, `/votes/${reply.data.id}`)
  },
}
