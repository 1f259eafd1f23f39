import { dayIn } from '../../shared/calendar.ts'
import type {
  ExchangeCard,
  ExchangeChoices,
  ExchangeList,
  ExchangeLive,
  ExchangeView,
} from '../../shared/exchanges.ts'
import { authorityKinds } from '../../shared/organizations.ts'
import { fullName } from '../../shared/people.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { findCouncil, listMembersOn } from '../councils/queries.ts'
import { announceGathering, roomOf } from '../gatherings/queries.ts'
import type { Actor, Person } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { listOrganizations } from '../organizations/queries.ts'
import { mayPlan } from './rules.ts'
import '../gatherings/tables.ts'
import '../people/tables.ts'
import './tables.ts'

const exchanges = (db: Db) =>
  db
    .selectFrom('exchange')
    .innerJoin('gathering', 'gathering.id', 'exchange.gatheringId')
    .innerJoin('council', 'council.id', 'exchange.councilId')
    .innerJoin('organization as cohost', 'cohost.id', 'exchange.cohostId')
    .select(['exchange.id', 'exchange.title', 'gathering.state', 'startsAt', 'endsAt', 'gathering.timeZone'])
    .select([
      'council.id as councilId',
      'council.slug as councilSlug',
      'council.name as councilName',
      'council.shortName as councilShortName',
    ])
    .select([
      'cohost.id as cohostId',
      'cohost.slug as cohostSlug',
      'cohost.name as cohostName',
      'cohost.shortName as cohostShortName',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof exchanges>['executeTakeFirstOrThrow']>>

const asCard = (row: Row): ExchangeCard => ({
  ...{ id: row.id, title: row.title, state: row.state },
  ...{ startsAt: row.startsAt, endsAt: row.endsAt, timeZone: row.timeZone },
  council: {
    id: row.councilId,
    slug: row.councilSlug,
    name: row.councilName,
    shortName: row.councilShortName,
  },
  cohost: { id: row.cohostId, slug: row.cohostSlug, name: row.cohostName, shortName: row.cohostShortName },
})

export const findExchange = (db: Db, id: Id) =>
  db.selectFrom('exchange').selectAll().where('id', '=', id).executeTakeFirst()

export const findExchangeOf = (db: Db, gatheringId: Id) =>
  db.selectFrom('exchange').selectAll().where('gatheringId', '=', gatheringId).executeTakeFirst()

export const findExchangeOfNotes = (db: Db, draftId: Id) =>
  db
    .selectFrom('exchange')
    .innerJoin('gathering', 'gathering.id', 'exchange.gatheringId')
    .select(['exchange.id', 'title', 'gatheringId', 'moderatorId'])
    .where('notesDraftId', '=', draftId)
    .executeTakeFirst()

/** Whom everybody in the room sees: who leads it, and who has come in. */
export async function listThoseInRoom(
  db: Db,
  { gatheringId, moderatorId }: { gatheringId: Id; moderatorId: Id },
): Promise<{ id: Id; name: string }[]> {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'familyName', 'givenName', 'patronymic'])
    .where('closedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('id', '=', moderatorId),
        eb('id', 'in', eb.selectFrom('attendance').select('personId').where('gatheringId', '=', gatheringId)),
      ]),
    )
    .orderBy('familyName')
    .orderBy('id')
    .execute()
  return rows.map(({ id, ...name }) => ({ id, name: fullName(name) }))
}

export type Exchange = NonNullable<Awaited<ReturnType<typeof findExchange>>>

/** An exchange that says the same as a new one would: sent twice. */
export const findTwin = (
  db: Db,
  {
    councilId,
    title,
    createdBy,
    startsAt,
  }: { councilId: Id; title: string; createdBy: Id; startsAt: Instant },
) =>
  db
    .selectFrom('exchange')
    .innerJoin('gathering', 'gathering.id', 'exchange.gatheringId')
    .select('exchange.id')
    .where('exchange.councilId', '=', councilId)
    .where('title', '=', title)
    .where('createdBy', '=', createdBy)
    .where('startsAt', '=', startsAt)
    .where('state', '=', 'planned')
    .executeTakeFirst()

