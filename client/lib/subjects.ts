import type { InitiativeView } from '../../shared/initiatives.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import { api } from './api.ts'

/** The permalink of what a vote or a review is about; null when the reader may not open it, or it has none. */
export async function subjectOf(
  fetch: typeof globalThis.fetch,
  { kind, id }: { kind: string; id: string },
): Promise<{ number: string; title: string } | null> {
  if (kind !== 'initiative') return null
  const reply = await api(fetch).get<InitiativeView>(`/initiatives/${id}`)
  return reply.ok ? { number: reply.data.number, title: reply.data.title } : null
}

/** Where a question was put at a meeting, for the way back to it. */
export interface AtMeeting {
  slug: string
  number: number
  item: { number: string; title: string } | null
}

/** The meeting at which a vote was put, with its item; null for a vote apart from meetings, or when the reader may not open it. */
export async function meetingOf(
  fetch: typeof globalThis.fetch,
  sitting: { meetingId: string; itemId: string | null } | null | undefined,
): Promise<AtMeeting | null> {
  if (!sitting) return null
  const reply = await api(fetch).get<MeetingView>(`/meetings/${sitting.meetingId}`)
  if (!reply.ok) return null
  const { council, number, state } = reply.data
  const item = state?.agenda.find(({ id }) => id === sitting.itemId)
  return { slug: council.slug, number, item: item ? { number: item.number, title: item.title } : null }
}
