import { Type, type Static } from 'typebox'
import { canonicalJson } from './drafts.ts'
import { Id, Instant, Line, Nullable, OneOf } from './values.ts'
import { Outcome } from './votes.ts'

/** The protocol of a secret vote, step by step: docs/secret-votes.md. */
export const SUITE = 'RSABSSA-SHA384-PSS-Randomized'
export const TOKEN_KEY_BITS = 3072
/** The random bytes that RFC 9474 puts before a message. */
export const PREFIX_BYTES = 32
/** A ballot is about a kilobyte. */
export const MAX_BALLOT_BYTES = 4096
/** How often one key may vote: who changes their mind more often floods the board. */
export const MAX_SEQ = 100

/** Base64url without padding, of so many bytes. */
const Bytes = (count: number) => Type.String({ pattern: `^[A-Za-z0-9_-]{${Math.ceil((count * 4) / 3)}}$` })
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0 })

export const SIGNATURE_BYTES = TOKEN_KEY_BITS / 8
export const KEY_BYTES = 65

/** What is signed blindly: 32 random bytes and this text, which ties a token to one vote and one key. */
export const tokenText = (manifestSha256: string, key: string): string => `ballot-v1|${manifestSha256}|${key}`

const MESSAGE_BYTES = PREFIX_BYTES + tokenText('0'.repeat(64), '0'.repeat(87)).length

/** `mh` is the SHA-256 of the manifest, `key` the raw P-256 point that signs this ballot, `seq` grows when it is changed. */
export const BallotBody = Type.Object({
  mh: Sha256,
  key: Bytes(KEY_BYTES),
  seq: Type.Integer({ minimum: 1, maximum: MAX_SEQ }),
  choice: Type.String({ minLength: 1, maxLength: 64 }),
})

export const SecretBallot = Type.Object({
  body: BallotBody,
  token: Type.Object({ msg: Bytes(MESSAGE_BYTES), sig: Bytes(SIGNATURE_BYTES) }),
  /** ECDSA P-256 with SHA-256 of the canonical JSON of `body`, as r and s. */
  sig: Bytes(64),
})
export type SecretBallot = Static<typeof SecretBallot>

/** Where a secret vote stands (domain §3). In `closed` the time is over and the server has not counted yet. */
export const SecretPhase = OneOf('announced', 'issuance_open', 'issuance_closed', 'open', 'closed', 'tallied')
export type SecretPhase = Static<typeof SecretPhase>

const TokenKey = Type.Object({ kty: Type.Literal('RSA'), n: Type.String(), e: Type.String() })
const BoardKey = Type.Object({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  x: Type.String(),
  y: Type.String(),
})

/** Entry 0 of the board: what everybody agrees on before the first ballot is issued. */
export const Manifest = Type.Object({
  format: Type.Literal('veche-secret-vote'),
  version: Type.Literal(1),
  voteId: Id,
  /** Of the terms of the vote: question, text, electorate, rules of quorum and majority. */
  termsSha256: Sha256,
  questionSha256: Sha256,
  options: Type.Array(Type.String()),
  /** Of the canonical JSON of the electors as they stand in the terms. */
  rollSha256: Sha256,
  rollSize: Count,
  kMin: Type.Integer({ minimum: 1 }),
  /** What happens when fewer ballots than `kMin` are cast: none is opened and the vote decides nothing, or they are opened all the same. */
  belowKMin: OneOf('not_opened', 'opened'),
  /** A secret vote has nobody's casting vote. */
  tie: OneOf('not_adopted', 'revote'),
  windows: Type.Object({
    issuanceOpensAt: Instant,
    /** At the latest, null: by hand only. Casting begins when the issuing has ended. */
    issuanceClosesAt: Nullable(Instant),
    castingClosesAt: Nullable(Instant),
  }),
  suite: Type.Literal(SUITE),
  tokenKey: TokenKey,
  boardKey: BoardKey,
})
export type Manifest = Static<typeof Manifest>

