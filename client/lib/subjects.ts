import type { InitiativeView } from '../../shared/initiatives.ts'
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
