import type { Comment, Named, Thread, ThreadHead, Writer } from '../../shared/comments.ts'
import { fullName, type PersonName } from '../../shared/people.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { fromJson, type Db, type Trx } from '../lib/db/db.ts'
import '../drafts/tables.ts'
import '../people/tables.ts'
import './tables.ts'

const shown = ['open', 'resolved'] as const

const threads = (db: Db) =>
  db
    .selectFrom('thread')
    .leftJoin('person as author', 'author.id', 'thread.authorId')
    .leftJoin('person as resolver', 'resolver.id', 'thread.resolvedBy')
    .selectAll('thread')
    .select([
      'author.familyName',
      'author.givenName',
      'author.patronymic',
      'resolver.familyName as resolverFamilyName',
      'resolver.givenName as resolverGivenName',
      'resolver.patronymic as resolverPatronymic',
    ])

type ThreadRow = Awaited<ReturnType<ReturnType<typeof threads>['executeTakeFirstOrThrow']>>

const comments = (db: Db) =>
  db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .leftJoin('person', 'person.id', 'comment.authorId')
    .selectAll('comment')
    .select(['person.familyName', 'person.givenName', 'person.patronymic'])
    .orderBy('comment.createdAt')
    .orderBy('comment.id')

type CommentRow = Awaited<ReturnType<ReturnType<typeof comments>['executeTakeFirstOrThrow']>>

interface Authored {
  authorId: Id | null
  authorName: string | null
  familyName: string | null
  givenName: string | null
  patronymic: string | null
}

const writerOf = ({ authorId, authorName, familyName, givenName, patronymic }: Authored): Writer =>
  authorId === null
    ? { id: null, name: authorName ?? '' }
    : { id: authorId, name: fullName({ familyName, givenName, patronymic } as PersonName) }

const headOf = (row: ThreadRow): ThreadHead => ({
  id: row.id,
  draftId: row.draftId,
  version: row.version,
  state: row.state === 'open' || row.state === 'resolved' ? row.state : 'removed',
  quote: row.quote,
  isInner: row.isInner === 1,
  author: writerOf(row),
  openedAt: row.openedAt,
  resolvedAt: row.resolvedAt,
  resolvedBy:
    row.resolvedBy === null
      ? null
      : {
          id: row.resolvedBy,
          name: fullName({
            familyName: row.resolverFamilyName,
            givenName: row.resolverGivenName,
            patronymic: row.resolverPatronymic,
          } as PersonName),
        },
})

const mentionedIn = ({ mentions }: Pick<CommentRow, 'mentions'>) => fromJson<Id[]>(mentions)

const commentOf = (row: CommentRow, names: ReadonlyMap<Id, string>): Comment => ({
  id: row.id,
  author: writerOf(row),
  text: row.text,
  mentions: mentionedIn(row).flatMap((id) => {
    const name = names.get(id)
    return name === undefined ? [] : { id, name }
  }),
  createdAt: row.createdAt,
  editedAt: row.editedAt,
  deletedAt: row.deletedAt,
})

async function namesOf(db: Db, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('person')
    .select(['id', 'familyName', 'givenName', 'patronymic'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, ...name }) => [id, fullName(name)]))
}

/** The threads about a draft that anybody is shown, the first begun first. */
export async function listThreads(db: Db, draftId: Id): Promise<Thread[]> {
  const heads = await threads(db)
    .where('draftId', '=', draftId)
    .where('state', 'in', shown)
    .orderBy('openedAt')
    .orderBy('thread.id')
    .execute()
  const rows = await comments(db)
    .where('thread.draftId', '=', draftId)
    .where('thread.state', 'in', shown)
    .execute()
  const names = await namesOf(db, rows.flatMap(mentionedIn))
  const byThread = Map.groupBy(rows, ({ threadId }) => threadId)
  return heads.map((row) => ({
    ...headOf(row),
    comments: (byThread.get(row.id) ?? []).map((each) => commentOf(each, names)),
  }))
}

export async function viewThread(db: Db, threadId: Id): Promise<Thread> {
  const head = await threads(db).where('thread.id', '=', threadId).executeTakeFirstOrThrow()
  const rows = await comments(db).where('threadId', '=', threadId).execute()
  const names = await namesOf(db, rows.flatMap(mentionedIn))
  return { ...headOf(head), comments: rows.map((each) => commentOf(each, names)) }
}

export const viewHead = async (db: Db, threadId: Id): Promise<ThreadHead> =>
  headOf(await threads(db).where('thread.id', '=', threadId).executeTakeFirstOrThrow())

export async function viewComment(db: Db, commentId: Id): Promise<Comment> {
  const row = await comments(db).where('comment.id', '=', commentId).executeTakeFirstOrThrow()
  return commentOf(row, await namesOf(db, mentionedIn(row)))
}

export const findThread = (db: Db, threadId: Id) =>
  db.selectFrom('thread').selectAll().where('id', '=', threadId).executeTakeFirst()

export const lockThread = (trx: Trx, threadId: Id) =>
  trx.selectFrom('thread').selectAll().where('id', '=', threadId).forUpdate().executeTakeFirst()

export type ThreadTableRow = NonNullable<Awaited<ReturnType<typeof findThread>>>

