import { error, redirect } from '@sveltejs/kit'
import type { Thread, ThreadList } from '../../../../../../shared/comments.ts'
import type { InitiativeView } from '../../../../../../shared/initiatives.ts'
import { initiativeAt } from '../../../../../lib/addresses.ts'
import { api } from '../../../../../lib/api.ts'
import { need, refused, typed } from '../../../../../lib/forms.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const path = `/initiatives/${encodeURIComponent(params.number)}`
  const { number, title, council, draft } = need(await api(fetch).get<InitiativeView>(path), url)
  const { id: draftId } = draft ?? error(404, 'not_found')
  const list = need(await api(fetch).get<ThreadList>(`/drafts/${draftId}/threads`), url)
  // What is sent twice is taken once; it comes back with what was refused.
  return { initiative: { number, title, council }, list, draftId, key: crypto.randomUUID() }
}

const idIn = (values: Record<string, string>, name: string) => encodeURIComponent(values[name] ?? '')
const said = ({ text = '', key = '' }: Record<string, string>) => ({ text, key, mentions: [] })
const back = (params: { number: string }, { id }: Thread) =>
  redirect(303, `${initiativeAt(params.number, 'text/comments')}#comment-${id}`)

export const actions: Actions = {
  begin: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post<Thread>(`/drafts/${idIn(values, 'draft')}/threads`, {
      ...said(values),
      quote: values.quote ?? '',
    })
    if (!reply.ok)
      return refused(reply.code === 'comment_place_gone' ? { ...reply, field: 'quote' } : reply, values)
    back(params, reply.data)
  },
  reply: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post<Thread>(`/threads/${idIn(values, 'thread')}/comments`, said(values))
    if (!reply.ok) return refused(reply, values)
    back(params, reply.data)
  },
  resolve: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post<Thread>(`/threads/${idIn(values, 'thread')}/resolve`)
    if (!reply.ok) return refused(reply, values)
    back(params, reply.data)
  },
  reopen: async ({ fetch, params, request }: RequestEvent) => {
    const values = typed(await request.formData())
    const reply = await api(fetch).post<Thread>(`/threads/${idIn(values, 'thread')}/reopen`)
    if (!reply.ok) return refused(reply, values)
    back(params, reply.data)
  },
}
