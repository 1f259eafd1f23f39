import { redirect } from '@sveltejs/kit'
import { movePaths, type InitiativeView } from '../../../../shared/initiatives.ts'
import { initiativeAt } from '../../../lib/addresses.ts'
import { api } from '../../../lib/api.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const at = (number: string) => `/initiatives/${encodeURIComponent(number)}`

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  initiative: need(await api(fetch).get<InitiativeView>(at(params.number)), url),
  now: new Date().toISOString(),
})

/** One form per verb; what was refused comes back under the name of its verb. */
const make =
  (verb: 'openDiscussion' | 'sendToCouncil' | 'returnToDraft' | 'withdraw') =>
  async ({ fetch, params, request }: RequestEvent) => {
    const form = await request.formData()
    const reason = form.get('reason')
    const reply = await api(fetch).post(
      `${at(params.number)}/${movePaths[verb]}`,
      reason === null ? undefined : { reason },
    )
    if (!reply.ok) {
      const field = reply.code === 'reason_required' ? { field: 'reason' } : {}
      return refused({ ...reply, ...field }, { ...typed(form), verb })
    }
    redirect(303, initiativeAt(params.number))
  }

export const actions: Actions = {
  openDiscussion: make('openDiscussion'),
  sendToCouncil: make('sendToCouncil'),
  returnToDraft: make('returnToDraft'),
  withdraw: make('withdraw'),
}
