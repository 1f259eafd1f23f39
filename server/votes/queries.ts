import type { Insertable, NotNull } from 'kysely'
import { dayIn } from '../../shared/calendar.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Day, Id, Instant } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import '../councils/tables.ts'
import { findSecretStep } from './secret/queries.ts'
import type {
  ElectorTable,
  OpenBallotTable,
  RatingBallotTable,
  SessionDemandTable,
  TypedBallotTable,
  VoteTable,
} from './tables.ts'

const held = [
  'vote.id',
  'vote.councilId',
  'subjectKind',
  'subjectId',
  'form',
  'question',
  'decisionClass',
  'revisionId',
  'state',
  'vote.openedAt',
  'closesAt',
  'meetingId',
  'mayChange',
  'timeZone',
] as const

/** The vote itself, alone until the act ends: ballots on their way are waited for, later ones wait. */
export const lockVote = (trx: Trx, id: Id) =>
  trx
    .selectFrom('vote')
    .innerJoin('council', 'council.id', 'vote.councilId')
    .select(held)
    .where('vote.id', '=', id)
    .forUpdate('vote')
    .executeTakeFirst()

/**
 * The vote and one account that rates, held for its picks: accounts do not wait for each other, two picks of one do, and closing waits
 * for all.
 */
export const lockRater = (trx: Trx, voteId: Id, personId: Id) =>
  trx
    .selectFrom('vote')
    .innerJoin('person', (join) => join.on('person.id', '=', personId))
    .select(['vote.id', 'vote.councilId', 'form', 'state', 'closesAt'])
    .where('vote.id', '=', voteId)
    .forShare('vote')
    .forNoKeyUpdate('person')
    .executeTakeFirst()

export type HeldVote = NonNullable<Awaited<ReturnType<typeof lockVote>>>

/**
 * The vote and one of its electors, held for a ballot: electors do not wait for each other, two ballots of one do, and closing
 * waits for all. Whatever else the ballot depends on is read after the lock, in a statement of its own: beside a lock that had to
 * be waited for, PostgreSQL would show what stood there before the wait.
 */
export const lockElector = (trx: Trx, voteId: Id, personId: Id) =>
  trx
    .selectFrom('vote')
    .innerJoin('council', 'council.id', 'vote.councilId')
    .innerJoin('elector', 'elector.voteId', 'vote.id')
    .select([...held, 'elector.memberId'])
    .where('vote.id', '=', voteId)
    .where('elector.personId', '=', personId)
    .forShare('vote')
    .forUpdate('elector')
    .executeTakeFirst()

/**
 * A person as elector of a vote, with their ballot, whether they sit in the council on `day` with a vote, and whether they have left the
 * meeting at which it was put.
 */
export async function findElector(db: Db, vote: { id: Id; councilId: Id }, personId: Id, day: Day) {
  const row = await db
    .selectFrom('elector')
    .leftJoin('openBallot', (join) =>
      join
        .onRef('openBallot.voteId', '=', 'elector.voteId')
        .onRef('openBallot.memberId', '=', 'elector.memberId'),
    )
    .select(['elector.memberId', 'isAway', 'choice', 'turn', 'castAt', 'dissent'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('councilMember')
          .select('councilMember.id')
          .whereRef('councilMember.personId', '=', 'elector.personId')
          .where('councilMember.councilId', '=', vote.councilId)
          .where('hasVote', '=', 1)
          .where('startsOn', '<=', day)
          .where((eb) => eb.or([eb('endsOn', 'is', null), eb('endsOn', '>=', day)])),
      ).as('holdsSeat'),
    )
    .where('elector.voteId', '=', vote.id)
    .where('elector.personId', '=', personId)
    .executeTakeFirst()
  if (!row) return undefined
  const { memberId, choice, turn, castAt, dissent } = row
  const ballot =
    choice === null || turn === null || castAt === null ? null : { choice, turn, castAt, dissent }
  return { memberId, holdsSeat: Boolean(row.holdsSeat), isAway: row.isAway === 1, ballot }
}

/** One ballot per member by key; a change of mind takes the place of the one before. */
export const putBallot = (trx: Trx, ballot: Insertable<OpenBallotTable>) =>
  trx
    .insertInto('openBallot')
    .values(ballot)
    .onConflict((on) =>
      on.columns(['voteId', 'memberId']).doUpdateSet({
        choice: ballot.choice,
        turn: ballot.turn,
        castAt: ballot.castAt,
        dissent: ballot.dissent,
      }),
    )
    .execute()

