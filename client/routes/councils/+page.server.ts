import type { CouncilSummary } from '../../../shared/councils.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch }) =>
  need(await api(fetch).get<{ councils: CouncilSummary[]; can: { create: boolean } }>('/councils'))
