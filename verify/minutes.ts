import { canonical, sha256 } from './canonical.ts'
import { entryShape, type Data, type Entry, type Verb } from './entries.ts'
import { retell, type Meeting, type MeetingWrong } from './meeting.ts'
import { wrongBallots, wrongItem } from './minutes-items.ts'
import {
  anything,
  counting,
  day,
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

export const MINUTES_FORMAT = 'veche-minutes'

const vote = holding({
  voteId: id,
  question: text,
  entitled: whole,
  outcome: orNull(text),
  result: anything,
  recordSha256: orNull(hash),
  amendments: orLacking(anything),
})
const named = holding({ id, name: text })
const speech = record({ speechId: id, who: id, name: text, kind: text })
const facts = holding({
  council: holding({ name: text, established: whole }),
  meeting: holding({ number: counting }),
  openedAt: orNull(instant),
  closedAt: orNull(instant),
  secretary: orNull(named),
  signers: listOf(holding({ role: text, who: named })),
  actual: whole,
  present: listOf(named),
  absent: listOf(named),
  quorum: holding({
    changes: listOf(record({ at: instant, present: whole, base: whole, needed: whole, reached: anything })),
  }),
  agendaAdopted: orNull(holding({ vote: orNull(vote) })),
  items: listOf(
    holding({
      id,
      number: text,
      title: text,
      reports: listOf(speech),
      questions: listOf(speech),
      speeches: listOf(speech),
      recused: listOf(record({ who: id, name: text, reason: text })),
      dissenting: listOf(record({ who: id, name: text })),
      votes: listOf(vote),
      amendments: listOf(vote),
      amended: orLacking(anything),
      decisions: listOf(
        record({
          number: text,
          text,
          voteId: orNull(id),
          responsible: orNull(text),
          dueOn: orNull(day),
        }),
      ),
    }),
  ),
  procedural: listOf(vote),
})
export type Facts = Shaped<typeof facts>

/** What the record of a vote tells beside the chain: who voted how, or the numbers of the counting commission and the head of its board. */
const ballots = holding({
  roll: orNull(listOf(record({ memberId: id, name: text, choice: orNull(text) }))),
  counting: orLacking(
    holding({
      voteId: id,
      question: text,
      counts: orNull(listOf(record({ option: text, votes: whole }))),
      outcome: text,
      head: holding({ hash }),
    }),
  ),
  /** What was adopted in whole. */
  text: orLacking(holding({ sha256: hash, content: anything })),
})
const ballotsOf: Shape<Record<string, Shaped<typeof ballots>>> = (value, at) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return at
  for (const [key, each] of Object.entries(value)) {
    const wrong = ballots(each, `${at}/${key}`)
    if (wrong !== null) return wrong
  }
  return null
}
export type Ballots = Record<string, Shaped<typeof ballots>>

/** The minutes of a meeting with their signatures, and the entries that they were written from. */
const minutesFile = record({
  minutes: holding({
    format: word(MINUTES_FORMAT),
    version: counting,
    meetingId: id,
    head: record({ seq: counting, hash }),
    facts,
    ballots: ballotsOf,
    /** Who signs in the place of a signer who left the council. */
    substitutes: orLacking(listOf(holding({ role: text, memberId: id, name: text, insteadOf: id }))),
    document: holding({ number: orNull(counting), edition: counting }),
  }),
  sha256: hash,
  signatures: listOf(record({ role: text, memberId: id, name: text, sha256: hash, at: instant })),
  entries: listOf(entryShape),
  attached: anything,
})
export type MinutesFile = Shaped<typeof minutesFile>

export type MinutesWrong =
  | { what: 'shape'; where: string }
  | { what: 'minutes_changed'; written: string; computed: string }
  | { what: 'signature' | 'signature_missing'; name: string }
  | { what: 'minutes_head' }
  | { what: 'other_code'; code: string }
  | { what: 'fact'; where: string }
  | MeetingWrong

export type MinutesChecked = { wrong: MinutesWrong } | { wrong: null; file: MinutesFile; meeting: Meeting }

export const isMinutes = (value: unknown): boolean =>
  (value as { minutes?: { format?: unknown } } | null)?.minutes?.format === MINUTES_FORMAT

/** Checks minutes: that they are what was signed, that the entries tell one meeting, and that what they say of it is so. */
export function checkMinutes(value: unknown, known: { code?: string | undefined } = {}): MinutesChecked {
  const where = minutesFile(value, '')
  if (where !== null) return { wrong: { what: 'shape', where } }
  const file = value as MinutesFile
  const { minutes, entries, signatures, sha256: written } = file
  const computed = sha256(canonical(minutes))
  if (computed !== written) return { wrong: { what: 'minutes_changed', written, computed } }
  const unsigned = signatures.find((each) => each.sha256 !== written)
  if (unsigned) return { wrong: { what: 'signature', name: unsigned.name } }
  const odd = wrongSigners(minutes, signatures)
  if (odd) return { wrong: odd }
  const { seq, hash: head } = minutes.head
  if (entries.length !== seq || entries.at(-1)?.hash !== head) return { wrong: { what: 'minutes_head' } }
  const meeting = retell(minutes.meetingId, entries)
  if ('wrong' in meeting) return meeting
  const said =
    wrongFact(minutes.facts, entries) ??
    wrongItem(minutes.facts, meeting) ??
    wrongBallots(minutes.ballots, meeting)
  if (said !== null) return { wrong: { what: 'fact', where: said } }
  const { code } = known
  return code === undefined ||
    [written, head, ...meeting.votes.flatMap((each) => [each.recordSha256, each.boardHead])].includes(code)
    ? { wrong: null, file, meeting }
    : { wrong: { what: 'other_code', code } }
}

