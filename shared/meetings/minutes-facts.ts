import type { Fraction } from '../fractions.ts'
import type { QuorumBase, signers } from '../council-rules.ts'
import type { VoteResult } from '../votes.ts'
import type { Day, Id, Instant } from '../values.ts'
import { amendmentsOf, type AmendmentFact } from './amendments.ts'
import type { Entry, Participant, PutAmendment, QuorumCount } from './entries.ts'
import { foldEntries } from './fold.ts'
import type { Attendee, ItemState, MeetingState, Speech } from './state.ts'

export type Signer = (typeof signers)[number]

export interface Named {
  id: Id
  name: string
  role: string
  /** The organization of a member, the office of an invited person. */
  title: string | null
}

export interface AttendeeFact extends Named, Pick<Participant, 'municipality' | 'category'> {
  mode: 'in_person' | 'video' | 'both'
  /** When they came first and went last; `to` is null for who stayed to the end, or is here. */
  from: Instant
  to: Instant | null
  /** Who wrote down that they came: they themselves, the secretary, or their line. */
  by?: 'self' | 'secretary' | 'line'
}

export interface VoteFact {
  voteId: Id
  itemId: Id | null
  question: string
  form: string
  decisionClass: string
  stage: string | null
  openedAt: Instant
  /** Null while it is open. */
  closedAt: Instant | null
  outcome: string | null
  /** How many could vote when the question was put. */
  entitled: number
  /** The four numbers and their bases, as the vote was closed with them; null for what is not counted so. */
  result: VoteResult | null
  recordSha256: string | null
  /** Of a question about amendments: what was voted on, as it was put. */
  amendments?: readonly PutAmendment[]
}

export interface SpeechFact {
  speechId: Id
  who: Id
  name: string
  kind: Speech['kind']
}

export interface DecisionFact {
  /** «1.2»: of the item and of its turn in it. */
  number: string
  text: string
  voteId: Id | null
  responsible: string | null
  dueOn: Day | null
}

export interface ItemFact {
  id: Id
  number: string
  title: string
  /** As on the agenda. */
  speaker: string | null
  isAdded: boolean
  state: ItemState['state']
  reports: SpeechFact[]
  questions: SpeechFact[]
  speeches: SpeechFact[]
  recused: { who: Id; name: string; reason: string }[]
  dissenting: { who: Id; name: string }[]
  /** Votes on amendments, and what became of each amendment, with those that no vote decided. */
  amendments: VoteFact[]
  amended?: AmendmentFact[]
  votes: VoteFact[]
  decisions: DecisionFact[]
}

/** Everything in the minutes that nobody may rewrite: computed from the entries of the meeting and from nothing else. */
export interface MinutesFacts {
  council: { id: Id; slug: string; name: string; shortName: string; timeZone: string; established: number }
  meeting: {
    number: number
    kind: string
    format: string
    title: string | null
    place: string | null
    startsAt: Instant
  }
  rules: { id: Id; validFrom: Day; basis: string }
  phase: MeetingState['phase']
  openedAt: Instant | null
  closedAt: Instant | null
  presiding: { who: Named; since: Instant | null }[]
  secretary: Named | null
  /** Who signs, in the order of the rules (domain §4 `minutes.signers`); one person signs once. */
  signers: { role: Signer; who: Named }[]
  /** Members with a vote. */
  actual: number
  present: AttendeeFact[]
  absent: Named[]
  withoutVote: AttendeeFact[]
  invited: AttendeeFact[]
  quorum: {
    baseName: QuorumBase
    fraction: Fraction
    changes: ({ at: Instant } & QuorumCount)[]
  }
  recesses: { from: Instant; to: Instant | null }[]
  agendaAdopted: { at: Instant; vote: VoteFact | null } | null
  items: ItemFact[]
  /** Votes on no item: breaks, additions to the agenda. */
  procedural: VoteFact[]
}

