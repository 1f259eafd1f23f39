import { setImmediate } from 'node:timers/promises'
import * as Y from 'yjs'
import { percentsOf, type Attribution } from '../../shared/revisions.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import { fromJson, toJson, type Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { Authorship, type KeptAuthorship, type Stretch } from './authorship.ts'
import { documentAt } from './document-at.ts'
import { authoredBlocks } from './passages.ts'
import { findDraft, listClients, listUpdates, loadDocument, type Draft } from './queries.ts'
import { findAuthorship, firstTimes, listNames, putAuthorship } from './revision-queries.ts'

/** Rows that are read and played back before others get their turn. */
const AT_ONCE = 300

interface Learnt {
  draft: Draft
  doc: Y.Doc
  authorship: Authorship
  owners: ReadonlyMap<number, Id | null>
}

interface Kept {
  epoch: number
  seq: number
  state: KeptAuthorship & { live: KeptAuthorship['lost'] }
}

/**
 * Who wrote which words of a draft: contributors with their shares, and passages by block. Played back from the log behind what was kept
 * last; nothing is written. Refuses `not_found`. Whether the reader may know is the caller's question.
 */
export async function viewAttribution(kit: Kit, draftId: Id): Promise<Attribution> {
  const { draft, doc, authorship, owners } = await learn(kit.db, draftId)
  const first = await firstTimes(kit.db, draftId)
  const blocks = authoredBlocks(doc, (id, length) => authorship.of(id, length, owners, first))
  doc.destroy()
  const { timeZone } = (await findCouncil(kit.db, draft.councilId)) ?? { timeZone: 'UTC' }

  const sums = new Map<Id | null, { characters: number; lastAt: number | null }>()
  for (const { personId, at, text } of blocks.flatMap(({ passages }) => passages)) {
    const sum = sums.get(personId) ?? { characters: 0, lastAt: null }
    const characters = [...text.replaceAll('\ufffc', '')].length
    sums.set(personId, {
      characters: sum.characters + characters,
      lastAt: at === null ? sum.lastAt : Math.max(at, sum.lastAt ?? 0),
    })
  }
  const ranked = [...sums]
    .filter(([, { characters }]) => characters > 0)
    .toSorted(([, a], [, b]) => b.characters - a.characters)
  const percents = percentsOf(ranked.map(([, { characters }]) => characters))
  const names = await listNames(
    kit.db,
    ranked.flatMap(([id]) => id ?? []),
  )
  const place = new Map(ranked.map(([id], index) => [id, index]))
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    draftId,
    timeZone,
    head: draft.head,
    contributors: ranked.map(([id, { characters, lastAt }], index) => ({
      person: id === null ? null : { id, name: names.get(id) ?? '' },
      characters,
      percent: percents[index]!,
      lastAt: instant(lastAt),
    })),
    blocks: blocks.map(({ path, type, text, passages }) => ({
      path,
      type,
      text,
      passages: passages.flatMap(({ from, to, personId, at }) => {
        const by = place.get(personId)
        return by === undefined ? [] : [{ from, to, by, at: instant(at) }]
      }),
    })),
  }
}

/** Keeps what was learnt, so that the log need not be played back again and old rows of it may go. */
export async function keepAuthorship(kit: Pick<Kit, 'db' | 'clock'>, draftId: Id): Promise<void> {
  const { draft, doc, authorship, owners } = await learn(kit.db, draftId)
  const blocks = authoredBlocks(doc, (id, length) => authorship.of(id, length, owners))
  const live = blocks.map(({ text, stretches }): KeptAuthorship['lost'][number] => [
    text,
    stretches.map(({ length, personId, at }) => [length, personId, at]),
  ])
  const state = toJson({ ...authorship.keep(doc), live })
  doc.destroy()
  await putAuthorship(kit.db, {
    draftId,
    epoch: draft.epoch,
    seq: draft.head,
    state,
    createdAt: kit.clock().toISOString(),
  })
}

async function learn(db: Db, draftId: Id): Promise<Learnt> {
  const draft = (await findDraft(db, draftId)) ?? refuse('not_found')
  const owners = await listClients(db, draftId)
  const { doc, seq, authorship } = await begin(db, draft)
  for (let at = seq; at < draft.head;) {
    const rows = await listUpdates(db, draftId, at, Math.min(at + AT_ONCE, draft.head))
    if (rows.length === 0) break
    for (const { bytes, createdAt } of rows)
      authorship.apply(doc, bytes, { at: Date.parse(createdAt), owners })
    at = rows.at(-1)!.seq
    await setImmediate()
  }
  return { draft, doc, authorship, owners }
}

/** The document from which the log is played back, and what is known of it. */
async function begin(db: Db, draft: Draft): Promise<{ doc: Y.Doc; seq: number; authorship: Authorship }> {
  const row = await findAuthorship(db, draft.id)
  const kept: Kept | null = row ? { ...row, state: fromJson<Kept['state']>(row.state) } : null
  if (kept?.epoch === draft.epoch && kept.seq <= draft.head) {
    const authorship = new Authorship(kept.state)
    const doc = await documentAt(db, draft, kept.seq)
    return doc ? { doc, seq: kept.seq, authorship } : { ...(await whole(db, draft)), authorship }
  }
  const authorship = new Authorship(kept ? { ranges: [], lost: kept.state.lost } : undefined)
  // An edition that was begun anew brings the words of the one before.
  if (kept && kept.epoch < draft.epoch) authorship.beginAnew(kept.state.live.map(asWriting))
  const [first] = await listUpdates(db, draft.id, draft.epochSeq, draft.epochSeq + 1)
  if (first || draft.head === draft.epochSeq) return { doc: new Y.Doc(), seq: draft.epochSeq, authorship }
  return { ...(await whole(db, draft)), authorship }
}

const asWriting = ([text, by]: KeptAuthorship['lost'][number]) => ({
  text,
  by: by.map(([length, personId, at]): Stretch => ({ length, personId, at })),
})

/** Older rows are gone: what they would have told is known only as far as clientIDs tell. */
async function whole(db: Db, draft: Draft): Promise<{ doc: Y.Doc; seq: number }> {
  const { doc, seq } = await loadDocument(db, draft.id)
  return { doc, seq }
}
