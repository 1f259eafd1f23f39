import { redirect } from '@sveltejs/kit'
import type { LinkView } from '../../../../shared/people.ts'
import { api } from '../../../lib/api.ts'
import { nameFrom, secret, text } from '../../../lib/form-values.ts'
import { need, refused, typed } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (link: string) => `/links/${encodeURIComponent(link)}`

export const load: PageServerLoad = async ({ fetch, params, setHeaders }) => {
  setHeaders({ 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' })
  const reply = await api(fetch).get<LinkView>(at(params.secret))
  if (!reply.ok && reply.code === 'already_set_up') return { link: 'used' as const }
  if (!reply.ok && reply.code === 'link_expired') return { link: 'expired' as const }
  const link = need(reply)
  if (link.purpose === 'set_password') redirect(303, `/link/${params.secret}`)
  return { link: 'open' as const }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(at(params.secret), {
      ...nameFrom(form),
      email: text(form, 'email'),
      password: secret(form),
    })
    if (!reply.ok) return refused(reply, typed(form))
    redirect(303, '/councils')
  },
}
