import type { Outdated } from '../../shared/draft-diff/fork.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { SuggestionDecision } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import { closeDraft, copyDraft, thawDraft } from '../drafts/actions.ts'
import { findDraft, lockDraft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { toJson } from '../lib/db/db.ts'
import { newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import {
  countSuggestions,
  findOwn,
  listDecisions,
  listForks,
  lockSuggestion,
  type Suggestion,
} from './queries.ts'
import { whyNotAnother, whyNotWithdraw, type Reader } from './rules.ts'
import './tables.ts'

type Held = NonNullable<Awaited<ReturnType<typeof lockSuggestion>>>

/**
 * Begins a suggestion for a text that is open, or goes on with the one that this person has already: one at a time. Answers with its id.
 * Refuses `not_found`, `draft_frozen`, `too_many_suggestions`. Whether they may suggest is the caller's question.
 */
export async function beginSuggestion(
  work: Work,
  baseDraftId: Id,
  authorName: string | null = null,
): Promise<Id> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const base = (await lockDraft(trx, baseDraftId)) ?? refuse('not_found')
  if (base.state !== 'open') refuse('draft_frozen')
  const own = authorName === null ? await findOwn(trx, baseDraftId, personId) : undefined
  if (own) {
    // Everything was decided, and now something new is begun, which is nobody's business yet.
    if (own.state === 'decided') await set(work, own, { state: 'writing' })
    return own.id
  }
  refuseIf(whyNotAnother(await countSuggestions(trx, baseDraftId, personId)))
  const { id: draftId, seq, json } = await copyDraft(work, baseDraftId, 'suggestion')
  const id = newId()
  await trx
    .insertInto('suggestion')
    .values({
      id,
      councilId: base.councilId,
      baseDraftId,
      draftId,
      ownerId: personId,
      authorName,
      state: 'writing',
      note: null,
      baseSeq: seq,
      baseJson: toJson(json),
      outdated: toJson([]),
      createdAt: now,
      sentAt: null,
      changedAt: now,
    })
    .execute()
  await note(work, { id, councilId: base.councilId }, 'suggestion:begun', { baseDraftId, draftId })
  return id
}

/** Hands it to those who write the text; sent again it only gets another note. */
export async function markSent(work: Work, id: Id, words: string | null): Promise<void> {
  const suggestion = (await lockSuggestion(work.trx, id)) ?? refuse('not_found')
  const isNew = suggestion.state !== 'sent'
  await set(work, suggestion, {
    state: 'sent',
    note: words?.trim() || null,
    sentAt: isNew ? work.now : suggestion.sentAt,
  })
  if (!isNew) return
  await note(work, suggestion, 'suggestion:sent', {})
  const { baseDraftId, ownerId } = suggestion
  await work.tell('suggestion:sent', { baseDraftId, ownerId })
}

/** Takes a suggestion back: its draft is closed and stays in the log. Refuses as `whyNotWithdraw`. */
export async function withdrawSuggestion(work: Work, id: Id, reader: Reader): Promise<void> {
  const suggestion = (await lockSuggestion(work.trx, id)) ?? refuse('not_found')
  refuseIf(whyNotWithdraw(suggestion, reader))
  await set(work, suggestion, { state: 'withdrawn' })
  await closeDraft(work, suggestion.draftId)
  await note(work, suggestion, 'suggestion:withdrawn', {})
  await work.tell('suggestion:withdrawn', { suggestionId: id })
}

/** Up to which row of its text a suggestion has followed, and what that read. */
export async function keepPlace(
  work: Work,
  { id }: Pick<Suggestion, 'id'>,
  place: { baseSeq: number; base: DraftJson; outdated: readonly Outdated[] },
): Promise<void> {
  await work.trx
    .updateTable('suggestion')
    .set({ baseSeq: place.baseSeq, baseJson: toJson(place.base), outdated: toJson(place.outdated) })
    .where('id', '=', id)
    .execute()
}

interface Decided {
  decision: 'accepted' | 'declined'
  reason: string | null
  hunk: Hunk
  seen: { change: string; near: number }
  place: string
  /** Nothing is left to be decided. */
  isLast: boolean
  /** Where the log of the text has it, and with which clientID of the owner. */
  written: { seq: number; clientId: number } | null
  baseSeq: number
  base: DraftJson
  outdated: readonly Outdated[]
}

/** Writes down what became of one change; the texts have it already. */
export async function keepDecision(
  work: Work,
  { id }: Pick<Suggestion, 'id'>,
  decided: Decided,
): Promise<void> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const suggestion = (await lockSuggestion(trx, id)) ?? refuse('not_found')
  const { decision, hunk, seen, written } = decided
  await trx
    .insertInto('suggestionDecision')
    .values({
      id: newId(),
      suggestionId: id,
      personId,
      decision,
      reason: decided.reason?.trim() || null,
      changeId: seen.change,
      near: seen.near,
      kind: hunk.kind,
      place: decided.place,
      removed: hunk.removed,
      added: hunk.added,
      baseSeq: written?.seq ?? null,
      clientId: written?.clientId ?? null,
      at: now,
    })
    .execute()
  await keepPlace(work, suggestion, decided)
  await over(work, suggestion, decided.isLast)
  await note(work, suggestion, `suggestion:${decision}`, {
    baseDraftId: suggestion.baseDraftId,
    kind: hunk.kind,
    seq: written?.seq ?? null,
  })
}

