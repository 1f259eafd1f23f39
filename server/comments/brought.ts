import { COMMENT_LENGTH, COMMENTS_MOST, QUOTE_LENGTH, THREADS_MOST } from '../../shared/comments.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { lockDraft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { countThreads } from './queries.ts'
import './tables.ts'

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
