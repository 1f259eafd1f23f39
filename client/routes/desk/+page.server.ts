import type { DeskView } from '../../../shared/desk.ts'
import type { InitiativeChoices } from '../../../shared/initiatives.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const desk = need(await api(fetch).get<DeskView>('/desk'), url)
  const choices = await api(fetch).get<InitiativeChoices>('/initiatives/new')
  return { desk, mayPropose: choices.ok && choices.data.councils.length > 0 }
}
