import type { Id, Instant } from '../values.ts'
import type { AgendaItem, AttendanceMode, Entry, EntryData } from './entries.ts'
import { noEntries, type Attendee, type ItemState, type MeetingState, type Speech } from './state.ts'

/** The meeting after one more entry; `refetch` when one before it is missing, the same state when it is in it already. */
export function applyEntry(state: MeetingState, entry: Entry): MeetingState | 'refetch' {
  if (entry.seq <= state.seq) return state
  if (entry.seq > state.seq + 1) return 'refetch'
  return { ...state, ...changeBy(state, entry), seq: entry.seq, hash: entry.hash, at: entry.at }
}

/** The meeting that these entries tell, from the first on; `from` is where an earlier fold ended. */
export function foldEntries(entries: readonly Entry[], from: MeetingState = noEntries): MeetingState {
  return entries.reduce((state, entry) => {
    const next = applyEntry(state, entry)
    if (next === 'refetch') throw new RangeError(`entry ${entry.seq} does not follow ${state.seq}`)
    return next
  }, from)
}

function changeBy(state: MeetingState, entry: Entry): Partial<MeetingState> {
  const { at } = entry
  switch (entry.verb) {
    case 'registration:opened':
      return convened(entry.data, at)
    case 'participant:added':
      return { people: [...state.people, { ...entry.data.participant, intervals: [] }] }
    case 'attendance:in':
      return { people: withPerson(state, entry.data.who, (each) => cameIn(each, entry.data.mode, at)) }
    case 'attendance:out':
      return { people: withPerson(state, entry.data.who, (each) => wentOut(each, entry.data.at ?? at)) }
    case 'presiding:changed':
      return { presidingId: entry.data.who }
    case 'meeting:opened':
      return { phase: 'in_session', openedAt: at, quorum: [{ at, quorum: entry.data.quorum }] }
    case 'meeting:failed':
      return {
        phase: 'failed_quorum',
        closedAt: at,
        quorum: [{ at, quorum: entry.data.quorum }],
        people: allOut(state, at),
      }
    case 'agenda:adopted':
      return { agendaAdopted: { at, voteId: entry.data.voteId } }
    case 'item:added':
      return { agenda: numbered(inserted(state.agenda, newItem(entry.data.item, true), entry.data.afterId)) }
    case 'item:removed':
      return { agenda: withItem(state, entry.data.itemId, { state: 'removed' }) }
    case 'item:begun': {
      const agenda = state.agenda.map((each) =>
        each.id === entry.data.itemId
          ? { ...each, state: 'current' as const, begunAt: each.begunAt ?? at, endedAt: null }
          : each.state === 'current'
            ? { ...each, state: 'done' as const, endedAt: at }
            : each,
      )
      return { agenda, currentItemId: entry.data.itemId, speeches: cleared(state.speeches, at) }
    }
    case 'item:ended':
      return {
        agenda: withItem(state, entry.data.itemId, { state: 'done', endedAt: at }),
        currentItemId: null,
        speeches: cleared(state.speeches, at),
      }
    case 'recusal:declared': {
      const { who, itemId, reason } = entry.data
      return {
        agenda: state.agenda.map((each) =>
          each.id === itemId ? { ...each, recused: [...each.recused, { who, reason }] } : each,
        ),
      }
    }
    case 'recusal:withdrawn': {
      const { who, itemId } = entry.data
      return {
        agenda: state.agenda.map((each) =>
          each.id === itemId
            ? { ...each, recused: each.recused.filter((recusal) => recusal.who !== who) }
            : each,
        ),
      }
    }
    case 'quorum:lost':
    case 'quorum:regained':
      return { quorum: [...state.quorum, { at, quorum: entry.data.quorum }] }
    case 'speech:requested':
      return {
        speeches: [
          ...state.speeches,
          {
            id: entry.data.speechId,
            who: entry.data.who,
            kind: entry.data.kind,
            itemId: entry.data.itemId,
            state: 'requested',
            requestedAt: at,
            givenAt: null,
            endedAt: null,
            seconds: 0,
            spoken: 0,
            runsSince: null,
          },
        ],
      }
    case 'speech:withdrawn':
      return { speeches: withSpeech(state, entry.data.speechId, { state: 'withdrawn', endedAt: at }) }
    case 'speech:given': {
      const speeches = state.speeches.map((each) => (isOnFloor(each) ? ended(each, at) : each))
      const { speechId, seconds } = entry.data
      return {
        speeches: withSpeech({ speeches }, speechId, { state: 'given', givenAt: at, seconds, runsSince: at }),
      }
    }
    case 'speech:paused':
      return {
        speeches: state.speeches.map((each) =>
          each.id === entry.data.speechId
            ? { ...each, state: 'paused' as const, spoken: spokenAt(each, at), runsSince: null }
            : each,
        ),
      }
    case 'speech:resumed':
      return { speeches: withSpeech(state, entry.data.speechId, { state: 'given', runsSince: at }) }
    case 'speech:extended':
      return {
        speeches: state.speeches.map((each) =>
          each.id === entry.data.speechId ? { ...each, seconds: each.seconds + entry.data.seconds } : each,
        ),
      }
    case 'speech:ended':
      return {
        speeches: state.speeches.map((each) => (each.id === entry.data.speechId ? ended(each, at) : each)),
      }
    case 'speech:recalled': {
      const asked = { state: 'requested', givenAt: null, seconds: 0, spoken: 0, runsSince: null } as const
      return { speeches: withSpeech(state, entry.data.speechId, asked) }
    }
    case 'vote:opened':
      return {
        votes: [
          ...state.votes,
          {
            ...entry.data,
            openedAt: at,
            closedAt: null,
            outcome: null,
            result: null,
            recordSha256: null,
          },
        ],
      }
    case 'vote:closed': {
      const { voteId, ...counted } = entry.data
      return {
        votes: state.votes.map((each) =>
          each.voteId === voteId ? { ...each, closedAt: at, ...counted } : each,
        ),
      }
    }
    case 'vote:annulled':
      return {
        votes: state.votes.map((each) =>
          each.voteId === entry.data.voteId ? { ...each, outcome: 'annulled' } : each,
        ),
        decisions: state.decisions.filter(({ voteId }) => voteId !== entry.data.voteId),
      }
    case 'decision:recorded': {
      const { decisionId: id, ...decision } = entry.data
      const others = state.decisions.filter((each) => each.id !== id)
      return { decisions: [...others, { id, ...decision, at }] }
    }
    case 'decision:withdrawn':
      return { decisions: state.decisions.filter((each) => each.id !== entry.data.decisionId) }
    // What becomes of amendments is told by `amendmentsOf`: no page that follows a meeting needs their wordings.
    case 'amendments:listed':
    case 'amendments:asked':
    case 'amendments:objected':
    case 'amendments:taken':
    case 'amendments:unasked':
    case 'amendment:taken_over':
    case 'amendment:withdrawn':
    case 'amendment:fallen':
    case 'text:returned':
      return {}
    case 'dissent:announced': {
      const { who, itemId } = entry.data
      return {
        agenda: state.agenda.map((each) =>
          each.id === itemId ? { ...each, dissenting: [...each.dissenting, who] } : each,
        ),
      }
    }
    case 'recess:begun':
      return {
        phase: 'recess',
        recesses: [...state.recesses, { from: at, until: entry.data.until, to: null }],
        speeches: state.speeches.map((each) => (isOnFloor(each) ? ended(each, at) : each)),
      }
    case 'recess:ended':
      return {
        phase: 'in_session',
        recesses: state.recesses.map((each) => (each.to === null ? { ...each, to: at } : each)),
      }
    case 'meeting:closed':
      return {
        phase: 'closed',
        closedAt: at,
        currentItemId: null,
        agenda: state.agenda.map((each) =>
          each.state === 'current' ? { ...each, state: 'done' as const, endedAt: at } : each,
        ),
        speeches: cleared(state.speeches, at),
        people: allOut(state, at),
      }
  }
}

