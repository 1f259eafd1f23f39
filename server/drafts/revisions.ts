import { isEdition, type RevisionKind, type VersionReason } from '../../shared/revisions.ts'
import { canonicalJson } from '../../shared/drafts.ts'
import { withoutComments, type DraftJson } from '../../shared/draft-schema.ts'
import { draftStats } from '../../shared/draft-text.ts'
import type { Id, Instant } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { fromJson, toJson } from '../lib/db/db.ts'
import { digest, newId } from '../lib/ids.ts'
import { record } from '../lib/journal.ts'
import { refuse } from '../lib/refuse.ts'
import { limits } from './limits.ts'
import { findCouncil } from '../councils/queries.ts'
import {
  draftJson,
  findRevision,
  lastRevisionNumber,
  lockDraft,
  type Draft,
  type Revision,
} from './queries.ts'
import {
  countNamed,
  lastEdition,
  listAutomatic,
  listAuthorsBetween,
  versionAtOrBefore,
} from './revision-queries.ts'
import { surplusOf } from './thinning.ts'

interface Kept {
  kind: RevisionKind
  /** Empty for an automatic one. */
  title: string
  reason?: VersionReason
  /** The text, and the row of the log behind which it was so; as it is on disk now without them. */
  json?: DraftJson
  seq?: number
}

/** The text of which a revision keeps the bytes: `canonicalJson` of it without the places of comments, in UTF-8. */
export const canonicalText = (json: DraftJson): string => canonicalJson(withoutComments(json))

/**
 * Keeps a text as a revision of a draft that is locked. Without `json` it comes from snapshot and log inside this transaction, never
 * from a live document. An edition gets its number and its link of the chain.
 */
export async function keepRevision(work: Work, draft: Draft, kept: Kept): Promise<Revision> {
  const { trx } = work
  const json = kept.json ?? (await draftJson(trx, draft.id))
  const seq = kept.seq ?? draft.head
  const content = canonicalText(json)
  const sha256 = digest(content)
  const before = await versionAtOrBefore(trx, draft.id, seq)
  const authors = await listAuthorsBetween(trx, draft.id, before?.seq ?? 0, seq)
  const last = isEdition(kept) ? await lastEdition(trx, draft.id) : undefined
  const revision: Revision = {
    id: newId(),
    draftId: draft.id,
    number: (await lastRevisionNumber(trx, draft.id)) + 1,
    seq,
    title: kept.title,
    content,
    sha256,
    personId: work.actor.personId,
    createdAt: work.now,
    kind: kept.kind,
    reason: kept.reason ?? null,
    edition: isEdition(kept) ? (last?.edition ?? 0) + 1 : null,
    words: draftStats(json).words,
    authors: toJson(authors),
    chainSha256: isEdition(kept) ? digest(`${last?.chainSha256 ?? ''}${sha256}`) : null,
  }
  await trx.insertInto('revision').values(revision).execute()
  await trx
    .updateTable('draft')
    .set({ versionSeq: Math.max(draft.versionSeq, seq) })
    .where('id', '=', draft.id)
    .execute()
  return revision
}

/**
 * Keeps the text as it is on disk, or as it was behind an earlier row, before something changes much of it; answers with the version
 * that holds it, which may be there already. A text that nobody has begun is not kept after a rest: null. Refuses `not_found`.
 */
export async function keepVersion(
  work: Work,
  draftId: Id,
  reason: VersionReason,
  at?: { json: DraftJson; seq: number },
): Promise<Revision | null> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  const seq = at?.seq ?? draft.head
  const json = at?.json ?? (await draftJson(work.trx, draftId))
  const before = await versionAtOrBefore(work.trx, draftId, seq)
  const isKept = before?.sha256 === digest(canonicalText(json))
  const isEmpty = reason !== 'restore' && !before && draftStats(json).characters === 0
  if (isKept || isEmpty) {
    await work.trx
      .updateTable('draft')
      .set({ versionSeq: Math.max(draft.versionSeq, seq) })
      .where('id', '=', draftId)
      .execute()
    return before ?? null
  }
  const version = await keepRevision(work, draft, { kind: 'automatic', title: '', reason, json, seq })
  await thinOut(work, draft)
  return version
}

/**
 * Gives the text as it is on disk a name. A version that holds it already and has none is the one that gets it; the same name twice
 * changes nothing. Refuses `not_found`, `draft_frozen`, `draft_empty`, `too_many_versions`.
 */
