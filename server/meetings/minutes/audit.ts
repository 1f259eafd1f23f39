import type { Id, Instant } from '../../../shared/values.ts'
import { noneYet, type Audit } from '../../lib/audit.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { digest } from '../../lib/ids.ts'
import '../../lib/journal.ts'
import './tables.ts'

interface Signed {
  edition: number
  role: string
  sha256: string
  complete: boolean
}

/** Holds signed minutes against what the journal wrote at each signature: the bytes that were signed, and who signed them. */
export async function auditMinutes(db: Db): Promise<Audit> {
  const audit = noneYet()
  const lines = await db
    .selectFrom('journal')
    .select(['subjectId', 'data', 'at'])
    .where('verb', '=', 'minutes:signed')
    .orderBy('id')
    .execute()
  const all = lines.map(({ subjectId, data, at }) => ({
    meetingId: subjectId,
    at,
    ...fromJson<Signed>(data),
  }))
  for (const last of all.filter(({ complete }) => complete)) {
    const roles = all
      .filter((each) => each.meetingId === last.meetingId && each.edition === last.edition)
      .filter(({ sha256 }) => sha256 === last.sha256)
      .map(({ role }) => role)
    const what = await wrongWith(db, last, roles)
    if (what) return { ...audit, wrong: { kind: 'minutes', id: last.meetingId, what } }
    audit.checked += 1
  }
  const signed = await db
    .selectFrom('minutes')
    .select(['meetingId', 'edition'])
    .where('signedAt', 'is not', null)
    .execute()
  const forged = signed.find(
    ({ meetingId, edition }) =>
      !all.some((each) => each.complete && each.meetingId === meetingId && each.edition === edition),
  )
  return forged
    ? {
        ...audit,
        wrong: { kind: 'minutes', id: forged.meetingId, what: 'were never signed, says the journal' },
      }
    : audit
}

async function wrongWith(
  db: Db,
  { meetingId, edition, sha256, at }: Signed & { meetingId: Id; at: Instant },
  roles: readonly string[],
): Promise<string | null> {
  const minutes = await db
    .selectFrom('minutes')
    .select(['id', 'content', 'sha256', 'signedAt'])
    .where('meetingId', '=', meetingId)
    .where('edition', '=', edition)
    .executeTakeFirst()
  if (!minutes) return `lack their edition ${edition}`
  if (minutes.sha256 !== sha256 || digest(minutes.content ?? '') !== sha256)
    return `have other bytes in edition ${edition} than were signed`
  const signatures = await db
    .selectFrom('minutesSignature')
    .select(['role', 'sha256'])
    .where('minutesId', '=', minutes.id)
    .execute()
  const isSame =
    signatures
      .map(({ role }) => role)
      .toSorted()
      .join() === roles.toSorted().join() && signatures.every((each) => each.sha256 === sha256)
  return isSame && minutes.signedAt === at
    ? null
    : `have other signatures in edition ${edition} than were given`
}
