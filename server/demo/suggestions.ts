import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import type { Kit } from '../lib/kit.ts'
import { beginSuggestion } from '../suggestions/moves.ts'
import { findSuggestion } from '../suggestions/queries.ts'
import type { Scene } from './comments.ts'

/** Changes that somebody suggests to an initiative's text: these words in place of those. */
export interface Suggested {
  by: string
  /** Days before today. */
  ago: number
  note: string
  changes: readonly (readonly [from: string, to: string])[]
  /** What became of each, in the order of the text: a reason declines it. */
  decided?: { by: string; ago: number; reasons: readonly (string | null)[] }
}

const swapped = (json: DraftJson, from: string, to: string): DraftJson => ({
  ...json,
  ...(json.text !== undefined && { text: json.text.replace(from, to) }),
  ...(json.content && { content: json.content.map((each) => swapped(each, from, to)) }),
})

/** Lets people suggest and decide as they would: through the real actions, at their hour. */
export async function suggest(
  kit: Kit,
  draftId: Id,
  { by, ago, note, changes, decided }: Suggested,
  scene: Scene,
): Promise<void> {
  const { actor, ground } = await scene(by, ago, '19:10')
  const id = await act(ground, actor, (work) => beginSuggestion(work, draftId))
  const found = async () => (await findSuggestion(kit.db, id))!
  const suggestion = await found()
  await kit.drafts.edit(suggestion.draftId, actor, (json) =>
    changes.reduce((text, [from, to]) => swapped(text, from, to), json),
  )
  await kit.forks.at(ground).send(actor, suggestion, note)
  if (!decided) return
  const then = await scene(decided.by, decided.ago, '09:20')
  const forks = kit.forks.at(then.ground)
  for (const reason of decided.reasons) {
    const { stand } = await forks.look(await found())
    const [first] = stand.changes
    const seen = { change: first!.id, near: first!.fromB, reason }
    if (reason === null) await forks.accept(then.actor, suggestion, seen)
    else await forks.decline(then.actor, suggestion, seen)
  }
}
