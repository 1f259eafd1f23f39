/**
 * Signatures by the cryptography of Node or of the browser: this folder counts and hashes itself, but it does not verify signatures itself.
 * A page that was opened from a disk has it in Chromium, Firefox and Safari; where it is missing, nothing is said about the vote.
 */
export const canVerify = (): boolean => globalThis.crypto?.subtle !== undefined

/** Base64url without padding to bytes; null when it is not the one encoding of its bytes. */
export function bytesOf(encoded: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(encoded)) return null
  const padded =
    encoded.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (encoded.length % 4)) % 4)
  let binary: string
  try {
    binary = atob(padded)
  } catch {
    return null
  }
  const again = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return again === encoded ? Uint8Array.from(binary, (letter) => letter.charCodeAt(0)) : null
}

export type Key = CryptoKey | null

/** A P-256 key from its coordinates, or null when it is none. */
export const boardKey = (jwk: { kty: string; crv: string; x: string; y: string }): Promise<Key> =>
  orNull(() => crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']))

/** A P-256 key from its raw point. */
export const voterKey = (point: Uint8Array<ArrayBuffer>): Promise<Key> =>
  orNull(() =>
    crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']),
  )

/** The RSA key of a vote, for PSS with SHA-384. */
export const tokenKey = (jwk: { kty: string; n: string; e: string }): Promise<Key> =>
  orNull(() => crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, false, ['verify']))

export async function isSigned(key: Key, signature: string, text: string): Promise<boolean> {
  const bytes = bytesOf(signature)
  if (!key || !bytes) return false
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  return (
    (await orNull(() => crypto.subtle.verify(algorithm, key, bytes, new TextEncoder().encode(text)))) ?? false
  )
}

export async function isToken(
  key: Key,
  signature: string,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const bytes = bytesOf(signature)
  if (!key || !bytes) return false
  const algorithm = { name: 'RSA-PSS', saltLength: 48 }
  return (await orNull(() => crypto.subtle.verify(algorithm, key, bytes, message))) ?? false
}

async function orNull<T>(deed: () => Promise<T>): Promise<T | null> {
  try {
    return await deed()
  } catch {
    return null
  }
}
