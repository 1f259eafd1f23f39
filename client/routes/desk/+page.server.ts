import type { DeskView } from '../../../shared/desk.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => ({
  desk: need(await api(fetch).get<DeskView>('/desk'), url),
})