export const IssuedLine = Type.Object({ memberId: Id, blindedSha256: Sha256 })

/** The numbers of the counting commission (T4): 1 roll, 2 present, 3 issued, 4 cast, 5 valid, 6 invalid. */
export const CountingNumbers = Type.Object({
  roll: Count,
  present: Count,
  issued: Count,
  cast: Count,
  valid: Count,
  invalid: Count,
})
export type CountingNumbers = Static<typeof CountingNumbers>

export const BoardEntry = Type.Union([
  Type.Object({ kind: Type.Literal('announced'), manifest: Manifest }),
  /** Who has a ballot, in the order of their ids; the key that certifies ballots is destroyed with this entry. */
  Type.Object({ kind: Type.Literal('issuance_closed'), at: Instant, issued: Type.Array(IssuedLine) }),
  /** Ballots in the order of their hashes. */
  Type.Object({ kind: Type.Literal('received'), ballots: Type.Array(Sha256) }),
  Type.Object({
    kind: Type.Literal('closed'),
    at: Instant,
    numbers: CountingNumbers,
    /** Which relation of the counting commission does not hold (`brokenRelation`); then nothing is decided. */
    broken: Nullable(Type.String()),
    /** Ballots for each option; null when they were not opened. */
    counts: Nullable(Type.Record(Type.String(), Count)),
    outcome: Outcome,
  }),
])
export type BoardEntry = Static<typeof BoardEntry>

/** A state of the board: how many entries, and the hash of the last one, signed by the key of the board. */
export const BoardHead = Type.Object({ size: Count, hash: Sha256, signature: Nullable(Bytes(64)) })
export type BoardHead = Static<typeof BoardHead>

/** The whole board, for anybody who wants to count again. */
export const Board = Type.Object({
  format: Type.Literal('veche-secret-board'),
  version: Type.Literal(1),
  voteId: Id,
  entries: Type.Array(BoardEntry),
  heads: Type.Array(BoardHead),
  /** Null until the vote is closed, and for ever when they were not opened. */
  ballots: Nullable(Type.Array(SecretBallot)),
})
export type Board = Static<typeof Board>

/** Signed by the key of the board: «this ballot was received». Whoever holds it can prove that a ballot was dropped. */
export const CastReceipt = Type.Object({ voteId: Id, ballotSha256: Sha256, signature: Bytes(64) })
export type CastReceipt = Static<typeof CastReceipt>

/** A secret vote apart from a meeting: what is asked, and its two windows. */
export const OpenSecretBody = Type.Object({
  /** Made by whoever asks: the same one sent again is the same vote. */
  id: Type.Optional(Id),
  question: Line(1000),
  decisionClass: OneOf('ordinary', 'qualified', 'organizational', 'secret_personal'),
  issuanceClosesAt: Instant,
  closesAt: Instant,
})

export const IssueBody = Type.Object({ blinded: Bytes(SIGNATURE_BYTES) })
export const IssueReply = Type.Object({ blindSignature: Bytes(SIGNATURE_BYTES), issuedAt: Instant })
export type IssueReply = Static<typeof IssueReply>

/** What the key of the board signs. */
export const headText = (voteId: Id, { size, hash }: Pick<BoardHead, 'size' | 'hash'>): string =>
  canonicalJson({ format: 'veche-board-head', voteId, size, hash })
export const receiptText = (voteId: Id, ballotSha256: string): string =>
  canonicalJson({ format: 'veche-ballot-receipt', voteId, ballotSha256 })

/** Which of the relations of the counting commission (T4) does not hold; null when all do. */
export function brokenRelation(of: CountingNumbers): string | null {
  const relations: readonly (readonly [string, boolean])[] = [
    ['roll >= present', of.roll >= of.present],
    ['present >= issued', of.present >= of.issued],
    ['issued >= cast', of.issued >= of.cast],
    ['cast = valid + invalid', of.cast === of.valid + of.invalid],
  ]
  return relations.find(([, holds]) => !holds)?.[0] ?? null
}
