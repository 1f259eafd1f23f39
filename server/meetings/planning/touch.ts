import type { Work } from '../../lib/act.ts'
import type { Meeting } from '../queries.ts'

/** The plan has another version: whoever was told of the one before can be told again. */
export async function touch(work: Work, meeting: Pick<Meeting, 'id' | 'version'>): Promise<void> {
  const version = meeting.version + 1
  await work.trx.updateTable('meeting').set({ version }).where('id', '=', meeting.id).execute()
  work.publish(`meeting:${meeting.id}`, 'meeting:replanned', { version })
}
