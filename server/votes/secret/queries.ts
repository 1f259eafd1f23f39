import type { Board, BoardEntry, BoardHead, Manifest, SecretBallot } from '../../../shared/secret-votes.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../../lib/db/db.ts'
import '../tables.ts'
import type { KeyPurpose } from './tables.ts'

/** A secret vote with what its phase depends on; undefined for a vote of another form. */
export const findSecretVote = (db: Db, voteId: Id) =>
  db
    .selectFrom('secretVote')
    .innerJoin('vote', 'vote.id', 'secretVote.voteId')
    .innerJoin('council', 'council.id', 'vote.councilId')
    .select([
      'vote.id',
      'vote.councilId',
      'vote.state',
      'vote.question',
      'vote.mayChange',
      'vote.openedAt',
      'vote.closesAt',
      'vote.closedAt',
      'vote.terms',
      'vote.termsSha256',
      'vote.result',
      'council.timeZone',
      'least',
      'ifFewer',
      'issuanceClosesAt',
      'issuanceClosedAt',
      'manifest',
      'manifestSha256',
    ])
    .where('vote.id', '=', voteId)
    .executeTakeFirst()
export type SecretVote = NonNullable<Awaited<ReturnType<typeof findSecretVote>>>

/** The vote held against closing, by somebody who adds to it: these do not wait for each other. */
export const holdVote = (trx: Trx, voteId: Id) =>
  trx.selectFrom('vote').select('id').where('id', '=', voteId).forShare().executeTakeFirst()

/** Votes that are open and have no keys yet. */
export const listUnprepared = (db: Db) =>
  db
    .selectFrom('secretVote')
    .innerJoin('vote', 'vote.id', 'secretVote.voteId')
    .select('voteId')
    .where('manifest', 'is', null)
    .where('vote.state', '=', 'open')
    .execute()

/** Votes whose issuing is over by the clock. */
export const listIssuancesDue = (db: Db, now: Instant) =>
  db
    .selectFrom('secretVote')
    .innerJoin('vote', 'vote.id', 'secretVote.voteId')
    .select('voteId')
    .where('issuanceClosesAt', '<=', now)
    .where('issuanceClosedAt', 'is', null)
    .where('manifest', 'is not', null)
    .where('vote.state', '=', 'open')
    .execute()

export const findKey = (db: Db, voteId: Id, purpose: KeyPurpose) =>
  db
    .selectFrom('secretKey')
    .select('sealed')
    .where('voteId', '=', voteId)
    .where('purpose', '=', purpose)
    .executeTakeFirst()

export const listSecretVotes = (db: Db) => db.selectFrom('secretVote').select('voteId').execute()

export const listKeys = (db: Db) => db.selectFrom('secretKey').select(['voteId', 'purpose']).execute()

