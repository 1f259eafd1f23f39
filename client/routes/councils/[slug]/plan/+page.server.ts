import { redirect } from '@sveltejs/kit'
import type { WorkPlanView } from '../../../../../shared/meetings/work-plan.ts'
import { api, type Api, type Reply } from '../../../../lib/api.ts'
import { need, refused, typed, type Typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const at = (slug: string, year: number) => `/councils/${encodeURIComponent(slug)}/plans/${year}`

/** The year that is asked for, or this one. */
const yearOf = (url: URL) => {
  const asked = url.searchParams.get('year') ?? ''
  return /^20\d\d$/.test(asked) ? Number(asked) : new Date().getUTCFullYear()
}

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  plan: need(await api(fetch).get<WorkPlanView>(at(params.slug, yearOf(url))), url),
  fresh: crypto.randomUUID(),
})

/** One verb about the plan as a form, and back to the item it was about. */
const planned =
  (deed: (calls: Api, at: string, values: Typed) => Promise<Reply<unknown>>) =>
  async ({ fetch, params, request, url }: RequestEvent) => {
    const values = typed(await request.formData())
    const year = yearOf(url)
    const reply = await deed(api(fetch), at(params.slug, year), values)
    if (!reply.ok) return refused(reply, values)
    redirect(303, `${url.pathname}?year=${year}${values.id ? `#item-${values.id}` : ''}`)
  }

const itemFrom = (values: Typed) => ({
  section: Number(values.section),
  title: values.title ?? '',
  form: values.form,
  fromMonth: Number(values.fromMonth),
  toMonth: Number(values.toMonth),
  responsible: values.responsible ?? '',
  coExecutors: values.coExecutors?.trim() || null,
  expected: values.expected?.trim() || null,
  meetingNumber: values.meetingNumber?.trim() ? Number(values.meetingNumber) : null,
  initiativeNumber: values.initiativeNumber?.trim() || null,
})

export const actions: Actions = {
  begin: planned((calls, plan) => calls.post(plan)),
  add: planned((calls, plan, { id, ...values }) => calls.post(`${plan}/items`, { id, ...itemFrom(values) })),
  change: planned((calls, plan, { id, ...values }) => calls.put(`${plan}/items/${id}`, itemFrom(values))),
  move: planned((calls, plan, { id, position }) =>
    calls.post(`${plan}/items/${id}/move`, { position: Number(position) }),
  ),
  remove: planned((calls, plan, { id }) => calls.delete(`${plan}/items/${id}`)),
  mark: planned((calls, plan, { id, doneOn, note }) =>
    calls.put(`${plan}/items/${id}/mark`, { doneOn, note: note?.trim() || null }),
  ),
  unmark: planned((calls, plan, { id }) =>
    calls.put(`${plan}/items/${id}/mark`, { doneOn: null, note: null }),
  ),
  adopt: planned((calls, plan, { decision = '' }) => {
    const [meetingNumber, decisionId] = decision.split('|')
    return calls.post(`${plan}/adopt`, { meetingNumber: Number(meetingNumber), decisionId })
  }),
}