/** The facts of a meeting, at any moment from the opening of the registration on; null before it. */
export function minutesFacts(entries: readonly Entry[]): MinutesFacts | null {
  const state = foldEntries(entries)
  const { convened } = state
  if (!convened) return null
  const people = new Map(state.people.map((each) => [each.id, each]))
  const votes = state.votes.map(asVote)
  const adopted = state.agendaAdopted
  const attendee = (person: Attendee) => asAttendee(person, state, entries)
  const here = state.people.filter(({ intervals }) => intervals.length > 0)
  const amended = amendmentsOf(entries)
  return {
    council: convened.council,
    meeting: meetingFact(convened.meeting),
    rules: {
      id: convened.rules.id,
      validFrom: convened.rules.validFrom,
      basis: convened.rules.basis,
    },
    phase: state.phase,
    openedAt: state.openedAt,
    closedAt: state.closedAt,
    presiding: presidingOf(entries, people),
    secretary: named(people.get(state.secretaryId ?? '')),
    signers: signersOf(state),
    actual: state.people.filter(({ hasVote }) => hasVote).length,
    present: here.filter(({ hasVote }) => hasVote).map(attendee),
    absent: state.people
      .filter(({ hasVote, intervals }) => hasVote && intervals.length === 0)
      .map((each) => named(each)!),
    withoutVote: here.filter(({ hasVote, role }) => !hasVote && role !== 'invitee').map(attendee),
    invited: here.filter(({ role }) => role === 'invitee').map(attendee),
    quorum: {
      baseName: convened.rules.rules.quorum.base,
      fraction: convened.rules.rules.quorum.fraction,
      changes: state.quorum.map(({ at, quorum }) => ({ at, ...quorum })),
    },
    recesses: state.recesses.map(({ from, to }) => ({ from, to })),
    agendaAdopted: adopted && {
      at: adopted.at,
      vote: votes.find(({ voteId }) => voteId === adopted.voteId) ?? null,
    },
    items: state.agenda.map((item) => {
      const own = amended.get(item.id)
      return { ...asItem(item, state, votes, people), ...(own && { amended: own }) }
    }),
    procedural: votes.filter(({ itemId, voteId }) => itemId === null && voteId !== adopted?.voteId),
  }
}

/** Every vote of the meeting: on its agenda, on no item, and item by item. */
export const votesOf = ({ agendaAdopted, procedural, items }: MinutesFacts): VoteFact[] => [
  ...(agendaAdopted?.vote ? [agendaAdopted.vote] : []),
  ...procedural,
  ...items.flatMap(({ amendments, votes }) => [...amendments, ...votes]),
]

const meetingFact = ({
  number,
  kind,
  format,
  title,
  place,
  startsAt,
}: NonNullable<MeetingState['convened']>['meeting']) => ({ number, kind, format, title, place, startsAt })

const named = (person: Attendee | undefined): Named | null =>
  person ? { id: person.id, name: person.name, role: person.role, title: person.title } : null

/** Who presided from the beginning, and who took over and when. */
function presidingOf(
  entries: readonly Entry[],
  people: ReadonlyMap<Id, Attendee>,
): MinutesFacts['presiding'] {
  const turns = entries.flatMap((entry): { id: Id; since: Instant | null }[] =>
    entry.verb === 'registration:opened'
      ? [{ id: entry.data.presidingId, since: null }]
      : entry.verb === 'presiding:changed'
        ? [{ id: entry.data.who, since: entry.at }]
        : [],
  )
  const opened = entries.find(({ verb }) => verb === 'meeting:opened')
  // Whoever was named before the opening has presided over nothing.
  const first = turns.findLastIndex(({ since }) => since === null || !opened || since <= opened.at)
  return turns.slice(Math.max(first, 0)).flatMap(({ id, since }, at) => {
    const who = named(people.get(id))
    return who ? [{ who, since: at === 0 ? null : since }] : []
  })
}

