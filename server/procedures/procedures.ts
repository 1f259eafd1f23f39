import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { EntryData, PutAmendment, TextFact } from '../../shared/meetings/entries.ts'
import { isListOpen, type Passage } from '../../shared/procedures.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id } from '../../shared/values.ts'
import { compareDrafts, findDraft, findRevision, findText, type Draft } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { seatIn, type Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import { listSuggestions, suggestionsStamp } from '../suggestions/queries.ts'
import type { OpenedVote } from '../votes/actions.ts'
import { listAmendments, type AmendmentRow, type Procedure } from './queries.ts'
import { byClause, collide, isPublic, mayLead, type Room } from './rules.ts'
import type { Seen } from './view.ts'
import { partsOf, passagesOf, together, type Part } from './texts.ts'

declare module '../lib/kit.ts' {
  interface Kit {
    procedures: Procedures
  }
}

/** The item of a meeting that a text is dealt with under. */
export interface Place {
  meetingId: Id
  itemId: Id
}

/** A meeting that is held for this act: its questions are put through it. */
export interface Sitting extends Room {
  councilId: Id
  /** The text of the item. */
  draftId: Id | null
  leads: boolean
  /** Why nothing may be asked there now, or null. */
  whyNotAsk: RefusalCode | null
  /** Writes down what was done with the text; nothing where no meeting goes on. */
  note<V extends TextFact['verb']>(verb: V, data: Omit<EntryData<V>, 'itemId'>): Promise<void>
  open(
    question: Pick<OpenedVote, 'question' | 'revisionId' | 'form' | 'decisionClass' | 'stage'> & {
      amendments?: readonly PutAmendment[]
    },
  ): Promise<Id>
}

/** Where texts are dealt with; the subject that holds meetings registers itself. */
export interface Venue {
  /** Locks the meeting, as closing a vote does first of all; null when it has no such item. */
  enter(work: Work, place: Place): Promise<Sitting | null>
  look(db: Db, actor: Actor, place: Place): Promise<Room & { leads: boolean }>
}

/** An amendment before it has its row. */
export interface Brought extends Part {
  suggestionId: Id
  ownerId: Id
  author: string
  note: string | null
  sentAt: string
}

/** A suggestion that is no amendment as it is. */
export interface TooLarge {
  suggestionId: Id
  author: string
  ownerId: Id
}

/** What an amendment changes of the text as it is now, clause by clause; or why it cannot be taken, and the numbers of those to blame. */
export type Fit = { passages: Passage[] | null } | { why: 'words' | 'done'; because: number[] }

export interface Texts {
  draft: Draft
  /** Row of the log behind which the text is as it is. */
  head: number
  now: DraftJson
  basis: DraftJson
}

const MOST_REMEMBERED = 1000
/** Each holds a text or two. */
const MOST_SEEN = 20

/** How texts are adopted: what is worked out from texts before an act, and what others registered. */
export class Procedures {
  venue: Venue | null = null
  readonly #kit: Kit
  readonly #fitted = new Map<string, Fit>()
  readonly #seen = new Map<Id, { stamp: string; seen: Promise<Seen> }>()

  constructor(kit: Kit) {
    this.#kit = kit
  }

  placeOf = ({ meetingId, itemId }: Procedure): Place | null =>
    meetingId !== null && itemId !== null ? { meetingId, itemId } : null

  async maySee(actor: Actor | null, procedure: Procedure): Promise<boolean> {
    if (isPublic(procedure) || seatIn(actor, procedure.councilId)) return true
    const draft = await findDraft(this.#kit.db, procedure.draftId)
    return draft !== undefined && (await this.#kit.drafts.roleOf(actor, draft)) !== null
  }

  /** Whether somebody leads, and the meeting where that is. */
  async look(actor: Actor | null, procedure: Procedure): Promise<{ leads: boolean; room: Room | null }> {
    if (!actor) return { leads: false, room: null }
    const place = this.placeOf(procedure)
    const room = place && ((await this.venue?.look(this.#kit.db, actor, place)) ?? null)
    return { leads: mayLead(actor, procedure.councilId) || (room?.leads ?? false), room }
  }

  /** What everybody sees, worked out once for all who look until something of it changes. */
  async remembered(procedure: Procedure, look: () => Promise<Seen>): Promise<Seen> {
    const { id, version, state, draftId } = procedure
    const draft = (await findDraft(this.#kit.db, draftId)) ?? refuse('not_found')
    const beside = isListOpen(state) ? await suggestionsStamp(this.#kit.db, draftId) : ''
    const stamp = [version, draft.head, draft.state, beside].join(' ')
    const known = this.#seen.get(id)
    if (known?.stamp === stamp) return known.seen
    const seen = look()
    this.#seen.delete(id)
    this.#seen.set(id, { stamp, seen })
    seen.catch(() => this.#seen.delete(id))
    const oldest = this.#seen.keys().next().value
    if (this.#seen.size > MOST_SEEN && oldest) this.#seen.delete(oldest)
    return seen
  }

  /** The text as it is on disk, and what was adopted as its basis. */
  async textsOf(procedure: Procedure): Promise<Texts> {
    const { db } = this.#kit
    const text = (await findText(db, procedure.draftId)) ?? refuse('not_found')
    const revision = procedure.basisRevisionId && (await findRevision(db, procedure.basisRevisionId))
    return {
      head: text.draft.head,
      draft: text.draft,
      now: text.json,
      basis: revision ? fromJson<DraftJson>(revision.content) : text.json,
    }
  }

  /**
   * Everything that is suggested for a text now, as the amendments that it would be, in the order of the text; and what cannot be told
   * apart, because it is too large to be compared, or no text at all.
   */
  async brought(draftId: Id): Promise<{ parts: Brought[]; tooLarge: TooLarge[] }> {
    const { db, forks } = this.#kit
    const base = (await findText(db, draftId)) ?? refuse('not_found')
    const sent = (await listSuggestions(db, draftId)).filter(({ state }) => state === 'sent')
    const parts: Brought[] = []
    const tooLarge: TooLarge[] = []
    for (const suggestion of sent) {
      const { id: suggestionId, ownerId, ownerName, authorName, note, createdAt } = suggestion
      const author = authorName ?? ownerName
      const look = await forks.look(suggestion, base).catch((error: unknown) => {
        // One that nobody can compare must not keep the others from being put.
        if (error instanceof Refusal && error.code !== 'comparison_busy') return null
        throw error
      })
      if (!look) tooLarge.push({ suggestionId, author, ownerId })
      if (!look || look.stand.changes.length === 0) continue
      const own = { suggestionId, ownerId, author, note }
      for (const part of partsOf(base.json, look.stand.json, look.stand.changes))
        parts.push({ ...part, ...own, sentAt: suggestion.sentAt ?? createdAt })
    }
    return { parts: byClause(parts), tooLarge }
  }

  /**
   * What an amendment changes of the text behind row `head`, or why it cannot be taken: an adopted one has changed the same words, or has
   * done the same (`done`). Remembered, because everybody who looks asks the same.
   */
  async fitted(amendment: AmendmentRow, adopted: readonly AmendmentRow[], texts: Texts): Promise<Fit> {
    const key = `${amendment.id} ${texts.head}`
    const fit = this.#fitted.get(key) ?? (await fitOf(amendment, adopted, texts))
    this.#fitted.set(key, fit)
    const oldest = this.#fitted.keys().next().value
    if (this.#fitted.size > MOST_REMEMBERED && oldest) this.#fitted.delete(oldest)
    return fit
  }

  /**
   * The text after each of these amendments, one after the other. Refuses `amendments_collide` when they exclude each other, and
   * `amendment_falls` for one that an adopted one excludes.
   */
  async textsAfter(procedure: Procedure, rows: readonly AmendmentRow[], chosen: readonly AmendmentRow[]) {
    const { basis, head } = await this.textsOf(procedure)
    const adopted = adoptedOf(rows)
    const isIn = (one: AmendmentRow, others: readonly AmendmentRow[]) =>
      others.some((other) => other !== one && collide(changesOf(one), changesOf(other)))
    if (chosen.some((each) => isIn(each, adopted))) refuse('amendment_falls')
    if (chosen.some((each) => isIn(each, chosen))) refuse('amendments_collide')
    const texts = chosen.map(
      (_, at) =>
        madeOf(basis, [...adopted, ...chosen.slice(0, at + 1)]) ??
        refuse(at === 0 ? 'amendment_falls' : 'amendments_collide'),
    )
    return { texts, head }
  }

  /** Why an amendment cannot be taken any more, by the text as it is now. Refuses `not_found`, `amendment_stands` for one that can. */
  async fallOf(procedure: Procedure, amendmentId: Id) {
    const rows = await listAmendments(this.#kit.db, procedure.id)
    const amendment = rows.find(({ id }) => id === amendmentId) ?? refuse('not_found')
    if (amendment.state !== 'pending') refuse('amendment_decided')
    const texts = await this.textsOf(procedure)
    const fit = await this.fitted(amendment, adoptedOf(rows), texts)
    return 'why' in fit ? { ...fit, head: texts.head } : refuse('amendment_stands')
  }
}

export const changesOf = ({ hunks, content }: AmendmentRow) => ({
  hunks: fromJson<Hunk[]>(hunks),
  suggested: fromJson<DraftJson>(content),
})

const adoptedOf = (rows: readonly AmendmentRow[]) => rows.filter(({ state }) => state === 'adopted')

/** The basis with these amendments; null when together they make no draft. */
function madeOf(basis: DraftJson, rows: readonly AmendmentRow[]): DraftJson | null {
  try {
    return together(basis, rows.toSorted((one, other) => one.number - other.number).map(changesOf))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

async function fitOf(
  amendment: AmendmentRow,
  adopted: readonly AmendmentRow[],
  { basis, now }: Texts,
): Promise<Fit> {
  const same = adopted.find(({ sha256 }) => sha256 === amendment.sha256)
  if (same) return { why: 'done', because: [same.number] }
  const met = adopted.filter((each) => collide(changesOf(each), changesOf(amendment)))
  const next = met.length === 0 ? madeOf(basis, [...adopted, amendment]) : null
  if (!next) return { why: 'words', because: met.map(({ number }) => number) }
  try {
    return { passages: passagesOf(nodeOfDraft(now), (await compareDrafts(now, next)).hunks) }
  } catch (error) {
    // Too much to be shown in the text as it is now: it is shown as it was brought in.
    if (error instanceof RangeError || error instanceof Refusal) return { passages: null }
    throw error
  }
}
