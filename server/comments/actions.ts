import {
  COMMENT_LENGTH,
  COMMENTS_AT_ONCE,
  COMMENTS_MOST,
  QUOTE_LENGTH,
  THREADS_MOST,
  whyNotDelete,
  whyNotEdit,
  whyNotReply,
  whyNotResolve,
  whyNotSpeak,
  type CommentWords,
  type Named,
  type NewComment,
  type NewThread,
  type Speaker,
  type ThreadEventName,
} from '../../shared/comments.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { lockDraft, type Draft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { toJson } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { post } from '../lib/mail.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { listAddressees } from '../people/queries.ts'
import { addressable } from './addressable.ts'
import { mentionLetter, replyLetter } from './letters.ts'
import {
  countComments,
  countLeft,
  countSince,
  countThreads,
  findComment,
  findSentComment,
  findSentThread,
  lockThread,
  viewComment,
  viewHead,
  type ThreadTableRow,
} from './queries.ts'
import './tables.ts'

/** Where somebody speaks, as it was looked up before the act. */
export interface Setting {
  draft: Pick<Draft, 'id' | 'councilId'>
  self: Speaker
  /** What letters call the text; null when its subject says nothing of it. */
  title: string | null
  /** The page on which it stands, with the house before it. */
  link: string | null
  /** Those who work on the text; `isShown`: everybody sees that they do. */
  people: readonly (Named & { isShown?: boolean })[]
  /** Others who had their say where everybody may: they may be spoken to there. */
  others: readonly Named[]
  isOpenToAll: boolean
}

/**
 * The first step of a new thread: its rows, before its mark is in the text. What this page has sent before is answered with what
 * became of it. Refuses `draft_frozen`, `not_allowed`, `mention_unknown`, `too_many_requests`, `too_many_comments`.
 */
export async function noteThread(work: Work, setting: Setting, input: NewThread): Promise<Id> {
  const { trx, now } = work
  const self = await heldSelf(work, setting)
  const { id: draftId, councilId } = setting.draft
  const sent = await findSentThread(trx, draftId, self.personId, input.key)
  if (sent?.state === 'removing' || sent?.state === 'removed') refuse('not_found')
  if (sent) return sent.id
  refuseIf(whyNotSpeak(self))
  await refuseTooMany(work, self.personId)
  if ((await countThreads(trx, draftId)) >= THREADS_MOST) refuse('too_many_comments')
  refuseUnknown(setting, input.mentions, !setting.isOpenToAll)
  const id = newId()
  await trx
    .insertInto('thread')
    .values({
      id,
      councilId,
      draftId,
      state: 'placing',
      quote: input.quote.trim(),
      isInner: setting.isOpenToAll ? 0 : 1,
      authorId: self.personId,
      authorName: null,
      key: input.key,
      version: 0,
      openedAt: now,
      resolvedAt: null,
      resolvedBy: null,
      changedAt: now,
    })
    .execute()
  await putComment(work, setting, id, input)
  return id
}

/**
 * The last step: its mark is in the text over these words, and everybody who may see it hears of it. Answers false when the
 * thread was given up meanwhile; then its mark belongs to nobody.
 */
export async function openThread(
  work: Work,
  setting: Setting,
  threadId: Id,
  quote?: string,
): Promise<boolean> {
  const { trx, now } = work
  const thread = await lockThread(trx, threadId)
  if (thread?.state !== 'placing') return thread?.state === 'open' || thread?.state === 'resolved'
  await trx
    .updateTable('thread')
    .set({
      ...{ state: 'open', version: 1, openedAt: now, changedAt: now },
      ...(quote !== undefined && { quote }),
    })
    .where('id', '=', threadId)
    .execute()
  await trx.updateTable('comment').set({ createdAt: now }).where('threadId', '=', threadId).execute()
  const first = await trx
    .selectFrom('comment')
    .select('id')
    .where('threadId', '=', threadId)
    .executeTakeFirstOrThrow()
  await tell(work, setting, 'thread:opened', threadId, first.id)
  await writeLetters(work, setting, threadId, first.id)
  return true
}

