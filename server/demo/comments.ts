import type { Id } from '../../shared/values.ts'
import { addComment, resolveThread } from '../comments/actions.ts'
import { beginThread } from '../comments/placing.ts'
import { settingAt } from '../comments/setting.ts'
import { act, type Ground } from '../lib/act.ts'
import type { Person } from '../lib/actor.ts'
import { newId } from '../lib/ids.ts'
import type { Kit } from '../lib/kit.ts'

interface Said {
  by: string
  /** Days before today. */
  ago: number
  text: string
}

/** A thread that somebody began about words of an initiative's text. */
export interface Talk extends Said {
  quote: string
  replies?: readonly Said[]
  resolved?: { by: string; ago: number }
}

/** Who acts at an hour of the past, and the house as it stood then. */
export type Scene = (by: string, ago: number, time: string) => Promise<{ actor: Person; ground: Ground }>

/** Lets people talk about a draft as they would: through the real actions, at their hour. */
export async function talkAbout(
  kit: Kit,
  draftId: Id,
  { by, ago, quote, text, replies = [], resolved }: Talk,
  scene: Scene,
): Promise<void> {
  const { actor, ground } = await scene(by, ago, '13:05')
  const { id } = await beginThread(
    { ...ground, drafts: kit.drafts },
    actor,
    await settingAt(kit, actor, draftId),
    { quote, text, mentions: [], key: newId() },
  )
  for (const reply of replies) {
    const then = await scene(reply.by, reply.ago, '16:40')
    const setting = await settingAt(kit, then.actor, draftId)
    await act(then.ground, then.actor, (work) =>
      addComment(work, setting, id, { text: reply.text, mentions: [], key: newId() }),
    )
  }
  if (!resolved) return
  const then = await scene(resolved.by, resolved.ago, '17:30')
  const setting = await settingAt(kit, then.actor, draftId)
  await act(then.ground, then.actor, (work) => resolveThread(work, setting, id))
}
