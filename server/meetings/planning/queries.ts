import type { EntryVerb, Fact, MeetingPhase, QuorumCount } from '../../../shared/meetings/entries.ts'
import { fullName } from '../../../shared/people.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import '../../councils/tables.ts'
import '../../initiatives/tables.ts'
import { fromJson, type Db, type Trx } from '../../lib/db/db.ts'
import '../../people/tables.ts'
import '../tables.ts'
import './tables.ts'

/** The meeting of a council by its number, alone until the act ends. */
export const lockMeetingByNumber = (trx: Trx, slug: string, number: number) =>
  trx
    .selectFrom('meeting')
    .innerJoin('council', 'council.id', 'meeting.councilId')
    .selectAll('meeting')
    .where('council.slug', '=', slug)
    .where('number', '=', number)
    .forUpdate('meeting')
    .executeTakeFirst()

/** A meeting that says the same as a new one would: sent twice. */
export const findTwin = (
  db: Db,
  { councilId, startsAt, createdBy }: { councilId: Id; startsAt: Instant; createdBy: Id },
) =>
  db
    .selectFrom('meeting')
    .select('number')
    .where('councilId', '=', councilId)
    .where('startsAt', '=', startsAt)
    .where('createdBy', '=', createdBy)
    .where('state', '=', 'planned')
    .executeTakeFirst()

export const lastNumber = async (db: Db, councilId: Id): Promise<number> =>
  (
    await db
      .selectFrom('meeting')
      .select((eb) => eb.fn.max('number').as('last'))
      .where('councilId', '=', councilId)
      .executeTakeFirst()
  )?.last ?? 0

export const findItem = (db: Db, meetingId: Id, itemId: Id) =>
  db
    .selectFrom('agendaItem')
    .selectAll()
    .where('meetingId', '=', meetingId)
    .where('id', '=', itemId)
    .executeTakeFirst()

/** What the agenda says of the initiatives that it names. */
export async function listInitiativesOf(db: Db, meetingId: Id) {
  const rows = await db
    .selectFrom('agendaItem')
    .innerJoin('initiative', 'initiative.id', 'agendaItem.initiativeId')
    .select(['initiative.id', 'initiative.number', 'initiative.title'])
    .where('meetingId', '=', meetingId)
    .execute()
  return new Map(rows.map(({ id, number, title }) => [id, { number, title }]))
}

export const listMaterials = (db: Db, meetingId: Id) =>
  db
    .selectFrom('agendaMaterial')
    .select(['id', 'itemId', 'title', 'url', 'mediaType', 'size', 'isPublic', 'lateReason', 'addedAt'])
    .where('meetingId', '=', meetingId)
    .orderBy('id')
    .execute()

export const findMaterial = (db: Db, meetingId: Id, id: Id) =>
  db
    .selectFrom('agendaMaterial')
    .selectAll()
    .where('meetingId', '=', meetingId)
    .where('id', '=', id)
    .executeTakeFirst()

/** The bytes of a file, part by part: whoever reads it slowly holds one part. */
export async function* readParts(db: Db, materialId: Id): AsyncGenerator<Buffer> {
  for (let part = 0; ; part += 1) {
    const row = await db
      .selectFrom('agendaMaterialPart')
      .select('bytes')
      .where('materialId', '=', materialId)
      .where('part', '=', part)
      .executeTakeFirst()
    if (!row) return
    yield Buffer.from(row.bytes)
  }
}

/** Every item that was proposed, the first one first, by whom and what became of it. */
export async function listProposals(db: Db, meetingId: Id) {
  const rows = await db
    .selectFrom('agendaProposal')
    .innerJoin('person', 'person.id', 'agendaProposal.createdBy')
    .select(['agendaProposal.id', 'title', 'reason', 'state', 'answer', 'agendaProposal.createdAt'])
    .select(['createdBy', 'familyName', 'givenName', 'patronymic'])
    .where('meetingId', '=', meetingId)
    .orderBy('agendaProposal.id')
    .execute()
  return rows.map(({ familyName, givenName, patronymic, ...row }) => ({
    ...row,
    by: fullName({ familyName, givenName, patronymic }),
  }))
}

