import type { OrganizationSummary } from '../../../shared/organizations.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const ask = (kind: string) =>
    api(fetch).get<{ organizations: OrganizationSummary[] }>(`/organizations?kind=${kind}`)
  const replies = await Promise.all([ask('local_authority'), ask('state_authority')])
  return { authorities: replies.flatMap((reply) => need(reply, url).organizations) }
}
