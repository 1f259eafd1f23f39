import { error, redirect } from '@sveltejs/kit'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import type { Restored, VersionList } from '../../../../../../shared/revisions.ts'
import { pairAt, pairOf } from '../../../../../drafts/versions.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, council, draft, text } = need(await api(fetch).get<InitiativeView>(path), url)
  const of = draft ? `/drafts/${draft.id}` : text ? `/revisions/${text.revisionId}` : error(404, 'not_found')
  const list = need(await api(fetch).get<VersionList>(`${of}/versions`), url)
  const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')]
  if (from !== null && to !== null) {
    const pair = pairOf(`${from}..${to}`, list) ?? error(404, 'not_found')
    redirect(303, initiativeAt(params.number, `text/versions/${pairAt(pair.from, pair.to)}`))
  }
  const told = {
    restored: url.searchParams.get('restored'),
    isSame: url.searchParams.has('same'),
    named: url.searchParams.get('named'),
  }
  return { initiative: { number, title, council }, list, told }
}

const back = (params: { number: string }, told: Record<string, string>) =>
  redirect(303, `${initiativeAt(params.number, 'text/versions')}?${new URLSearchParams(told).toString()}`)

const idIn = (values: Record<string, string>, name: string) => encodeURIComponent(values[name] ?? '')

export const actions: Actions = {
  name: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const title = values.title?.trim() ?? ''
    const reply = await api(fetch).post(`/drafts/${idIn(values, 'draft')}/versions`, { title })
    if (!reply.ok) return refused({ ...reply, field: 'title' }, values)
    back(params, { named: title })
  },
  rename: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const title = values.title?.trim() ?? ''
    const reply = await api(fetch).patch(`/revisions/${idIn(values, 'revision')}`, { title })
    if (!reply.ok) return refused(reply, { ...values, renamed: values.revision ?? '' })
    back(params, { named: title })
  },
  restore: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post<Restored>(`/drafts/${idIn(values, 'draft')}/restore`, {
      revisionId: values.revision,
    })
    if (!reply.ok) return refused(reply, values)
    back(params, reply.data.before === null ? { same: '' } : { restored: reply.data.before })
  },
}
