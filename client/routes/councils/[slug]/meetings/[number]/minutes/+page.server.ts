import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { MinutesView } from '../../../../../../../shared/meetings/minutes-views.ts'
import { api, type Reply } from '../../../../../../lib/api.ts'
import { meetingAt } from '../../../../../../lib/addresses.ts'
import { need, refused, typed } from '../../../../../../lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

type Params = { slug: string; number: string }

const place = ({ slug, number }: Params) => `/councils/${encodeURIComponent(slug)}/meetings/${number}/minutes`

export const load: PageServerLoad = async ({ fetch, params, url, depends }) => {
  depends('veche:minutes')
  const edition = url.searchParams.get('edition')
  const asked = edition === null ? '' : `?edition=${encodeURIComponent(edition)}`
  return { minutes: need(await api(fetch).get<MinutesView>(`${place(params)}${asked}`), url) }
}

const textOf = (form: FormData, name: string) => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Every act goes to the meeting by its id, and back to the page. */
async function done(
  { fetch, params, request }: Pick<RequestEvent<Params>, 'fetch' | 'params' | 'request'>,
  ask: (at: string, form: FormData, server: ReturnType<typeof api>) => Promise<Reply<unknown>>,
) {
  const form = await request.formData()
  const server = api(fetch)
  const { meetingId } = need(await server.get<MinutesView>(place(params)))
  const reply = await ask(`/meetings/${meetingId}`, form, server)
  if (!reply.ok) return refused(reply, typed(form))
  redirect(303, meetingAt(params.slug, Number(params.number), 'minutes'))
}

export const actions: Actions = {
  word: (event) =>
    done(event, (at, form, server) => {
      const part = textOf(form, 'part')
      return server.put(`${at}/minutes/parts/${encodeURIComponent(part)}`, {
        text: textOf(form, `text-${part.replace(':', '-')}`),
        version: Number(form.get('version')),
      })
    }),
  circulate: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/minutes/circulate`, { number: Number(textOf(form, 'number')) || null }),
    ),
  remark: (event) =>
    done(event, (at, form, server) => server.post(`${at}/minutes/remarks`, { text: textOf(form, 'remark') })),
  answer: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/minutes/remarks/${encodeURIComponent(textOf(form, 'remarkId'))}/answer`, {
        answer: textOf(form, 'answer'),
        reason: textOf(form, 'reason'),
      }),
    ),
  sign: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/minutes/sign`, {
        sha256: textOf(form, 'sha256'),
        password: textOf(form, 'password'),
      }),
    ),
  return: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/minutes/return`, { reason: textOf(form, 'reason') }),
    ),
  substitute: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/minutes/substitute`, { role: textOf(form, 'role') }),
    ),
  publish: (event) => done(event, (at, _form, server) => server.post(`${at}/minutes/publish`)),
  amend: (event) =>
    done(event, (at, form, server) => server.post(`${at}/minutes/amend`, { reason: textOf(form, 'reason') })),
  dissent: (event) =>
    done(event, (at, form, server) =>
      server.post(`${at}/dissents`, { itemId: textOf(form, 'itemId'), text: textOf(form, 'dissent') }),
    ),
}