/** How many have voted, and how many ballots that took: the second number grows with each one and so orders live events. */
export const countBallots = (db: Db, voteId: Id) =>
  db
    .selectFrom('openBallot')
    .select(({ fn, val }) => [
      fn.countAll<number>().as('cast'),
      fn.coalesce(fn.sum<number>('turn'), val(0)).as('turns'),
    ])
    .where('voteId', '=', voteId)
    .executeTakeFirstOrThrow()

/** Every elector with their choice; null for who has not voted. */
export const listChoices = (
  db: Db,
  voteId: Id,
): Promise<{ memberId: Id; role: string; choice: string | null }[]> =>
  db
    .selectFrom('elector')
    .leftJoin('openBallot', (join) =>
      join
        .onRef('openBallot.voteId', '=', 'elector.voteId')
        .onRef('openBallot.memberId', '=', 'elector.memberId'),
    )
    .select(['elector.memberId', 'role', 'choice'])
    .where('elector.voteId', '=', voteId)
    .execute()

/** Every ballot as it counts: the last one of each who voted. */
export const listBallots = (db: Db, voteId: Id) =>
  db
    .selectFrom('openBallot')
    .select(['memberId', 'choice', 'castAt', 'dissent'])
    .where('voteId', '=', voteId)
    .execute()

/** What operators typed for members, each apart. */
export const listTyped = (db: Db, voteId: Id) =>
  db
    .selectFrom('typedBallot')
    .select(['memberId', 'way', 'operatorId', 'choice', 'dissent', 'typedAt'])
    .where('voteId', '=', voteId)
    .orderBy('typedAt')
    .execute()

export const putTyped = (trx: Trx, { choice, dissent, typedAt, ...of }: Insertable<TypedBallotTable>) =>
  trx
    .insertInto('typedBallot')
    .values({ ...of, choice, dissent, typedAt })
    .onConflict((on) =>
      on.columns(['voteId', 'memberId', 'way', 'operatorId']).doUpdateSet({ choice, dissent, typedAt }),
    )
    .execute()

/** Something was written down about a vote that is no ballot: watchers are to hear of it in its order. */
export const moveOn = (trx: Trx, voteId: Id) =>
  trx
    .updateTable('vote')
    .set((eb) => ({ moves: eb('moves', '+', 1) }))
    .where('id', '=', voteId)
    .execute()

/** Electors without a ballot of their own for whom somebody typed one. */
export const countTypedOnly = async (db: Db, voteId: Id): Promise<number> => {
  const { n } = await db
    .selectFrom('typedBallot')
    .select(({ fn }) => fn.count<number>('memberId').distinct().as('n'))
    .where('voteId', '=', voteId)
    .where('memberId', 'not in', (eb) =>
      eb.selectFrom('openBallot').select('memberId').where('voteId', '=', voteId),
    )
    .executeTakeFirstOrThrow()
  return n
}

