import { applyHunks } from '../../shared/draft-diff/apply.ts'
import { draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import type { Outdated } from '../../shared/draft-diff/fork.ts'
import { findHunk, flip, type Hunk } from '../../shared/draft-diff/hunk.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { DecideBody } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import { compareDrafts, findDraft, findText, type Draft } from '../drafts/queries.ts'
import { act, type Ground } from '../lib/act.ts'
import { clockActor, type Actor, type Person } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { keepDecision, keepPlace, markSent, withdrawSuggestion } from './moves.ts'
import { TextLock } from './lock.ts'
import { placeAt, placeLine } from './places.ts'
import { findSuggestion, wasDecided, type Suggestion } from './queries.ts'
import { whyNotDecide, whyNotSend, type Reader } from './rules.ts'
import { standOf, type Stand } from './stand.ts'

declare module '../lib/kit.ts' {
  interface Kit {
    forks: Forks
  }
}

/** Somebody may be typing; what was worked out from a text that is not the last one any more is worked out again. */
const TRIES = 12
const MOST_REMEMBERED = 200

interface Text {
  draft: Draft
  json: DraftJson
}

/** A suggestion beside the text it is for. */
export interface Look {
  suggestion: Suggestion
  base: Text
  fork: Text
  stand: Stand
}

type Seen = Pick<DecideBody, 'change' | 'near'>

/**
 * Suggestions as drafts of their own (docs/decisions/0012-suggestions.md): a suggestion follows its text lazily, by merging, and what is
 * accepted is written into the text alone, one change at a time.
 */
export class Forks {
  readonly #kit: Kit
  readonly #ground: Ground
  readonly #lock: TextLock
  /** The last comparison of each, also one that still goes on: many who look at once make one. */
  readonly #remembered = new Map<Id, { key: string; stand: Promise<Stand> }>()

  constructor(kit: Kit, ground: Ground = kit, lock = new TextLock(kit)) {
    this.#kit = kit
    this.#ground = ground
    this.#lock = lock
  }

  /** The same with a clock of its own, for what is told of the past. */
  at(ground: Ground): Forks {
    return new Forks(this.#kit, ground, this.#lock)
  }

  /** Who stands before suggestions for a text. */
  async reader(actor: Actor | null, base: Pick<Draft, 'id' | 'subjectKind' | 'state'>): Promise<Reader> {
    const role = await this.#kit.drafts.roleOf(actor, base)
    return { personId: actor?.personId ?? null, role, base: base.state }
  }

  /** How a suggestion stands now; nothing is written. Refuses `comparison_impossible`. */
  async look(suggestion: Suggestion, base?: Text): Promise<Look> {
    const { db } = this.#kit
    const fork = (await findText(db, suggestion.draftId)) ?? refuse('not_found')
    const text = base ?? (await findText(db, suggestion.baseDraftId)) ?? refuse('not_found')
    return { suggestion, base: text, fork, stand: await this.#stand(suggestion, text, fork) }
  }

  /** Brings the draft of a suggestion up to the text, so that its owner goes on from there. Refuses `not_found`, `draft_frozen`. */
  async follow(suggestion: Suggestion): Promise<Look> {
    return this.#lock.hold(suggestion.baseDraftId, () => this.#caughtUp(suggestion.id))
  }

  /** Hands a suggestion to those who write the text. Refuses `suggestion_empty` and as `whyNotSend`. */
  async send(actor: Person, suggestion: Suggestion, note: string | null): Promise<void> {
    await this.#kit.drafts.settle(suggestion.draftId)
    await this.#lock.hold(suggestion.baseDraftId, async () => {
      const look = await this.#caughtUp(suggestion.id)
      refuseIf(whyNotSend(look.suggestion, await this.reader(actor, look.base.draft)))
      if (look.stand.changes.length === 0) refuse('suggestion_empty')
      await act(this.#ground, actor, (work) => markSent(work, suggestion.id, note))
    })
  }

  /** Takes a suggestion back, with the last words that were typed into it. Refuses as `whyNotWithdraw`. */
  async withdraw(actor: Person, { id, baseDraftId, draftId }: Suggestion): Promise<void> {
    const { reader } = (await this.baseFor(actor, baseDraftId)) ?? refuse('not_found')
    await this.#kit.drafts.settle(draftId)
    // Not while a change of it is on its way into the text: what was taken back must not be taken in after that.
    await this.#lock.hold(baseDraftId, () =>
      act(this.#ground, actor, (work) => withdrawSuggestion(work, id, reader)),
    )
  }

  /**
   * Takes one change into the text, as its owner's words; everything else of the suggestion stays as it is. Refuses
   * `suggestion_changed` when it is not there any more, `suggestion_outdated` when the text has changed there and nobody has confirmed,
   * and as `whyNotDecide`.
   */
  accept(actor: Person, suggestion: Suggestion, body: DecideBody): Promise<void> {
    return this.#lock.hold(suggestion.baseDraftId, () => this.#accept(actor, suggestion.id, body))
  }

  /** Takes one change out of the suggestion; the text stays as it is. Refuses `reason_required` and as `accept`. */
  decline(actor: Person, suggestion: Suggestion, body: DecideBody): Promise<void> {
    return this.#lock.hold(suggestion.baseDraftId, () => this.#decline(actor, suggestion.id, body))
  }

  /** Takes what the reviewer has seen, the last first, a write for each; what changed meanwhile or is outdated stays. */
  async acceptAll(actor: Person, suggestion: Suggestion, changes: readonly Seen[]): Promise<void> {
    await this.#lock.hold(suggestion.baseDraftId, () =>
      this.#each(
        actor,
        suggestion,
        changes,
        (seen) => this.#accept(actor, suggestion.id, seen),
        (text) => this.#kit.drafts.keepBefore(actor, text, 'accept'),
      ),
    )
  }

  /** Declines what the reviewer has seen, for one reason. Refuses `reason_required`. */
  async declineAll(
    actor: Person,
    suggestion: Suggestion,
    changes: readonly Seen[],
    reason: string | null,
  ): Promise<void> {
    if (!reason?.trim()) refuse('reason_required', 'reason')
    await this.#lock.hold(suggestion.baseDraftId, () =>
      this.#each(actor, suggestion, changes, (seen) =>
        this.#decline(actor, suggestion.id, { ...seen, reason }),
      ),
    )
  }

  async #each(
    actor: Person,
    { id }: Suggestion,
    changes: readonly Seen[],
    deed: (seen: Seen) => Promise<void>,
    before?: (text: Draft) => Promise<void>,
  ): Promise<void> {
    const { suggestion, base, stand } = await this.#caughtUp(id)
    refuseIf(whyNotDecide(suggestion, await this.reader(actor, base.draft)))
    const isOutdated = (hunk: Hunk) => stand.outdated.some(({ id }) => id === hunk.id)
    const wanted = changes.flatMap(({ change, near }) => findHunk(stand.changes, change, near) ?? [])
    // From the end, so that what is done does not move what is still to do.
    const hunks = [...new Set(wanted)]
      .filter((hunk) => !isOutdated(hunk))
      .toSorted((a, b) => b.fromB - a.fromB)
    if (hunks.length === 0) refuse('suggestion_changed')
    await before?.(base.draft)
    for (const { id: change, fromB: near } of hunks) await deed({ change, near })
  }

  async #accept(actor: Person, id: Id, body: DecideBody): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const look = await this.#caughtUp(id)
      const hunk = await this.#chosen(actor, look, body)
      const { suggestion, base, stand } = look
      const outdated = stand.outdated.find(({ id }) => id === hunk.id)
      if (outdated && !body.isConfirmed) refuse('suggestion_outdated')
      const [text, suggested] = [nodeOfDraft(base.json), nodeOfDraft(stand.json)]
      const after = await understood(() => draftOfNode(applyHunks(text, suggested, [hunk])))
      const rest = await understood(() => compareDrafts(after, stand.json))
      const author = { personId: suggestion.ownerId }
      const written = await this.#write(base.draft, after, author)
      if (!written) continue
      await act(this.#ground, actor, (work) =>
        keepDecision(work, suggestion, {
          decision: 'accepted',
          reason: body.reason ?? null,
          hunk,
          seen: body,
          place: placeLine(placeAt(text, hunk.fromA)),
          isLast: rest.hunks.length === 0,
          written: written.at,
          // Rows of others may have come with it; then the suggestion has still to follow those.
          baseSeq: written.at?.seq === base.draft.head + 1 ? written.at.seq : suggestion.baseSeq,
          base: after,
          outdated: without(stand.outdated, hunk),
        }),
      )
      return
    }
    refuse('conflict')
  }

  async #decline(actor: Person, id: Id, body: DecideBody): Promise<void> {
    if (!body.reason?.trim()) refuse('reason_required', 'reason')
    for (let tries = 0; tries < TRIES; tries++) {
      const look = await this.#caughtUp(id)
      const hunk = await this.#chosen(actor, look, body)
      const { suggestion, base, fork, stand } = look
      const [text, suggested] = [nodeOfDraft(base.json), nodeOfDraft(stand.json)]
      const after = await understood(() => draftOfNode(applyHunks(suggested, text, [flip(hunk)])))
      const rest = await understood(() => compareDrafts(base.json, after))
      const written = await this.#write(fork.draft, after, clockActor)
      if (!written) continue
      await act(this.#ground, actor, (work) =>
        keepDecision(work, suggestion, {
          decision: 'declined',
          reason: body.reason ?? null,
          hunk,
          seen: body,
          place: placeLine(placeAt(text, hunk.fromA)),
          isLast: rest.hunks.length === 0,
          written: null,
          baseSeq: suggestion.baseSeq,
          base: base.json,
          outdated: without(stand.outdated, hunk),
        }),
      )
      return
    }
    refuse('conflict')
  }

  async #chosen(actor: Person, { suggestion, base, stand }: Look, { change, near }: Seen): Promise<Hunk> {
    refuseIf(whyNotDecide(suggestion, await this.reader(actor, base.draft)))
    const hunk = findHunk(stand.changes, change, near) ?? refuse('suggestion_changed')
    // Another change that reads the same must not be taken by a second click.
    if (hunk.fromB !== near && (await wasDecided(this.#kit.db, suggestion.id, change, near)))
      refuse('suggestion_changed')
    return hunk
  }

  /** Writes a text that was worked out from row `draft.head`; null when somebody wrote meanwhile and nothing was done. */
  async #write(draft: Draft, json: DraftJson, author: Pick<Actor, 'personId'>) {
    let known = -1
    const at = await this.#kit.drafts.edit(draft.id, author, (now, seq) => {
      known = seq
      return seq === draft.head ? json : now
    })
    // Another process wrote, and this one has not heard of it yet.
    if (known < draft.head) await this.#kit.drafts.hub.lookAgain(draft.id)
    return known === draft.head ? { at } : null
  }

  /** Call it holding the lock of the text. A crash between the two writes changes nothing: merging the same again is no change. */
  async #caughtUp(id: Id): Promise<Look> {
    for (let tries = 0; tries < TRIES; tries++) {
      const suggestion = (await findSuggestion(this.#kit.db, id)) ?? refuse('not_found')
      const look = await this.look(suggestion)
      const { base, fork, stand } = look
      if (suggestion.baseSeq === base.draft.head) return look
      if (!(await this.#write(fork.draft, stand.json, clockActor))) continue
      await act(this.#ground, clockActor, (work) =>
        keepPlace(work, suggestion, { baseSeq: base.draft.head, base: base.json, outdated: stand.outdated }),
      )
    }
    return refuse('conflict')
  }

  #stand(suggestion: Suggestion, base: Text, fork: Text): Promise<Stand> {
    const { id, baseSeq, outdated, baseJson } = suggestion
    const key = [base.draft.head, fork.draft.head, baseSeq, suggestion.changedAt, outdated].join()
    const known = this.#remembered.get(id)
    if (known?.key === key) return known.stand
    const stand = understood(() =>
      standOf(
        {
          base: fromJson<DraftJson>(baseJson),
          suggested: fork.json,
          outdated: fromJson<Outdated[]>(outdated),
        },
        base.json,
      ),
    )
    this.#remembered.delete(id)
    this.#remembered.set(id, { key, stand })
    // One that failed, because too many compared at once, is tried again by whoever asks next.
    stand.catch(() => {
      if (this.#remembered.get(id)?.stand === stand) this.#remembered.delete(id)
    })
    const oldest = this.#remembered.keys().next().value
    if (this.#remembered.size > MOST_REMEMBERED && oldest) this.#remembered.delete(oldest)
    return stand
  }

  /** The text that suggestions are for; null for who may not see it. */
  async baseFor(actor: Actor | null, baseDraftId: Id): Promise<{ draft: Draft; reader: Reader } | null> {
    const draft = await findDraft(this.#kit.db, baseDraftId)
    if (!draft) return null
    const reader = await this.reader(actor, draft)
    return reader.role === null ? null : { draft, reader }
  }
}

const without = (outdated: readonly Outdated[], hunk: Hunk): Outdated[] =>
  outdated.filter(({ id }) => id !== hunk.id)

/** A writer with a modified client can leave a text that is no draft; then nothing can be compared with it. */
async function understood<T>(deed: () => T | Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    if (error instanceof RangeError) return refuse('comparison_impossible')
    throw error
  }
}
