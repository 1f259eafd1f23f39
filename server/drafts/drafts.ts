import type { DraftJson } from '../../shared/draft-schema.ts'
import { reaches, type DraftRole } from '../../shared/drafts.ts'
import { isEdition, type VersionReason } from '../../shared/revisions.ts'
import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import type { Actor } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { nothingBeside } from './convert/beside.ts'
import type { Change, Written } from './edit.ts'
import { DraftHub } from './hub.ts'
import type { Limits } from './limits.ts'
import { changing, placeMark, removeMark, type Place } from './marks.ts'
import { findDraft, type Draft, type Revision } from './queries.ts'
import { keepVersion } from './revisions.ts'

declare module '../lib/kit.ts' {
  interface Kit {
    drafts: Drafts
  }
}

/** What somebody may do with a draft of one kind; null: for them it does not exist. */
export type DraftAccess = (db: Db, actor: Actor, draftId: Id) => Promise<DraftRole | null>

/** The most that anybody may do with a draft while something is decided about it; null where nothing is. */
export type DraftBound = (db: Db, draftId: Id) => Promise<DraftRole | null>

/** Whether everybody may read a revision, without an account. */
export type PublicRevision = (db: Db, revision: Pick<Revision, 'id'>) => Promise<boolean>

/** What a subject says of its draft to those who talk about it. */
export interface DraftSubject {
  title: string
  /** Address of the page on which the text stands. */
  path: string
  /** Who works on the text and may read it; `isShown`: everybody who sees the subject is told so. */
  people: readonly { id: Id; name: string; isShown?: boolean }[]
  /** Whoever has an account may have a say now. */
  isOpenToAll: boolean
}

export interface DraftCircle {
  describe(db: Db, draftId: Id): Promise<DraftSubject | null>
  /** Whether somebody belongs to those who work on the text, in whatever state it is. */
  isInside(db: Db, actor: Actor, draftId: Id): Promise<boolean>
}

/** Whether somebody may read what the writers of a draft have tried and taken back, and who of them wrote what. */
export type DraftHistory = (db: Db, actor: Actor, draftId: Id) => Promise<boolean>

/**
 * Live texts, as the subjects see them: each kind of subject says who may read and write its drafts and which revisions are
 * public; a kind that nobody registered is closed to everybody.
 */
export class Drafts {
  readonly hub: DraftHub
  /** Comments and suggestions register here how they go into files and come out of them. */
  readonly beside = nothingBeside()
  readonly #kit: Kit
  readonly #access = new Map<string, DraftAccess>()
  readonly #public = new Map<string, PublicRevision>()
  readonly #history = new Map<string, DraftHistory>()
  readonly #circles = new Map<string, DraftCircle>()
  readonly #dependents: Array<(draftId: Id) => Promise<Id[]>> = []
  readonly #bounds: DraftBound[] = []

