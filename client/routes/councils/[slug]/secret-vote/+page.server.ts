import { error, redirect } from '@sveltejs/kit'
import { addDays, instantOf } from '../../../../../shared/calendar.ts'
import type { CouncilView } from '../../../../../shared/councils.ts'
import { majorityOf } from '../../../../../shared/votes.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import { newUuid } from '../../../../lib/uuid.ts'
import type { Actions, PageServerLoad } from './$types'

const classes = ['ordinary', 'secret_personal', 'organizational', 'qualified'] as const

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const council = need(await api(fetch).get<CouncilView>(`/councils/${encodeURIComponent(params.slug)}`), url)
  if (!council.can.openSecretVote) error(403, 'not_allowed')
  const { rules, today } = council
  return {
    council: { id: council.id, slug: council.slug, shortName: council.shortName, zone: council.timeZone },
    today,
    issuanceOn: addDays(today, 1),
    closesOn: addDays(today, 3),
    // Sent twice it is one vote.
    fresh: newUuid(),
    kMin: rules?.rules.secret.kMin ?? null,
    majorities: rules ? classes.map((value) => ({ value, majority: majorityOf(rules.rules, value) })) : [],
  }
}

export const actions: Actions = {
  default: async ({ fetch, request }) => {
    const form = await request.formData()
    const values = typed(form)
    const at = (name: string) =>
      instantOf(values[`${name}On`] ?? '', values[`${name}Time`] ?? '', values.zone ?? 'UTC')
    const [issuanceClosesAt, closesAt] = [at('issuance'), at('closes')]
    const field = issuanceClosesAt === null ? 'issuanceClosesAt' : 'closesAt'
    const reply =
      issuanceClosesAt && closesAt
        ? await api(fetch).post<{ id: string }>(`/councils/${values.council ?? ''}/secret-votes`, {
            ...(values.id && { id: values.id }),
            question: values.question ?? '',
            decisionClass: values.decisionClass,
            issuanceClosesAt,
            closesAt,
          })
        : ({ ok: false, status: 400, code: 'time_does_not_exist', field } as const)
    if (!reply.ok) return refused(reply, values)
    redirect(303, `/votes/${reply.data.id}/secret`)
  },
}
