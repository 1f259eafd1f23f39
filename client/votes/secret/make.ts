import { canonicalJson } from '../../../shared/drafts.ts'
import { fromBase64Url, importTokenKey, toBase64Url } from '../../../shared/secret-board.ts'
import { MAX_SEQ, tokenText, type Manifest, type SecretBallot } from '../../../shared/secret-votes.ts'
import type { Kept } from './store.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Fetched only by who takes a ballot. */
async function suite() {
  const { RSABSSA } = await import('@cloudflare/blindrsa-ts')
  return RSABSSA.SHA384.PSS.Randomized()
}

/** Makes a key and a blinded message that ties it to this vote. Throws where a browser has no cryptography, as without https. */
export async function makeKept(
  id: string,
  { manifest, mh }: { manifest: Manifest; mh: string },
): Promise<Kept> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
  const key = toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const rsa = await suite()
  const message = rsa.prepare(new TextEncoder().encode(tokenText(mh, key)))
  const { blindedMsg, inv } = await rsa.blind(await importTokenKey(manifest), message)
  return {
    id,
    voteId: manifest.voteId,
    mh,
    key,
    signer: pair.privateKey,
    message: toBase64Url(message),
    inverse: toBase64Url(inv),
    blinded: toBase64Url(blindedMsg),
    tokenSig: null,
    sent: [],
  }
}

/** The signature of the message out of that of the blinded one. Throws when the server has not signed what it was given. */
export async function unblind(kept: Kept, manifest: Manifest, blindSignature: string): Promise<string> {
  const [message, signature, inverse] = [kept.message, blindSignature, kept.inverse].map(fromBase64Url)
  const key = await importTokenKey(manifest)
  return toBase64Url(await (await suite()).finalize(key, message!, signature!, inverse!))
}

/** The next ballot of this key; null when it has changed its mind too often, or has no token yet. */
export async function signBallot(kept: Kept, choice: string): Promise<SecretBallot | null> {
  const seq = Math.max(0, ...kept.sent.map(({ ballot }) => ballot.body.seq)) + 1
  if (kept.tokenSig === null || seq > MAX_SEQ) return null
  const body = { mh: kept.mh, key: kept.key, seq, choice }
  const text = new TextEncoder().encode(canonicalJson(body))
  const signature = await crypto.subtle.sign(P256, kept.signer, text)
  return {
    body,
    token: { msg: kept.message, sig: kept.tokenSig },
    sig: toBase64Url(new Uint8Array(signature)),
  }
}
