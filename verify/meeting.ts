import { Amendments, type Amended, type TextWrong } from './amendments.ts'
import { canonical, sha256 } from './canonical.ts'
import {
  counted,
  dataShapes,
  entryShape,
  type Convened,
  type Entry,
  type Fact,
  type Verb,
} from './entries.ts'
import { dayOf } from './moments.ts'
import { outcomeOf, wrongNumbers, type NumberWrong } from './meeting-votes.ts'
import { itemsOf, type ItemTold } from './items.ts'
import { readSealed, type FileWrong } from './sealed.ts'
import { counting, hash, id, listOf, record, word, type Shaped } from './shape.ts'
import { Sitting, type Quorum } from './sitting.ts'

export const MEETING_FORMAT = 'veche-meeting'

/** All that happened at a meeting, from the registration on. */
const meetingFile = record({
  format: word(MEETING_FORMAT),
  version: counting,
  meetingId: id,
  entries: listOf(entryShape),
  /** SHA-256 of the canonical bytes of all the rest. */
  sha256: hash,
})
export type MeetingFile = Shaped<typeof meetingFile>

/** What is wrong with the entries of a meeting; `seq` is the first that is. */
export type MeetingWrong =
  | { what: 'no_entries' }
  | { what: 'entry_order' | 'entry_changed' | 'first_entry' | 'phase' | 'unknown_id'; seq: number }
  | { what: 'entry_shape'; seq: number; where: string }
  | { what: 'presence' | 'present_list' | 'entitled_list' | 'no_quorum' | 'quorum_unnoted'; seq: number }
  | {
      what: 'two_votes' | 'not_carried' | 'presiding_absent' | 'open_vote' | 'board_head_missing'
      seq: number
    }
  | { what: TextWrong; seq: number }
  | { what: 'quorum'; seq: number; written: string; computed: string }
  | NumberWrong

/** What was found, for the report. */
export interface Meeting {
  convened: Convened
  entries: number
  head: string
  from: string
  to: string
  /** Entries of kinds that this program does not know: chained, but not understood. */
  unknown: number
  /** The first entry that says it is older than the one before it: a clock went back. */
  backwards: number | null
  quorum: (Quorum & { at: string }) | null
  votes: ClosedVote[]
  items: ReadonlyMap<string, ItemTold>
  /** What became of the amendments of each item. */
  amended: (itemId: string) => Amended[]
  isOver: boolean
}

/** What the chain says of a vote, for its own record to be held against. */
export interface ClosedVote {
  voteId: string
  question: string
  form: string
  termsSha256: string
  entitled: readonly string[]
  /** The rest is null while it is open. */
  outcome: string | null
  result: unknown
  recordSha256: string | null
  boardHead: string | null
}

const ZEROS = '0'.repeat(64)

export type MeetingChecked =
  | { wrong: FileWrong | MeetingWrong | { what: 'other_code'; code: string } }
  | { wrong: null; meeting: Meeting }

/** Recomputes a meeting from its first entry to its last: chain, presence, quorum, who could vote, numbers and outcomes. */
export function checkMeeting(file: string, known: { code?: string | undefined } = {}): MeetingChecked {
  const read = readSealed(file, { name: MEETING_FORMAT, version: 1, shape: meetingFile })
  if (read.wrong) return { wrong: read.wrong }
  const { meetingId, entries, sha256: own } = read.value
  const told = retell(meetingId, entries)
  if ('wrong' in told) return told
  const { code } = known
  const codes = [
    own,
    ...entries.map((each) => each.hash),
    ...told.votes.flatMap(({ recordSha256, boardHead }) => [recordSha256, boardHead]),
  ]
  return code === undefined || codes.includes(code)
    ? { wrong: null, meeting: told }
    : { wrong: { what: 'other_code', code } }
}

