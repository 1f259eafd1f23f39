import { redirect } from '@sveltejs/kit'
import { api, type Api, type Reply } from '../../lib/api.ts'
import { refused, typed, type Typed } from '../../lib/forms.ts'

/** What of a form's event is needed, of whichever page it comes. */
interface Event {
  request: Request
  url: URL
  fetch: typeof globalThis.fetch
  params: Partial<Record<string, string>>
}

type Deed = (calls: Api, at: string, values: Typed, form: FormData) => Promise<Reply<unknown>>

/** The API's address of the meeting that a page is about. */
export const apiOf = ({ params }: Pick<Event, 'params'>): string =>
  `/councils/${encodeURIComponent(params.slug ?? '')}/meetings/${encodeURIComponent(params.number ?? '')}`

/**
 * One verb of planning as a form action, and back to the page it was pressed on, where `back` says. What was typed comes back with a
 * refusal; `at` among it says in which form.
 */
export const inPlan =
  (deed: Deed, back: (values: Typed) => string = () => '') =>
  async (event: Event) => {
    const form = await event.request.formData()
    const values = typed(form)
    const reply = await deed(api(event.fetch), apiOf(event), values, form)
    if (!reply.ok) return refused(reply, values)
    const { pathname, search } = event.url
    // The verb of the form stands in the address as `?/verb`, what the page was asked for stays.
    const kept = new URLSearchParams([...new URLSearchParams(search)].filter(([key]) => !key.startsWith('/')))
    redirect(303, `${pathname}${kept.size > 0 ? `?${kept}` : ''}${back(values)}`)
  }
