import { dayIn } from '../../shared/calendar.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { draftStats } from '../../shared/draft-text.ts'
import { isEdition, type VersionLine, type VersionList } from '../../shared/revisions.ts'
import type { Id } from '../../shared/values.ts'
import { findCouncil } from '../councils/queries.ts'
import type { Actor } from '../lib/actor.ts'
import { fromJson } from '../lib/db/db.ts'
import type { Kit } from '../lib/kit.ts'
import { refuse } from '../lib/refuse.ts'
import { draftJson, findDraft, findRevision, type Draft } from './queries.ts'
import { listAuthorsBetween, listNames, listVersions } from './revision-queries.ts'

type Row = Awaited<ReturnType<typeof listVersions>>[number]

/**
 * The versions of a draft that the actor may read: writers all of them, others the editions, without anybody's name. Refuses
 * `not_found` when there is none of these and the draft does not exist for them.
 */
export async function viewVersions(kit: Kit, actor: Actor | null, draftId: Id): Promise<VersionList> {
  const draft = (await findDraft(kit.db, draftId)) ?? refuse('not_found')
  const role = await kit.drafts.roleOf(actor, draft)
  const isInside = await kit.drafts.mayReadHistory(actor, draft)
  const rows = await readable(kit, actor, draft)
  if (!role && rows.length === 0) refuse('not_found')
  const mayWrite = role === 'write' && draft.state === 'open'
  const now = role && (await nowOf(kit, draft, rows.at(-1), isInside))
  const people = isInside
    ? [...rows.flatMap((row) => [row.personId ?? [], authorsOf(row)].flat()), ...(now?.authorIds ?? [])]
    : []
  const names = await listNames(kit.db, [...new Set(people)])
  const person = (id: Id) => ({ id, name: names.get(id) ?? '' })
  const { timeZone } = (await findCouncil(kit.db, draft.councilId)) ?? { timeZone: 'UTC' }
  const words = await wordsOf(kit, rows)
  const line = (row: Row, index: number): VersionLine => ({
    id: row.id,
    number: row.number,
    edition: row.edition,
    kind: row.kind,
    reason: row.reason,
    title: row.title,
    at: row.createdAt,
    on: dayIn(row.createdAt, timeZone),
    by: isInside && row.personId ? person(row.personId) : null,
    authors: isInside ? authorsOf(row).map(person) : [],
    words: words[index]!,
    wordsMore: index === 0 ? null : words[index]! - words[index - 1]!,
    sha256: row.sha256,
    chainSha256: row.chainSha256,
    can: { rename: mayWrite && isInside && !isEdition(row), restore: mayWrite },
  })
  return {
    draftId,
    timeZone,
    versions: rows.map(line).reverse(),
    now: now && {
      changedAt: draft.changedAt,
      words: now.words,
      wordsMore: words.length > 0 ? now.words - words.at(-1)! : null,
      authors: now.authorIds.map(person),
      isKept: draft.head <= draft.versionSeq,
    },
    can: { name: mayWrite && isInside, attribution: isInside },
  }
}

const authorsOf = ({ authors }: Row): Id[] => fromJson<Id[]>(authors)

async function readable(kit: Kit, actor: Actor | null, draft: Draft): Promise<Row[]> {
  const rows = await listVersions(kit.db, draft.id)
  if (await kit.drafts.mayReadHistory(actor, draft)) return rows
  const editions: Row[] = []
  for (const row of rows.filter(isEdition)) if (await kit.drafts.mayRead(actor, row)) editions.push(row)
  return editions
}

async function nowOf(kit: Kit, draft: Draft, last: Row | undefined, isInside: boolean) {
  const authorIds = isInside ? await listAuthorsBetween(kit.db, draft.id, last?.seq ?? 0, draft.head) : []
  return { words: draftStats(await draftJson(kit.db, draft.id)).words, authorIds }
}

/** Those of older releases were not counted when they were kept. */
async function wordsOf(kit: Kit, rows: readonly Row[]): Promise<number[]> {
  const counted: number[] = []
  for (const { id, words } of rows) {
    const content = words === null ? (await findRevision(kit.db, id))?.content : undefined
    counted.push(words ?? (content ? draftStats(fromJson<DraftJson>(content)).words : 0))
  }
  return counted
}
