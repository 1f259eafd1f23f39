import type { CouncilView, ManagedMember } from '../../../../../shared/councils.ts'
import { api } from '../../../../lib/api.ts'
import { need } from '../../../../lib/forms.ts'
import type { PageServerLoad } from './$types'

const notes = ['invited', 'changed', 'resent'] as const

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const at = `/councils/${encodeURIComponent(params.slug)}`
  return {
    council: need(await api(fetch).get<CouncilView>(at), url),
    members: need(await api(fetch).get<{ members: ManagedMember[] }>(`${at}/members`), url).members,
    done: notes.find((each) => each === url.searchParams.get('done')),
  }
}
