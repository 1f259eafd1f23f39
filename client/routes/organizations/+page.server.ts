import type { OrganizationSummary } from '../../../shared/organizations.ts'
import { api } from '../../lib/api.ts'
import { need } from '../../lib/forms.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, url }) => {
  const words = url.searchParams.get('q')?.trim() ?? ''
  const kind = url.searchParams.get('kind') ?? ''
  const asked = new URLSearchParams({ ...(words && { q: words }), ...(kind && { kind }) })
  const found = need(
    await api(fetch).get<{ organizations: OrganizationSummary[]; can: { create: boolean } }>(
      `/organizations?${asked}`,
    ),
  )
  return { ...found, words, kind }
}
