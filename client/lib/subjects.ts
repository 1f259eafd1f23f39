import type { Subject } from '../../shared/portal.ts'
import { api } from './api.ts'

/** The permalink of what a vote or a review is about; null when the reader may not open it, or it has none. */
export async function subjectOf(
  fetch: typeof globalThis.fetch,
  { kind, id }: { kind: string; id: string },
): Promise<Subject | null> {
  const reply = await api(fetch).get<Subject>(`/subjects/${kind}/${id}`)
  return reply.ok ? reply.data : null
}