function convened(data: EntryData<'registration:opened'>, at: Instant): Partial<MeetingState> {
  const { council, meeting, rules, people, agenda, presidingId, secretaryId } = data
  return {
    phase: 'registration',
    convened: { council, meeting, rules, at },
    people: people.map((each) => ({ ...each, intervals: [] })),
    agenda: agenda.map((each) => newItem(each, false)),
    presidingId,
    secretaryId,
  }
}

const newItem = (item: AgendaItem, isAdded: boolean): ItemState => ({
  ...item,
  state: 'waiting',
  begunAt: null,
  endedAt: null,
  isAdded,
  recused: [],
  dissenting: [],
})

/** After the item and everything under it, or at the end. */
function inserted(agenda: readonly ItemState[], item: ItemState, afterId: Id | null): ItemState[] {
  const after = agenda.findIndex(({ id }) => id === afterId)
  if (after < 0) return [...agenda, item]
  const next = agenda.findIndex((each, index) => index > after && each.parentId === null)
  const place = next < 0 ? agenda.length : next
  return [...agenda.slice(0, place), item, ...agenda.slice(place)]
}

/** Numbers by place in the tree: «1», «2», «2.1». */
export function numbered<T extends { id: Id; parentId: Id | null; number: string }>(
  agenda: readonly T[],
): T[] {
  const counts = new Map<Id | null, number>()
  const numbers = new Map<Id, string>()
  return agenda.map((each) => {
    const count = (counts.get(each.parentId) ?? 0) + 1
    counts.set(each.parentId, count)
    const above = each.parentId === null ? undefined : numbers.get(each.parentId)
    const number = above === undefined ? `${count}` : `${above}.${count}`
    numbers.set(each.id, number)
    return { ...each, number }
  })
}

