import type { Id } from '../../shared/values.ts'
import { noneYet, type Audit } from '../lib/audit.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import '../lib/journal.ts'

const AT_ONCE = 50

/** Holds every revision against its own code, and what the journal says was frozen or named against the revision. */
export async function auditRevisions(db: Db): Promise<Audit> {
  const audit = noneYet()
  for (let after: Id = ''; ;) {
    const revisions = await db
      .selectFrom('revision')
      .select(['id', 'content', 'sha256'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute()
    if (revisions.length === 0) break
    for (const { id, content, sha256 } of revisions) {
      if (digest(content) !== sha256)
        return { ...audit, wrong: { kind: 'text', id, what: 'has other bytes than its code says' } }
      audit.checked += 1
      after = id
    }
  }
  const lines = await db
    .selectFrom('journal')
    .select('data')
    .where('verb', 'in', ['draft:frozen', 'draft:published', 'revision:named'])
    .orderBy('id')
    .execute()
  for (const { data } of lines) {
    const { revisionId: id, sha256 } = fromJson<{ revisionId: Id; sha256: string }>(data)
    const kept = await db.selectFrom('revision').select('sha256').where('id', '=', id).executeTakeFirst()
    if (kept?.sha256 === sha256) continue
    const what = kept ? 'is another than was kept, says the journal' : 'is gone'
    return { ...audit, wrong: { kind: 'text', id, what } }
  }
  return audit
}
