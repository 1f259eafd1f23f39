import { choice, fraction, FORMAT, majority, majorityBase, person, quorumBase } from './record.ts'
import {
  anything,
  counting,
  day,
  flag,
  hash,
  id,
  instant,
  listOf,
  orLacking,
  orNull,
  record,
  text,
  whole,
  word,
  type Shaped,
} from './shape.ts'

export const FORMS_VERSION = 2

const form = word('open_roll_call', 'open_count', 'secret', 'absentee', 'mixed', 'rating', 'election')
const way = word('app', 'paper', 'roll_call')
const option = record({ id, title: text })

const terms = record({
  question: text,
  options: listOf(text),
  text: orNull(record({ revisionId: id, title: text, sha256: hash })),
  electorate: record({
    electors: listOf(record(person)),
    others: listOf(
      record({
        ...person,
        why: word(
          'observer',
          'no_vote',
          'administrator',
          'term_not_begun',
          'term_ended',
          'suspended',
          'recused',
          'not_entitled',
        ),
      }),
    ),
  }),
  numbers: record({ established: whole, actual: whole }),
  rules: record({
    id,
    validFrom: day,
    basis: text,
    quorum: record({ base: quorumBase, fraction }),
    decision: record({
      default: majority,
      qualified: majority,
      organizational: orLacking(majority),
      secretPersonal: orLacking(majority),
    }),
    tie: record({
      rule: word('chair_casting', 'not_adopted', 'revote'),
      caster: word('presiding', 'chair_only'),
    }),
  }),
  decision: record({
    class: word(
      'ordinary',
      'procedural',
      'organizational',
      'qualified',
      'secret_personal',
      'resolution_basis',
      'resolution_amendment',
      'resolution_whole',
      'rating',
    ),
    base: majorityBase,
    fraction,
  }),
  opensAt: instant,
  closesAt: orNull(instant),
  form,
  stage: orNull(word('basis', 'amendment', 'whole')),
  sitting: orNull(
    record({
      meetingId: id,
      itemId: orNull(id),
      present: listOf(id),
      entitled: listOf(id),
      presiding: orNull(id),
      check: word('opening_and_each_vote', 'opening_only'),
    }),
  ),
  follows: orNull(record({ voteId: id, why: word('second_round', 'revote', 'session', 'reconsideration') })),
  mayChange: flag,
  ways: orLacking(listOf(way)),
  candidates: orLacking(listOf(option)),
  election: orLacking(
    record({ round: counting, secondRound: word('majority', 'plurality'), tiedSecond: word('all') }),
  ),
  absentee: orLacking(
    record({
      minDays: anything,
      decisionBase: word('established_number', 'participants'),
      demandsNeeded: whole,
    }),
  ),
  secret: orLacking(record({ kMin: counting, belowKMin: text, base: text })),
  rating: orLacking(record({ options: listOf(option), choose: counting })),
})

const ballot = record({ way, choice: text, at: instant, dissent: orNull(text) })

/** The record of a vote of any form (docs/votes.md, version 2). */
export const formsRecord = record({
  format: word(FORMAT),
  version: counting,
  council: record({ id, slug: text, name: text, timeZone: text }),
  vote: record({ id, form, subject: record({ kind: text, id }) }),
  text: orNull(record({ revisionId: id, number: counting, title: text, sha256: hash })),
  terms,
  termsSha256: hash,
  electors: listOf(
    record({ ...person, why: word('member_with_vote'), ballot: orNull(ballot), others: listOf(ballot) }),
  ),
  openedAt: instant,
  /** Who counted towards the quorum at the closing of a vote at a meeting. */
  standing: orNull(listOf(id)),
  demands: orLacking(listOf(record({ memberId: id, demandedAt: instant }))),
  hands: orLacking(record({ inFavour: whole, against: whole, abstain: whole, casting: orNull(choice) })),
  board: orLacking(anything),
  closedAt: instant,
  closedBy: word('hand', 'clock'),
  result: anything,
  sha256: hash,
})
export type FormsRecord = Shaped<typeof formsRecord>
export type FormsTerms = FormsRecord['terms']

/** What a vote that decides something comes to. */
export const formsResult = record({
  outcome: word('adopted', 'not_adopted', 'no_quorum', 'revote', 'second_round', 'converted'),
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
  /** Void sheets; records from before they were told apart lack it. */
  invalid: orLacking(whole),
  tieBrokenBy: orNull(word('chair')),
  election: orLacking(
    record({ votes: listOf(record({ id, votes: whole })), elected: orNull(id), runoff: listOf(id) }),
  ),
  demands: orLacking(record({ count: whole, needed: whole })),
})
export type FormsResult = Shaped<typeof formsResult>

export const ratingResult = record({ voters: whole, options: listOf(record({ id, votes: whole })) })
export type RatingResult = Shaped<typeof ratingResult>
