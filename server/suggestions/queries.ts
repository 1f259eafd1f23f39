import type { SuggestionDecision } from '../../shared/suggestions.ts'
import { fullName } from '../../shared/people.ts'
import type { Id } from '../../shared/values.ts'
import type { Db, Trx } from '../lib/db/db.ts'
import '../drafts/tables.ts'
import '../people/tables.ts'
import './tables.ts'

export { placeAt, placeLine } from './places.ts'

const columns = [
  'suggestion.id',
  'suggestion.councilId',
  'suggestion.baseDraftId',
  'suggestion.draftId',
  'suggestion.ownerId',
  'suggestion.authorName',
  'suggestion.state',
  'suggestion.note',
  'suggestion.baseSeq',
  'suggestion.baseJson',
  'suggestion.outdated',
  'suggestion.createdAt',
  'suggestion.sentAt',
  'suggestion.changedAt',
] as const

const named = (db: Db) =>
  db
    .selectFrom('suggestion')
    .innerJoin('person', 'person.id', 'suggestion.ownerId')
    .select(columns)
    .select(['person.familyName', 'person.givenName', 'person.patronymic'])

const withName = <T extends { familyName: string; givenName: string; patronymic: string | null }>({
  familyName,
  givenName,
  patronymic,
  ...row
}: T) => ({ ...row, ownerName: fullName({ familyName, givenName, patronymic }) })

export const findSuggestion = async (db: Db, id: Id) => {
  const row = await named(db).where('suggestion.id', '=', id).executeTakeFirst()
  return row && withName(row)
}

export type Suggestion = NonNullable<Awaited<ReturnType<typeof findSuggestion>>>

/** The suggestion that is written in a draft. */
export const findSuggestionOfDraft = (db: Db, draftId: Id) =>
  db.selectFrom('suggestion').select(columns).where('draftId', '=', draftId).executeTakeFirst()

export const lockSuggestion = (trx: Trx, id: Id) =>
  trx.selectFrom('suggestion').select(columns).where('suggestion.id', '=', id).forUpdate().executeTakeFirst()

/** Somebody's own suggestion for a text that was not taken back; those of a file are not meant. */
export const findOwn = (db: Db, baseDraftId: Id, ownerId: Id) =>
  db
    .selectFrom('suggestion')
    .select(columns)
    .where('baseDraftId', '=', baseDraftId)
    .where('ownerId', '=', ownerId)
    .where('authorName', 'is', null)
    .where('state', '!=', 'withdrawn')
    .executeTakeFirst()

/** Everything that was ever suggested for a text, as it was begun. */
export const listSuggestions = async (db: Db, baseDraftId: Id) =>
  (await named(db).where('baseDraftId', '=', baseDraftId).orderBy('suggestion.id').execute()).map(withName)

/** A word that is another one whenever anything of what is suggested for a text has changed. */
export async function suggestionsStamp(db: Db, baseDraftId: Id): Promise<string> {
  const rows = await db
    .selectFrom('suggestion')
    .innerJoin('draft', 'draft.id', 'suggestion.draftId')
    .select(['suggestion.id', 'suggestion.state', 'suggestion.changedAt', 'draft.head'])
    .where('baseDraftId', '=', baseDraftId)
    .orderBy('suggestion.id')
    .execute()
  return rows.map(({ id, state, changedAt, head }) => [id, state, changedAt, head].join()).join(' ')
}

/** The drafts in which suggestions for a text are written and may still be. */
export const listForks = async (db: Db, baseDraftId: Id): Promise<Id[]> => {
  const rows = await db
    .selectFrom('suggestion')
    .select('draftId')
    .where('baseDraftId', '=', baseDraftId)
    .where('state', '!=', 'withdrawn')
    .orderBy('id')
    .execute()
  return rows.map(({ draftId }) => draftId)
}

/** How many suggestions for a text are not taken back, and how many of them are this person's. */
export async function countSuggestions(
  db: Db,
  baseDraftId: Id,
  ownerId: Id,
): Promise<{ all: number; own: number }> {
  const rows = await db
    .selectFrom('suggestion')
    .select('ownerId')
    .where('baseDraftId', '=', baseDraftId)
    .where('state', '!=', 'withdrawn')
    .execute()
  return { all: rows.length, own: rows.filter((each) => each.ownerId === ownerId).length }
}

/** Whether somebody has already decided what a reviewer saw as this change. */
export const wasDecided = async (
  db: Db,
  suggestionId: Id,
  changeId: string,
  near: number,
): Promise<boolean> =>
  (await db
    .selectFrom('suggestionDecision')
    .select('id')
    .where('suggestionId', '=', suggestionId)
    .where('changeId', '=', changeId)
    .where('near', '=', near)
    .executeTakeFirst()) !== undefined

/** What was decided of these suggestions, the first decision first. */
export async function listDecisions(
  db: Db,
  suggestionIds: readonly Id[],
): Promise<Map<Id, SuggestionDecision[]>> {
  if (suggestionIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('suggestionDecision')
    .innerJoin('person', 'person.id', 'suggestionDecision.personId')
    .select([
      'suggestionDecision.id',
      'suggestionId',
      'decision',
      'reason',
      'kind',
      'place',
      'removed',
      'added',
      'at',
      'familyName',
      'givenName',
      'patronymic',
    ])
    .where('suggestionId', 'in', suggestionIds)
    .orderBy('suggestionDecision.id')
    .execute()
  return Map.groupBy(
    rows.map(({ familyName, givenName, patronymic, ...row }) => ({
      ...row,
      by: fullName({ familyName, givenName, patronymic }),
    })),
    (row) => row.suggestionId,
  )
}

/** Rows at which the server has written into a text what was accepted, or into a suggestion what it had to follow. */
export async function listRewrites(db: Db, draftId: Id): Promise<number[]> {
  const accepted = await db
    .selectFrom('suggestionDecision')
    .innerJoin('suggestion', 'suggestion.id', 'suggestionDecision.suggestionId')
    .select('suggestionDecision.baseSeq as seq')
    .where('suggestion.baseDraftId', '=', draftId)
    .where('suggestionDecision.baseSeq', 'is not', null)
    .execute()
  const followed = await db
    .selectFrom('draftUpdate')
    .innerJoin('suggestion', 'suggestion.draftId', 'draftUpdate.draftId')
    .select('draftUpdate.seq')
    .where('draftUpdate.draftId', '=', draftId)
    .where('draftUpdate.personId', 'is', null)
    .where('draftUpdate.seq', '>', 1)
    .execute()
  return [...accepted, ...followed].flatMap(({ seq }) => seq ?? [])
}
