import { canonicalJson } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { listEntries } from './queries.ts'

/** All entries of a meeting as one file for `verify/`: canonical JSON with the SHA-256 of the canonical bytes of the rest. */
export async function meetingFile(db: Db, meetingId: Id): Promise<string> {
  const entries = await listEntries(db, meetingId)
  const rest = { format: 'veche-meeting', version: 1, meetingId, entries }
  return `${canonicalJson({ ...rest, sha256: digest(canonicalJson(rest)) })}\n`
}