/** Where the minutes say otherwise than the entries; null when they do not. */
function wrongFact(facts: MinutesFile['minutes']['facts'], entries: readonly Entry[]): string | null {
  const of = <V extends Verb>(verb: V) =>
    entries.filter((each) => each.verb === verb).map(({ at, data }) => ({ at, data: data as Data<V> }))
  const [{ data: convened } = { data: null }] = of('registration:opened')
  const [opened] = of('meeting:opened')
  const ended = of('meeting:closed')[0] ?? of('meeting:failed')[0]
  const came = new Set(of('attendance:in').map(({ data }) => data.who))
  const members = convened?.people.filter(({ hasVote }) => hasVote).map((each) => each.id) ?? []
  const turns = (['meeting:opened', 'meeting:failed', 'quorum:lost', 'quorum:regained'] as const)
    .flatMap((verb) => of(verb))
    .map(({ at, data }) => ({ at, ...data.quorum }))
  const ids = (people: readonly { id: string }[]) => people.map((each) => each.id)
  const sorted = (list: readonly string[]) => canonical([...list].sort())
  const pairs: [string, unknown, unknown][] = [
    ['/council/name', facts.council.name, convened?.council.name],
    ['/council/established', facts.council.established, convened?.council.established],
    ['/meeting/number', facts.meeting.number, convened?.meeting.number],
    ['/openedAt', facts.openedAt, opened?.at ?? null],
    ['/closedAt', facts.closedAt, ended?.at ?? null],
    ['/actual', facts.actual, members.length],
    ['/present', sorted(ids(facts.present)), sorted(members.filter((each) => came.has(each)))],
    ['/absent', sorted(ids(facts.absent)), sorted(members.filter((each) => !came.has(each)))],
    ['/quorum/changes', sorted(facts.quorum.changes.map(canonical)), sorted(turns.map(canonical))],
  ]
  const odd = pairs.find(([, said, told]) => said !== told)
  return odd ? odd[0] : wrongVotes(facts, of)
}

type Of = <V extends Verb>(verb: V) => { at: string; data: Data<V> }[]

function wrongVotes(facts: MinutesFile['minutes']['facts'], of: Of): string | null {
  const said = [
    ...facts.items.flatMap(({ votes, amendments }) => [...votes, ...amendments]),
    ...facts.procedural,
    ...(facts.agendaAdopted?.vote ? [facts.agendaAdopted.vote] : []),
  ]
  const closings = new Map(of('vote:closed').map(({ data }) => [data.voteId, data]))
  const annulled = new Set(of('vote:annulled').map(({ data }) => data.voteId))
  for (const { data } of of('vote:opened')) {
    const mine = said.filter(({ voteId }) => voteId === data.voteId)
    const closing = closings.get(data.voteId)
    if (mine.length === 0) return `/votes/${data.voteId}`
    const told = {
      question: data.question,
      entitled: data.entitled.length,
      outcome: annulled.has(data.voteId) ? 'annulled' : (closing?.outcome ?? null),
      // A rating has totals of its own and decides nothing.
      result: data.form === 'rating' ? null : (closing?.result ?? null),
      recordSha256: closing?.recordSha256 ?? null,
      amendments: data.amendments ?? null,
    }
    for (const { question, entitled, outcome, result, recordSha256, amendments = null } of mine)
      if (canonical({ question, entitled, outcome, result, recordSha256, amendments }) !== canonical(told))
        return `/votes/${data.voteId}`
  }
  const known = new Set(of('vote:opened').map(({ data }) => data.voteId))
  const invented = said.find(({ voteId }) => !known.has(voteId))
  return invented ? `/votes/${invented.voteId}` : null
}

/** Whoever signs is who the rules say, or who signs in their place, each once; minutes that one of them has signed have been signed by all. */
function wrongSigners(
  { facts, substitutes = [] }: MinutesFile['minutes'],
  signatures: MinutesFile['signatures'],
): { what: 'signature' | 'signature_missing'; name: string } | null {
  const due = facts.signers
    .map(({ role, who }) => {
      const other = substitutes.find((each) => each.role === role && each.insteadOf === who.id)
      return { role, memberId: other?.memberId ?? who.id, name: other?.name ?? who.name }
    })
    .filter(({ memberId }, at, all) => all.findIndex((each) => each.memberId === memberId) === at)
  const same = (one: { role: string; memberId: string }, other: { role: string; memberId: string }) =>
    one.role === other.role && one.memberId === other.memberId
  const stranger = signatures.find((each) => !due.some((signer) => same(signer, each)))
  if (stranger) return { what: 'signature', name: stranger.name }
  const missing = due.find((signer) => !signatures.some((each) => same(signer, each)))
  return missing && signatures.length > 0 ? { what: 'signature_missing', name: missing.name } : null
}