/** Tells a meeting anew from its entries, or says which of them cannot be. */
export function retell(meetingId: string, entries: readonly Entry[]): Meeting | { wrong: MeetingWrong } {
  const broken = wrongInChain(meetingId, entries)
  if (broken) return { wrong: broken }
  const [first] = entries
  if (!first) return { wrong: { what: 'no_entries' } }
  const facts = new Facts()
  for (const [at, entry] of entries.entries()) {
    const wrong = facts.take(entry, entries[at + 1]?.at ?? null)
    if (wrong) return { wrong }
  }
  const { convened, votes, phase } = facts.sitting!
  return {
    convened,
    entries: entries.length,
    head: entries.at(-1)!.hash,
    from: first.at,
    to: entries.at(-1)!.at,
    unknown: facts.unknown,
    backwards: facts.backwards,
    quorum: facts.quorum,
    votes: [...votes.values()].map(({ opened, outcome, closed }) => {
      const { voteId, question, form, termsSha256, entitled } = opened
      const { result = null, recordSha256 = null, boardHead = null } = closed ?? {}
      return { voteId, question, form, termsSha256, entitled, outcome, result, recordSha256, boardHead }
    }),
    items: itemsOf(entries),
    amended: (itemId) => facts.amendments.of(itemId),
    isOver: phase === 'over',
  }
}

/** Each entry has its place, and the code of all before it in its own. */
function wrongInChain(meetingId: string, entries: readonly Entry[]): MeetingWrong | null {
  let previous = ZEROS
  for (const [at, { hash: written, ...entry }] of entries.entries()) {
    const { seq } = entry
    if (seq !== at + 1) return { what: 'entry_order', seq: at + 1 }
    if (sha256(canonical({ ...entry, meetingId, previous })) !== written)
      return { what: 'entry_changed', seq }
    previous = written
  }
  return null
}

const isKnown = (verb: string): verb is Verb => Object.hasOwn(dataShapes, verb)

/** When what has its place: from the registration to the end, or only while the meeting is in session. */
const whileItGoesOn: readonly Verb[] = [
  'participant:added',
  'attendance:in',
  'attendance:out',
  'presiding:changed',
  'recusal:declared',
  'recusal:withdrawn',
  'dissent:announced',
  'amendments:listed',
  'amendments:asked',
  'amendments:objected',
  'amendments:unasked',
  'amendment:taken_over',
  'amendment:withdrawn',
  'amendment:fallen',
  'text:returned',
]
const alsoInRecess: readonly Verb[] = [
  'vote:closed',
  'recess:ended',
  'meeting:closed',
  'quorum:lost',
  'quorum:regained',
  'decision:withdrawn',
]

class Facts {
  readonly amendments = new Amendments()
  sitting: Sitting | null = null
  unknown = 0
  backwards: number | null = null
  quorum: (Quorum & { at: string }) | null = null
  #last = ''

  /** Takes the next entry; `next` is the moment of the one behind it. */
  take(entry: Entry, next: string | null): MeetingWrong | null {
    const { seq, at, verb, data } = entry
    if (at < this.#last) this.backwards ??= seq
    this.#last = at
    if ((seq === 1) !== (verb === 'registration:opened')) return { what: 'first_entry', seq }
    if (!isKnown(verb)) {
      this.unknown += 1
      return null
    }
    const where = dataShapes[verb](data, '')
    if (where !== null) return { what: 'entry_shape', seq, where }
    const fact = { seq, at, verb, data } as Fact
    if (fact.verb === 'registration:opened') {
      this.sitting = new Sitting(fact.data)
      return null
    }
    return this.#misplaced(fact) ?? this.#apply(fact) ?? this.#ofText(fact) ?? this.#unnoted(seq, at, next)
  }

  #misplaced({ verb, seq }: Fact): MeetingWrong | null {
    const { phase } = this.sitting!
    const isRight =
      verb === 'vote:annulled' ||
      (phase === 'registration' && (verb === 'meeting:opened' || verb === 'meeting:failed')) ||
      (phase !== 'over' && whileItGoesOn.includes(verb)) ||
      (phase === 'recess' && alsoInRecess.includes(verb)) ||
      (phase === 'in_session' && !['meeting:opened', 'meeting:failed', 'recess:ended'].includes(verb))
    return isRight ? null : { what: 'phase', seq }
  }

