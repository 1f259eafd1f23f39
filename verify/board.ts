import {
  boardEntries,
  boardShape,
  type Announced,
  type Board,
  type Closed,
  type Issued,
  type Manifest,
  type Received,
  type SecretBallot,
} from './board-record.ts'
import { canonical, sha256 } from './canonical.ts'
import { boardKey, bytesOf, canVerify, isSigned, isToken, tokenKey, voterKey } from './signatures.ts'

/** What is wrong with the board of a secret vote. */
export type BoardWrong =
  | { what: 'no_crypto' }
  | { what: 'shape'; where: string }
  | { what: 'board_entries' | 'board_heads' | 'board_vote' | 'board_times' }
  | { what: 'board_head' | 'board_signature'; size: number }
  | { what: 'board_issued'; member: string }
  | { what: 'board_order' }
  | { what: 'other_code'; code: string }
  | { what: 'ballot_missing' | 'ballot_unknown' | 'ballot_twice'; ballot: string }
  | { what: 'board_number'; which: string; written: string; computed: string }

/** What a board comes to; without its end while the vote is open. */
export interface Counted {
  board: Board
  manifest: Manifest
  head: string
  /** Whether a head has no signature, because the key of the board was lost. */
  isUnsigned: boolean
  issued: readonly { memberId: string }[]
  closed: Closed | null
}

export type BoardChecked = { wrong: BoardWrong } | ({ wrong: null } & Counted)

const ZEROS = new Uint8Array(32)

/** Checks a board by itself: its chain, its signatures, each ballot, and the numbers of the counting commission (T4). */
export async function checkBoard(
  value: unknown,
  known: { present?: number; roll?: number; code?: string | undefined } = {},
): Promise<BoardChecked> {
  const where = boardShape(value, '')
  if (where !== null) return { wrong: { what: 'shape', where } }
  const board = value as Board
  if (board.entries.length === 0 || board.entries.length > boardEntries.length)
    return { wrong: { what: 'board_entries' } }
  for (const [at, entry] of board.entries.entries()) {
    const odd = boardEntries[at]!(entry, `/entries/${at}`)
    if (odd !== null) return { wrong: { what: 'shape', where: odd } }
  }
  if (!canVerify()) return { wrong: { what: 'no_crypto' } }
  const [announced, issuance, received, closed = null] = board.entries as [
    Announced,
    Issued?,
    Received?,
    Closed?,
  ]
  const { manifest } = announced
  if (manifest.voteId !== board.voteId) return { wrong: { what: 'board_vote' } }
  const issued = issuance?.issued ?? []
  const wrong =
    (await wrongHead(board, manifest)) ??
    wrongIssue(issued) ??
    wrongTimes(issuance, closed) ??
    (closed &&
      (await wrongCount(board, manifest, {
        issued: issued.length,
        received: received!.ballots,
        closed,
        known,
      }))) ??
    otherCode(board, known.code)
  return wrong
    ? { wrong }
    : {
        wrong: null,
        board,
        manifest,
        head: board.heads.at(-1)!.hash,
        isUnsigned: board.heads.some(({ signature }) => signature === null),
        issued,
        closed,
      }
}

/** A code known from elsewhere is that of one of its heads, as everybody was told them. */
const otherCode = ({ heads }: Board, code: string | undefined): BoardWrong | null =>
  code === undefined || heads.some(({ hash }) => hash === code) ? null : { what: 'other_code', code }

/** Each head is that of the entries up to it, and signed by the key of the board. */
async function wrongHead({ voteId, entries, heads }: Board, manifest: Manifest): Promise<BoardWrong | null> {
  if (heads.length !== entries.length) return { what: 'board_heads' }
  const key = await boardKey(manifest.boardKey)
  let before = ZEROS
  for (const [at, { size, hash, signature }] of heads.entries()) {
    const text = new TextEncoder().encode(canonical(entries[at]))
    const joined = new Uint8Array(before.length + text.length)
    joined.set(before)
    joined.set(text, before.length)
    if (size !== at + 1 || sha256(joined) !== hash) return { what: 'board_head', size: at + 1 }
    // The key may have been lost with its file: that is said, and the chain stands without it.
    if (
      signature !== null &&
      !(await isSigned(key, signature, canonical({ format: 'veche-board-head', voteId, size, hash })))
    )
      return { what: 'board_signature', size }
    before = Uint8Array.from(hash.match(/../g)!, (pair) => Number.parseInt(pair, 16))
  }
  return null
}

function wrongIssue(issued: readonly { memberId: string; blindedSha256: string }[]): BoardWrong | null {
  const odd = issued.find(({ memberId }, at) => at > 0 && issued[at - 1]!.memberId >= memberId)
  return odd ? { what: 'board_issued', member: odd.memberId } : null
}