const withPerson = (state: MeetingState, id: Id, change: (each: Attendee) => Attendee) =>
  state.people.map((each) => (each.id === id ? change(each) : each))

const withItem = (state: MeetingState, id: Id, change: Partial<ItemState>) =>
  state.agenda.map((each) => (each.id === id ? { ...each, ...change } : each))

const withSpeech = ({ speeches }: Pick<MeetingState, 'speeches'>, id: Id, change: Partial<Speech>) =>
  speeches.map((each) => (each.id === id ? { ...each, ...change } : each))

/** Somebody who changes from one way to the other goes out and comes in at the same moment. */
const cameIn = (person: Attendee, mode: AttendanceMode, at: Instant): Attendee => ({
  ...person,
  intervals: [...wentOut(person, at).intervals, { mode, inAt: at, outAt: null }],
})

const wentOut = (person: Attendee, at: Instant): Attendee => ({
  ...person,
  intervals: person.intervals.map((each) =>
    each.outAt === null ? { ...each, outAt: at < each.inAt ? each.inAt : at } : each,
  ),
})

const allOut = ({ people }: MeetingState, at: Instant) => people.map((each) => wentOut(each, at))

const isOnFloor = ({ state }: Speech) => state === 'given' || state === 'paused'

/** How many seconds somebody has spoken by `at`, without their pauses. */
export const spokenAt = ({ spoken, runsSince }: Speech, at: Instant): number =>
  runsSince === null
    ? spoken
    : spoken + Math.max(0, Math.round((Date.parse(at) - Date.parse(runsSince)) / 1000))

const ended = (speech: Speech, at: Instant): Speech => ({
  ...speech,
  state: 'ended',
  spoken: spokenAt(speech, at),
  runsSince: null,
  endedAt: at,
})

/** With the item its queue is over: whoever speaks has finished, hands go down. */
const cleared = (speeches: readonly Speech[], at: Instant): Speech[] =>
  speeches.map((each) =>
    isOnFloor(each)
      ? ended(each, at)
      : each.state === 'requested'
        ? { ...each, state: 'withdrawn', endedAt: at }
        : each,
  )
