import type { ThreadEventName } from '../../shared/comments.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { record } from '../lib/journal.ts'
import { post } from '../lib/mail.ts'
import { listAddressees } from '../people/queries.ts'
import { mentionLetter, replyLetter } from './letters.ts'
import { viewComment, viewHead } from './queries.ts'
import type { Setting } from './setting.ts'

/** Journal and live word of one change. */
export async function tell(
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
export async function writeLetters(
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
