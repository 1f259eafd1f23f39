import { RSABSSA } from '@cloudflare/blindrsa-ts'
import { canonicalJson } from '../../shared/drafts.ts'
import { fromBase64Url, importTokenKey, toBase64Url } from '../../shared/secret-board.ts'
import { tokenText, type Manifest, type SecretBallot } from '../../shared/secret-votes.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const suite = RSABSSA.SHA384.PSS.Randomized()

/** Somebody's ballot as their browser would make it. `issue` takes the blinded message to the server and brings its signature. */
export async function ballotOf(
  { manifest, mh }: { manifest: Manifest; mh: string },
  choice: string,
  issue: (blinded: string) => Promise<string>,
): Promise<SecretBallot> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
  const key = toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const tokenKey = await importTokenKey(manifest)
  const message = suite.prepare(new TextEncoder().encode(tokenText(mh, key)))
  const { blindedMsg, inv } = await suite.blind(tokenKey, message)
  const blindSignature = fromBase64Url(await issue(toBase64Url(blindedMsg)))
  const token = {
    msg: toBase64Url(message),
    sig: toBase64Url(await suite.finalize(tokenKey, message, blindSignature, inv)),
  }
  const body = { mh, key, seq: 1, choice }
  const signed = new TextEncoder().encode(canonicalJson(body))
  const signature = await crypto.subtle.sign(P256, pair.privateKey, signed)
  return { body, token, sig: toBase64Url(new Uint8Array(signature)) }
}