export async function nameVersion(
  work: Work,
  draftId: Id,
  title: string,
  most = limits.namedVersions,
): Promise<Revision> {
  const draft = (await lockDraft(work.trx, draftId)) ?? refuse('not_found')
  if (draft.state !== 'open') refuse('draft_frozen')
  const json = await draftJson(work.trx, draftId)
  if (draftStats(json).characters === 0) refuse('draft_empty')
  const last = await versionAtOrBefore(work.trx, draftId, draft.head)
  const isKept = last?.sha256 === digest(canonicalText(json))
  if (isKept && last.kind === 'named' && last.title === title) return last
  await refuseTooMany(work, draftId, most)
  if (isKept && last.kind === 'automatic') return rename(work, draft, last, title)
  const version = await keepRevision(work, draft, { kind: 'named', title, json })
  await note(work, draft, 'revision:named', version)
  return version
}

/**
 * Names an automatic version, or calls a named one differently. Refuses `not_found`, and `revision_fixed` for an edition: how it is
 * called stands in the procedure; `too_many_versions` when one more would be named.
 */
export async function renameVersion(
  work: Work,
  revisionId: Id,
  title: string,
  most = limits.namedVersions,
): Promise<Revision> {
  const found = (await findRevision(work.trx, revisionId)) ?? refuse('not_found')
  // The draft is the lock of its versions: an automatic one could be thinned out meanwhile.
  const draft = (await lockDraft(work.trx, found.draftId)) ?? refuse('not_found')
  const revision = (await findRevision(work.trx, revisionId)) ?? refuse('not_found')
  if (isEdition(revision)) refuse('revision_fixed')
  if (revision.title === title) return revision
  if (revision.kind === 'automatic') await refuseTooMany(work, draft.id, most)
  return rename(work, draft, revision, title)
}

async function refuseTooMany({ trx }: Work, draftId: Id, most: number): Promise<void> {
  if ((await countNamed(trx, draftId)) >= most) refuse('too_many_versions')
}

async function rename(work: Work, draft: Draft, revision: Revision, title: string): Promise<Revision> {
  const named = {
    ...revision,
    title,
    kind: 'named' as const,
    // Whoever gave it a name stands for it; what the house kept had nobody.
    personId: revision.kind === 'automatic' ? work.actor.personId : revision.personId,
  }
  const { kind, personId } = named
  await work.trx
    .updateTable('revision')
    .set({ title, kind, personId })
    .where('id', '=', revision.id)
    .execute()
  await note(work, draft, revision.kind === 'automatic' ? 'revision:named' : 'revision:renamed', named)
  return named
}

/** Automatic versions become fewer with time; what goes hands its authors on to the one behind it. */
async function thinOut(work: Work, draft: Draft): Promise<void> {
  const { timeZone } = (await findCouncil(work.trx, draft.councilId)) ?? { timeZone: 'UTC' }
  const gone = new Set(surplusOf(await listAutomatic(work.trx, draft.id), work.now, timeZone))
  for (const id of gone) await dropVersion(work, draft.id, id)
}

async function dropVersion({ trx }: Work, draftId: Id, id: Id): Promise<void> {
  const going = await findRevision(trx, id)
  const next =
    going &&
    (await trx
      .selectFrom('revision')
      .select(['id', 'authors'])
      .where('draftId', '=', draftId)
      .where('seq', '>=', going.seq)
      .where('id', '!=', id)
      .orderBy('seq')
      .orderBy('number')
      .limit(1)
      .executeTakeFirst())
  if (!going || !next) return
  const authors = new Set([...fromJson<Id[]>(next.authors), ...fromJson<Id[]>(going.authors)])
  await trx
    .updateTable('revision')
    .set({ authors: toJson([...authors]) })
    .where('id', '=', next.id)
    .execute()
  await trx.deleteFrom('revision').where('id', '=', id).where('kind', '=', 'automatic').execute()
}

/** Whether a draft has rested since `before` with words that no version holds. */
export const hasRested = (draft: Draft, before: Instant): boolean =>
  draft.state === 'open' && draft.head > draft.versionSeq && draft.changedAt <= before

const note = (work: Work, draft: Draft, verb: string, { id, seq, sha256 }: Revision) =>
  record(work, {
    verb,
    subject: ['draft', draft.id],
    councilId: draft.councilId,
    data: { revisionId: id, seq, sha256 },
  })
