import { maySee, type Named, type Speaker } from '../../shared/comments.ts'
import { reaches } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { findDraft, type Draft } from '../drafts/queries.ts'
import type { Person } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { findComment, findThread, listSpeakers } from './queries.ts'

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

/** Who somebody is to a draft whose threads they may look at. Refuses `not_found`, and `not_allowed` who only reads. */
export async function speakerAt(
  kit: Kit,
  actor: Person,
  draftId: Id,
): Promise<{ draft: Draft; self: Speaker }> {
  const draft = (await findDraft(kit.db, draftId)) ?? refuse('not_found')
  const role = (await kit.drafts.roleOf(actor, draft)) ?? refuse('not_found')
  const isInside = await kit.drafts.isInside(actor, draft)
  if (!isInside && !reaches(role, 'comment')) refuse('not_allowed')
  return { draft, self: { personId: actor.personId, role, isInside, isOpen: draft.state === 'open' } }
}

/** The same with all that an act needs to know. Refuses as `speakerAt`. */
export async function settingAt(kit: Kit, actor: Person, draftId: Id): Promise<Setting> {
  const { draft, self } = await speakerAt(kit, actor, draftId)
  return { self, ...(await surroundings(kit, draft)) }
}

/** What an act at the draft needs beside who acts. */
export async function surroundings(kit: Kit, draft: Draft): Promise<Omit<Setting, 'self'>> {
  const subject = await kit.drafts.describe(draft)
  const isOpenToAll = subject?.isOpenToAll ?? false
  return {
    draft,
    isOpenToAll,
    title: subject?.title ?? null,
    link: subject && new URL(subject.path, kit.config.publicUrl).href,
    people: subject?.people ?? [],
    others: isOpenToAll ? await listSpeakers(kit.db, draft.id) : [],
  }
}

/** The same for who comes by a thread. Refuses `not_found` what they may not see, and as `speakerAt`. */
export async function settingOfThread(kit: Kit, actor: Person, threadId: Id): Promise<Setting> {
  const thread = (await findThread(kit.db, threadId)) ?? refuse('not_found')
  const setting = await settingAt(kit, actor, thread.draftId)
  return maySee(setting.self, { isInner: thread.isInner === 1 }) ? setting : refuse('not_found')
}

/** The same for who comes by a comment. */
export async function settingOfComment(
  kit: Kit,
  actor: Person,
  commentId: Id,
): Promise<Setting & { threadId: Id }> {
  const { threadId } = (await findComment(kit.db, commentId)) ?? refuse('not_found')
  return { threadId, ...(await settingOfThread(kit, actor, threadId)) }
}
