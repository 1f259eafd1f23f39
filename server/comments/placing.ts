import { marksIn, type NewThread, type Thread } from '../../shared/comments.ts'
import type { Id } from '../../shared/values.ts'
import { draftJson, findDraft } from '../drafts/queries.ts'
import { act, type Ground } from '../lib/act.ts'
import { clockActor, type Actor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import { forgetThread, noteRemoved, noteThread, openThread } from './actions.ts'
import { openBrought } from './brought.ts'
import { listUnfinished, viewThread } from './queries.ts'
import { surroundings, type Setting } from './setting.ts'

/** What the house is made of for this; a seed has an hour of its own. */
type House = Pick<Kit, 'db' | 'drafts'> & Ground

/** Rows and text cannot be written in one transaction: what a crash left in between is looked after once it is so old. */
const LEFTOVER_MS = 60_000
const MOST_AT_ONCE = 20

/** Refusals after which the mark is certainly not in the text. */
const certain: readonly string[] = ['comment_place_gone', 'draft_frozen', 'draft_too_large', 'not_found']

/**
 * Begins a thread: its rows, its mark in the live text, and only then everybody sees it. Sent twice it is one. Refuses what
 * `noteThread` refuses, and `comment_place_gone` when the words stand nowhere any more: then nothing is left of it.
 */
export async function beginThread(
  house: House,
  actor: Actor,
  setting: Setting,
  input: NewThread,
): Promise<Thread> {
  const { id: draftId } = setting.draft
  const threadId = await act(house, actor, (work) => noteThread(work, setting, input))
  const known = await viewThread(house.db, threadId)
  if (known.state !== 'removed') return known
  const quote = await house.drafts
    .placeMark(draftId, actor, threadId, input)
    .catch(async (error: unknown) => {
      if (error instanceof Refusal && certain.includes(error.code))
        await act(house, actor, (work) => forgetThread(work, threadId))
      throw error
    })
  const isOpen = await act(house, actor, (work) => openThread(work, setting, threadId, quote))
  if (!isOpen) {
    await house.drafts.removeMark(draftId, actor, threadId)
    refuse('conflict')
  }
  return viewThread(house.db, threadId)
}

/** After the last words of a thread are taken back: its mark goes, too. */
export async function clearMark(house: House, actor: Actor, draftId: Id, threadId: Id): Promise<void> {
  await house.drafts.removeMark(draftId, actor, threadId)
  await act(house, actor, (work) => noteRemoved(work, threadId))
}

/** Finishes what a crash left between rows and text: whose mark is there is opened, whose is not is forgotten. */
export async function mendThreads(kit: Kit, now: Date): Promise<void> {
  const before = new Date(now.getTime() - LEFTOVER_MS).toISOString()
  for (const { id, draftId, state, authorName } of await listUnfinished(kit.db, before, MOST_AT_ONCE)) {
    try {
      if (state === 'removing') await clearMark(kit, clockActor, draftId, id)
      else await finishPlacing(kit, draftId, id, authorName !== null)
    } catch (error) {
      // One text that cannot be changed now must not keep the others waiting.
      kit.log.warn({ err: error, draftId }, 'what a crash left of a thread could not be looked after')
    }
  }
}

async function finishPlacing(kit: Kit, draftId: Id, threadId: Id, isBrought: boolean): Promise<void> {
  await kit.drafts.settle(draftId)
  const isPlaced = marksIn(await draftJson(kit.db, draftId)).has(threadId)
  if (!isPlaced) return act(kit, clockActor, (work) => forgetThread(work, threadId))
  // What came with a file keeps its own hours and is told to nobody by letter.
  if (isBrought) return void (await act(kit, clockActor, (work) => openBrought(work, draftId, [threadId])))
  const draft = (await findDraft(kit.db, draftId)) ?? refuse('not_found')
  const setting: Setting = {
    ...(await surroundings(kit, draft)),
    self: { personId: '', role: 'read', isInside: true, isOpen: false },
  }
  await act(kit, clockActor, (work) => openThread(work, setting, threadId))
}