export const listChanges = (db: Db, meetingId: Id) =>
  db
    .selectFrom('meetingChange')
    .select(['what', 'reason', 'startsAtBefore', 'at'])
    .where('meetingId', '=', meetingId)
    .orderBy('id')
    .execute()

/** Each time everybody was told, the first one first. */
export async function listNotices(db: Db, meetingId: Id) {
  const rows = await db
    .selectFrom('meetingNotice')
    .innerJoin('person', 'person.id', 'meetingNotice.personId')
    .select(['version', 'sentAt', 'lastOn', 'lateReason', 'familyName', 'givenName', 'patronymic'])
    .where('meetingId', '=', meetingId)
    .orderBy('meetingNotice.id')
    .execute()
  return rows.map(({ familyName, givenName, patronymic, ...row }) => ({
    ...row,
    byWhom: fullName({ familyName, givenName, patronymic }),
  }))
}

/** Answers that were given for the time at which the meeting now begins. */
export const listReplies = (db: Db, meeting: { id: Id; startsAt: Instant }) =>
  db
    .selectFrom('meetingReply')
    .select(['who', 'answer', 'reason', 'at'])
    .where('meetingId', '=', meeting.id)
    .where('startsAt', '=', meeting.startsAt)
    .execute()

const rows = (db: Db) =>
  db
    .selectFrom('meeting')
    .innerJoin('council', 'council.id', 'meeting.councilId')
    .select([
      'meeting.id',
      'number',
      'meeting.kind',
      'format',
      'state',
      'title',
      'startsAt',
      'endsAt',
      'place',
      'noticedAt',
      'version',
    ])
    .select([
      'council.id as councilId',
      'council.slug',
      'council.name',
      'council.shortName',
      'council.timeZone',
    ])

export type MeetingLine = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>

/** States of a meeting that is still to come to its end. */
const going: MeetingPhase[] = ['planned', 'notified', 'registration', 'in_session', 'recess']

/** What the public may know of: a meeting that was announced. One of a council also to those who sit in it. */
const known = (db: Db, insideOf: readonly Id[]) =>
  rows(db).where((eb) =>
    eb.or([
      eb('noticedAt', 'is not', null),
      eb('state', 'not in', ['planned', 'cancelled']),
      ...(insideOf.length > 0 ? [eb('meeting.councilId', 'in', insideOf)] : []),
    ]),
  )

/** Those of a council that go on or lie ahead, the next one first. */
export const listAhead = (db: Db, councilId: Id, { isInside, now }: { isInside: boolean; now: Instant }) =>
  known(db, isInside ? [councilId] : [])
    .where('meeting.councilId', '=', councilId)
    .where((eb) => eb.or([eb('state', 'in', going), eb('state', '=', 'cancelled').and('endsAt', '>=', now)]))
    .orderBy('startsAt')
    .orderBy('meeting.id')
    .limit(100)
    .execute()

/** Those of a council that are over, the last one first. */
export const listOver = (
  db: Db,
  councilId: Id,
  { isInside, now, before, limit }: { isInside: boolean; now: Instant; before?: Instant; limit: number },
) =>
  known(db, isInside ? [councilId] : [])
    .where('meeting.councilId', '=', councilId)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['closed', 'failed_quorum']),
        eb('state', '=', 'cancelled').and('endsAt', '<', now),
      ]),
    )
    .$if(before !== undefined, (query) => query.where('startsAt', '<', before ?? now))
    .orderBy('startsAt', 'desc')
    .orderBy('meeting.id', 'desc')
    .limit(limit)
    .execute()

/** Announced meetings of the region that begin within a time. */
export const listAnnounced = (db: Db, { from, to }: { from: Instant; to: Instant }, limit: number) =>
  known(db, [])
    .where('startsAt', '>=', from)
    .where('startsAt', '<', to)
    .orderBy('startsAt')
    .orderBy('meeting.id')
    .limit(limit)
    .execute()

