import {
  anything,
  counting,
  day,
  flag,
  hash,
  holding,
  id,
  instant,
  listOf,
  orLacking,
  orNull,
  record,
  text,
  whole,
  word,
  type Shape,
  type Shaped,
} from './shape.ts'

/** One fact of a meeting. What it holds is looked at by its verb. */
export const entryShape = record({
  seq: counting,
  at: instant,
  personId: orNull(id),
  verb: text,
  data: anything,
  hash,
})
export type Entry = Shaped<typeof entryShape>

const quorumBase = word('actual_members', 'established_number')
const majorityBase = word(
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
)
const fraction = record({ num: counting, den: counting, strict: flag })
const majority = holding({ base: majorityBase, fraction })
const quorum = record({ present: whole, base: whole, needed: whole, reached: flag })

const participant = holding({
  id,
  name: text,
  role: word('chair', 'deputy', 'secretary', 'member', 'observer', 'invitee'),
  hasVote: flag,
})
export type Participant = Shaped<typeof participant>

const convened = holding({
  council: holding({ name: text, timeZone: text, established: whole }),
  meeting: holding({ number: counting, startsAt: instant }),
  rules: holding({
    validFrom: day,
    basis: text,
    rules: holding({
      quorum: holding({
        base: quorumBase,
        fraction,
        check: orLacking(word('opening_and_each_vote', 'opening_only')),
        countRemote: orLacking(flag),
        countRecused: orLacking(flag),
      }),
      decision: holding({
        default: majority,
        qualified: majority,
        organizational: orLacking(majority),
        secretPersonal: orLacking(majority),
      }),
      tie: holding({ rule: word('chair_casting', 'not_adopted', 'revote') }),
      secret: orLacking(holding({ base: word('present', 'issued') })),
    }),
  }),
  people: listOf(participant),
  agenda: listOf(holding({ id, title: text })),
  presidingId: id,
})
export type Convened = Shaped<typeof convened>

/** What a counted vote came to; an advisory rating comes to something else. */
export const counted = holding({
  outcome: text,
  quorum: holding({ present: whole, base: whole, needed: whole, reached: flag }),
  decision: holding({ base: whole, baseName: majorityBase, fraction, needed: orNull(whole) }),
  for: whole,
  against: whole,
  abstain: whole,
  notVoted: whole,
  tieBrokenBy: orNull(word('chair')),
  election: orLacking(anything),
})
export type Counted = Shaped<typeof counted>

const putAmendment = record({
  id,
  number: counting,
  author: text,
  clause: text,
  wording: text,
  sha256: hash,
})
export type PutAmendment = Shaped<typeof putAmendment>
const ofText = { procedureId: id, itemId: id }
const ofAmendments = record({ ...ofText, amendments: listOf(id) })

const nothing = holding({})
const who = holding({ who: id })
const ofItem = holding({ itemId: id })
const ofWho = { who: id, itemId: id }
const withQuorum = record({ quorum })
const ofSpeech = holding({ speechId: id })

/** What is looked at in each kind of fact. */
export const dataShapes = {
  'registration:opened': convened,
  'participant:added': record({ participant }),
  'attendance:in': holding({ who: id, mode: word('in_person', 'video') }),
  'attendance:out': holding({ who: id, at: orNull(instant) }),
  'presiding:changed': who,
  'meeting:opened': withQuorum,
  'meeting:failed': withQuorum,
  'agenda:adopted': holding({ voteId: orNull(id) }),
  'item:added': holding({ item: holding({ id, title: text }) }),
  'item:removed': ofItem,
  'item:begun': ofItem,
  'item:ended': ofItem,
  'recusal:declared': holding({ ...ofWho, reason: text }),
  'recusal:withdrawn': holding(ofWho),
  'quorum:lost': withQuorum,
  'quorum:regained': withQuorum,
  'speech:requested': holding({ speechId: id, who: id, kind: text, itemId: orNull(id) }),
  'speech:withdrawn': ofSpeech,
  'speech:given': ofSpeech,
  'speech:paused': ofSpeech,
  'speech:resumed': ofSpeech,
  'speech:extended': ofSpeech,
  'speech:ended': ofSpeech,
  'speech:recalled': ofSpeech,
  'vote:opened': holding({
    voteId: id,
    itemId: orNull(id),
    question: text,
    form: text,
    decisionClass: text,
    stage: orNull(text),
    present: listOf(id),
    entitled: listOf(id),
    termsSha256: hash,
    amendments: orLacking(listOf(putAmendment)),
  }),
  'vote:closed': holding({
    voteId: id,
    outcome: text,
    result: anything,
    recordSha256: orNull(hash),
    boardHead: orLacking(hash),
  }),
  'vote:annulled': holding({ voteId: id }),
  'decision:recorded': holding({
    decisionId: id,
    itemId: id,
    text,
    voteId: orNull(id),
    responsible: orNull(text),
    dueOn: orNull(day),
  }),
  'decision:withdrawn': holding({ decisionId: id }),
  'amendments:listed': record({
    ...ofText,
    basisSha256: hash,
    amendments: listOf(putAmendment),
    leftOut: listOf(record({ author: text, reason: text })),
  }),
  'amendments:asked': ofAmendments,
  'amendments:objected': ofAmendments,
  'amendments:taken': ofAmendments,
  'amendments:unasked': ofAmendments,
  'amendment:taken_over': record({ ...ofText, amendmentId: id, name: text }),
  'amendment:withdrawn': record({
    ...ofText,
    amendmentId: id,
    by: word('author', 'on_behalf', 'absence'),
    reason: text,
  }),
  'amendment:fallen': record({ ...ofText, amendmentId: id, because: listOf(counting), reason: text }),
  'text:returned': record({ ...ofText, reason: text }),
  'dissent:announced': holding(ofWho),
  'recess:begun': nothing,
  'recess:ended': nothing,
  'meeting:closed': nothing,
} as const satisfies Record<string, Shape<unknown>>
export type Verb = keyof typeof dataShapes
export type Data<V extends Verb> = Shaped<(typeof dataShapes)[V]>
export type Fact = { [V in Verb]: { seq: number; at: string; verb: V; data: Data<V> } }[Verb]
