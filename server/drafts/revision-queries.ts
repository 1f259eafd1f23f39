import type { Selectable } from 'kysely'
import * as Y from 'yjs'
import { fullName } from '../../shared/people.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import '../lib/journal.ts'
import '../people/tables.ts'
import { revisionColumns } from './queries.ts'
import type { DraftAuthorshipTable } from './tables.ts'

/** The version that holds the text behind row `seq`, or the nearest before it. */
export const versionAtOrBefore = (db: Db, draftId: Id, seq: number) =>
  db
    .selectFrom('revision')
    .select(revisionColumns)
    .where('draftId', '=', draftId)
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()

export const lastEdition = (db: Db, draftId: Id) =>
  db
    .selectFrom('revision')
    .select(['edition', 'chainSha256'])
    .where('draftId', '=', draftId)
    .where('edition', 'is not', null)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst()

export const listAutomatic = (db: Db, draftId: Id) =>
  db
    .selectFrom('revision')
    .select(['id', 'createdAt as at'])
    .where('draftId', '=', draftId)
    .where('kind', '=', 'automatic')
    .execute()

export async function countNamed(db: Db, draftId: Id): Promise<number> {
  const { n } = await db
    .selectFrom('revision')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('draftId', '=', draftId)
    .where('kind', '=', 'named')
    .executeTakeFirstOrThrow()
  return Number(n)
}

/**
 * Who has written behind row `after`, up to `upTo`; the house itself does not count, nor who brought back what others wrote, nor who only
 * commented or changed the look of words.
 */
export async function listAuthorsBetween(db: Db, draftId: Id, after: number, upTo: number): Promise<Id[]> {
  const between = db
    .selectFrom('draftUpdate')
    .where('draftId', '=', draftId)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('isRelayed', '=', 0)
  const people = await between
    .select('personId')
    .distinct()
    .where('personId', 'is not', null)
    .orderBy('personId')
    .execute()
  const authors: Id[] = []
  for (const { personId } of people) {
    // Whoever has written did so in the first row nearly always.
    for (let seen = after, found = false; !found;) {
      const rows = await between
        .select(['seq', 'bytes'])
        .where('personId', '=', personId)
        .where('seq', '>', seen)
        .orderBy('seq')
        .limit(50)
        .execute()
      if (rows.length === 0) break
      found = rows.some(({ bytes }) => isWriting(bytes))
      if (found && personId) authors.push(personId)
      seen = rows.at(-1)!.seq
    }
  }
  return authors
}

/** Whether a row brings or takes words or paragraphs, and not only marks on them. */
function isWriting(bytes: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(bytes)
  const contents = structs.flatMap((struct) => (struct instanceof Y.Item ? struct.content : []))
  if (contents.some((each) => !(each instanceof Y.ContentFormat) && !(each instanceof Y.ContentDeleted)))
    return true
  return contents.length === 0 && ds.clients.size > 0
}

/** All versions without their texts, the first one first. */
export const listVersions = (db: Db, draftId: Id) =>
  db
    .selectFrom('revision')
    .select([
      'id',
      'draftId',
      'number',
      'seq',
      'title',
      'sha256',
      'personId',
      'createdAt',
      'kind',
      'reason',
      'edition',
      'words',
      'authors',
      'chainSha256',
    ])
    .where('draftId', '=', draftId)
    .orderBy('seq')
    .orderBy('number')
    .execute()

/** Drafts that were written to, have rested since `before`, and have words that no version holds. */
export const listRested = (db: Db, kinds: readonly string[], before: Instant, limit: number) =>
  db
    .selectFrom('draft')
    .select(['id', 'councilId'])
    .where('state', '=', 'open')
    .where('subjectKind', 'in', kinds)
    .where('changedAt', '<=', before)
    .whereRef('head', '>', 'versionSeq')
    .orderBy('changedAt')
    .limit(limit)
    .execute()

/** Open drafts with words that no version holds. */
export const listUnkept = (db: Db, kinds: readonly string[]) =>
  db
    .selectFrom('draft')
    .select('id')
    .where('state', '=', 'open')
    .where('subjectKind', 'in', kinds)
    .whereRef('head', '>', 'versionSeq')
    .execute()

export async function listNames(db: Db, personIds: readonly Id[]): Promise<Map<Id, string>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('person')
    .select(['id', 'familyName', 'givenName', 'patronymic'])
    .where('id', 'in', personIds)
    .execute()
  return new Map(rows.map(({ id, ...name }) => [id, fullName(name)]))
}

export const findAuthorship = (db: Db, draftId: Id) =>
  db
    .selectFrom('draftAuthorship')
    .select(['epoch', 'seq', 'state'])
    .where('draftId', '=', draftId)
    .executeTakeFirst()

/** Another process may have come further. */
export const putAuthorship = (db: Db, row: Selectable<DraftAuthorshipTable>) =>
  db
    .insertInto('draftAuthorship')
    .values(row)
    .onConflict((on) =>
      on
        .column('draftId')
        .doUpdateSet((eb) => ({
          epoch: eb.ref('excluded.epoch'),
          seq: eb.ref('excluded.seq'),
          state: eb.ref('excluded.state'),
          createdAt: eb.ref('excluded.createdAt'),
        }))
        .where((eb) => eb('draftAuthorship.seq', '<', eb.ref('excluded.seq'))),
    )
    .execute()

/** When each clientID wrote first, as far as rows that are gone have left it (milliseconds of the epoch). */
export async function firstTimes(db: Db, draftId: Id): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('draftClient')
    .select(['clientId', 'firstAt'])
    .where('draftId', '=', draftId)
    .where('firstAt', 'is not', null)
    .execute()
  return new Map(rows.map(({ clientId, firstAt }) => [Number(clientId), Date.parse(firstAt!)]))
}

/** Rows at which a restoration has written anew what stood in a draft. */
export async function listRestorations(db: Db, draftId: Id): Promise<number[]> {
  const rows = await db
    .selectFrom('journal')
    .select('data')
    .where('subjectKind', '=', 'draft')
    .where('subjectId', '=', draftId)
    .where('verb', '=', 'draft:restored')
    .execute()
  return rows.map(({ data }) => fromJson<{ seq: number }>(data).seq)
}