/** A thread whose words stand nowhere leaves no trace: whoever sent it was told so and has its words. */
export async function forgetThread({ trx }: Work, threadId: Id): Promise<void> {
  const thread = await lockThread(trx, threadId)
  if (thread?.state !== 'placing') return
  await trx.deleteFrom('comment').where('threadId', '=', threadId).execute()
  await trx.deleteFrom('thread').where('id', '=', threadId).execute()
}

/**
 * Answers in a thread. Refuses what `noteThread` refuses, `not_found` and `thread_resolved`.
 */
export async function addComment(
  work: Work,
  setting: Setting,
  threadId: Id,
  input: NewComment,
): Promise<void> {
  const { self, thread } = await heldThread(work, setting, threadId)
  if (await findSentComment(work.trx, threadId, self.personId, input.key)) return
  refuseIf(whyNotReply(self, await viewHead(work.trx, threadId)))
  await refuseTooMany(work, self.personId)
  if ((await countComments(work.trx, threadId)) >= COMMENTS_MOST) refuse('too_many_comments')
  refuseUnknown(setting, input.mentions, thread.isInner === 1)
  const id = await putComment(work, setting, threadId, input)
  await changeThread(work, threadId)
  await tell(work, setting, 'comment:added', threadId, id)
  await writeLetters(work, setting, threadId, id)
}

/** Says it in other words. Refuses `not_found`, `not_allowed`, `draft_frozen`, `comment_too_old`, `mention_unknown`. */
export async function editComment(
  work: Work,
  setting: Setting,
  commentId: Id,
  { text, mentions }: CommentWords,
): Promise<void> {
  const { trx, now } = work
  const comment = (await findComment(trx, commentId)) ?? refuse('not_found')
  const { self, thread } = await heldThread(work, setting, comment.threadId)
  const before = await viewComment(trx, commentId)
  refuseIf(whyNotEdit(self, before, now))
  const known = new Set(before.mentions.map(({ id }) => id))
  // Whom it named already may stay named, also once they have left.
  refuseUnknown(setting, mentions, thread.isInner === 1, [...known])
  const added = mentions.filter((id) => !known.has(id))
  const isSame = added.length === 0 && known.size === mentions.length
  if (before.text === text.trim() && isSame) return
  await trx
    .updateTable('comment')
    .set({ text: text.trim(), mentions: toJson(mentions), editedAt: now })
    .where('id', '=', commentId)
    .execute()
  await changeThread(work, comment.threadId)
  await tell(work, setting, 'comment:edited', comment.threadId, commentId)
  await writeLetters(work, setting, comment.threadId, commentId, added)
}

/**
 * Takes back what one has said: its words go, its place stays among the answers. With the last words of a thread the thread goes, and
 * its mark after it. Answers whether that is so. Refuses `not_found`, `not_allowed`, `draft_frozen`.
 */
export async function deleteComment(work: Work, setting: Setting, commentId: Id): Promise<boolean> {
  const { trx, now } = work
  const comment = (await findComment(trx, commentId)) ?? refuse('not_found')
  const { threadId } = comment
  const { self } = await heldThread(work, setting, threadId)
  refuseIf(whyNotDelete(self, await viewComment(trx, commentId)))
  await trx
    .updateTable('comment')
    .set({ text: '', mentions: '[]', deletedAt: now })
    .where('id', '=', commentId)
    .execute()
  const isLast = (await countLeft(trx, threadId)) === 0
  await changeThread(work, threadId, isLast ? { state: 'removing' } : {})
  await tell(work, setting, isLast ? 'thread:removed' : 'comment:deleted', threadId, commentId)
  return isLast
}

/** The mark of a removed thread is out of the text. */
export async function noteRemoved({ trx, now }: Work, threadId: Id): Promise<void> {
  await trx
    .updateTable('thread')
    .set({ state: 'removed', changedAt: now })
    .where('id', '=', threadId)
    .where('state', '=', 'removing')
    .execute()
}

/** It is done with. Twice is once. Refuses `not_found`, `not_allowed`, `draft_frozen`. */
export const resolveThread = (work: Work, setting: Setting, threadId: Id) =>
  turn(work, setting, threadId, 'resolved')