/** What a page of this person has sent before under this name. */
export const findSentThread = (db: Db, draftId: Id, authorId: Id, key: string) =>
  db
    .selectFrom('thread')
    .selectAll()
    .where('draftId', '=', draftId)
    .where('authorId', '=', authorId)
    .where('key', '=', key)
    .executeTakeFirst()

export const findSentComment = (db: Db, threadId: Id, authorId: Id, key: string) =>
  db
    .selectFrom('comment')
    .select('id')
    .where('threadId', '=', threadId)
    .where('authorId', '=', authorId)
    .where('key', '=', key)
    .executeTakeFirst()

export const findComment = (db: Db, commentId: Id) =>
  db.selectFrom('comment').selectAll().where('id', '=', commentId).executeTakeFirst()

const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number | string | bigint }> }) =>
  Number((await query.executeTakeFirstOrThrow()).n)

export const countThreads = (db: Db, draftId: Id) =>
  count(
    db
      .selectFrom('thread')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('draftId', '=', draftId)
      .where('state', 'in', ['placing', ...shown]),
  )

export const countComments = (db: Db, threadId: Id) =>
  count(
    db
      .selectFrom('comment')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('threadId', '=', threadId),
  )

/** Comments of a thread that say something still. */
export const countLeft = (db: Db, threadId: Id) =>
  count(
    db
      .selectFrom('comment')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('threadId', '=', threadId)
      .where('deletedAt', 'is', null),
  )

export const countSince = (db: Db, authorId: Id, since: Instant) =>
  count(
    db
      .selectFrom('comment')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('authorId', '=', authorId)
      .where('createdAt', '>', since),
  )

/** Who has had a say where everybody may. */
export async function listSpeakers(db: Db, draftId: Id): Promise<Named[]> {
  const rows = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .innerJoin('person', 'person.id', 'comment.authorId')
    .select(['person.id', 'familyName', 'givenName', 'patronymic'])
    .distinct()
    .where('draftId', '=', draftId)
    .where('isInner', '=', 0)
    .where('thread.state', 'in', shown)
    .where('deletedAt', 'is', null)
    .where('closedAt', 'is', null)
    .orderBy('familyName')
    .orderBy('person.id')
    .execute()
  return rows.map(({ id, ...name }) => ({ id, name: fullName(name) }))
}

/**
 * In which open threads somebody is spoken to by name, or answered in one that they began, and has said nothing since: the last
 * word of each that does so, the latest first. Whether they may still see the text is not asked here.
 */
export async function listSpokenTo(db: Db, personId: Id, limit: number) {
  const rows = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .innerJoin('person', 'person.id', 'comment.authorId')
    .select(['threadId', 'draftId', 'isInner', 'comment.text', 'comment.createdAt'])
    .select(['familyName', 'givenName', 'patronymic'])
    .where('thread.state', '=', 'open')
    .where('deletedAt', 'is', null)
    .where('comment.authorId', '!=', personId)
    .where((eb) => eb.or([eb('mentions', 'like', `%${personId}%`), eb('thread.authorId', '=', personId)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('comment as later')
            .select('later.id')
            .whereRef('later.threadId', '=', 'comment.threadId')
            .where('later.authorId', '=', personId)
            .whereRef('later.id', '>', 'comment.id'),
        ),
      ),
    )
    .orderBy('comment.createdAt', 'desc')
    .orderBy('comment.id', 'desc')
    .limit(4 * limit)
    .execute()
  const last = rows.filter(({ threadId }, at) => rows.findIndex((each) => each.threadId === threadId) === at)
  return last.slice(0, limit).map(({ threadId, draftId, isInner, text, createdAt, ...name }) => ({
    ...{ threadId, draftId, text, at: createdAt },
    isInner: isInner === 1,
    byWhom: fullName(name),
  }))
}

/** Threads that were left between row and mark, the oldest first; those whose text may not be changed wait. */
export const listUnfinished = (db: Db, before: Instant, limit: number) =>
  db
    .selectFrom('thread')
    .innerJoin('draft', 'draft.id', 'thread.draftId')
    .select(['thread.id', 'thread.draftId', 'thread.state', 'thread.authorName'])
    .where('thread.state', 'in', ['placing', 'removing'])
    .where('thread.changedAt', '<', before)
    .where((eb) => eb.or([eb('thread.state', '=', 'placing'), eb('draft.state', '=', 'open')]))
    .orderBy('thread.changedAt')
    .limit(limit)
    .execute()

/** What an export says in the margin; deleted words are gone. */
export interface SpokenThread {
  /** Also that of the mark in the text. */
  id: Id
  quote: string
  resolved: boolean
  author: string
  at: Instant
  text: string
  replies: { author: string; at: Instant; text: string }[]
}

/** The threads about a draft for an export; what stays among those who work on the text only `withInner`. */
export async function commentsOf(
  db: Db,
  draftId: Id,
  { withInner }: { withInner: boolean },
): Promise<SpokenThread[]> {
  const all = await listThreads(db, draftId)
  return all
    .filter(({ isInner }) => withInner || !isInner)
    .flatMap(({ id, quote, state, comments: said }) => {
      const [first, ...rest] = said
        .filter(({ deletedAt }) => deletedAt === null)
        .map(({ author, createdAt, text }) => ({ author: author.name, at: createdAt, text }))
      return first ? { id, quote, resolved: state === 'resolved', ...first, replies: rest } : []
    })
}
