import {
  counting,
  day,
  flag,
  hash,
  id,
  instant,
  listOf,
  orNull,
  record,
  text,
  whole,
  word,
  type Shaped,
} from './shape.ts'

export const FORMAT = 'veche-vote-record'
export const VERSION = 1

export const role = word('chair', 'deputy', 'secretary', 'member', 'observer')
export const choice = word('for', 'against', 'abstain')
export const quorumBase = word('actual_members', 'established_number')
export const majorityBase = word(
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
)
export const fraction = record({ num: counting, den: counting, strict: flag })
export const majority = record({ base: majorityBase, fraction })
export const person = { memberId: id, name: text, role }

/** Why somebody who sits in the council has no vote. */
export const out = word(
  'observer',
  'no_vote',
  'administrator',
  'term_not_begun',
  'term_ended',
  'suspended',
  'recused',
)

/** What was written down before the first ballot; its code was known from then on. */
const terms = record({
  question: text,
  options: listOf(choice),
  text: orNull(record({ revisionId: id, title: text, sha256: hash })),
  electorate: record({
    electors: listOf(record(person)),
    others: listOf(
      record({ ...person, why: word('observer', 'no_vote', 'administrator', 'suspended', 'recused') }),
    ),
  }),
  numbers: record({ established: whole, actual: whole }),
  rules: record({
    id,
    validFrom: day,
    basis: text,
    quorum: record({ base: quorumBase, fraction }),
    decision: record({ default: majority, qualified: majority }),
    tie: record({
      rule: word('chair_casting', 'not_adopted', 'revote'),
      caster: word('presiding', 'chair_only'),
    }),
  }),
  decision: record({ class: word('ordinary', 'procedural', 'qualified'), base: majorityBase, fraction }),
  opensAt: instant,
  closesAt: instant,
})

/** The record of a closed open vote, as the file holds it. */
export const voteRecord = record({
  format: word(FORMAT),
  version: counting,
  council: record({ id, slug: text, name: text, timeZone: text }),
  vote: record({ id, form: word('open_roll_call'), subject: record({ kind: text, id }) }),
  /** The text voted on: which of its revisions, and the code of its bytes. */
  text: orNull(record({ revisionId: id, number: counting, title: text, sha256: hash })),
  terms,
  termsSha256: hash,
  /** Everybody who could vote, why, and the ballot that was counted: the last one; null for who stayed silent. */
  electors: listOf(
    record({
      ...person,
      why: word('member_with_vote'),
      ballot: orNull(record({ choice, castAt: instant })),
    }),
  ),
  closedAt: instant,
  closedBy: word('hand', 'clock'),
  result: record({
    outcome: word('adopted', 'not_adopted', 'no_quorum', 'revote'),
    quorum: record({
      present: whole,
      base: whole,
      baseName: quorumBase,
      fraction,
      needed: whole,
      reached: flag,
    }),
    decision: record({ base: whole, baseName: majorityBase, fraction, needed: orNull(whole) }),
    for: whole,
    against: whole,
    abstain: whole,
    notVoted: whole,
    tieBrokenBy: orNull(word('chair')),
  }),
  /** SHA-256 of the canonical bytes of all the rest. */
  sha256: hash,
})
export type VoteRecord = Shaped<typeof voteRecord>
