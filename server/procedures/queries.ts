import type { Insertable, Selectable, Updateable } from 'kysely'
import { fullName } from '../../shared/people.ts'
import type { Amendment, Passage, ProcedureStep } from '../../shared/procedures.ts'
import type { VoteResult } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import '../people/tables.ts'
import '../votes/tables.ts'
import type { AmendmentTable, ProcedureStepTable, ProcedureTable } from './tables.ts'

export type Procedure = Selectable<ProcedureTable>
export type AmendmentRow = Selectable<AmendmentTable>
export type Step = Selectable<ProcedureStepTable>

export const findProcedure = (db: Db, id: Id) =>
  db.selectFrom('procedure').selectAll().where('id', '=', id).executeTakeFirst()

/** The procedure, alone until the act ends. */
export const lockProcedure = (trx: Trx, id: Id) =>
  trx.selectFrom('procedure').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** The procedure that a text is in now. */
export const findRunning = (db: Db, draftId: Id) =>
  db
    .selectFrom('procedure')
    .selectAll()
    .where('draftId', '=', draftId)
    .where('state', 'not in', ['adopted', 'rejected', 'returned'])
    .executeTakeFirst()

/** The last procedure of a text. */
export const findProcedureOfDraft = (db: Db, draftId: Id) =>
  db
    .selectFrom('procedure')
    .selectAll()
    .where('draftId', '=', draftId)
    .orderBy('id', 'desc')
    .executeTakeFirst()

/** The last procedure that belongs to an item of a meeting. */
export const findProcedureOfItem = (db: Db, itemId: Id) =>
  db.selectFrom('procedure').selectAll().where('itemId', '=', itemId).orderBy('id', 'desc').executeTakeFirst()

/** The procedure whose editorial commission works in a draft. */
export const findProcedureOfEditorial = (db: Db, draftId: Id) =>
  db.selectFrom('procedure').selectAll().where('editorialDraftId', '=', draftId).executeTakeFirst()

export const addProcedure = (trx: Trx, row: Insertable<ProcedureTable>) =>
  trx.insertInto('procedure').values(row).execute()

export const setProcedure = (trx: Trx, id: Id, change: Updateable<ProcedureTable>) =>
  trx.updateTable('procedure').set(change).where('id', '=', id).execute()

/** In the order in which they are put. */
export const listAmendments = (db: Db, procedureId: Id): Promise<AmendmentRow[]> =>
  db
    .selectFrom('amendment')
    .selectAll()
    .where('procedureId', '=', procedureId)
    .orderBy('position')
    .orderBy('number')
    .execute()

export const findAmendment = (db: Db, id: Id) =>
  db.selectFrom('amendment').selectAll().where('id', '=', id).executeTakeFirst()

/** Those of a suggestion in a procedure that goes on. */
export const listAmendmentsOfSuggestion = (db: Db, suggestionId: Id) =>
  db
    .selectFrom('amendment')
    .innerJoin('procedure', 'procedure.id', 'amendment.procedureId')
    .selectAll('amendment')
    .where('suggestionId', '=', suggestionId)
    .where('procedure.state', '=', 'amendments')
    .orderBy('number')
    .execute()

export const addAmendments = async (trx: Trx, rows: readonly Insertable<AmendmentTable>[]) => {
  for (const row of rows) await trx.insertInto('amendment').values(row).execute()
}

export const setAmendment = (trx: Trx, id: Id, change: Updateable<AmendmentTable>) =>
  trx.updateTable('amendment').set(change).where('id', '=', id).execute()

export const addStep = (trx: Trx, row: Insertable<ProcedureStepTable>) =>
  trx.insertInto('procedureStep').values(row).execute()

export const setStep = (trx: Trx, id: Id, change: Updateable<ProcedureStepTable>) =>
  trx.updateTable('procedureStep').set(change).where('id', '=', id).execute()

/** The question that is put now. */
export const findOpenStep = (db: Db, procedureId: Id) =>
  db
    .selectFrom('procedureStep')
    .selectAll()
    .where('procedureId', '=', procedureId)
    .where('closedAt', 'is', null)
    .executeTakeFirst()

export const findStepOfVote = (db: Db, voteId: Id) =>
  db.selectFrom('procedureStep').selectAll().where('voteId', '=', voteId).executeTakeFirst()

/** Every question that was put, the first one first, with the numbers of its vote. */
export async function listSteps(db: Db, procedureId: Id): Promise<ProcedureStep[]> {
  const rows = await db
    .selectFrom('procedureStep')
    .leftJoin('vote', 'vote.id', 'procedureStep.voteId')
    .leftJoin('person', 'person.id', 'procedureStep.objectedBy')
    .select([
      'procedureStep.id',
      'kind',
      'way',
      'procedureStep.question',
      'voteId',
      'amendments',
      'putAt',
      'procedureStep.closedAt',
      'outcome',
      'vote.result',
      'familyName',
      'givenName',
      'patronymic',
    ])
    .where('procedureId', '=', procedureId)
    .orderBy('procedureStep.id')
    .execute()
  return rows.map(({ familyName, givenName, patronymic, amendments, result, ...row }) => ({
    ...row,
    amendments: fromJson<Id[]>(amendments),
    result: result === null ? null : fromJson<VoteResult>(result),
    objectedBy:
      familyName === null || givenName === null ? null : fullName({ familyName, givenName, patronymic }),
  }))
}

/**
 * The amendments of a procedure as minutes and tables print them (T1, T8 §10), by number: whose, which clause, what was to change, what
 * was decided and by which numbers. Nothing of it changes once an amendment is decided.
 */
export async function amendmentsOf(db: Db, procedureId: Id): Promise<Amendment[]> {
  const rows = await listAmendments(db, procedureId)
  const steps = await listSteps(db, procedureId)
  return rows.map((row) => amendmentFrom(row, steps)).toSorted((a, b) => a.number - b.number)
}

/** An amendment as everybody reads it, with the last question that was put about it and what came of that. */
export function amendmentFrom(row: AmendmentRow, steps: readonly ProcedureStep[]): Amendment {
  const { id, number, author, keeper, state, reason, note, sha256, decidedAt } = row
  const last = steps.findLast((step) => step.amendments.includes(id) && step.outcome !== 'taken_back')
  const isDecided = state === 'adopted' || state === 'rejected'
  return {
    ...{ id, number, author, keeper, state, reason, note, sha256, decidedAt },
    passages: fromJson<Passage[]>(row.passages),
    way: isDecided ? (last?.way ?? null) : null,
    question: last?.question ?? null,
    voteId: last?.voteId ?? null,
    result: last?.result ?? null,
  }
}
