import {
  constants,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import { refuse } from '../../lib/refuse.ts'

const padding = constants.RSA_NO_PADDING

/**
 * Signs a blinded message (RFC 9474 §4.3): raw RSA by OpenSSL, 6 ms for 3072 bits, because a signature in JavaScript takes seconds
 * and everybody would wait for it. Refuses `blinded_message_invalid` for what is not as long as the modulus or is degenerate (0, 1,
 * n - 1 and more, of which OpenSSL takes some); throws when the processor has miscounted, for a wrong signature betrays the key.
 */
export function blindSign(privateKey: KeyObject, blinded: Uint8Array): Buffer {
  const publicKey = createPublicKey(privateKey)
  const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')
  const message = numberOf(blinded)
  if (blinded.length !== modulus.length || message <= 1n || message >= numberOf(modulus) - 1n)
    refuse('blinded_message_invalid', 'blinded')
  const signature = privateDecrypt({ key: privateKey, padding }, blinded)
  if (!timingSafeEqual(publicEncrypt({ key: publicKey, padding }, signature), blinded))
    throw new Error('A blind signature does not verify.')
  return signature
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
