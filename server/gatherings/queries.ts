import {
  byId,
  type Attendance,
  type GatheringHead,
  type GatheringView,
  type ProgrammeItem,
  type Question,
  type Room,
  type Turn,
} from '../../shared/gatherings.ts'
import { fullName, type PersonName } from '../../shared/people.ts'
import type { Id } from '../../shared/values.ts'
import type { Actor, Person } from '../lib/actor.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import '../people/tables.ts'
import { roleIn } from './rules.ts'
import './tables.ts'

export const findGathering = (db: Db, id: Id) =>
  db.selectFrom('gathering').selectAll().where('id', '=', id).executeTakeFirst()

export type Gathering = NonNullable<Awaited<ReturnType<typeof findGathering>>>

export const lockGathering = (trx: Trx, id: Id) =>
  trx.selectFrom('gathering').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const findGatheringOfNotes = (db: Db, draftId: Id) =>
  db.selectFrom('gathering').selectAll().where('notesDraftId', '=', draftId).executeTakeFirst()

const person = (row: PersonName & { personId: Id }) => ({ id: row.personId, name: fullName(row) })

export async function headOf(db: Db, gathering: Gathering): Promise<GatheringHead> {
  const name = await db
    .selectFrom('person')
    .select(['id as personId', 'familyName', 'givenName', 'patronymic'])
    .where('id', '=', gathering.moderatorId)
    .executeTakeFirstOrThrow()
  const { state, startsAt, endsAt, timeZone, place, callUrl, notesDraftId } = gathering
  const { currentItemId, turnSeconds, openedAt, closedAt } = gathering
  return {
    ...{ state, startsAt, endsAt, timeZone, place, callUrl, notesDraftId },
    ...{ moderator: person(name), currentItemId, turnSeconds, openedAt, closedAt },
  }
}

export const listProgramme = (db: Db, gatheringId: Id): Promise<ProgrammeItem[]> =>
  db
    .selectFrom('programmeItem')
    .select(['id', 'position', 'title', 'speaker', 'minutes'])
    .where('gatheringId', '=', gatheringId)
    .orderBy('position')
    .execute()

const attendance = (db: Db, gatheringId: Id) =>
  db
    .selectFrom('attendance')
    .innerJoin('person', 'person.id', 'attendance.personId')
    .select(['attendance.id', 'personId', 'familyName', 'givenName', 'patronymic', 'inAt', 'outAt'])
    .where('gatheringId', '=', gatheringId)

const asAttendance = (row: PersonName & { personId: Id } & Omit<Attendance, 'person'>): Attendance => {
  const { id, inAt, outAt } = row
  return { id, person: person(row), inAt, outAt }
}

/** The intervals with the ids. */
export async function listAttendance(db: Db, gatheringId: Id, ids: readonly Id[]): Promise<Attendance[]> {
  if (ids.length === 0) return []
  const rows = await attendance(db, gatheringId).where('attendance.id', 'in', ids).execute()
  return rows.map(asAttendance).toSorted(byId)
}

const turns = (db: Db, gatheringId: Id) =>
  db
    .selectFrom('turn')
    .innerJoin('person', 'person.id', 'turn.personId')
    .select(['turn.id', 'personId', 'familyName', 'givenName', 'patronymic'])
    .select(['turn.state', 'raisedAt', 'givenAt', 'doneAt', 'seconds'])
    .where('gatheringId', '=', gatheringId)

const asTurn = (row: PersonName & { personId: Id } & Omit<Turn, 'person'>): Turn => {
  const { id, state, raisedAt, givenAt, doneAt, seconds } = row
  return { id, person: person(row), state, raisedAt, givenAt, doneAt, seconds }
}

/** The turns with the ids, in whatever state. */
export async function listTurns(db: Db, gatheringId: Id, ids: readonly Id[]): Promise<Turn[]> {
  if (ids.length === 0) return []
  const rows = await turns(db, gatheringId).where('turn.id', 'in', ids).execute()
  return rows.map(asTurn).toSorted(byId)
}

const questions = (db: Db, gatheringId: Id) =>
  db
    .selectFrom('question')
    .innerJoin('person', 'person.id', 'question.personId')
    .select(['question.id', 'personId', 'familyName', 'givenName', 'patronymic'])
    .select(['question.text', 'question.state', 'askedAt', 'answeredAt'])
    .where('gatheringId', '=', gatheringId)

const asQuestion = (row: PersonName & { personId: Id } & Omit<Question, 'person' | 'supporters'>) => {
  const { id, text, state, askedAt, answeredAt } = row
  return { id, person: person(row), text, state, askedAt, answeredAt }
}

/** A question in whatever state, without its supporters. */
export async function findQuestion(db: Db, gatheringId: Id, id: Id) {
  const row = await questions(db, gatheringId).where('question.id', '=', id).executeTakeFirst()
  return row && asQuestion(row)
}

async function listQuestions(db: Db, gatheringId: Id): Promise<Question[]> {
  const [rows, supports] = await Promise.all([
    questions(db, gatheringId).where('question.state', '!=', 'withdrawn').execute(),
    db
      .selectFrom('questionSupport')
      .innerJoin('question', 'question.id', 'questionSupport.questionId')
      .select(['questionId', 'questionSupport.personId'])
      .where('gatheringId', '=', gatheringId)
      .execute(),
  ])
  const supporters = Map.groupBy(supports, (each) => each.questionId)
  return rows
    .map((row) => ({
      ...asQuestion(row),
      supporters: (supporters.get(row.id) ?? []).map((each) => each.personId).toSorted(),
    }))
    .toSorted(byId)
}

/**
 * Everything in the room. The version is read first, so rows can only be newer than it: events that are already in them change
 * nothing when they are applied again.
 */
export async function viewGathering(db: Db, id: Id): Promise<GatheringView | undefined> {
  const gathering = await findGathering(db, id)
  if (!gathering) return undefined
  const [head, programme, intervals, stillTurns, stillQuestions] = await Promise.all([
    headOf(db, gathering),
    listProgramme(db, id),
    attendance(db, id).execute(),
    turns(db, id).where('turn.state', '!=', 'withdrawn').execute(),
    listQuestions(db, id),
  ])
  return {
    ...{ id, version: gathering.version, ...head, programme },
    attendance: intervals.map(asAttendance).toSorted(byId),
    turns: stillTurns.map(asTurn).toSorted(byId),
    questions: stillQuestions,
  }
}

/** What is known of a gathering beforehand, and who its reader would be in it; null for somebody who stays outside. */
export async function announceGathering(db: Db, id: Id, actor: Actor | null) {
  const gathering = await findGathering(db, id)
  if (!gathering) return undefined
  const [head, programme] = await Promise.all([headOf(db, gathering), listProgramme(db, id)])
  return { version: gathering.version, head, programme, role: roleIn(gathering, actor) }
}

/** The room as somebody in it finds it; undefined for whoever may not come in. */
export async function roomOf(db: Db, id: Id, actor: Person, now: Date): Promise<Room | undefined> {
  const gathering = await findGathering(db, id)
  const role = gathering && roleIn(gathering, actor)
  const view = role && (await viewGathering(db, id))
  if (!view) return undefined
  return { gathering: view, self: { personId: actor.personId, role }, now: now.toISOString() }
}
