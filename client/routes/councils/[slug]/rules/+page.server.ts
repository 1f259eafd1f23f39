import type { CouncilView, RulesHistory } from '../../../../../shared/councils.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const at = `/councils/${encodeURIComponent(params.slug)}`
  const history = need(await api(fetch).get<RulesHistory>(`${at}/rules`), url)
  const asked = (name: string) =>
    history.versions.find(({ validFrom }) => validFrom === url.searchParams.get(name))
  const [from, to] = [asked('from'), asked('to')]
  return {
    council: need(await api(fetch).get<CouncilView>(at), url),
    history,
    compared: from && to ? { from, to } : null,
  }
}