/** Live ones and those to come, the next one first; none that was called off. */
export async function listUpcomingExchanges(db: Db, now: Instant, limit: number): Promise<ExchangeCard[]> {
  const rows = await exchanges(db)
    .where((eb) =>
      eb.or([
        eb('gathering.state', '=', 'live'),
        eb('gathering.state', '=', 'planned').and('endsAt', '>=', now),
      ]),
    )
    .orderBy('startsAt')
    .orderBy('exchange.id')
    .limit(limit)
    .execute()
  return rows.map(asCard)
}

const UPCOMING = 100
const PAST = 20

/** The calendar: what is called off stays in it until its time has passed. */
export async function listExchanges(
  db: Db,
  actor: Actor | null,
  now: Instant,
  before?: Instant,
): Promise<ExchangeList> {
  const [ahead, past] = await Promise.all([
    exchanges(db)
      .where((eb) =>
        eb.or([
          eb('gathering.state', '=', 'live'),
          eb('gathering.state', '!=', 'closed').and('endsAt', '>=', now),
        ]),
      )
      .orderBy('startsAt')
      .orderBy('exchange.id')
      .limit(UPCOMING)
      .execute(),
    exchanges(db)
      .where((eb) =>
        eb.or([
          eb('gathering.state', '=', 'closed'),
          eb('gathering.state', 'in', ['planned', 'cancelled']).and('endsAt', '<', now),
        ]),
      )
      .$if(before !== undefined, (query) => query.where('startsAt', '<', before ?? now))
      .orderBy('startsAt', 'desc')
      .orderBy('exchange.id', 'desc')
      .limit(PAST + 1)
      .execute(),
  ])
  return {
    upcoming: before === undefined ? ahead.map(asCard) : [],
    past: past.slice(0, PAST).map(asCard),
    older: past.length > PAST ? (past[PAST - 1]?.startsAt ?? null) : null,
    can: { plan: actor?.seats.some((seat) => mayPlan(actor, seat.councilId)) ?? false },
  }
}

/** One exchange; the link of the call and the names only for those who may take part. */
export async function viewExchange(db: Db, id: Id, actor: Actor | null): Promise<ExchangeView | undefined> {
  const exchange = await findExchange(db, id)
  const gathering = exchange && (await announceGathering(db, exchange.gatheringId, actor))
  if (!gathering) return undefined
  const { version, head, programme, role } = gathering
  const row = await exchanges(db).where('exchange.id', '=', id).executeTakeFirstOrThrow()
  const leads = role === 'moderator'
  const { state, place, openedAt, closedAt } = head
  return {
    ...asCard(row),
    ...{
      gatheringId: exchange.gatheringId,
      version,
      description: exchange.description,
      place,
      openedAt,
      closedAt,
    },
    programme: role ? programme : programme.map((item) => ({ ...item, speaker: null })),
    hasCall: head.callUrl !== null,
    callUrl: role ? head.callUrl : null,
    moderator: role ? head.moderator : null,
    can: {
      join: role !== null && state !== 'cancelled',
      plan: leads && state === 'planned',
      editProgramme: leads && (state === 'planned' || state === 'live'),
    },
  }
}

/** The live page: what it is about, and the room; undefined for whoever may not come in. */
export async function liveExchange(
  db: Db,
  id: Id,
  actor: Person,
  now: Date,
): Promise<ExchangeLive | undefined> {
  const row = await exchanges(db)
    .select('exchange.gatheringId')
    .where('exchange.id', '=', id)
    .executeTakeFirst()
  const room = row && (await roomOf(db, row.gatheringId, actor, now))
  if (!room) return undefined
  const { title, council, cohost } = asCard(row)
  return { exchange: { id, title, council, cohost }, room }
}

/** Which councils somebody may plan for, whom they may name, and who may be the co-host. */
export async function listChoices(db: Db, actor: Actor, now: Instant): Promise<ExchangeChoices> {
  const councilIds = actor.seats.map((seat) => seat.councilId).filter((each) => mayPlan(actor, each))
  const councils = await Promise.all(
    councilIds.map(async (councilId) => {
      const council = await findCouncil(db, councilId)
      if (!council) return []
      const { id, shortName, timeZone } = council
      const members = await listMembersOn(db, id, dayIn(now, timeZone))
      const leading = members.filter(({ role }) => role !== 'observer')
      return [
        { id, shortName, timeZone, members: leading.map(({ personId, name }) => ({ id: personId, name })) },
      ]
    }),
  )
  const cohosts = await listOrganizations(db, authorityKinds)
  return { councils: councils.flat(), cohosts: cohosts.map(({ id, name }) => ({ id, name })) }
}
