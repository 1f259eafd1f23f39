import { canonicalJson } from '../../shared/drafts.ts'
import type { Day } from '../../shared/values.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { refuse } from '../lib/refuse.ts'
import { findLastSeal, listSealed, listSealsOf, type Seal } from './queries.ts'

/**
 * One day of the journal for `verify/`: its seals, and `withLines` the rows they stand for. Without them the file says when how much
 * was sealed and nothing about who did what. Refuses `not_found` for a day without seals and for one that is not over.
 */
export async function journalDayFile(db: Db, day: Day, withLines: boolean): Promise<string> {
  const seals = await listSealsOf(db, day)
  const last = await findLastSeal(db)
  if (seals.length === 0 || !last || last.day <= day) return refuse('not_found')
  const listed = []
  for (const { day: _, rows, ...seal } of seals)
    listed.push({ ...seal, rows: withLines ? await linesOf(db, { seq: seal.seq, rows }) : null })
  const rest = { format: 'veche-journal-day', version: 1, day, seals: listed, head: seals.at(-1)!.hash }
  return `${canonicalJson({ ...rest, sha256: digest(canonicalJson(rest)) })}\n`
}

async function linesOf(db: Db, { seq, rows }: Pick<Seal, 'seq' | 'rows'>) {
  const lines = new Map((await listSealed(db, seq)).map(({ id, ...line }) => [id, line]))
  return fromJson<[string, string][]>(rows).map(([id, code]) => ({ id, code, line: lines.get(id) ?? null }))
}
