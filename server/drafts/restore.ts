import type { Node } from '@tiptap/pm/model'
import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { applyHunks, fromTheEnd } from '../../shared/draft-diff/apply.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { readsSame } from '../../shared/draft-diff/keys.ts'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
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
  const collect = (update: Uint8Array) => void updates.push(update)
  doc.on('update', collect)
  try {
    stepThrough(doc, json, target)
    // Only where the steps did not lead there: a modified client may have left the text in a shape that is no draft.
    if (!isSame(textOf(doc), target)) bringTo(doc, target)
  } catch (error) {
    if (error instanceof RangeError) refuse('revision_misshapen')
    throw error
  } finally {
    doc.off('update', collect)
  }
  return updates.length > 0 ? Y.mergeUpdates(updates) : null
}

function stepThrough(doc: Y.Doc, json: DraftJson, target: DraftJson): void {
  const root = doc.getXmlFragment(DRAFT_FIELD)
  try {
    let node = nodeOfDraft(json)
    const to = nodeOfDraft(target)
    const meta = { mapping: pairedWith(root, node), isOMark: new Map() }
    const hunks = diffDrafts(node, to).sort(fromTheEnd)
    const atOnce = Math.ceil(hunks.length / MOST_STEPS)
    for (let done = 0; done < hunks.length; done += atOnce) {
      node = applyHunks(node, to, hunks.slice(done, done + atOnce))
      const step = node
      doc.transact(() => updateYFragment(doc, root, step, meta))
    }
  } catch (error) {
    // One of the texts is no draft, or would be none on the way.
    if (!(error instanceof RangeError)) throw error
  }
}

type Mapping = Map<Y.XmlElement | Y.XmlText, Node | Node[]>

/**
 * Which part of a document is which node of its text. A node that no change touches stays the same object, and what it is paired with is
 * then left alone; without this, equal neighbours of a change are sometimes taken for it and written anew.
 */
function pairedWith(root: Y.XmlFragment, node: Node): Mapping {
  const mapping: Mapping = new Map()
  const pair = (parent: Y.XmlFragment, of: Node): void => {
    const [children, parts] = [parent.toArray(), partsOf(of)]
    if (children.length !== parts.length) return
    children.forEach((child, at) => {
      const part = parts[at]!
      if (child instanceof Y.XmlText && Array.isArray(part)) mapping.set(child, part)
      if (!(child instanceof Y.XmlElement) || Array.isArray(part) || child.nodeName !== part.type.name) return
      mapping.set(child, part)
      pair(child, part)
    })
  }
  pair(root, node)
  return mapping
}

/** The children of a node as Yjs holds them: texts that follow one another are one. */
function partsOf(node: Node): (Node | Node[])[] {
  const parts: (Node | Node[])[] = []
  for (const child of node.children) {
    const last = parts.at(-1)
    if (child.isText && Array.isArray(last)) last.push(child)
    else parts.push(child.isText ? [child] : child)
  }
  return parts
}

function isSame(json: DraftJson, target: DraftJson): boolean {
  try {
    return readsSame(nodeOfDraft(json), nodeOfDraft(target))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