  constructor(kit: Kit, limits?: Limits) {
    this.#kit = kit
    this.hub = new DraftHub(kit, (actor, kind, draftId) => this.#roleIn(kind, actor, draftId), limits)
  }

  access(kind: string, decide: DraftAccess): void {
    this.#access.set(kind, decide)
  }

  /** Keeps everybody to less than their subject gives them; `recheck` when it begins or ends. */
  bound(most: DraftBound): void {
    this.#bounds.push(most)
  }

  publicRevision(kind: string, decide: PublicRevision): void {
    this.#public.set(kind, decide)
  }

  /** Drafts of this kind have a history: versions are kept of them, for those who may read it. */
  history(kind: string, decide: DraftHistory): void {
    this.#history.set(kind, decide)
  }

  get kindsWithHistory(): string[] {
    return [...this.#history.keys()]
  }

  /** Whether an actor may read the versions between the editions of a draft, and who wrote what. */
  async mayReadHistory(
    actor: Actor | null,
    { id, subjectKind }: Pick<Draft, 'id' | 'subjectKind'>,
  ): Promise<boolean> {
    if (!actor?.personId) return false
    return (await this.#history.get(subjectKind)?.(this.#kit.db, actor, id)) ?? false
  }

  circle(kind: string, circle: DraftCircle): void {
    this.#circles.set(kind, circle)
  }

  /** What the subject says of a draft; null when it says nothing. */
  async describe(draft: Pick<Draft, 'id' | 'subjectKind'>): Promise<DraftSubject | null> {
    return (await this.#circles.get(draft.subjectKind)?.describe(this.#kit.db, draft.id)) ?? null
  }

  /** Whether somebody works on the text; where the subject knows no circle, whoever may have a say in it does. */
  async isInside(actor: Actor, draft: Pick<Draft, 'id' | 'subjectKind'>): Promise<boolean> {
    const circle = this.#circles.get(draft.subjectKind)
    if (circle) return circle.isInside(this.#kit.db, actor, draft.id)
    return reaches(await this.roleOf(actor, draft), 'comment')
  }

  /** The role of an actor by the rules of the subject; a frozen draft does not change it. */
  async roleOf(actor: Actor | null, draft: Pick<Draft, 'id' | 'subjectKind'>): Promise<DraftRole | null> {
    return actor?.personId ? this.#roleIn(draft.subjectKind, actor, draft.id) : null
  }

  /** An edition is read like the draft, or by everybody; other versions hold words that were taken back. */
  async mayRead(actor: Actor | null, revision: Pick<Revision, 'id' | 'draftId' | 'kind'>): Promise<boolean> {
    const draft = await findDraft(this.#kit.db, revision.draftId)
    if (!draft) return false
    if (!isEdition(revision)) return this.mayReadHistory(actor, draft)
    if (await this.#public.get(draft.subjectKind)?.(this.#kit.db, revision)) return true
    return (await this.roleOf(actor, draft)) !== null
  }

  /** Names the drafts whose rights hang on those at another one. */
  dependents(list: (draftId: Id) => Promise<Id[]>): void {
    this.#dependents.push(list)
  }

  /** Rights at a draft have changed: everybody there is judged anew. Call it after the commit. */
  async recheck(draftId: Id): Promise<void> {
    for (const each of await this.#withDependents(draftId)) {
      await this.hub.recheck(each)
      await this.#kit.live.recheck(each)
    }
  }

  /**
   * Keeps a version before something that changes much of a text at once, where its subject has a history: as it is on disk, or, for what
   * was typed in the last moment, as it was when it was changed.
   */
  async keepBefore(
    actor: Actor,
    { id, subjectKind }: Pick<Draft, 'id' | 'subjectKind'>,
    reason: VersionReason,
    at?: { json: DraftJson; seq: number },
  ): Promise<void> {
    if (!this.#history.has(subjectKind)) return
    if (!at) await this.hub.settle(id)
    await act(this.#kit, actor, (work) => keepVersion(work, id, reason, at))
  }

  /** Puts on disk what was typed so far; before a freeze it keeps the last words in. */
  async settle(draftId: Id): Promise<void> {
    await Promise.all((await this.#withDependents(draftId)).map((each) => this.hub.settle(each)))
  }

  /** See `DraftHub.edit`. */
  edit(draftId: Id, actor: Pick<Actor, 'personId'>, change: Change): Promise<Written | null> {
    return this.hub.edit(draftId, actor, change)
  }

  /**
   * Puts the mark of a comment over words of the live text, beside those who type; on disk when it answers, with the words. Refuses
   * `comment_place_gone` when they stand nowhere any more, and what `DraftHub.edit` refuses.
   */
  async placeMark(draftId: Id, actor: Pick<Actor, 'personId'>, id: Id, place: Place): Promise<string> {
    let words: string | null = null
    await this.hub.change(draftId, actor, (copy) =>
      changing(copy, () => {
        words = placeMark(copy, id, place)
      }),
    )
    return words ?? refuse('comment_place_gone')
  }

  /** Takes the mark of a comment away, wherever it stands. Refuses what `DraftHub.edit` refuses. */
  async removeMark(draftId: Id, actor: Pick<Actor, 'personId'>, id: Id): Promise<void> {
    await this.hub.change(draftId, actor, (copy) => changing(copy, () => removeMark(copy, id)))
  }

  async #withDependents(draftId: Id): Promise<Id[]> {
    const others = await Promise.all(this.#dependents.map((list) => list(draftId)))
    return [draftId, ...others.flat()]
  }

  async #roleIn(kind: string, actor: Actor, draftId: Id): Promise<DraftRole | null> {
    let role = (await this.#access.get(kind)?.(this.#kit.db, actor, draftId)) ?? null
    for (const bound of this.#bounds) {
      const most = role && (await bound(this.#kit.db, draftId))
      if (most && reaches(role, most)) role = most
    }
    return role
  }
}
