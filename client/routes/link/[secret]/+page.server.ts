import { redirect } from '@sveltejs/kit'
import type { LinkView } from '../../../../shared/people.ts'
import { api } from '../../../lib/api.ts'
import { secret } from '../../../lib/form-values.ts'
import { need, refused } from '../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

const at = (link: string) => `/links/${encodeURIComponent(link)}`

export const load: PageServerLoad = async ({ fetch, params, setHeaders }) => {
  // The address itself is the key: it goes into no Referer and no cache. Without any referrer a form would have no Origin either.
  setHeaders({ 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' })
  const reply = await api(fetch).get<LinkView>(at(params.secret))
  if (!reply.ok && (reply.code === 'link_expired' || reply.code === 'already_set_up')) return { link: null }
  const link = need(reply)
  if (link.purpose === 'first_administrator') redirect(303, `/welcome/${params.secret}`)
  return { link }
}

export const actions: Actions = {
  default: async ({ fetch, params, request }) => {
    const form = await request.formData()
    const reply = await api(fetch).post(at(params.secret), { password: secret(form) })
    if (!reply.ok) return refused(reply)
    redirect(303, '/desk')
  },
}