/** It is not done with after all. Twice is once. Refuses as `resolveThread`. */
export const reopenThread = (work: Work, setting: Setting, threadId: Id) =>
  turn(work, setting, threadId, 'open')

async function turn(work: Work, setting: Setting, threadId: Id, state: 'open' | 'resolved'): Promise<void> {
  const { self, thread } = await heldThread(work, setting, threadId)
  refuseIf(whyNotResolve(self, await viewHead(work.trx, threadId)))
  if (thread.state === state) return
  const isResolved = state === 'resolved'
  await changeThread(work, threadId, {
    state,
    resolvedAt: isResolved ? work.now : null,
    resolvedBy: isResolved ? self.personId : null,
  })
  await tell(work, setting, isResolved ? 'thread:resolved' : 'thread:reopened', threadId, null)
}

/** A thread out of a file: who wrote it is a name in a file, never a person of ours. */
export interface BroughtThread {
  /** Of its mark, which stands in the text already; made by `newId`. */
  id: Id
  quote: string
  author: string
  at: Instant | null
  text: string
  resolved: boolean
  replies: readonly { author: string; at: Instant | null; text: string }[]
}

/**
 * The first step of taking in the comments of a file: their rows, before its text with their marks is in the draft. What is longer than
 * ours may be is cut, what is more than a draft may have is left out; answers with the ids of the rest.
 */
export async function noteBrought(
  work: Work,
  draftId: Id,
  brought: readonly BroughtThread[],
  { isInner = true } = {},
): Promise<Id[]> {
  const { trx, now } = work
  const draft = (await lockDraft(trx, draftId)) ?? refuse('not_found')
  const room = Math.max(0, THREADS_MOST - (await countThreads(trx, draftId)))
  const taken = brought.slice(0, room)
  for (const each of taken) {
    const said = [each, ...each.replies.slice(0, COMMENTS_MOST - 1)]
    const times = said.map(({ at }) => (at !== null && at <= now ? at : now))
    await trx
      .insertInto('thread')
      .values({
        id: each.id,
        councilId: draft.councilId,
        draftId,
        state: 'placing',
        quote: cut(each.quote, QUOTE_LENGTH),
        isInner: isInner ? 1 : 0,
        authorId: null,
        authorName: cut(each.author, NAME_LENGTH),
        key: each.id,
        version: 1,
        openedAt: times[0]!,
        resolvedAt: each.resolved ? now : null,
        resolvedBy: null,
        changedAt: now,
      })
      .execute()
    for (const [index, { author, text }] of said.entries()) {
      const id = newId()
      await trx
        .insertInto('comment')
        .values({
          id,
          threadId: each.id,
          authorId: null,
          authorName: cut(author, NAME_LENGTH),
          key: id,
          text: cut(text, COMMENT_LENGTH),
          mentions: '[]',
          createdAt: times[index]!,
          editedAt: null,
          deletedAt: null,
        })
        .execute()
    }
  }
  return taken.map(({ id }) => id)
}

/** The last step: the text is there, and whoever may sees what was said beside it; answers with how many there are. */
export async function openBrought(work: Work, draftId: Id, threadIds: readonly Id[]): Promise<number> {
  if (threadIds.length === 0) return 0
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  const opened = await work.trx
    .updateTable('thread')
    .set((eb) => ({
      state: eb
        .case()
        .when('resolvedAt', 'is', null)
        .then('open' as const)
        .else('resolved' as const)
        .end(),
    }))
    .where('draftId', '=', draftId)
    .where('id', 'in', threadIds)
    .where('state', '=', 'placing')
    .returning('id')
    .execute()
  if (opened.length > 0) {
    const data = { threads: opened.length }
    await record(work, {
      verb: 'threads:taken',
      subject: ['draft', draftId],
      councilId: draft.councilId,
      data,
    })
    // Too many for one word each: whoever looks asks again.
    work.publish(`circle:${draftId}`, 'threads:changed', { draftId })
  }
  return opened.length
}

const NAME_LENGTH = 200

const cut = (words: string, most: number) =>
  words.replaceAll('\0', '').slice(0, most).toWellFormed().trim() || '…'

