import type { PortalView } from '../../shared/portal.ts'
import { api } from '../lib/api.ts'
import { need } from '../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => ({
  portal: need(await api(fetch).get<PortalView>('/portal'), url),
})
