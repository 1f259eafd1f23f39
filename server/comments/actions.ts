import {
  COMMENTS_AT_ONCE,
  COMMENTS_MOST,
  THREADS_MOST,
  whyNotDelete,
  whyNotEdit,
  whyNotReply,
  whyNotResolve,
  whyNotSpeak,
  type CommentWords,
  type NewComment,
  type NewThread,
  type Speaker,
} from '../../shared/comments.ts'
import type { Id } from '../../shared/values.ts'
import { lockDraft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { toJson } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { addressable } from './addressable.ts'
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
import type { Setting } from './setting.ts'
import { tell, writeLetters } from './telling.ts'
import './tables.ts'

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
