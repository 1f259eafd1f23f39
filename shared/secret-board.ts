import { canonicalJson } from './drafts.ts'
import {
  brokenRelation,
  headText,
  PREFIX_BYTES,
  receiptText,
  tokenText,
  type Board,
  type CastReceipt,
  type Manifest,
  type SecretBallot,
} from './secret-votes.ts'

/**
 * What anybody can check of a board by themselves, with nothing but WebCrypto: in the browser of a voter, and in the tests against
 * the server's own code. What each check means stands in docs/secret-votes.md.
 */

/** The first thing that is wrong with a board, and with which of its entries or ballots. */
export interface BoardProblem {
  what:
    | 'order'
    | 'chain'
    | 'signature'
    | 'roll'
    | 'sorting'
    | 'ballot_missing'
    | 'ballot_unknown'
    | 'ballot_invalid'
    | 'numbers'
    | 'counts'
  at: number
}

const encoder = new TextEncoder()
const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const toHex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** SHA-256 in hex. */
export const sha256 = async (data: string | Uint8Array<ArrayBuffer>): Promise<string> =>
  toHex(await crypto.subtle.digest('SHA-256', typeof data === 'string' ? utf8(data) : data))

export const ballotSha256 = (ballot: SecretBallot): Promise<string> => sha256(canonicalJson(ballot))

/** The keys of a manifest, ready to verify with. */
export const importTokenKey = ({ tokenKey }: Manifest): Promise<CryptoKey> =>
  crypto.subtle.importKey('jwk', tokenKey, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
const importBoardKey = ({ boardKey }: Manifest) =>
  crypto.subtle.importKey('jwk', boardKey, P256, false, ['verify'])

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

const isSigned = (key: CryptoKey, signature: string, text: string) =>
  crypto.subtle.verify(P256, key, fromBase64Url(signature), utf8(text))

/** Whether a receipt is the word of the server that signs this board. */
export const isReceipt = async (
  manifest: Manifest,
  { voteId, ballotSha256, signature }: CastReceipt,
): Promise<boolean> => isSigned(await importBoardKey(manifest), signature, receiptText(voteId, ballotSha256))

/** Whether a ballot is one of this vote and says what its voter signed. */
export async function isBallotOf(
  { manifest, manifestSha256, tokenKey }: { manifest: Manifest; manifestSha256: string; tokenKey: CryptoKey },
  { body, token, sig }: SecretBallot,
): Promise<boolean> {
  const message = fromBase64Url(token.msg)
  const text = new TextDecoder('latin1').decode(message.subarray(PREFIX_BYTES))
  if (body.mh !== manifestSha256 || text !== tokenText(manifestSha256, body.key)) return false
  if (!manifest.options.includes(body.choice)) return false
  const pss = { name: 'RSA-PSS', saltLength: 48 }
  if (!(await crypto.subtle.verify(pss, tokenKey, fromBase64Url(token.sig), message))) return false
  const voter = await crypto.subtle
    .importKey('raw', fromBase64Url(body.key), P256, false, ['verify'])
    .catch(() => null)
  return voter !== null && isSigned(voter, sig, canonicalJson(body))
}

/** Checks a whole board; answers with the first problem, or null when there is none. */
export async function checkBoard(board: Board): Promise<BoardProblem | null> {
  const [first, issuance, received, closed] = board.entries
  const kinds = ['announced', 'issuance_closed', 'received', 'closed']
  const strange = board.entries.findIndex(({ kind }, place) => kind !== kinds[place])
  if (strange >= 0) return { what: 'order', at: strange }
  if (first?.kind !== 'announced' || first.manifest.voteId !== board.voteId) return { what: 'order', at: 0 }
  const { manifest } = first
  const chained = await checkChain(board, manifest)
  if (chained) return chained
  if (issuance?.kind !== 'issuance_closed') return null
  const members = issuance.issued.map(({ memberId }) => memberId)
  if (new Set(members).size !== members.length || members.length > manifest.rollSize)
    return { what: 'roll', at: 1 }
  if (received?.kind !== 'received' || closed?.kind !== 'closed') return null

  const hashes = received.ballots
  const unsorted = hashes.findIndex((hash, i) => i > 0 && hash <= hashes[i - 1]!)
  if (unsorted >= 0) return { what: 'sorting', at: unsorted }
  if (closed.counts === null) {
    const isRightly = manifest.belowKMin === 'not_opened' && closed.numbers.cast < manifest.kMin
    return isRightly ? null : { what: 'counts', at: 3 }
  }
  const counted = await countBallots(board, manifest, hashes)
  if ('what' in counted) return counted
  const { numbers } = closed
  const isConsistent =
    numbers.issued === members.length &&
    numbers.cast === counted.cast &&
    numbers.valid === counted.cast &&
    closed.broken === brokenRelation(numbers)
  if (!isConsistent) return { what: 'numbers', at: 3 }
  return canonicalJson(closed.counts) === canonicalJson(counted.counts) ? null : { what: 'counts', at: 3 }
}

async function checkChain(board: Board, manifest: Manifest): Promise<BoardProblem | null> {
  const key = await importBoardKey(manifest)
  let before = new Uint8Array(32)
  for (const [at, entry] of board.entries.entries()) {
    const body = utf8(canonicalJson(entry))
    const bytes = new Uint8Array(before.length + body.length)
    bytes.set(before)
    bytes.set(body, before.length)
    before = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    const head = board.heads[at]
    if (head?.size !== at + 1 || head.hash !== toHex(before.buffer)) return { what: 'chain', at }
    const isByTheKey =
      head.signature !== null && (await isSigned(key, head.signature, headText(board.voteId, head)))
    if (!isByTheKey) return { what: 'signature', at }
  }
  return board.heads.length === board.entries.length ? null : { what: 'chain', at: board.entries.length }
}

/** Every ballot that was received is there and no other, each is of this vote; the last of each key counts. */
async function countBallots(
  board: Board,
  manifest: Manifest,
  hashes: readonly string[],
): Promise<BoardProblem | { counts: Record<string, number>; cast: number }> {
  const known = new Set(hashes)
  const manifestSha256 = await sha256(canonicalJson(manifest))
  const sealed = { manifest, manifestSha256, tokenKey: await importTokenKey(manifest) }
  const last = new Map<string, SecretBallot['body']>()
  for (const [at, ballot] of (board.ballots ?? []).entries()) {
    if (!known.delete(await ballotSha256(ballot))) return { what: 'ballot_unknown', at }
    if (!(await isBallotOf(sealed, ballot))) return { what: 'ballot_invalid', at }
    const { body } = ballot
    if ((last.get(body.key)?.seq ?? 0) < body.seq) last.set(body.key, body)
  }
  const [missing] = known
  if (missing !== undefined) return { what: 'ballot_missing', at: hashes.indexOf(missing) }
  const counts = Object.fromEntries(manifest.options.map((option) => [option, 0]))
  for (const { choice } of last.values()) counts[choice] = (counts[choice] ?? 0) + 1
  return { counts, cast: last.size }
}
