import { error, redirect } from '@sveltejs/kit'
import type { CouncilView } from '../../../../../shared/councils.ts'
import { movePaths, type InitiativeView } from '../../../../../shared/initiatives.ts'
import type { OrganizationSummary } from '../../../../../shared/organizations.ts'
import { initiativeAt } from '../../../../lib/addresses.ts'
import { api } from '../../../../lib/api.ts'
import { need, refused, typed } from '../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (number: string) => `/initiatives/${encodeURIComponent(number)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const { number, title, council, can, text } = need(
    await api(fetch).get<InitiativeView>(at(params.number)),
    url,
  )
  if (!can.submit) error(403, 'not_allowed')
  const ask = (kind: string) =>
    api(fetch).get<{ organizations: OrganizationSummary[] }>(`/organizations?kind=${kind}`)
  const [its, local, state] = await Promise.all([
    api(fetch).get<CouncilView>(`/councils/${council.slug}`),
    ask('local_authority'),
    ask('state_authority'),
  ])
  const { authority, rules } = need(its, url)
  return {
    initiative: { number, title, council, sha256: text?.sha256 ?? null },
    authorities: [local, state].flatMap((reply) => need(reply, url).organizations),
    usual: authority?.id ?? null,
    terms: rules && { register: rules.rules.registrationDueDays, reply: rules.rules.replyDueDays },
  }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const values = typed(form)
    const reply = await api(fetch).post(`${at(params.number)}/${movePaths.submit}`, {
      authorityId: values.authorityId,
    })
    if (!reply.ok) return refused(reply, values)
    redirect(303, initiativeAt(params.number))
  },
}
