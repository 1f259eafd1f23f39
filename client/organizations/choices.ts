import { authorityKinds, type Municipality, type OrganizationSummary } from '../../shared/organizations.ts'
import { api } from '../lib/api.ts'
import { need } from '../lib/forms.ts'

interface List {
  organizations: OrganizationSummary[]
}

/** Every authority, for a list to choose from. */
export async function listAuthorities(fetch: typeof globalThis.fetch): Promise<OrganizationSummary[]> {
  const lists = await Promise.all(
    authorityKinds.map(async (kind) => need(await api(fetch).get<List>(`/organizations?kind=${kind}`))),
  )
  return lists.flatMap(({ organizations }) => organizations)
}

export const listOrganizations = async (fetch: typeof globalThis.fetch): Promise<OrganizationSummary[]> =>
  need(await api(fetch).get<List>('/organizations')).organizations

export const listMunicipalities = async (fetch: typeof globalThis.fetch): Promise<Municipality[]> =>
  need(await api(fetch).get<{ municipalities: Municipality[] }>('/municipalities')).municipalities
