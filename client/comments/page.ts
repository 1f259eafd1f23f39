import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { Thread, ThreadList } from '../../shared/comments.ts'
import { api } from '../lib/api.ts'
import { need, refused, typed, type Typed } from '../lib/forms.ts'

/** What a page with the comments about a draft shows. */
export async function commentsAbout({ fetch, url }: Pick<RequestEvent, 'fetch' | 'url'>, draftId: string) {
  const list = need(await api(fetch).get<ThreadList>(`/drafts/${draftId}/threads`), url)
  // What is sent twice is taken once; it comes back with what was refused.
  return { list, draftId, key: crypto.randomUUID() }
}

const idIn = (values: Typed, name: string) => encodeURIComponent(values[name] ?? '')
const said = ({ text = '', key = '' }: Typed) => ({ text, key, mentions: [] })

/** Its forms; afterwards the page stands at the thread. `pageAt` is its address. */
export function commentActions<Event extends RequestEvent>(pageAt: (event: Event) => string) {
  const back = (event: Event, { id }: Thread) => redirect(303, `${pageAt(event)}#comment-${id}`)

  const onThread = (verb: string, bodyOf: (values: Typed) => object | undefined) => async (event: Event) => {
    const values = typed(await event.request.formData())
    const path = `/threads/${idIn(values, 'thread')}/${verb}`
    const reply = await api(event.fetch).post<Thread>(path, bodyOf(values))
    if (!reply.ok) return refused(reply, values)
    return back(event, reply.data)
  }

  return {
    begin: async (event: Event) => {
      const values = typed(await event.request.formData())
      const body = { ...said(values), quote: values.quote ?? '' }
      const reply = await api(event.fetch).post<Thread>(`/drafts/${idIn(values, 'draft')}/threads`, body)
      if (!reply.ok)
        return refused(reply.code === 'comment_place_gone' ? { ...reply, field: 'quote' } : reply, values)
      return back(event, reply.data)
    },
    reply: onThread('comments', said),
    resolve: onThread('resolve', () => undefined),
    reopen: onThread('reopen', () => undefined),
  }
}
