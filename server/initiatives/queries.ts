import type { ExpressionBuilder } from 'kysely'
import type { CoauthorRole } from '../../shared/initiatives.ts'
import { fullName } from '../../shared/people.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import type { Person } from '../lib/actor.ts'
import { fromJson, type Db, type Tables, type Trx } from '../lib/db/db.ts'
import { listSpokenTo } from '../comments/queries.ts'
import '../councils/tables.ts'
import '../organizations/tables.ts'
import '../people/tables.ts'
import '../reviews/tables.ts'
import '../suggestions/tables.ts'
import '../votes/tables.ts'
import { dutyAfter, isInsider, whoIsNext } from './rules.ts'
import './tables.ts'

const held = (db: Db) =>
  db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .selectAll('initiative')
    .select(['council.authorityId as councilAuthorityId', 'council.timeZone'])

/** By its number, or by its id, which mechanics know it by. */
export const findInitiative = (db: Db, numberOrId: string) =>
  held(db)
    .where((eb) => eb.or([eb('initiative.number', '=', numberOrId), eb('initiative.id', '=', numberOrId)]))
    .executeTakeFirst()

export const lockInitiative = (trx: Trx, numberOrId: string) =>
  held(trx)
    .where((eb) => eb.or([eb('initiative.number', '=', numberOrId), eb('initiative.id', '=', numberOrId)]))
    .forUpdate('initiative')
    .executeTakeFirst()

/** Whose initiative it is: of its author, and of whoever was asked to write along. */
const writes = (eb: ExpressionBuilder<Tables, 'initiative'>, personId: Id) =>
  eb.or([
    eb('authorId', '=', personId),
    eb(
      'initiative.id',
      'in',
      eb
        .selectFrom('coauthor')
        .select('initiativeId')
        .where('coauthor.personId', '=', personId)
        .where('coauthor.role', '=', 'write'),
    ),
  ])

export type Initiative = NonNullable<Awaited<ReturnType<typeof findInitiative>>>

export const findInitiativeOfDraft = (db: Db, draftId: Id) =>
  held(db).where('initiative.draftId', '=', draftId).executeTakeFirst()

/** What a person writes along as a coauthor. */
export const listInitiativesWrittenBy = async (db: Db, personId: Id): Promise<Id[]> =>
  (
    await db
      .selectFrom('coauthor')
      .select('initiativeId')
      .where('personId', '=', personId)
      .where('role', '=', 'write')
      .execute()
  ).map(({ initiativeId }) => initiativeId)

/** What somebody was asked to do with the text; null for who was not asked. */
export const askedTo = async (
  db: Db,
  initiativeId: Id,
  personId: Id | null,
): Promise<CoauthorRole | null> => {
  if (personId === null) return null
  const coauthor = await db
    .selectFrom('coauthor')
    .select('role')
    .where('initiativeId', '=', initiativeId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  return coauthor?.role ?? null
}

export const listCoauthors = async (db: Db, initiativeId: Id) => {
  const rows = await db
    .selectFrom('coauthor')
    .innerJoin('person', 'person.id', 'coauthor.personId')
    .select(['personId', 'addedAt', 'role', 'familyName', 'givenName', 'patronymic'])
    .where('initiativeId', '=', initiativeId)
    .orderBy('addedAt')
    .orderBy('personId')
    .execute()
  return rows.map(({ personId, addedAt, role, ...name }) => ({
    personId,
    addedAt,
    role,
    name: fullName(name),
  }))
}

/** The road that was travelled, the first step first. */
export const listSteps = (db: Db, initiativeId: Id) =>
  db
    .selectFrom('initiativeStep')
    .leftJoin('person', 'person.id', 'initiativeStep.personId')
    .select(['verb', 'state', 'at', 'reason', 'familyName', 'givenName', 'patronymic'])
    .where('initiativeId', '=', initiativeId)
    .orderBy('initiativeStep.id')
    .execute()

/** Whether a move made this revision public. */
export const findStepOfRevision = (db: Db, revisionId: Id) =>
  db
    .selectFrom('initiativeStep')
    .innerJoin('initiative', 'initiative.id', 'initiativeStep.initiativeId')
    .select(['initiative.state', 'initiative.revisionId'])
    .where('initiativeStep.revisionId', '=', revisionId)
    .executeTakeFirst()

const cards = (db: Db) =>
  db
    .selectFrom('initiative')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select([
      'initiative.id',
      'initiative.number',
      'initiative.title',
      'initiative.state',
      'initiative.movedAt',
      'initiative.councilId',
      'council.slug as councilSlug',
      'council.shortName as councilShortName',
      'council.timeZone',
    ])

/** How readers call what a vote or a review is about. */
export async function listNumbers(db: Db, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('initiative').select(['id', 'number']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, number }) => [id, number]))
}

