import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id } from '../../shared/values.ts'
import { findRevision, findText } from '../drafts/queries.ts'
import type { Work } from '../lib/act.ts'
import { seatIn, type Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import { listSuggestions } from '../suggestions/queries.ts'
import type { OpenedVote } from '../votes/actions.ts'
import { listAmendments, type AmendmentRow, type Procedure } from './queries.ts'
import { byClause, collide, isPublic, mayLead } from './rules.ts'
import { fit, partsOf, type Fitted, type Part } from './texts.ts'

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
export interface Sitting {
  councilId: Id
  /** The text of the item. */
  draftId: Id | null
  leads: boolean
  /** Why nothing may be asked there now, or null. */
  whyNotAsk: RefusalCode | null
  open(
    question: Pick<OpenedVote, 'question' | 'revisionId' | 'form' | 'decisionClass' | 'stage'>,
  ): Promise<Id>
}

/** Where texts are dealt with; the subject that holds meetings registers itself. */
export interface Venue {
  /** Locks the meeting, as closing a vote does first of all; null when it has no such item. */
  enter(work: Work, place: Place): Promise<Sitting | null>
  leads(db: Db, actor: Actor, place: Place): Promise<boolean>
}

/** An amendment before it has its row. */
export interface Brought extends Part {
  suggestionId: Id
  ownerId: Id
  author: string
  note: string | null
  sentAt: string
}

const MOST_REMEMBERED = 1000

/** How texts are adopted: what is worked out from texts before an act, and what others registered. */
export class Procedures {
  venue: Venue | null = null
  readonly #kit: Kit
  readonly #fitted = new Map<string, Omit<Fitted, 'json'> | 'words' | 'done'>()

  constructor(kit: Kit) {
    this.#kit = kit
  }

  placeOf = ({ meetingId, itemId }: Procedure): Place | null =>
    meetingId !== null && itemId !== null ? { meetingId, itemId } : null

  async maySee(actor: Actor | null, procedure: Procedure): Promise<boolean> {
    if (isPublic(procedure) || seatIn(actor, procedure.councilId)) return true
    const text = await findText(this.#kit.db, procedure.draftId)
    return text !== undefined && (await this.#kit.drafts.roleOf(actor, text.draft)) !== null
  }

  async leads(actor: Actor | null, procedure: Procedure): Promise<boolean> {
    if (!actor) return false
    const place = this.placeOf(procedure)
    if (mayLead(actor, procedure.councilId)) return true
    return place !== null && ((await this.venue?.leads(this.#kit.db, actor, place)) ?? false)
  }

  /** The text as it is on disk, and what was adopted as its basis. */
  async textsOf(procedure: Procedure) {
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

  /** Everything that is suggested for a text now, as the amendments that it would be, in the order of the text. */
  async brought(draftId: Id): Promise<Brought[]> {
    const { db, forks } = this.#kit
    const base = (await findText(db, draftId)) ?? refuse('not_found')
    const sent = (await listSuggestions(db, draftId)).filter(({ state }) => state === 'sent')
    const parts: Brought[] = []
    for (const suggestion of sent) {
      const look = await forks.look(suggestion, base).catch((error: unknown) => {
        // One that nobody can compare must not keep the others from being put.
        if (error instanceof Refusal && error.code !== 'comparison_busy') return null
        throw error
      })
      if (!look || look.stand.changes.length === 0) continue
      const { id: suggestionId, ownerId, ownerName, authorName, note, createdAt } = suggestion
      const own = { suggestionId, ownerId, author: authorName ?? ownerName, note }
      for (const part of partsOf(base.json, look.stand.json, look.stand.changes))
        parts.push({ ...part, ...own, sentAt: suggestion.sentAt ?? createdAt })
    }
    return byClause(parts)
  }

  /** What an amendment makes of the text behind row `head`; remembered, because everybody who looks asks the same. */
  async fitted(
    amendment: AmendmentRow,
    { basis, now, head }: { basis: DraftJson; now: DraftJson; head: number },
  ): Promise<Omit<Fitted, 'json'> | 'words' | 'done'> {
    const key = `${amendment.id} ${head}`
    const known = this.#fitted.get(key)
    if (known) return known
    const found = await fit(basis, fromJson<DraftJson>(amendment.content), now)
    const kept = typeof found === 'string' ? found : { hunks: found.hunks }
    this.#fitted.set(key, kept)
    const oldest = this.#fitted.keys().next().value
    if (this.#fitted.size > MOST_REMEMBERED && oldest) this.#fitted.delete(oldest)
    return kept
  }

  /**
   * The text after each of these amendments, one after the other. Refuses `amendments_collide` when they exclude each other, and
   * `amendment_falls` for one that an adopted one excludes.
   */
  async textsAfter(procedure: Procedure, amendments: readonly AmendmentRow[]) {
    const { basis, now, head } = await this.textsOf(procedure)
    const texts: DraftJson[] = []
    for (const amendment of amendments) {
      const content = fromJson<DraftJson>(amendment.content)
      const next = await fit(basis, content, texts.at(-1) ?? now)
      if (typeof next === 'string') {
        const isAlone = texts.length === 0 || typeof (await fit(basis, content, now)) === 'string'
        refuse(isAlone ? 'amendment_falls' : 'amendments_collide')
      }
      texts.push(next.json)
    }
    return { texts, head }
  }

  /** Why an amendment cannot be taken any more, by the text as it is now. Refuses `not_found`, `amendment_stands` for one that can. */
  async fallOf(procedure: Procedure, amendmentId: Id) {
    const rows = await listAmendments(this.#kit.db, procedure.id)
    const amendment = rows.find(({ id }) => id === amendmentId) ?? refuse('not_found')
    if (amendment.state !== 'pending') refuse('amendment_decided')
    const texts = await this.textsOf(procedure)
    const why = await this.fitted(amendment, texts)
    if (typeof why !== 'string') return refuse('amendment_stands')
    const hunksOf = ({ hunks }: AmendmentRow) => ({ hunks: fromJson<Hunk[]>(hunks) })
    const because = rows
      .filter((each) => each.state === 'adopted' && collide(hunksOf(each), hunksOf(amendment)))
      .map(({ number }) => number)
    return { why, because, head: texts.head }
  }
}
