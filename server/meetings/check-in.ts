import { createHmac } from 'node:crypto'
import type { AttendanceMode } from '../../shared/meetings/entries.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Instant } from '../../shared/values.ts'

/** How long a code stands on the screen of the hall. */
const CODE_MS = 60_000

const codeIn = (secret: string, step: number) =>
  createHmac('sha256', secret)
    .update(`${step}`)
    .digest()
    .readUIntBE(0, 4)
    .toString()
    .slice(-6)
    .padStart(6, '0')

/** The code on the screen of the hall, and until when: whoever can read it is there (as RFC 6238 makes codes of time). */
export function codeAt(secret: string, now: Instant): { code: string; until: Instant } {
  const step = Math.floor(Date.parse(now) / CODE_MS)
  return { code: codeIn(secret, step), until: new Date((step + 1) * CODE_MS).toISOString() }
}

/**
 * Why somebody may not check in alone, or null: in the hall with the code on its screen, or the one before for slow hands; remotely
 * without one.
 */
export function whyNotCheckIn(
  { checkInSecret }: { checkInSecret: string },
  { mode, code }: { mode: AttendanceMode; code?: string },
  now: Instant,
): RefusalCode | null {
  if (mode === 'video') return null
  const step = Math.floor(Date.parse(now) / CODE_MS)
  const typed = code?.replaceAll(/\D/g, '')
  return typed === codeIn(checkInSecret, step) || typed === codeIn(checkInSecret, step - 1)
    ? null
    : 'check_in_code_wrong'
}