/** What a person writes, alone or along, the last moved first. */
export const listInitiativesOf = (db: Db, personId: Id) =>
  cards(db)
    .where((eb) => writes(eb, personId))
    .orderBy('movedAt', 'desc')
    .orderBy('initiative.id', 'desc')
    .execute()

/** What waits for a move of this person, as writer or as who runs the council, the longest wait first. */
export async function listInitiativesWaitingFor(db: Db, actor: Person) {
  const runs = actor.seats.filter(({ role }) => role === 'secretary' || role === 'chair')
  const own = (await listInitiativesOf(db, actor.personId)).filter(
    ({ state }) => whoIsNext(state) === 'authors',
  )
  const ofCouncils =
    runs.length === 0
      ? []
      : await cards(db)
          .where(
            'councilId',
            'in',
            runs.map((each) => each.councilId),
          )
          .where('state', 'in', ['council_review', 'adopted'])
          .execute()
  const waiting = [...own, ...ofCouncils].toSorted((a, b) => (a.movedAt < b.movedAt ? -1 : 1))
  const last = await lastSteps(
    db,
    waiting.map(({ id }) => id),
  )
  return waiting.map((each) => {
    const step = last.get(each.id)
    return { ...each, duty: dutyAfter(each.state, step?.verb), reason: step?.reason ?? null }
  })
}

async function lastSteps(db: Db, ids: readonly Id[]) {
  if (ids.length === 0) return new Map<Id, { verb: string; reason: string | null }>()
  const steps = await db
    .selectFrom('initiativeStep')
    .select(['initiativeId', 'verb', 'reason'])
    .where('initiativeId', 'in', ids)
    .orderBy('id')
    .execute()
  return new Map(steps.map(({ initiativeId, verb, reason }) => [initiativeId, { verb, reason }]))
}

/** What others did lately with the initiatives a person writes, the latest first. */
export const listNewsFor = (db: Db, personId: Id, limit: number) =>
  db
    .selectFrom('initiativeStep')
    .innerJoin('initiative', 'initiative.id', 'initiativeStep.initiativeId')
    .innerJoin('council', 'council.id', 'initiative.councilId')
    .select([
      'number',
      'title',
      'council.timeZone',
      'initiativeStep.verb',
      'initiativeStep.state',
      'initiativeStep.at',
      'initiativeStep.reason',
    ])
    .where((eb) =>
      eb.or([
        eb('authorId', '=', personId),
        eb(
          'initiative.id',
          'in',
          eb.selectFrom('coauthor').select('initiativeId').where('coauthor.personId', '=', personId),
        ),
      ]),
    )
    .where((eb) =>
      eb.or([eb('initiativeStep.personId', 'is', null), eb('initiativeStep.personId', '!=', personId)]),
    )
    .orderBy('initiativeStep.at', 'desc')
    .orderBy('initiativeStep.id', 'desc')
    .limit(limit)
    .execute()

