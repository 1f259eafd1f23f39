import type { Selectable } from 'kysely'
import type { VoteTerms } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import { findRevision } from '../drafts/queries.ts'
import { noneYet, type Audit } from '../lib/audit.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import '../lib/journal.ts'
import { drawUpRecord, type RecordCouncil } from './record.ts'
import type { VoteTable } from './tables.ts'

const AT_ONCE = 50

interface Lines {
  opened?: { termsSha256: string }
  closed?: { recordSha256?: string; council?: RecordCouncil }
}

/** Holds every vote against the journal: its terms against its opening, its ballots and its result against its closing. */
export async function auditVotes(db: Db): Promise<Audit> {
  const audit = noneYet()
  for (let after: Id = ''; ;) {
    const votes = await db
      .selectFrom('vote')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute()
    if (votes.length === 0) break
    for (const vote of votes) {
      const lines = await linesOf(db, vote.id)
      const what = await wrongWith(db, vote, lines)
      if (what) return { ...audit, wrong: { kind: 'vote', id: vote.id, what } }
      if (lines.closed && !lines.closed.recordSha256) audit.unproved += 1
      else audit.checked += 1
      after = vote.id
    }
  }
  const gone = await db
    .selectFrom('journal')
    .leftJoin('vote', 'vote.id', 'journal.subjectId')
    .select('journal.subjectId as id')
    .where('verb', '=', 'vote:opened')
    .where('vote.id', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return gone ? { ...audit, wrong: { kind: 'vote', id: gone.id, what: 'is gone' } } : audit
}

async function linesOf(db: Db, id: Id): Promise<Lines> {
  const rows = await db
    .selectFrom('journal')
    .select(['verb', 'data'])
    .where('subjectId', '=', id)
    .where('verb', 'in', ['vote:opened', 'vote:closed'])
    .execute()
  return Object.fromEntries(rows.map(({ verb, data }) => [verb.slice('vote:'.length), fromJson(data)]))
}

async function wrongWith(
  db: Db,
  vote: Selectable<VoteTable>,
  { opened, closed }: Lines,
): Promise<string | null> {
  if (!opened) return 'was never opened, says the journal'
  if (digest(vote.terms) !== opened.termsSha256 || vote.termsSha256 !== opened.termsSha256)
    return 'has other terms than when it was opened'
  const { text } = fromJson<VoteTerms>(vote.terms)
  const revision = text && (await findRevision(db, text.revisionId))
  if (text && (!revision || digest(revision.content) !== text.sha256))
    return 'has another text than when it was opened'
  if (!closed) return vote.state === 'closed' ? 'was never closed, says the journal' : null
  if (vote.result === null) return 'has no result any more'
  if (!closed.recordSha256 || !closed.council) return null
  const { sha256 } = await drawUpRecord(db, vote.id, closed.council)
  return sha256 === closed.recordSha256 ? null : 'has other ballots or another result than when it was closed'
}
