import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { DraftView } from '../../shared/drafts.ts'
import type { SuggestionsView } from '../../shared/suggestions.ts'
import { api, type Api } from '../lib/api.ts'
import { need, refused, typed } from '../lib/forms.ts'

/** What somebody suggests to a draft themselves, and their copy of its text. */
export async function ownSuggestion(calls: Api, draftId: string, personId: string | undefined, url: URL) {
  const all = need(await calls.get<SuggestionsView>(`/drafts/${draftId}/suggestions`), url)
  const own =
    all.suggestions.find(
      ({ owner, authorName, state }) =>
        owner.personId === personId && authorName === null && state !== 'withdrawn',
    ) ?? null
  const fork = own ? need(await calls.get<DraftView>(`/drafts/${own.draftId}`), url) : null
  return { own, html: fork?.html ?? '', state: all.state, can: all.can }
}

interface Where<Event> {
  draftOf: (event: Event) => Promise<string>
  /** The pages to go to when it is begun, sent and taken back. */
  begun: (event: Event) => string
  sent: (event: Event) => string
  withdrawn: (event: Event) => string
}

/** The actions that `OwnSuggestion` sends. */
export function suggestionActions<Event extends RequestEvent>({
  draftOf,
  begun,
  sent,
  withdrawn,
}: Where<Event>) {
  const doing = async (event: Event, verb: 'send' | 'withdraw', next: string) => {
    const values = typed(await event.request.formData())
    const reply = await api(event.fetch).post(
      `/suggestions/${encodeURIComponent(values.suggestion ?? '')}/${verb}`,
      verb === 'send' ? { note: values.note ?? null } : undefined,
    )
    if (!reply.ok) return refused(reply, values)
    redirect(303, next)
  }
  return {
    begin: async (event: Event) => {
      const reply = await api(event.fetch).post(`/drafts/${await draftOf(event)}/suggestions`)
      if (!reply.ok) return refused(reply)
      redirect(303, begun(event))
    },
    send: (event: Event) => doing(event, 'send', sent(event)),
    withdraw: (event: Event) => doing(event, 'withdraw', withdrawn(event)),
  }
}
