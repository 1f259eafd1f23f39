import { constants, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalJson } from '../../../shared/drafts.ts'
import { PREFIX_BYTES, tokenText, type Manifest, type SecretBallot } from '../../../shared/secret-votes.ts'

const verified = promisify(verify)
const dsaEncoding = 'ieee-p1363'

/** A manifest with its hash and the key that its tokens are held against. */
export interface Sealed {
  manifest: Manifest
  sha256: string
  tokenKey: KeyObject
}

export const sealedManifest = (manifest: Manifest, sha256: string): Sealed => ({
  manifest,
  sha256,
  tokenKey: createPublicKey({ key: manifest.tokenKey, format: 'jwk' }),
})

/**
 * Whether a ballot is one of this vote: its token was issued for this manifest and this key, its choice is among the options, and
 * the key signed exactly this. On the thread pool, so that a thousand of them stop nobody.
 */
export async function isValidBallot(
  { manifest, sha256, tokenKey }: Sealed,
  ballot: SecretBallot,
): Promise<boolean> {
  const { body, token, sig } = ballot
  const texts = [body.key, token.msg, token.sig, sig]
  // The last letter of base64url may carry bits that nobody reads: the same ballot would have two hashes.
  if (!texts.every((text) => Buffer.from(text, 'base64url').toString('base64url') === text)) return false
  const message = Buffer.from(token.msg, 'base64url')
  if (body.mh !== sha256 || !manifest.options.includes(body.choice)) return false
  if (message.subarray(PREFIX_BYTES).toString('latin1') !== tokenText(sha256, body.key)) return false
  const voter = voterKey(body.key)
  if (!voter) return false
  const pss = { key: tokenKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
  return (
    (await verified('sha384', message, pss, Buffer.from(token.sig, 'base64url'))) &&
    (await verified(
      'sha256',
      Buffer.from(canonicalJson(body)),
      { key: voter, dsaEncoding },
      Buffer.from(sig, 'base64url'),
    ))
  )
}

/** Signs what the board says: ECDSA P-256 with SHA-256, r and s as browsers write them. */
export const signText = (key: KeyObject, text: string): string =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding }).toString('base64url')

/** The point of a raw P-256 key; null for one that is not on the curve. */
function voterKey(raw: string): KeyObject | null {
  const point = Buffer.from(raw, 'base64url')
  if (point[0] !== 4) return null
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url'))
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  } catch {
    return null
  }
}
