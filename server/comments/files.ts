import type { Id } from '../../shared/values.ts'
import type { Draft } from '../drafts/queries.ts'
import { act } from '../lib/act.ts'
import type { Person } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { Refusal } from '../lib/refuse.ts'
import { noteBrought, openBrought, type BroughtThread } from './brought.ts'
import { commentsOf } from './queries.ts'
import { speakerAt } from './setting.ts'

/** How comments leave in a file of the text and come in from one; what came from a file stays among those who work on the text. */
export const commentsInFiles = (kit: Kit) => ({
  async of(person: Person, draft: Draft) {
    const speaker = await speakerAt(kit, person, draft.id).catch((error: unknown) => {
      // Who only reads the text sees no threads, and has none in the file.
      if (error instanceof Refusal && error.code === 'not_allowed') return null
      throw error
    })
    return speaker ? commentsOf(kit.db, draft.id, { withInner: speaker.self.isInside }) : []
  },
  note: (person: Person, draftId: Id, brought: readonly BroughtThread[]) =>
    act(kit, person, (work) => noteBrought(work, draftId, brought)),
  open: (person: Person, draftId: Id, threadIds: readonly Id[]) =>
    act(kit, person, (work) => openBrought(work, draftId, threadIds)),
})