export const findIssue = (db: Db, voteId: Id, memberId: Id) =>
  db
    .selectFrom('secretIssue')
    .select(['blindedSha256', 'blindSignature', 'issuedAt'])
    .where('voteId', '=', voteId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()

/** Who has a ballot, in the order of their ids: not of the moments in which they asked. */
export const listIssues = (db: Db, voteId: Id) =>
  db
    .selectFrom('secretIssue')
    .select(['memberId', 'blindedSha256', 'issuedAt'])
    .where('voteId', '=', voteId)
    .orderBy('memberId')
    .execute()

/** Whether a secret vote has something to do for a member at `now`: to take a ballot, or to cast the one they have; null for another vote. */
export async function findSecretStep(
  db: Db,
  voteId: Id,
  memberId: Id,
  now: Instant,
): Promise<{ isAwaited: boolean; issuedAt: Instant | null } | null> {
  const row = await db
    .selectFrom('secretVote')
    .leftJoin('secretIssue', (join) =>
      join.onRef('secretIssue.voteId', '=', 'secretVote.voteId').on('secretIssue.memberId', '=', memberId),
    )
    .select(['issuanceClosesAt', 'issuanceClosedAt', 'issuedAt'])
    .where('secretVote.voteId', '=', voteId)
    .executeTakeFirst()
  if (!row) return null
  const { issuanceClosesAt, issuanceClosedAt, issuedAt } = row
  const isIssuing = issuanceClosedAt === null && (issuanceClosesAt === null || now < issuanceClosesAt)
  return { isAwaited: issuedAt !== null || isIssuing, issuedAt }
}

/** Ballots that were issued to a person in votes that go on. */
export const listIssuedTo = (db: Db, personId: Id) =>
  db
    .selectFrom('elector')
    .innerJoin('vote', 'vote.id', 'elector.voteId')
    .innerJoin('secretIssue', (join) =>
      join
        .onRef('secretIssue.voteId', '=', 'elector.voteId')
        .onRef('secretIssue.memberId', '=', 'elector.memberId'),
    )
    .select(['vote.id as voteId', 'vote.question', 'secretIssue.issuedAt as at'])
    .where('elector.personId', '=', personId)
    .where('vote.state', '=', 'open')
    .orderBy('secretIssue.issuedAt')
    .execute()

/** How many ballots were issued. */
export async function countIssued(db: Db, voteId: Id): Promise<number> {
  const { issued } = await db
    .selectFrom('secretIssue')
    .select(({ fn }) => fn.countAll<number>().as('issued'))
    .where('voteId', '=', voteId)
    .executeTakeFirstOrThrow()
  return issued
}

export const findReceipt = (db: Db, voteId: Id, sha256: string) =>
  db
    .selectFrom('secretBallot')
    .select('receipt')
    .where('voteId', '=', voteId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()

/** The number of the last ballot of a key; 0 before the first. */
export async function lastSeq(db: Db, voteId: Id, key: string): Promise<number> {
  const { last } = await db
    .selectFrom('secretBallot')
    .select(({ fn }) => fn.max<number | null>('seq').as('last'))
    .where('voteId', '=', voteId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return last ?? 0
}

/** How many have voted. */
export async function countCast(db: Db, voteId: Id): Promise<number> {
  const { cast } = await db
    .selectFrom('secretBallot')
    .select(({ fn }) => fn.count<number>('key').distinct().as('cast'))
    .where('voteId', '=', voteId)
    .executeTakeFirstOrThrow()
  return cast
}

/**
 * How many have their ballots and how many have voted, and a number that grows with everything that happens: a ballot that is issued or received, an entry of the
 * board. Ballots that were not opened are gone; the board still has how many there were.
 */
export async function countSecretSteps(
  db: Db,
  voteId: Id,
): Promise<{ cast: number; turns: number; issued: number; isIssuing: boolean }> {
  const { entries } = await listBoard(db, voteId)
  const issued = await countIssued(db, voteId)
  const closed = entries.find((each) => each.kind === 'closed')
  const received = entries.find((each) => each.kind === 'received')?.ballots.length
  const { rows } = await db
    .selectFrom('secretBallot')
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('voteId', '=', voteId)
    .executeTakeFirstOrThrow()
  return {
    cast: closed ? closed.numbers.cast : await countCast(db, voteId),
    turns: entries.length + issued + (received ?? rows),
    issued,
    isIssuing: entries.every(({ kind }) => kind === 'announced'),
  }
}

/** Every ballot in the order of the hashes: the only order there is. */
export async function listSecretBallots(
  db: Db,
  voteId: Id,
): Promise<{ sha256: string; ballot: SecretBallot }[]> {
  const rows = await db
    .selectFrom('secretBallot')
    .select(['sha256', 'ballot'])
    .where('voteId', '=', voteId)
    .orderBy('sha256')
    .execute()
  return rows.map(({ sha256, ballot }) => ({ sha256, ballot: fromJson<SecretBallot>(ballot) }))
}

export const lastEntry = (db: Db, voteId: Id) =>
  db
    .selectFrom('boardEntry')
    .select(['place', 'hash'])
    .where('voteId', '=', voteId)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()

/** What stands on the board so far, in its order, with the signed head after each entry. */
export async function listBoard(db: Db, voteId: Id): Promise<{ entries: BoardEntry[]; heads: BoardHead[] }> {
  const rows = await db
    .selectFrom('boardEntry')
    .select(['place', 'body', 'hash', 'signature'])
    .where('voteId', '=', voteId)
    .orderBy('place')
    .execute()
  return {
    entries: rows.map(({ body }) => fromJson<BoardEntry>(body)),
    heads: rows.map(({ place, hash, signature }) => ({ size: place + 1, hash, signature })),
  }
}

/** All of a board that is public: the ballots themselves once it is closed, if they were opened. */
export async function boardOf(db: Db, voteId: Id): Promise<Board> {
  const { entries, heads } = await listBoard(db, voteId)
  const isOpened = entries.some((each) => each.kind === 'closed' && each.counts !== null)
  const ballots = isOpened ? (await listSecretBallots(db, voteId)).map(({ ballot }) => ballot) : null
  return { format: 'veche-secret-board', version: 1, voteId, entries, heads, ballots }
}

export const manifestOf = (vote: Pick<SecretVote, 'manifest'>): Manifest | null =>
  vote.manifest === null ? null : fromJson<Manifest>(vote.manifest)
