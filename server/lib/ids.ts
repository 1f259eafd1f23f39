import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Id } from '../../shared/values.ts'

/** Milliseconds and the twelve bits behind them, of the last id. */
let last = 0n
const TWELVE_BITS = 12n

/**
 * A UUIDv7 that sorts after every one this process made before: within a millisecond the twelve bits behind the time count
 * (RFC 9562 §6.2, method 1), also while the clock stands still or goes back.
 */
export function newId(): Id {
  const random = randomUUIDv7()
  const hex = random.replaceAll('-', '')
  const now = (BigInt(`0x${hex.slice(0, 12)}`) << TWELVE_BITS) | BigInt(`0x${hex.slice(13, 16)}`)
  const sameMillisecond = now >> TWELVE_BITS <= last >> TWELVE_BITS
  last = sameMillisecond ? last + 1n : now & ~0x800n
  const ordered = last.toString(16).padStart(15, '0')
  return `${ordered.slice(0, 8)}-${ordered.slice(8, 12)}-7${ordered.slice(12)}${random.slice(18)}`
}

/** 256 random bits for links and cookies, in base64url. Only its `digest` is stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 in hex. */
export const digest = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex')