const wrongTimes = (issuance: Issued | undefined, closed: Closed | null): BoardWrong | null =>
  issuance && closed && closed.at < issuance.at ? { what: 'board_times' } : null

interface Counting {
  issued: number
  received: readonly string[]
  closed: Closed
  known: { present?: number; roll?: number }
}

/** Every ballot once, the last one of each key, and the numbers that come of them. */
async function wrongCount(board: Board, manifest: Manifest, counting: Counting): Promise<BoardWrong | null> {
  const { closed, received, issued, known } = counting
  const { numbers } = closed
  const odd = received.findIndex((each, at) => at > 0 && received[at - 1]! >= each)
  if (odd > 0) return { what: 'board_order' }
  const isBelow = manifest.belowKMin === 'not_opened' && numbers.cast < manifest.kMin
  const number = numberOf(
    'counts',
    closed.counts === null,
    isBelow || (closed.broken !== null && closed.counts === null),
  )
  if (number) return number
  const roll = known.roll ?? numbers.roll
  // Apart from a meeting those are present who took a ballot.
  const present = known.present ?? numbers.present
  const found =
    numberOf('roll', numbers.roll, roll) ??
    numberOf('present', numbers.present, present) ??
    numberOf('issued', numbers.issued, issued) ??
    numberOf('broken', closed.broken, brokenOf(numbers))
  if (found) return found
  if (board.ballots === null)
    return closed.counts === null ? null : numberOf('ballots', 'null', `${received.length}`)
  return wrongBallots(board.ballots, manifest, counting)
}

async function wrongBallots(
  ballots: readonly SecretBallot[],
  manifest: Manifest,
  { received, closed }: Counting,
): Promise<BoardWrong | null> {
  const codes = ballots.map((each) => sha256(canonical(each)))
  const seen = new Set<string>()
  for (const code of codes) {
    if (seen.has(code)) return { what: 'ballot_twice', ballot: code }
    seen.add(code)
    if (!received.includes(code)) return { what: 'ballot_unknown', ballot: code }
  }
  const missing = received.find((code) => !seen.has(code))
  if (missing !== undefined) return { what: 'ballot_missing', ballot: missing }
  const lasts = new Map<string, SecretBallot>()
  for (const ballot of ballots) {
    const { key, seq } = ballot.body
    if ((lasts.get(key)?.body.seq ?? 0) < seq) lasts.set(key, ballot)
  }
  const mh = sha256(canonical(manifest))
  const signer = await tokenKey(manifest.tokenKey)
  const counts: Record<string, number> = Object.fromEntries(manifest.options.map((each) => [each, 0]))
  let valid = 0
  for (const ballot of lasts.values()) {
    if (!(await isValid(ballot, mh, manifest, signer))) continue
    valid += 1
    counts[ballot.body.choice]! += 1
  }
  const { numbers } = closed
  return (
    numberOf('cast', numbers.cast, lasts.size) ??
    numberOf('valid', numbers.valid, valid) ??
    numberOf('invalid', numbers.invalid, lasts.size - valid) ??
    (closed.counts && numberOf('counts', canonical(closed.counts), canonical(counts)))
  )
}

/** The ballot is for this vote and this key, certified by a token and signed by who holds the key. */
async function isValid(
  { body, token, sig }: SecretBallot,
  mh: string,
  { options }: Manifest,
  signer: Awaited<ReturnType<typeof tokenKey>>,
): Promise<boolean> {
  const [point, message] = [bytesOf(body.key), bytesOf(token.msg)]
  if (body.mh !== mh || !options.includes(body.choice) || point?.length !== 65 || !message) return false
  const about = new TextDecoder().decode(message.subarray(32))
  if (message.length < 32 || about !== `ballot-v1|${mh}|${body.key}`) return false
  return (
    (await isToken(signer, token.sig, message)) &&
    (await isSigned(await voterKey(point), sig, canonical(body)))
  )
}

const relations: readonly (readonly [string, (of: Closed['numbers']) => boolean])[] = [
  ['roll >= present', ({ roll, present }) => roll >= present],
  ['present >= issued', ({ present, issued }) => present >= issued],
  ['issued >= cast', ({ issued, cast }) => issued >= cast],
  ['cast = valid + invalid', ({ cast, valid, invalid }) => cast === valid + invalid],
]
const brokenOf = (numbers: Closed['numbers']) => relations.find(([, holds]) => !holds(numbers))?.[0] ?? null

const numberOf = (which: string, written: unknown, computed: unknown): BoardWrong | null =>
  written === computed
    ? null
    : { what: 'board_number', which, written: String(written), computed: String(computed) }
