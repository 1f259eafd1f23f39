import { redirect, type RequestEvent } from '@sveltejs/kit'
import { api, type Api, type Reply } from '../lib/api.ts'
import { refused, typed, type Typed } from '../lib/forms.ts'

/** Where a room is in the API and where its page is. */
export interface Where {
  gatheringId: string
  page: string
}

type Deed = (calls: Api, place: string, values: Typed) => Promise<Reply<unknown>>

/** One verb in a room as a form action, and back to the page it was pressed on. */
export const inRoom =
  <Event extends RequestEvent>(where: (event: Event) => Promise<Where>, deed: Deed) =>
  async (event: Event) => {
    const values = typed(await event.request.formData())
    const { gatheringId, page } = await where(event)
    const reply = await deed(api(event.fetch), `/gatherings/${gatheringId}`, values)
    if (!reply.ok) return refused(reply, values)
    redirect(303, page)
  }

/**
 * The actions that `Hand` and `Questions` send while scripts are not there, or not there yet; a live page does the same in place.
 */
export const roomActions = <Event extends RequestEvent>(where: (event: Event) => Promise<Where>) => ({
  raise: inRoom(where, (calls, place) => calls.post(`${place}/turns`)),
  lower: inRoom(where, (calls, place, { turnId }) => calls.post(`${place}/turns/${turnId}/withdraw`)),
  finish: inRoom(where, (calls, place, { turnId }) => calls.post(`${place}/turns/${turnId}/done`)),
  ask: inRoom(where, (calls, place, { text }) => calls.post(`${place}/questions`, { text })),
})