  /** While a meeting goes on, the quorum that turns is written down in the same moment. */
  #unnoted(seq: number, at: string, next: string | null): MeetingWrong | null {
    const { phase, hadQuorum, currentItem } = this.sitting!
    if (hadQuorum === null || next === at || (phase !== 'in_session' && phase !== 'recess')) return null
    const { reached } = this.#quorum(currentItem)
    return reached === hadQuorum ? null : { what: 'quorum_unnoted', seq }
  }

  #quorum = (itemId: string | null): Quorum => this.sitting!.quorumOf(this.sitting!.counting(itemId).length)

  /** Writes down what a fact changes, or says why it cannot be one. */
  #apply(fact: Fact): MeetingWrong | null {
    const { seq, at } = fact
    const sitting = this.sitting!
    const unknown: MeetingWrong = { what: 'unknown_id', seq }
    switch (fact.verb) {
      case 'participant:added':
        if (sitting.people.has(fact.data.participant.id)) return unknown
        sitting.add(fact.data.participant)
        return null
      case 'attendance:in':
        if (!sitting.people.has(fact.data.who)) return unknown
        sitting.come(fact.data.who, fact.data.mode, at)
        return null
      case 'attendance:out':
        if (!sitting.people.has(fact.data.who)) return unknown
        if (!sitting.isHere(fact.data.who)) return { what: 'presence', seq }
        sitting.go(fact.data.who, fact.data.at ?? at)
        return null
      case 'presiding:changed':
        if (!sitting.people.has(fact.data.who)) return unknown
        if (!sitting.isHere(fact.data.who)) return { what: 'presiding_absent', seq }
        sitting.presidingId = fact.data.who
        return null
      case 'meeting:opened':
      case 'meeting:failed':
        return this.#open(fact)
      case 'quorum:lost':
      case 'quorum:regained':
        return this.#turn(fact)
      case 'item:added':
        sitting.items.add(fact.data.item.id)
        return null
      case 'item:begun':
        if (!sitting.items.has(fact.data.itemId)) return unknown
        sitting.currentItem = fact.data.itemId
        return null
      case 'item:ended':
        sitting.currentItem = null
        return null
      case 'recusal:declared': {
        const { who, itemId } = fact.data
        if (!sitting.people.has(who) || !sitting.items.has(itemId)) return unknown
        sitting.recused.set(itemId, new Set([...(sitting.recused.get(itemId) ?? []), who]))
        return null
      }
      case 'recusal:withdrawn':
        return sitting.recused.get(fact.data.itemId)?.delete(fact.data.who) ? null : unknown
      case 'vote:opened':
        return this.#put(fact)
      case 'vote:closed':
        return this.#close(fact)
      case 'vote:annulled': {
        const vote = sitting.votes.get(fact.data.voteId)
        if (!vote || vote.isOpen) return unknown
        vote.outcome = 'annulled'
        return null
      }
      case 'agenda:adopted':
      case 'decision:recorded': {
        const { voteId } = fact.data
        if (voteId !== null && sitting.votes.get(voteId)?.outcome !== 'adopted')
          return { what: 'not_carried', seq }
        if (fact.verb === 'decision:recorded') {
          if (!sitting.items.has(fact.data.itemId)) return unknown
          sitting.decisions.add(fact.data.decisionId)
        }
        return null
      }
      case 'decision:withdrawn':
        return sitting.decisions.delete(fact.data.decisionId) ? null : unknown
      case 'recess:begun':
        sitting.phase = 'recess'
        return null
      case 'recess:ended':
        sitting.phase = 'in_session'
        return null
      case 'meeting:closed':
        if (sitting.openVote) return { what: 'open_vote', seq }
        sitting.end(at)
        return null
      default:
        return null
    }
  }

  /** What is done with a text under an item of this meeting. */
  #ofText(fact: Fact): MeetingWrong | null {
    const { seq } = fact
    if ('procedureId' in fact.data && !this.sitting!.items.has(fact.data.itemId))
      return { what: 'unknown_id', seq }
    const what = this.#amended(fact)
    return what && { what, seq }
  }

  #amended({ verb, data }: Fact): TextWrong | null {
    switch (verb) {
      case 'amendments:listed':
        return this.amendments.list(data)
      case 'amendments:asked':
        return this.amendments.ask(data.amendments)
      case 'amendments:taken':
        return this.amendments.answer(data.amendments, true)
      case 'amendments:objected':
      case 'amendments:unasked':
        return this.amendments.answer(data.amendments, false)
      case 'amendment:taken_over':
        return this.amendments.keep(data.amendmentId, data.name)
      case 'amendment:withdrawn':
        return this.amendments.end(data.amendmentId, 'withdrawn', data.reason)
      case 'amendment:fallen':
        return this.amendments.fall(data)
      case 'vote:opened':
        return this.amendments.open(data)
      case 'vote:closed':
        return this.amendments.close(data)
      case 'vote:annulled':
        return this.amendments.annul(data.voteId)
      default:
        return null
    }
  }

  #open({
    seq,
    at,
    verb,
    data,
  }: Extract<Fact, { verb: 'meeting:opened' | 'meeting:failed' }>): MeetingWrong | null {
    const sitting = this.sitting!
    const computed = this.#quorum(null)
    const wrong = differs(seq, data.quorum, computed)
    if (wrong) return wrong
    if (computed.reached !== (verb === 'meeting:opened')) return { what: 'no_quorum', seq }
    this.quorum = { at, ...computed }
    if (verb === 'meeting:failed') {
      sitting.end(at)
      return null
    }
    if (!sitting.isHere(sitting.presidingId)) return { what: 'presiding_absent', seq }
    sitting.phase = 'in_session'
    sitting.openedAt = at
    sitting.hadQuorum = true
    return null
  }

  #turn({
    seq,
    verb,
    data,
  }: Extract<Fact, { verb: 'quorum:lost' | 'quorum:regained' }>): MeetingWrong | null {
    const sitting = this.sitting!
    const computed = this.#quorum(sitting.currentItem)
    const wrong = differs(seq, data.quorum, computed)
    if (wrong) return wrong
    if (computed.reached !== (verb === 'quorum:regained') || computed.reached === sitting.hadQuorum)
      return { what: 'no_quorum', seq }
    sitting.hadQuorum = computed.reached
    return null
  }

  #put({ seq, at, data }: Extract<Fact, { verb: 'vote:opened' }>): MeetingWrong | null {
    const sitting = this.sitting!
    const { voteId, itemId, present, entitled } = data
    if (sitting.openVote) return { what: 'two_votes', seq }
    if (sitting.votes.has(voteId) || (itemId !== null && itemId !== sitting.currentItem))
      return { what: 'unknown_id', seq }
    const isSame = this.#sameDay(at) ? equal : within
    if (!isSame(present, sitting.standing(itemId))) return { what: 'present_list', seq }
    if (!isSame(entitled, sitting.entitled(itemId))) return { what: 'entitled_list', seq }
    if (sitting.looksAgain && !this.#quorum(itemId).reached) return { what: 'no_quorum', seq }
    sitting.votes.set(voteId, { opened: data, outcome: null, isOpen: true, closed: null })
    return null
  }

  #close({ seq, at, data }: Extract<Fact, { verb: 'vote:closed' }>): MeetingWrong | null {
    const sitting = this.sitting!
    const vote = sitting.votes.get(data.voteId)
    if (!vote?.isOpen) return { what: 'unknown_id', seq }
    vote.isOpen = false
    vote.outcome = data.outcome
    vote.closed = data
    // A vote that came to its end has a board with a head.
    if ((vote.opened.form === 'secret') !== (data.boardHead !== undefined))
      return { what: 'board_head_missing', seq }
    // A rating decides nothing and has no quorum.
    if (vote.opened.form === 'rating') return null
    const where = counted(data.result, '/result')
    if (where !== null) return { what: 'entry_shape', seq, where }
    const { standing, isExact } = {
      standing: sitting.standing(vote.opened.itemId),
      isExact: this.#sameDay(at),
    }
    return wrongNumbers(seq, outcomeOf(data), vote.opened, sitting, { standing: standing.length, isExact })
  }

  /** Past midnight a term may have ended, which the entries do not tell. */
  #sameDay(at: string): boolean {
    const { convened, openedAt } = this.sitting!
    const { timeZone } = convened.council
    return openedAt !== null && dayOf(openedAt, timeZone) === dayOf(at, timeZone)
  }
}

const equal = (written: readonly string[], computed: readonly string[]) =>
  written.length === computed.length && within(written, computed)
const within = (written: readonly string[], computed: readonly string[]) =>
  new Set(written).size === written.length && written.every((each) => computed.includes(each))

const wordsOf = ({ present, base, needed, reached }: Quorum) =>
  `${present} / ${base}, ≥ ${needed}: ${reached ? '+' : '−'}`

function differs(seq: number, written: Quorum, computed: Quorum): MeetingWrong | null {
  return canonical(written) === canonical(computed)
    ? null
    : { what: 'quorum', seq, written: wordsOf(written), computed: wordsOf(computed) }
}