/**
 * Writes down what a council decided of changes of a suggestion: its draft stays as it is, and so does the text that it is compared
 * with. `by` is who put the question, `written` where the log of the text has the words.
 */
export async function noteDecisions(
  work: Work,
  id: Id,
  decided: Pick<Decided, 'decision' | 'reason' | 'written' | 'isLast'> & {
    by: Id
    changes: readonly { hunk: Hunk; place: string }[]
  },
): Promise<void> {
  const suggestion = (await lockSuggestion(work.trx, id)) ?? refuse('not_found')
  const { decision, reason, written, by } = decided
  for (const { hunk, place } of decided.changes)
    await work.trx
      .insertInto('suggestionDecision')
      .values({
        id: newId(),
        suggestionId: id,
        personId: by,
        decision,
        reason,
        changeId: hunk.id,
        near: hunk.fromB,
        kind: hunk.kind,
        place,
        removed: hunk.removed,
        added: hunk.added,
        baseSeq: written?.seq ?? null,
        clientId: written?.clientId ?? null,
        at: work.now,
      })
      .execute()
  await over(work, suggestion, decided.isLast)
  await note(work, suggestion, `suggestion:${decision}`, {
    baseDraftId: suggestion.baseDraftId,
    seq: written?.seq ?? null,
  })
}

/** After a decision; when it was the last one, whoever suggested it is told of all. */
async function over(work: Work, suggestion: Held, isLast: boolean): Promise<void> {
  const isOver = isLast && suggestion.state === 'sent'
  await set(work, suggestion, isOver ? { state: 'decided' } : {})
  if (!isOver) return
  const { id, baseDraftId, ownerId } = suggestion
  const since = suggestion.sentAt ?? suggestion.createdAt
  const all = (await listDecisions(work.trx, [id])).get(id) ?? []
  const decisions = all.filter(({ at }) => at >= since)
  await work.tell('suggestion:decided', { baseDraftId, ownerId, decisions })
}

/** The text was closed or opened again: so are the suggestions for it. */
export async function followState(work: Work, baseDraftId: Id): Promise<void> {
  const forks = await listForks(work.trx, baseDraftId)
  if (forks.length === 0) return
  const base = await findDraft(work.trx, baseDraftId)
  for (const draftId of forks)
    if (base?.state === 'frozen') await closeDraft(work, draftId)
    else await thawDraft(work, draftId)
  work.publish(`draft:${baseDraftId}`, 'suggestions:changed', { draftId: baseDraftId })
}

async function set(
  work: Work,
  suggestion: Held,
  change: Partial<Pick<Held, 'state' | 'note' | 'sentAt'>>,
): Promise<void> {
  const { id, baseDraftId, ownerId } = suggestion
  await work.trx
    .updateTable('suggestion')
    .set({ ...change, changedAt: work.now })
    .where('id', '=', id)
    .execute()
  // Who watches learns only that there is something to read again.
  work.publish(`draft:${baseDraftId}`, 'suggestions:changed', { draftId: baseDraftId })
  work.publish(`person:${ownerId}`, 'suggestions:changed', { draftId: baseDraftId })
}

const note = (
  work: Work,
  { id, councilId }: { id: Id; councilId: Id },
  verb: string,
  data: Record<string, unknown>,
) => record(work, { verb, subject: ['suggestion', id], councilId, data })

interface Word {
  baseDraftId: Id
  /** Who suggested it. */
  ownerId: Id
}

declare module '../lib/act.ts' {
  interface News {
    /** A suggestion waits for those who write the text. */
    'suggestion:sent': Word
    /** Its owner has taken it back; whoever still needs it refuses. */
    'suggestion:withdrawn': { suggestionId: Id }
    /** Every change of a suggestion was accepted or declined. */
    'suggestion:decided': Word & { decisions: readonly SuggestionDecision[] }
  }
}
