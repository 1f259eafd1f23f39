import { redirect } from '@sveltejs/kit'
import { instantOf } from '../../../../shared/calendar.ts'
import type { VotePapers, VoteView } from '../../../../shared/votes-views.ts'
import { api, type Reply } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import { meetingOf, subjectOf } from '../../../lib/subjects.ts'
import { isChoice } from '../../../votes/choices.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url, depends }) => {
  depends('veche:vote')
  const vote = need(await api(fetch).get<VoteView>(`/votes/${params.id}`), url)
  if (vote.terms.form === 'secret') redirect(307, `/votes/${params.id}/secret`)
  return {
    vote,
    subject: await subjectOf(fetch, vote.subject),
    meeting: await meetingOf(fetch, vote.terms.sitting),
    papers: need(await api(fetch).get<VotePapers>(`/votes/${params.id}/papers`), url),
    now: new Date().toISOString(),
  }
}

/** Back to the vote, or with the refusal to the form. */
function settled(reply: Reply<unknown>, id: string, form: FormData, mark = '') {
  if (!reply.ok) return refused(reply, typed(form))
  redirect(303, `/votes/${id}${mark}`)
}

/** What a form has typed as a number; -1, which nobody takes, for what is none. */
const numberIn = (form: FormData, name: string): number => {
  const text = form.get(name)
  return typeof text === 'string' && /^\d{1,6}$/.test(text.trim()) ? Number(text) : -1
}

const choiceIn = (form: FormData, name = 'choice'): string => {
  const choice = form.get(name)
  return typeof choice === 'string' ? choice : ''
}

export const actions: Actions = {
  cast: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const ballot = { choice: choiceIn(form), turn: numberIn(form, 'turn') }
    return settled(await api(fetch).put(`/votes/${params.id}/ballot`, ballot), params.id, form, '#ballot')
  },
  sheet: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const sheet = {
      choice: choiceIn(form),
      turn: numberIn(form, 'turn'),
      dissent: choiceIn(form, 'dissent') || null,
    }
    return settled(await api(fetch).put(`/votes/${params.id}/ballot`, sheet), params.id, form, '#ballot')
  },
  demand: async ({ fetch, params, request }) => {
    const form = await request.formData()
    return settled(await api(fetch).put(`/votes/${params.id}/demand`), params.id, form)
  },
  hands: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const casting = form.get('casting')
    const numbers = {
      for: numberIn(form, 'for'),
      against: numberIn(form, 'against'),
      abstain: numberIn(form, 'abstain'),
      casting: isChoice(casting) ? casting : null,
      round: numberIn(form, 'round'),
    }
    return settled(await api(fetch).post(`/votes/${params.id}/hands`, numbers), params.id, form)
  },
  rate: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const picks = { picks: form.getAll('picks'), turn: numberIn(form, 'turn') }
    return settled(await api(fetch).put(`/votes/${params.id}/rating`, picks), params.id, form, '#ballot')
  },
  close: async ({ fetch, params, request }) => {
    const form = await request.formData()
    return settled(await api(fetch).post(`/votes/${params.id}/close`), params.id, form)
  },
  annul: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reason = { reason: choiceIn(form, 'reason') }
    return settled(await api(fetch).post(`/votes/${params.id}/annul`, reason), params.id, form)
  },
  follow: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const { closesOn = '', closesTime = '', zone = 'UTC', why } = typed(form)
    const closesAt = instantOf(closesOn, closesTime, zone)
    const reply: Reply<{ id: string }> = closesAt
      ? await api(fetch).post<{ id: string }>(`/votes/${params.id}/following`, { why, closesAt })
      : { ok: false, status: 400, code: 'invalid_request', field: 'closesAt' }
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, `/votes/${reply.data.id}`)
  },
}
