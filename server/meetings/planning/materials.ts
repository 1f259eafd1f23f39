import { createHash } from 'node:crypto'
import { MaterialLimits, type NewLink } from '../../../shared/meetings/planning.ts'
import type { Id } from '../../../shared/values.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { record } from '../../lib/journal.ts'
import { refuse } from '../../lib/refuse.ts'
import { listInvitees, type Meeting } from '../queries.ts'
import { maySee } from '../rules.ts'
import { guestOf } from './guests.ts'
import { lockArranged, type Place } from './notice.ts'
import { findItem, findMaterial, listMaterials } from './queries.ts'
import { isSafeLink, termsOf } from './rules.ts'
import { mediaTypeOf } from './sniff.ts'
import { rulesFor } from './terms.ts'

const PART = 256 * 1024

type NewMaterial = Omit<NewLink, 'url'>

/**
 * Attaches a link to a meeting, or to one item of its agenda; one that was sent twice is there once. Refuses, beside `lockArranged`:
 * `link_not_https`, `not_found` for the item, `too_many_materials`, and `reason_required` after the last day of the rules (domain §4
 * `materials`).
 */
export async function addLink(work: Work, place: Place, { url, ...input }: NewLink): Promise<void> {
  if (!isSafeLink(url.trim())) refuse('link_not_https', 'url')
  await add(work, place, input, { url: url.trim(), mediaType: null, size: null, sha256: null })
}

/** The same for a file; refuses what `mediaTypeOf` refuses of it, and `file_too_large`. */
export async function addFile(
  work: Work,
  place: Place,
  input: NewMaterial,
  bytes: Uint8Array,
): Promise<void> {
  if (bytes.length > MaterialLimits.bytes) refuse('file_too_large', 'file')
  const mediaType = mediaTypeOf(bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const isNew = await add(work, place, input, { url: null, mediaType, size: bytes.length, sha256 })
  if (!isNew) return
  for (let part = 0; part * PART < bytes.length; part += 1)
    await work.trx
      .insertInto('agendaMaterialPart')
      .values({ materialId: input.id, part, bytes: bytes.subarray(part * PART, (part + 1) * PART) })
      .execute()
}

async function add(
  work: Work,
  place: Place,
  input: NewMaterial,
  what: { url: string | null; mediaType: string | null; size: number | null; sha256: string | null },
): Promise<boolean> {
  const { trx, now } = work
  const { personId } = personOf(work.actor)
  const { meeting, council } = await lockArranged(work, place)
  const there = await listMaterials(trx, meeting.id)
  if (there.some(({ id }) => id === input.id)) return false
  const elsewhere = await trx
    .selectFrom('agendaMaterial')
    .select('id')
    .where('id', '=', input.id)
    .executeTakeFirst()
  if (elsewhere) refuse('conflict')
  if (input.itemId !== null && !(await findItem(trx, meeting.id, input.itemId))) refuse('not_found', 'itemId')
  if (there.length >= MaterialLimits.count) refuse('too_many_materials')
  const { rules, daysOff } = await rulesFor(trx, meeting, council.timeZone)
  const { areMaterialsLate } = termsOf(meeting.startsAt, council.timeZone, rules, daysOff, now)
  const lateReason = areMaterialsLate ? input.lateReason?.trim() || null : null
  if (areMaterialsLate && lateReason === null) refuse('reason_required', 'lateReason')
  await trx
    .insertInto('agendaMaterial')
    .values({
      ...{ id: input.id, meetingId: meeting.id, itemId: input.itemId, title: input.title.trim(), ...what },
      ...{ isPublic: input.isPublic ? 1 : 0, lateReason, addedBy: personId, addedAt: now },
    })
    .execute()
  await note(work, meeting, 'added', input.id)
  return true
}

/** Takes a material away, its bytes too. Refuses, beside `lockArranged`: `not_found`. */
export async function removeMaterial(work: Work, place: Place, id: Id): Promise<void> {
  const { trx } = work
  const { meeting } = await lockArranged(work, place)
  if (!(await findMaterial(trx, meeting.id, id))) refuse('not_found')
  await trx.deleteFrom('agendaMaterialPart').where('materialId', '=', id).execute()
  await trx.deleteFrom('agendaMaterial').where('id', '=', id).execute()
  await note(work, meeting, 'removed', id)
}

/** Opens a material to everybody, or keeps it for those who take part. Refuses, beside `lockArranged`: `not_found`. */
export async function showMaterial(work: Work, place: Place, id: Id, isPublic: boolean): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  if (!(await findMaterial(work.trx, meeting.id, id))) refuse('not_found')
  await work.trx
    .updateTable('agendaMaterial')
    .set({ isPublic: isPublic ? 1 : 0 })
    .where('id', '=', id)
    .execute()
  await note(work, meeting, isPublic ? 'opened' : 'closed', id)
}

async function note(work: Work, meeting: Meeting, what: string, materialId: Id): Promise<void> {
  work.publish(`meeting:${meeting.id}`, 'meeting:replanned', { version: meeting.version })
  await record(work, {
    verb: `material:${what}`,
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { materialId },
  })
}

/** Whether somebody takes part: who sits in the council, who is invited, and a guest with the word from their letter. */
export async function isInside(
  db: Db,
  meeting: Meeting,
  actor: Actor | null,
  guest: string | undefined,
): Promise<boolean> {
  if (seatIn(actor, meeting.councilId)) return true
  const invitees = await listInvitees(db, meeting.id)
  const word = guestOf(meeting, guest)
  return invitees.some(
    ({ id, personId }) => (personId !== null && personId === actor?.personId) || id === word,
  )
}

/** A material that this reader may open; undefined for the others, as for one that is not there. */
export async function readMaterial(
  db: Db,
  meeting: Meeting | undefined,
  { id, actor, guest }: { id: Id; actor: Actor | null; guest: string | undefined },
) {
  if (!meeting) return undefined
  const inside = await isInside(db, meeting, actor, guest)
  if (!inside && !maySee(meeting, actor)) return undefined
  const material = await findMaterial(db, meeting.id, id)
  return material && (inside || material.isPublic === 1) ? material : undefined
}
