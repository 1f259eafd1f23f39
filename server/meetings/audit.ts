import { canonicalJson } from '../../shared/drafts.ts'
import { ZERO_HASH } from '../../shared/meetings/entries.ts'
import type { Id } from '../../shared/values.ts'
import { noneYet, type Audit } from '../lib/audit.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import '../lib/journal.ts'
import './tables.ts'

/** Holds the entries of every meeting against each other, and against what the journal wrote at each of its turns. */
export async function auditMeetings(db: Db): Promise<Audit> {
  const audit = noneYet()
  const meetings = await db.selectFrom('meeting').select('id').orderBy('id').execute()
  const known = new Set(meetings.map(({ id }) => id))
  for (const { id } of meetings) {
    const what = await wrongWith(db, id)
    if (what) return { ...audit, wrong: { kind: 'meeting', id, what } }
    audit.checked += 1
  }
  const lines = await db
    .selectFrom('journal')
    .select('subjectId as id')
    .distinct()
    .where('subjectKind', '=', 'meeting')
    .execute()
  const gone = lines.find(({ id }) => !known.has(id))
  return gone ? { ...audit, wrong: { kind: 'meeting', id: gone.id, what: 'is gone' } } : audit
}

async function wrongWith(db: Db, meetingId: Id): Promise<string | null> {
  const entries = await db
    .selectFrom('meetingEntry')
    .select(['seq', 'at', 'personId', 'verb', 'data', 'hash'])
    .where('meetingId', '=', meetingId)
    .orderBy('seq')
    .execute()
  const hashes = new Map<number, string>()
  let previous = ZERO_HASH
  for (const [at, { hash, data, ...entry }] of entries.entries()) {
    if (entry.seq !== at + 1) return `lacks its entry ${at + 1}`
    const placed = { ...entry, data: fromJson(data), meetingId, previous }
    if (digest(canonicalJson(placed)) !== hash) return `has another entry ${entry.seq} than it had`
    hashes.set(entry.seq, hash)
    previous = hash
  }
  const lines = await db
    .selectFrom('journal')
    .select('data')
    .where('subjectId', '=', meetingId)
    .orderBy('id')
    .execute()
  for (const line of lines) {
    const { seq, hash } = fromJson<{ seq?: number; hash?: string }>(line.data)
    if (seq !== undefined && hash !== undefined && hashes.get(seq) !== hash)
      return `has other entries than it had at entry ${seq}, says the journal`
  }
  return null
}
