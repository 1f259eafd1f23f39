import { redirect } from '@sveltejs/kit'
import { instantOf } from '../../shared/calendar.ts'
import type { ProcedureView } from '../../shared/procedures.ts'
import { api, type Api, type Reply } from '../lib/api.ts'
import { refused, typed, type Typed } from '../lib/forms.ts'

interface Asked {
  calls: Api
  id: string
  values: Typed
  form: FormData
}

/** When it closes, as the form of a page apart from a meeting says; nothing at a meeting. */
function howOf({ form, closesOn, closesTime, zone }: Typed) {
  if (zone === undefined) return form ? { form } : {}
  return { closesAt: instantOf(closesOn ?? '', closesTime ?? '', zone) }
}

const words = (text: string | undefined) => (text ?? '').split(' ').filter(Boolean)
const chosen = (form: FormData) => form.getAll('amendment').map(String)

/** Every verb of a procedure: where it goes and what it says. */
const verbs: Record<string, (asked: Asked) => Promise<Reply<ProcedureView>>> = {
  basis: ({ calls, id, values }) => calls.post(`/procedures/${id}/basis`, howOf(values)),
  closeList: ({ calls, id }) => calls.post(`/procedures/${id}/close-list`),
  leaveOut: ({ calls, id, values: { suggestion = '', reason = '' } }) =>
    calls.post(`/procedures/${id}/leave-out`, { suggestionId: suggestion, reason }),
  order: ({ calls, id, values }) =>
    calls.put(`/procedures/${id}/order`, { amendments: words(values.amendments) }),
  vote: ({ calls, id, values, form }) =>
    calls.post(`/procedures/${id}/votes`, { ...howOf(values), amendments: chosen(form) }),
  consent: ({ calls, id, form }) => calls.post(`/procedures/${id}/consent`, { amendments: chosen(form) }),
  object: ({ calls, id }) => calls.post(`/procedures/${id}/consent/object`),
  conclude: ({ calls, id }) => calls.post(`/procedures/${id}/consent/conclude`),
  takeBack: ({ calls, id }) => calls.post(`/procedures/${id}/consent/take-back`),
  fall: ({ calls, id, values }) =>
    calls.post(`/procedures/${id}/amendments/${encodeURIComponent(values.amendment ?? '')}/fall`),
  withdraw: ({ calls, id, values }) =>
    calls.post(`/procedures/${id}/amendments/${encodeURIComponent(values.amendment ?? '')}/withdraw`),
  withdrawFor: ({ calls, id, values: { amendment = '', by, reason } }) =>
    calls.post(`/procedures/${id}/amendments/${encodeURIComponent(amendment)}/withdraw-for`, { by, reason }),
  keep: ({ calls, id, values }) =>
    calls.post(`/procedures/${id}/amendments/${encodeURIComponent(values.amendment ?? '')}/keep`),
  whole: ({ calls, id, values }) => calls.post(`/procedures/${id}/whole`, howOf(values)),
  giveBack: ({ calls, id, values }) =>
    calls.post(`/procedures/${id}/give-back`, { reason: values.reason ?? '' }),
  editorial: ({ calls, id, form }) =>
    calls.post(`/procedures/${id}/editorial`, { editors: form.getAll('editor').map(String) }),
  finish: ({ calls, id }) => calls.post(`/procedures/${id}/editorial/finish`),
}

interface Sent {
  fetch: typeof globalThis.fetch
  request: Request
  url: URL
}

/** Form actions of a page about a procedure; `find` names the procedure of the page. They come back to the page itself. */
export const procedureActions = <E extends Sent>(find: (event: E) => Promise<Reply<{ id: string }>>) =>
  Object.fromEntries(
    Object.entries(verbs).map(([name, verb]) => [
      name,
      async (event: E) => {
        const form = await event.request.formData()
        const values = typed(form)
        const found = await find(event)
        if (!found.ok) return refused(found, values)
        const reply = await verb({ calls: api(event.fetch), id: found.data.id, values, form })
        if (!reply.ok) return refused(reply, values)
        redirect(303, event.url.pathname)
      },
    ]),
  )
