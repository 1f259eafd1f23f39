import * as Y from 'yjs'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { draftStats } from '../../shared/draft-text.ts'
import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { documentAt } from './document-at.ts'
import { findDraft, listUpdates, type Draft } from './queries.ts'
import { listUnkept } from './revision-queries.ts'
import { keepVersion } from './revisions.ts'
import { textOf } from './text.ts'

/** What takes away more than this share of the text at once is a mass deletion (§6.10). */
const SHARE = 0.3

/** Of a shorter text that happens while somebody tries a first sentence. */
const SHORTEST = 200

const EVERY_MS = 15_000
const AT_ONCE = 300

/**
 * Finds what took away a large part of a text at once, and keeps the text as it was before: the log has it. Looks only at rows that it has
 * not seen and that no version covers.
 */
export class Erasures {
  readonly #kit: Kit
  readonly #seen = new Map<Id, number>()
  #lookedAt = -Infinity

  constructor(kit: Kit) {
    this.#kit = kit
  }

  /** To be called with every tick. */
  async look(now: Date): Promise<void> {
    if (Math.abs(now.getTime() - this.#lookedAt) < EVERY_MS) return
    this.#lookedAt = now.getTime()
    const kinds = this.#kit.drafts.kindsWithHistory
    const open = kinds.length > 0 ? await listUnkept(this.#kit.db, kinds) : []
    const ids = new Set(open.map(({ id }) => id))
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id)
    for (const id of ids) {
      try {
        await this.lookAt(id)
      } catch (error) {
        this.#kit.log.error({ err: error, draftId: id }, 'a version before a deletion could not be kept')
      }
    }
  }

  /** The same for one draft at once. */
  async lookAt(draftId: Id): Promise<void> {
    const { db } = this.#kit
    const draft = await findDraft(db, draftId)
    if (!draft || !this.#kit.drafts.kindsWithHistory.includes(draft.subjectKind)) return
    let seen = Math.max(this.#seen.get(draftId) ?? 0, draft.versionSeq, draft.epochSeq)
    while (seen < draft.head) {
      const rows = await listUpdates(db, draftId, seen, seen + AT_ONCE)
      for (const { seq, bytes } of rows)
        if (deletes(bytes) >= SHORTEST * SHARE) await this.#weigh(draft, seq, bytes)
      if (rows.length === 0) break
      seen = rows.at(-1)!.seq
      this.#seen.set(draftId, seen)
    }
  }

  async #weigh(draft: Draft, seq: number, bytes: Uint8Array): Promise<void> {
    const before = await textBefore(this.#kit.db, draft, seq, bytes)
    if (!before || before.characters < SHORTEST) return
    if (before.characters - before.left <= before.characters * SHARE) return
    await act(this.#kit, clockActor, (work) =>
      keepVersion(work, draft.id, 'deletion', { json: before.json, seq: seq - 1 }),
    )
  }
}

/** How many clocks an update takes away; moved words count, too, so this only says where to look. */
function deletes(bytes: Uint8Array): number {
  let sum = 0
  for (const ranges of Y.decodeUpdate(bytes).ds.clients.values()) for (const { len } of ranges) sum += len
  return sum
}

async function textBefore(db: Db, draft: Draft, seq: number, bytes: Uint8Array) {
  const doc = await documentAt(db, draft, seq - 1)
  if (!doc) return null
  const json: DraftJson = textOf(doc)
  Y.applyUpdate(doc, bytes)
  const [{ characters }, { characters: left }] = [draftStats(json), draftStats(textOf(doc))]
  doc.destroy()
  return { json, characters, left }
}