/** Holds the draft, so that nothing is said once it is frozen; answers with who speaks as of now. */
async function heldSelf({ trx }: Work, { draft, self }: Setting): Promise<Speaker> {
  const { state } = (await lockDraft(trx, draft.id)) ?? refuse('not_found')
  return { ...self, isOpen: state === 'open' }
}

async function heldThread(
  work: Work,
  setting: Setting,
  threadId: Id,
): Promise<{ self: Speaker; thread: ThreadTableRow }> {
  const self = await heldSelf(work, setting)
  const thread = await lockThread(work.trx, threadId)
  if (thread?.state !== 'open' && thread?.state !== 'resolved') refuse('not_found')
  return { self, thread }
}

async function refuseTooMany({ trx, now }: Work, personId: Id): Promise<void> {
  const { count, minutes } = COMMENTS_AT_ONCE
  const since = new Date(Date.parse(now) - minutes * 60_000).toISOString()
  if ((await countSince(trx, personId, since)) >= count) refuse('too_many_requests')
}

function refuseUnknown(
  setting: Setting,
  mentions: readonly Id[],
  isInner: boolean,
  before: readonly Id[] = [],
): void {
  const known = new Set([...addressable(setting, isInner).map(({ id }) => id), ...before])
  if (mentions.some((id) => !known.has(id))) refuse('mention_unknown', 'mentions')
}

async function putComment(work: Work, { self }: Setting, threadId: Id, input: NewComment): Promise<Id> {
  const id = newId()
  await work.trx
    .insertInto('comment')
    .values({
      id,
      threadId,
      authorId: self.personId,
      authorName: null,
      key: input.key,
      text: input.text.trim(),
      mentions: toJson(input.mentions),
      createdAt: work.now,
      editedAt: null,
      deletedAt: null,
    })
    .execute()
  return id
}

const changeThread = (
  { trx, now }: Work,
  threadId: Id,
  changes: Partial<Pick<ThreadTableRow, 'state' | 'resolvedAt' | 'resolvedBy'>> = {},
) =>
  trx
    .updateTable('thread')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1), changedAt: now }))
    .where('id', '=', threadId)
    .execute()

/** Journal and live word of one change. */
async function tell(
  work: Work,
  { draft, isOpenToAll }: Pick<Setting, 'draft' | 'isOpenToAll'>,
  name: ThreadEventName,
  threadId: Id,
  commentId: Id | null,
): Promise<void> {
  const thread = await viewHead(work.trx, threadId)
  const comment = commentId === null ? null : await viewComment(work.trx, commentId)
  await record(work, {
    verb: name,
    subject: ['thread', threadId],
    councilId: draft.councilId,
    data: { draftId: draft.id, ...(commentId && { commentId }) },
  })
  const event = { thread, comment }
  work.publish(`circle:${draft.id}`, name, event)
  // Outside of the circle somebody stands only while everybody may have a say.
  if (isOpenToAll && !thread.isInner) work.publish(`comments:${draft.id}`, name, event)
}

/**
 * To those who are spoken to by name, and to who began the thread; not twice to the same, and to nobody about their own words. Of words that
 * were changed only those hear whom they name anew.
 */
async function writeLetters(
  work: Work,
  { title, link, people, isOpenToAll }: Setting,
  threadId: Id,
  commentId: Id,
  added?: readonly Id[],
): Promise<void> {
  if (title === null || link === null) return
  const thread = await viewHead(work.trx, threadId)
  const { author, text, mentions } = await viewComment(work.trx, commentId)
  const mentioned = new Set(added ?? mentions.map(({ id }) => id))
  const beganBy = added ? null : thread.author.id
  const mayRead = (id: Id) => people.some((each) => each.id === id) || (isOpenToAll && !thread.isInner)
  const to = [...mentioned, ...(beganBy !== null && mayRead(beganBy) ? [beganBy] : [])].filter(
    (id) => id !== author.id,
  )
  if (to.length === 0) return
  const said = {
    ...{ title, text, quote: thread.quote, byWhom: author.name },
    link: `${link}#comment-${threadId}`,
  }
  for (const each of await listAddressees(work.trx, to))
    await post(work, mentioned.has(each.id) ? mentionLetter(each, said) : replyLetter(each, said))
}