/** Answers whether it was new. */
export const putDemand = async (trx: Trx, demand: Insertable<SessionDemandTable>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('sessionDemand')
    .values(demand)
    .onConflict((on) => on.columns(['voteId', 'memberId']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows > 0n
}

export const listDemands = (db: Db, voteId: Id) =>
  db.selectFrom('sessionDemand').select(['memberId', 'demandedAt']).where('voteId', '=', voteId).execute()

export const countDemands = async (db: Db, voteId: Id): Promise<number> =>
  (await listDemands(db, voteId)).length

export const listHandCounts = (db: Db, voteId: Id) =>
  db
    .selectFrom('handCount')
    .select(['personId', 'round', 'inFavour', 'against', 'abstain', 'casting'])
    .where('voteId', '=', voteId)
    .orderBy('round')
    .execute()

/** When the last of what counts in a vote came in; null before the first. */
export async function lastMoment(db: Db, voteId: Id): Promise<Instant | null> {
  const last = await db
    .selectFrom('openBallot')
    .where('voteId', '=', voteId)
    .select('castAt as at')
    .unionAll(db.selectFrom('typedBallot').where('voteId', '=', voteId).select('typedAt as at'))
    .unionAll(db.selectFrom('sessionDemand').where('voteId', '=', voteId).select('demandedAt as at'))
    .unionAll(db.selectFrom('secretIssue').where('voteId', '=', voteId).select('issuedAt as at'))
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.at ?? null
}

export const listPicks = (db: Db, voteId: Id) =>
  db.selectFrom('ratingBallot').select('picks').where('voteId', '=', voteId).execute()

export const findPicks = (db: Db, voteId: Id, personId: Id) =>
  db
    .selectFrom('ratingBallot')
    .select(['picks', 'turn', 'castAt'])
    .where('voteId', '=', voteId)
    .where('personId', '=', personId)
    .executeTakeFirst()

export const putPicks = (trx: Trx, ballot: Insertable<RatingBallotTable>) =>
  trx
    .insertInto('ratingBallot')
    .values(ballot)
    .onConflict((on) =>
      on
        .columns(['voteId', 'personId'])
        .doUpdateSet({ picks: ballot.picks, turn: ballot.turn, castAt: ballot.castAt }),
    )
    .execute()

/** How many accounts have rated, and how many ballots that took. */
export const countRaters = (db: Db, voteId: Id) =>
  db
    .selectFrom('ratingBallot')
    .select(({ fn, val }) => [
      fn.countAll<number>().as('cast'),
      fn.coalesce(fn.sum<number>('turn'), val(0)).as('turns'),
    ])
    .where('voteId', '=', voteId)
    .executeTakeFirstOrThrow()

/** Votes that follow this one, the latest first. */
export const listFollowing = (db: Db, voteId: Id) =>
  db
    .selectFrom('vote')
    .select(['id', 'state', 'question'])
    .where('followsId', '=', voteId)
    .orderBy('id', 'desc')
    .execute()

/** Writes down that an elector has left the meeting, or is back; ballots of theirs on their way are waited for. */
export const markAway = (trx: Trx, voteId: Id, memberId: Id, isAway: 0 | 1) =>
  trx
    .updateTable('elector')
    .set({ isAway })
    .where('voteId', '=', voteId)
    .where('memberId', '=', memberId)
    .execute()

export const putElectors = async (trx: Trx, electors: readonly Insertable<ElectorTable>[]) => {
  // An engine takes only so many values in one statement.
  for (let i = 0; i < electors.length; i += 500)
    await trx
      .insertInto('elector')
      .values(electors.slice(i, i + 500))
      .execute()
}

export const findVote = (db: Db, id: Id) =>
  db.selectFrom('vote').selectAll().where('id', '=', id).executeTakeFirst()

/** What changes about a vote, and who may know; without its terms, which name every elector. */
export const findVoteState = (db: Db, id: Id) =>
  db
    .selectFrom('vote')
    .select(['id', 'councilId', 'form', 'state', 'closesAt', 'closedAt', 'closedBy', 'result', 'moves'])
    .where('id', '=', id)
    .executeTakeFirst()

/** Open votes whose time is over. */
export const listVotesDue = (db: Db, now: Instant) =>
  db
    .selectFrom('vote')
    .select('id')
    .where('state', '=', 'open')
    .where('closesAt', '<=', now)
    .orderBy('closesAt')
    .execute()

/** Announced votes whose opening has come. */
export const listVotesToOpen = (db: Db, now: Instant) =>
  db
    .selectFrom('vote')
    .select('id')
    .where('state', '=', 'announced')
    .where('openedAt', '<=', now)
    .orderBy('openedAt')
    .execute()

const summaries = (db: Db) =>
  db
    .selectFrom('vote')
    .innerJoin('council', 'council.id', 'vote.councilId')
    .select([
      'vote.id',
      'vote.subjectKind',
      'vote.subjectId',
      'question',
      'decisionClass',
      'form',
      'state',
      'moves',
      'openedAt',
      'closesAt',
      'closedAt',
      'closedBy',
      'result',
      'councilId',
      'council.slug',
      'council.name',
      'council.shortName',
      'council.timeZone',
    ])
    .select((eb) => [
      eb
        .selectFrom('elector')
        .select((of) => of.fn.countAll<number>().as('n'))
        .whereRef('elector.voteId', '=', 'vote.id')
        .as('electors'),
      eb
        .selectFrom('openBallot')
        .select((of) => of.fn.countAll<number>().as('n'))
        .whereRef('openBallot.voteId', '=', 'vote.id')
        .as('cast'),
      eb
        .selectFrom('ratingBallot')
        .select((of) => of.fn.countAll<number>().as('n'))
        .whereRef('ratingBallot.voteId', '=', 'vote.id')
        .as('raters'),
      eb
        .selectFrom('secretBallot')
        .select((of) => of.fn.count<number>('key').distinct().as('n'))
        .whereRef('secretBallot.voteId', '=', 'vote.id')
        .as('secret'),
      eb
        .selectFrom('openBallot')
        .select((of) => of.fn.coalesce(of.fn.sum<number>('turn'), of.val(0)).as('n'))
        .whereRef('openBallot.voteId', '=', 'vote.id')
        .as('turns'),
    ])

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number]

const asSummary = (row: SummaryRow) => ({
  id: row.id,
  state: row.state,
  version: versionOf(row, row.turns ?? 0),
  cast: (row.cast ?? 0) + (row.raters ?? 0) + (row.secret ?? 0),
  closedAt: row.closedAt,
  closedBy: row.closedBy,
  result: resultOf(row),
  question: row.question,
  decisionClass: row.decisionClass,
  form: row.form,
  council: {
    id: row.councilId,
    slug: row.slug,
    name: row.name,
    shortName: row.shortName,
    timeZone: row.timeZone,
  },
  subject: { kind: row.subjectKind, id: row.subjectId },
  electors: row.electors ?? 0,
  openedAt: row.openedAt,
  closesAt: row.closesAt,
})

/** What was decided. A rating decides nothing: its totals are read apart. */
export const resultOf = ({ form, result }: Pick<VoteTable, 'form' | 'result'>): VoteResult | null =>
  result === null || form === 'rating' ? null : fromJson<VoteResult>(result)

const ORDER = { announced: 0, open: 1, closed: 2, confirmed: 3, invalid: 3, annulled: 3 } as const

/** Orders what is told about one vote: each ballot adds its own, each step of the vote one. */
export const versionOf = (vote: { state: VoteTable['state']; moves: number }, turns: number): number =>
  turns + vote.moves + ORDER[vote.state]

export interface VotesAsked {
  councilId?: Id | undefined
  subjectId?: Id | undefined
  /** With those about a subject this one too: the vote on its text at a meeting, which is the meeting's. */
  voteId?: Id | null
  state?: VoteTable['state'] | undefined
  /** Councils whose open votes may be seen; `'all'` for the public part of every one. */
  openOf: readonly Id[] | 'all'
  /** Those opened before this one: the next page. */
  before?: Id | undefined
  limit: number
}

/** Counted, whatever came after: `closed` asks for all of them. */
const over: VoteTable['state'][] = ['closed', 'confirmed', 'invalid', 'annulled']

/** The public part of votes, the latest first. */
export async function listVotes(db: Db, asked: VotesAsked) {
  let query = summaries(db).orderBy('vote.id', 'desc').limit(asked.limit)
  if (asked.before !== undefined) query = query.where('vote.id', '<', asked.before)
  if (asked.councilId !== undefined) query = query.where('vote.councilId', '=', asked.councilId)
  const { subjectId, voteId = null } = asked
  if (subjectId !== undefined)
    query = query.where((eb) => {
      const about = eb('vote.subjectId', '=', subjectId)
      return voteId === null ? about : about.or('vote.id', '=', voteId)
    })
  if (asked.state !== undefined)
    query = query.where('vote.state', 'in', asked.state === 'closed' ? over : [asked.state])
  const { openOf } = asked
  if (openOf !== 'all')
    query = query.where((eb) =>
      eb.or([
        eb('vote.state', 'in', over),
        eb('vote.form', '=', 'rating'),
        ...(openOf.length > 0 ? [eb('vote.councilId', 'in', openOf)] : []),
      ]),
    )
  return (await query.execute()).map(asSummary)
}

/** What is being voted on now apart from meetings, closing soonest first. Only numbers that everybody may see. */
export async function listOpenVotes(db: Db, limit: number) {
  const rows = await summaries(db)
    .where('state', '=', 'open')
    .where('form', '!=', 'rating')
    .where('closesAt', 'is not', null)
    .$narrowType<{ closesAt: NotNull }>()
    .orderBy('closesAt')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...asSummary(row), closesAt: row.closesAt }))
}

/**
 * Open votes that wait for a ballot of this person, who still sits in the council: those of a meeting that goes on, then those closing
 * soonest. Of a secret one it is known who took a ballot, not who cast it: it waits until the end.
 */
export async function listVotesWaitingFor(db: Db, personId: Id, now: Instant) {
  const rows = await summaries(db)
    .innerJoin('elector as me', 'me.voteId', 'vote.id')
    .where('me.personId', '=', personId)
    .where('state', '=', 'open')
    .where('form', '!=', 'open_count')
    .where((eb) => eb.or([eb('closesAt', 'is', null), eb('closesAt', '>', now)]))
    .orderBy((eb) => eb.fn.coalesce('closesAt', eb.val('')))
    .execute()
  const waiting = []
  for (const row of rows) {
    const elector = await findElector(db, row, personId, dayIn(now, row.timeZone))
    if (!elector?.holdsSeat || elector.ballot) continue
    const secret = row.form === 'secret' ? await findSecretStep(db, row.id, elector.memberId, now) : null
    if (secret && !secret.isAwaited) continue
    waiting.push({ ...asSummary(row), ballotIssuedAt: secret?.issuedAt ?? null })
  }
  return waiting
}
