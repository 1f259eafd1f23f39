import { canonical, sha256 } from './canonical.ts'
import { entryShape, type Data, type Entry, type Verb } from './entries.ts'
import { retell, type Meeting, type MeetingWrong } from './meeting.ts'
import {
  anything,
  counting,
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
const facts = holding({
  council: holding({ name: text, established: whole }),
  meeting: holding({ number: counting }),
  openedAt: orNull(instant),
  closedAt: orNull(instant),
  actual: whole,
  present: listOf(holding({ id, name: text })),
  absent: listOf(holding({ id, name: text })),
  quorum: holding({
    changes: listOf(record({ at: instant, present: whole, base: whole, needed: whole, reached: anything })),
  }),
  agendaAdopted: orNull(holding({ vote: orNull(vote) })),
  items: listOf(
    holding({
      title: text,
      votes: listOf(vote),
      amendments: listOf(vote),
      decisions: listOf(holding({ text, voteId: orNull(id) })),
    }),
  ),
  procedural: listOf(vote),
})

/** The minutes of a meeting with their signatures, and the entries that they were written from. */
const minutesFile = record({
  minutes: holding({
    format: word(MINUTES_FORMAT),
    version: counting,
    meetingId: id,
    head: record({ seq: counting, hash }),
    facts,
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
  | { what: 'signature'; name: string }
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
  const { seq, hash: head } = minutes.head
  if (entries.length !== seq || entries.at(-1)?.hash !== head) return { wrong: { what: 'minutes_head' } }
  const meeting = retell(minutes.meetingId, entries)
  if ('wrong' in meeting) return meeting
  const odd = wrongFact(minutes.facts, entries)
  if (odd !== null) return { wrong: { what: 'fact', where: odd } }
  const { code } = known
  return code === undefined ||
    [written, head, ...meeting.votes.map(({ recordSha256 }) => recordSha256)].includes(code)
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
  return odd ? odd[0] : (wrongVotes(facts, of) ?? wrongDecisions(facts, of))
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

/** Each decision in the minutes is one that was written down at the meeting, word for word. */
function wrongDecisions(facts: MinutesFile['minutes']['facts'], of: Of): string | null {
  const told = new Set(
    of('decision:recorded').map(({ data }) => canonical({ text: data.text, voteId: data.voteId })),
  )
  const invented = facts.items
    .flatMap(({ decisions }) => decisions)
    .find(({ text: said, voteId }) => !told.has(canonical({ text: said, voteId })))
  return invented ? `/decisions: ${invented.text.slice(0, 60)}` : null
}