/** A role that nobody held at the meeting is signed by nobody; whoever presided always signs. */
function signersOf({ convened, people, presidingId, secretaryId }: MeetingState): MinutesFacts['signers'] {
  const order: readonly Signer[] = convened!.rules.rules.minutes.signers
  const holders: Record<Signer, Attendee | undefined> = {
    presiding: people.find(({ id }) => id === presidingId),
    secretary: people.find(({ id }) => id === secretaryId),
    chair: people.find(({ role }) => role === 'chair'),
  }
  const held = order.flatMap((role) => (holders[role] ? [{ role, who: named(holders[role])! }] : []))
  const all = held.length > 0 ? held : [{ role: 'presiding' as const, who: named(holders.presiding)! }]
  return all.filter(({ who }, at) => all.findIndex((each) => each.who.id === who.id) === at)
}

function asAttendee(person: Attendee, { closedAt }: MeetingState, entries: readonly Entry[]): AttendeeFact {
  const first = entries.find((each) => each.verb === 'attendance:in' && each.data.who === person.id)
  const { municipality, category } = person
  const modes = new Set(person.intervals.map(({ mode }) => mode))
  const last = person.intervals.at(-1)!.outAt
  return {
    ...named(person)!,
    mode: modes.size > 1 ? 'both' : [...modes][0]!,
    from: person.intervals[0]!.inAt,
    to: last === closedAt ? null : last,
    ...(first?.verb === 'attendance:in' && { by: first.data.by }),
    ...(municipality !== undefined && { municipality }),
    ...(category !== undefined && { category }),
  }
}

function asVote(vote: MeetingState['votes'][number]): VoteFact {
  const { voteId, itemId, question, form, decisionClass, stage, openedAt, closedAt, outcome } = vote
  return {
    ...{ voteId, itemId, question, form, decisionClass, stage, openedAt, closedAt, outcome },
    entitled: vote.entitled.length,
    result: isCounted(vote.result) ? vote.result : null,
    recordSha256: vote.recordSha256,
    ...(vote.amendments && { amendments: vote.amendments }),
  }
}

/** A rating has totals of its own and decides nothing. */
function isCounted(result: unknown): result is VoteResult {
  if (typeof result !== 'object' || result === null) return false
  const numbers = result as Record<string, unknown>
  return ['for', 'against', 'abstain', 'notVoted'].every((key) => Number.isInteger(numbers[key]))
}

function asItem(
  item: ItemState,
  state: MeetingState,
  votes: readonly VoteFact[],
  people: ReadonlyMap<Id, Attendee>,
): ItemFact {
  const nameOf = (id: Id) => people.get(id)?.name ?? ''
  const spoken = state.speeches
    .filter(({ itemId, givenAt }) => itemId === item.id && givenAt !== null)
    .toSorted((a, b) => (a.givenAt! < b.givenAt! ? -1 : a.givenAt! > b.givenAt! ? 1 : 0))
    .map(({ id, who, kind }) => ({ speechId: id, who, name: nameOf(who), kind }))
  const own = votes.filter(
    ({ itemId, voteId }) => itemId === item.id && voteId !== state.agendaAdopted?.voteId,
  )
  const { id, number, title, speaker, isAdded } = item
  return {
    ...{ id, number, title, speaker, isAdded, state: item.state },
    reports: spoken.filter(({ kind }) => kind === 'report'),
    questions: spoken.filter(({ kind }) => kind === 'question'),
    speeches: spoken.filter(({ kind }) => kind !== 'report' && kind !== 'question'),
    recused: item.recused.map(({ who, reason }) => ({ who, name: nameOf(who), reason })),
    dissenting: item.dissenting.map((who) => ({ who, name: nameOf(who) })),
    amendments: own.filter(({ stage }) => stage === 'amendment'),
    votes: own.filter(({ stage }) => stage !== 'amendment'),
    decisions: state.decisions
      .filter(({ itemId }) => itemId === item.id)
      .map(({ text, voteId, responsible, dueOn }, at) => ({
        number: `${number}.${at + 1}`,
        ...{ text, voteId, responsible, dueOn },
      })),
  }
}
