import { error } from '@sveltejs/kit'
import type { InitiativeView } from '../../shared/initiatives.ts'
import type { AgendaItem } from '../../shared/meetings/entries.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { ProcedureView } from '../../shared/procedures.ts'
import type { Api, Reply } from '../lib/api.ts'
import { need } from '../lib/forms.ts'

interface Address {
  slug: string
  number: string
  item: string
}

/** An item of a meeting by its address, where it is named by its id or its number, with the procedure of its text. */
export async function loadItem(calls: Api, { slug, number, item: named }: Address, url: URL) {
  const address = `/councils/${encodeURIComponent(slug)}/meetings/${encodeURIComponent(number)}`
  const meeting = need(await calls.get<MeetingView>(address), url)
  const agenda: readonly AgendaItem[] = meeting.state?.convened ? meeting.state.agenda : meeting.agenda
  const item = agenda.find((each) => each.id === named || each.number === named)
  if (!item) error(404, 'not_found')
  return { meeting, item, procedure: await procedureOf(calls, item.id) }
}

async function procedureOf(calls: Api, itemId: string): Promise<ProcedureView | null> {
  const reply = await calls.get<ProcedureView>(`/items/${itemId}/procedure`)
  if (reply.ok) return reply.data
  return reply.status === 404 ? null : need(reply)
}

/** The text of an item: its own, or that of its initiative. */
export async function draftOf(
  calls: Api,
  { draftId, initiativeId }: Pick<AgendaItem, 'draftId' | 'initiativeId'>,
): Promise<string | null> {
  if (draftId !== null || initiativeId === null) return draftId
  const initiative: Reply<InitiativeView> = await calls.get(`/initiatives/${initiativeId}`)
  return initiative.ok ? (initiative.data.draft?.id ?? null) : null
}