/** Texts that a person writes and to which others have suggested changes that wait for a decision, the longest wait first. */
export const listSuggestedTo = (db: Db, personId: Id) =>
  cards(db)
    .innerJoin('suggestion', 'suggestion.baseDraftId', 'initiative.draftId')
    .innerJoin('draft', 'draft.id', 'initiative.draftId')
    .select((eb) => [
      eb.fn.countAll<number>().as('suggestions'),
      eb.fn.min<string>('suggestion.sentAt').as('since'),
    ])
    .where('suggestion.state', '=', 'sent')
    .where('suggestion.ownerId', '!=', personId)
    .where('draft.state', '=', 'open')
    .where((eb) => writes(eb, personId))
    .groupBy([
      'initiative.id',
      'initiative.number',
      'initiative.title',
      'initiative.state',
      'initiative.movedAt',
      'initiative.councilId',
      'council.slug',
      'council.shortName',
      'council.timeZone',
    ])
    .orderBy('since')
    .execute()

/** What of a person's suggestions was decided lately, the latest first. */
export const listDecidedOf = (db: Db, personId: Id, limit: number) =>
  cards(db)
    .innerJoin('suggestion', 'suggestion.baseDraftId', 'initiative.draftId')
    .select('suggestion.changedAt as decidedAt')
    .where('suggestion.state', '=', 'decided')
    .where('suggestion.ownerId', '=', personId)
    .orderBy('suggestion.changedAt', 'desc')
    .limit(limit)
    .execute()

/** Where somebody is spoken to, or answered, beside a text that they may still see, and has said nothing since; the latest first. */
export async function listAddressing(db: Db, actor: Person, limit: number) {
  const spoken = await listSpokenTo(db, actor.personId, limit)
  const texts = await Promise.all(
    [...new Set(spoken.map(({ draftId }) => draftId))].map(async (draftId) => {
      const initiative = await findInitiativeOfDraft(db, draftId)
      if (!initiative) return null
      const isInside = isInsider(actor, initiative, await askedTo(db, initiative.id, actor.personId))
      return { draftId, initiative, isInside }
    }),
  )
  return spoken.flatMap(({ draftId, isInner, ...each }) => {
    const text = texts.find((other) => other?.draftId === draftId)
    const isHeard = text?.isInside || (!isInner && text?.initiative.state === 'public_discussion')
    return text && isHeard ? { ...each, number: text.initiative.number, title: text.initiative.title } : []
  })
}

/** What is being discussed in public, the latest first. */
export const listUnderDiscussion = (db: Db, limit: number) =>
  cards(db)
    .where('state', 'in', ['public_discussion', 'council_review'])
    .where('initiative.revisionId', 'is not', null)
    .orderBy('movedAt', 'desc')
    .orderBy('initiative.id', 'desc')
    .limit(limit)
    .execute()

/** What councils decided lately, either way, with the numbers. */
export async function listRecentlyDecided(db: Db, limit: number) {
  const rows = await cards(db)
    .innerJoin('vote', 'vote.id', 'initiative.voteId')
    .select(['vote.id as voteId', 'vote.closedAt', 'vote.result'])
    .where('vote.state', 'in', ['closed', 'confirmed'])
    .where('initiative.state', 'not in', [
      'draft',
      'public_discussion',
      'council_review',
      'vote',
      'withdrawn',
    ])
    .orderBy('vote.closedAt', 'desc')
    .limit(limit)
    .execute()
  return rows.flatMap(({ result, closedAt, ...row }) =>
    result && closedAt ? [{ ...row, decidedAt: closedAt, result: fromJson<VoteResult>(result) }] : [],
  )
}

/** What authorities answered lately. */
export const listRecentlyAnswered = (db: Db, limit: number) =>
  cards(db)
    .innerJoin('review', 'review.id', 'initiative.reviewId')
    .innerJoin('conclusion', 'conclusion.reviewId', 'review.id')
    .innerJoin('organization', 'organization.id', 'review.authorityId')
    .select([
      'review.id as reviewId',
      'review.registeredOn',
      'review.dueOn',
      'review.concludedAt',
      'verdict',
      'text',
      'concludedOn',
      'organization.slug as authoritySlug',
      'organization.shortName as authorityShortName',
    ])
    .orderBy('review.concludedAt', 'desc')
    .limit(limit)
    .execute()