/** Announced meetings that go on or come next, in all councils or one; none that was called off. */
export const listNextMeetings = (db: Db, now: Instant, limit: number, councilId?: Id) =>
  known(db, [])
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['registration', 'in_session', 'recess']),
        eb('state', '=', 'notified').and('endsAt', '>=', now),
      ]),
    )
    .$if(councilId !== undefined, (query) => query.where('meeting.councilId', '=', councilId!))
    .orderBy('startsAt')
    .orderBy('meeting.id')
    .limit(limit)
    .execute()

/** Announced meetings for a calendar that follows them, the latest first, also those called off: they have to leave it. */
export const listForFeed = (db: Db, since: Instant, councilId?: Id) =>
  known(db, [])
    .where('endsAt', '>=', since)
    .$if(councilId !== undefined, (query) => query.where('meeting.councilId', '=', councilId!))
    .orderBy('startsAt', 'desc')
    .limit(500)
    .execute()

const glanced: EntryVerb[] = [
  'meeting:opened',
  'meeting:failed',
  'decision:recorded',
  'decision:withdrawn',
  'vote:annulled',
]

/** Of meetings that are over: the quorum with which each opened or failed, and how many decisions stand. Folds none of them. */
export async function listGlances(
  db: Db,
  meetingIds: readonly Id[],
): Promise<Map<Id, { quorum: QuorumCount | null; decisions: number }>> {
  if (meetingIds.length === 0) return new Map()
  const entries = await db
    .selectFrom('meetingEntry')
    .select(['meetingId', 'verb', 'data'])
    .where('meetingId', 'in', meetingIds)
    .where('verb', 'in', glanced)
    .orderBy('meetingId')
    .orderBy('seq')
    .execute()
  const quorums = new Map<Id, QuorumCount>()
  const standing = new Map(meetingIds.map((id) => [id, new Map<Id, Id | null>()]))
  for (const { meetingId, verb, data } of entries) {
    const decisions = standing.get(meetingId)!
    const fact = { verb, data: fromJson(data) } as Fact
    if (fact.verb === 'meeting:opened' || fact.verb === 'meeting:failed')
      quorums.set(meetingId, fact.data.quorum)
    else if (fact.verb === 'decision:recorded') decisions.set(fact.data.decisionId, fact.data.voteId)
    else if (fact.verb === 'decision:withdrawn') decisions.delete(fact.data.decisionId)
    else if (fact.verb === 'vote:annulled')
      for (const [id, voteId] of decisions) if (voteId === fact.data.voteId) decisions.delete(id)
  }
  return new Map(
    [...standing].map(([id, { size: decisions }]) => [id, { quorum: quorums.get(id) ?? null, decisions }]),
  )
}

/** When the meetings of a council were held, and when those lie that are planned. */
export async function listSessions(db: Db, councilId: Id): Promise<{ held: Instant[]; planned: Instant[] }> {
  const all = await db
    .selectFrom('meeting')
    .select(['state', 'startsAt'])
    .where('councilId', '=', councilId)
    .where('state', 'not in', ['cancelled', 'failed_quorum'])
    .execute()
  const of = (isHeld: boolean) =>
    all.filter(({ state }) => (state === 'closed') === isHeld).map(({ startsAt }) => startsAt)
  return { held: of(true), planned: of(false) }
}

/** Demands of a council that stand: not withdrawn, and no meeting was called by them, or it was called off. */
export const standingDemands = (db: Db, councilId: Id) =>
  db
    .selectFrom('meetingDemand')
    .selectAll('meetingDemand')
    .where('meetingDemand.councilId', '=', councilId)
    .where('withdrawnAt', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('meeting')
            .select('meeting.id')
            .whereRef('meeting.demandId', '=', 'meetingDemand.id')
            .where('state', '!=', 'cancelled'),
        ),
      ),
    )
