import * as Y from 'yjs'
import { applyHunks, fromTheEnd } from '../../shared/draft-diff/apply.ts'
import { draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { readsSame } from '../../shared/draft-diff/keys.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Restored } from '../../shared/revisions.ts'
import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import type { Person } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import { record } from '../lib/journal.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { findDraft, type Revision } from './queries.ts'
import { canonicalText, keepVersion } from './revisions.ts'
import { bringTo, textOf } from './text.ts'

/** A change is written as so many updates at most: each of them leaves alone what stands between two changes. */
const MOST_STEPS = 40

/**
 * Brings the text of a draft to that of one of its revisions, as a new change on behalf of the actor: nothing is taken out of the log, and
 * what others type beside it stays. A version of the text as it was is kept first, so that restoring that one takes it back. Comments
 * stay on the words that stay. Refuses `not_found`, `draft_frozen`, `draft_too_large`, `revision_misshapen`. Whether the actor may is
 * the caller's question.
 */
export async function restoreVersion(
  kit: Kit,
  actor: Person,
  draftId: Id,
  revision: Revision,
): Promise<Restored> {
  const target = fromJson<DraftJson>(revision.content)
  await kit.drafts.settle(draftId)
  const first = await act(kit, actor, (work) => keepVersion(work, draftId, 'restore'))
  let base: { json: DraftJson; seq: number } | undefined
  const written = await kit.drafts.hub.change(draftId, actor, (copy, seq) => {
    const json = textOf(copy)
    base = { json, seq }
    return canonicalText(json) === revision.content ? null : bringBack(copy, json, target)
  })
  if (!written || !base) return { before: null }
  const replaced = base
  return act(kit, actor, async (work) => {
    // Somebody may have typed between that version and the moment from which the text was changed.
    const before = first?.seq === replaced.seq ? first : await keepVersion(work, draftId, 'restore', replaced)
    const { councilId } = (await findDraft(work.trx, draftId)) ?? refuse('not_found')
    await record(work, {
      verb: 'draft:restored',
      subject: ['draft', draftId],
      councilId,
      data: { revisionId: revision.id, before: before?.id ?? null, seq: written.seq },
    })
    return { before: before?.id ?? null }
  })
}

/**
 * Changes a document to another text, one difference after the other from the end: what stands between them is not touched, so that whoever
 * types there keeps their place. Answers with the update, or null when nothing changed. Refuses `revision_misshapen` for what is no
 * draft.
 */
export function bringBack(doc: Y.Doc, json: DraftJson, target: DraftJson): Uint8Array | null {
  const updates: Uint8Array[] = []
  for (const step of [...stepsTo(json, target), target]) {
    // The last one is what shall be; it is only written when the steps did not lead there.
    if (step === target && isSame(textOf(doc), target)) continue
    try {
      const update = bringTo(doc, step)
      if (update) updates.push(update)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      if (step === target) refuse('revision_misshapen')
    }
  }
  return updates.length > 0 ? Y.mergeUpdates(updates) : null
}

/** The texts on the way from one to the other; none when one of them is no draft. */
function stepsTo(json: DraftJson, target: DraftJson): DraftJson[] {
  try {
    const [from, to] = [nodeOfDraft(json), nodeOfDraft(target)]
    const hunks = diffDrafts(from, to).sort(fromTheEnd)
    const atOnce = Math.ceil(hunks.length / MOST_STEPS)
    const steps: DraftJson[] = []
    for (let done = atOnce; done < hunks.length + atOnce && hunks.length > 0; done += atOnce) {
      steps.push(draftOfNode(applyHunks(from, to, hunks.slice(0, done))))
    }
    return steps
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

function isSame(json: DraftJson, target: DraftJson): boolean {
  try {
    return readsSame(nodeOfDraft(json), nodeOfDraft(target))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
