import { Type, type Static } from 'typebox'
import { BoardHead, CountingNumbers, Manifest, SecretPhase } from './secret-votes.ts'
import { Id, Instant, Nullable } from './values.ts'
import { Outcome } from './votes.ts'

const Count = Type.Integer({ minimum: 0 })

/** The protocol of the counting commission (T4) as data; its paper is made of it. */
export const CountingProtocol = Type.Object({
  voteId: Id,
  question: Type.String(),
  closedAt: Instant,
  /** Lines 1 to 6. */
  numbers: CountingNumbers,
  /** Line 7: by option in the order of the terms; null when the ballots were not opened. */
  counts: Nullable(Type.Array(Type.Object({ option: Type.String(), votes: Count }))),
  outcome: Outcome,
  /** Which control relation does not hold. */
  broken: Nullable(Type.String()),
  kMin: Count,
  manifestSha256: Type.String(),
  /** The checksum of the board. */
  head: BoardHead,
})
export type CountingProtocol = Static<typeof CountingProtocol>

/** Who received a ballot: never who cast one. */
export const IssuanceLine = Type.Object({ memberId: Id, name: Type.String(), issuedAt: Nullable(Instant) })

/** A secret vote as this reader may see it, beside what every vote shows. */
export const SecretView = Type.Object({
  voteId: Id,
  phase: SecretPhase,
  manifest: Nullable(Manifest),
  manifestSha256: Nullable(Type.String()),
  kMin: Count,
  belowKMin: Manifest.properties.belowKMin,
  windows: Type.Object({
    issuanceOpensAt: Instant,
    issuanceClosesAt: Nullable(Instant),
    issuanceClosedAt: Nullable(Instant),
    castingClosesAt: Nullable(Instant),
  }),
  issuance: Type.Array(IssuanceLine),
  cast: Count,
  /** The reader as elector; null for who is none. */
  mine: Nullable(Type.Object({ issuedAt: Nullable(Instant) })),
  heads: Type.Array(BoardHead),
  protocol: Nullable(CountingProtocol),
  can: Type.Object({ issue: Type.Boolean(), closeIssuance: Type.Boolean() }),
})
export type SecretView = Static<typeof SecretView>

/** Told to those who watch a vote, and to everybody who sits in its council: its board has new states. */
export interface BoardGrown {
  voteId: Id
  heads: BoardHead[]
}

/** Told to one person: a ballot was issued in their name. */
export const BallotIssued = Type.Object({ voteId: Id, question: Type.String(), at: Instant })
export type BallotIssued = Static<typeof BallotIssued>
