import { error, redirect } from '@sveltejs/kit'
import { addDays, instantOf } from '../../../../../shared/calendar.ts'
import type { CouncilView } from '../../../../../shared/councils.ts'
import { movePaths, type InitiativeView } from '../../../../../shared/initiatives.ts'
import { majorityOf } from '../../../../../shared/votes.ts'
import { initiativeAt } from '../../../../lib/addresses.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (number: string) => `/initiatives/${encodeURIComponent(number)}`
const classes = ['ordinary', 'qualified'] as const

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const { number, title, council, can, text } = need(
    await api(fetch).get<InitiativeView>(at(params.number)),
    url,
  )
  if (!can.openVote) error(403, 'not_allowed')
  const { seats, today, numbers, rules } = need(
    await api(fetch).get<CouncilView>(`/councils/${council.slug}`),
    url,
  )
  return {
    initiative: { number, title, council, hasText: text !== null },
    electors: seats.filter(({ hasVote, role }) => hasVote && role !== 'observer'),
    numbers,
    today,
    closesOn: addDays(today, 3),
    rules: rules && {
      basis: rules.basis,
      quorum: rules.rules.quorum,
      tie: rules.rules.tie,
      majorities: classes.map((value) => ({ value, majority: majorityOf(rules.rules, value) })),
    },
  }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const values = typed(form)
    const zone = values.zone ?? 'UTC'
    const closesAt = instantOf(values.closesOn ?? '', values.closesTime ?? '', zone)
    const reply = closesAt
      ? await api(fetch).post<InitiativeView>(`${at(params.number)}/${movePaths.openVote}`, {
          closesAt,
          decisionClass: values.decisionClass,
          question: values.question || null,
        })
      : ({ ok: false, status: 400, code: 'invalid_request', field: 'closesAt' } as const)
    if (!reply.ok) return refused(reply, values)
    redirect(303, initiativeAt(params.number))
  },
}
