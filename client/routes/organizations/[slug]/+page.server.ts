import type { OrganizationView } from '../../../../shared/organizations.ts'
import { api } from '../../../lib/api.ts'
import { need } from '../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  organization: need(
    await api(fetch).get<OrganizationView>(`/organizations/${encodeURIComponent(params.slug)}`),
    url,
  ),
})
