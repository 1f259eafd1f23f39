import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Id } from '../../shared/values.ts'

/** A UUIDv7 (RFC 9562): sorts by the time it was made. */
export const newId = (): Id => randomUUIDv7()

/** 256 random bits for links and cookies, in base64url. Only its `digest` is stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 in hex. */
export const digest = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex')
