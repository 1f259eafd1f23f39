import {
  anything,
  counting,
  hash,
  id,
  instant,
  listOf,
  orNull,
  record,
  text,
  whole,
  word,
  type Shape,
  type Shaped,
} from './shape.ts'

export const BOARD_FORMAT = 'veche-secret-board'

const manifest = record({
  format: word('veche-secret-vote'),
  version: counting,
  voteId: id,
  termsSha256: hash,
  questionSha256: hash,
  options: listOf(text),
  rollSha256: hash,
  rollSize: whole,
  kMin: counting,
  belowKMin: word('not_opened', 'opened'),
  tie: word('not_adopted', 'revote'),
  windows: record({
    issuanceOpensAt: instant,
    issuanceClosesAt: orNull(instant),
    castingClosesAt: orNull(instant),
  }),
  suite: word('RSABSSA-SHA384-PSS-Randomized'),
  tokenKey: record({ kty: word('RSA'), n: text, e: text }),
  boardKey: record({ kty: word('EC'), crv: word('P-256'), x: text, y: text }),
})
export type Manifest = Shaped<typeof manifest>

/** So many ballots by option; the options are those of the manifest. */
const counts: Shape<Record<string, number>> = (value, at) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return at
  const odd = Object.entries(value).find(([key, each]) => whole(each, `${at}/${key}`) !== null)
  return odd ? `${at}/${odd[0]}` : null
}

/** What the board holds, one after another (docs/secret-votes.md). */
export const boardEntries = [
  record({ kind: word('announced'), manifest }),
  record({
    kind: word('issuance_closed'),
    at: instant,
    issued: listOf(record({ memberId: id, blindedSha256: hash })),
  }),
  record({ kind: word('received'), ballots: listOf(hash) }),
  record({
    kind: word('closed'),
    at: instant,
    numbers: record({
      roll: whole,
      present: whole,
      issued: whole,
      cast: whole,
      valid: whole,
      invalid: whole,
    }),
    broken: orNull(text),
    counts: orNull(counts),
    outcome: text,
  }),
] as const
export type Announced = Shaped<(typeof boardEntries)[0]>
export type Issued = Shaped<(typeof boardEntries)[1]>
export type Received = Shaped<(typeof boardEntries)[2]>
export type Closed = Shaped<(typeof boardEntries)[3]>

const ballot = record({
  body: record({ mh: hash, key: text, seq: counting, choice: text }),
  token: record({ msg: text, sig: text }),
  sig: text,
})
export type SecretBallot = Shaped<typeof ballot>

export const boardShape = record({
  format: word(BOARD_FORMAT),
  version: counting,
  voteId: id,
  entries: listOf(anything),
  heads: listOf(record({ size: counting, hash, signature: orNull(text) })),
  ballots: orNull(listOf(ballot)),
})
export type Board = Shaped<typeof boardShape>
