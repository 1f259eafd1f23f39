import { defaultCouncilRules, type CouncilRules } from '../../shared/council-rules.ts'
import type { AgendaItem, Entry, Fact, Participant } from '../../shared/meetings/entries.ts'
import { foldEntries } from '../../shared/meetings/fold.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'

/** Names as ids, so that a test reads; the rules compare them and nothing else. */
export const [chair, anna, boris, secretary, guest] = ['chair', 'anna', 'boris', 'secretary', 'guest'] as [
  Id,
  Id,
  Id,
  Id,
  Id,
]

const participant = (id: Id, role: Participant['role'], hasVote: boolean): Participant => ({
  ...{ id, role, hasVote, personId: id, name: id },
  ...{ title: null, why: '' },
})

export const agendaItem = (id: Id): AgendaItem => ({
  ...{ id, number: id, title: id, parentId: null },
  ...{ speaker: null, minutes: null, proposal: null, voteForm: null },
  ...{ decisionClass: null, initiativeId: null, draftId: null },
})

const START = Date.parse('2026-11-24T02:00:00.000Z')
/** The moment of an entry: they follow one another by a second. */
export const second = (seq: number) => new Date(START + seq * 1000).toISOString()

/** The first entry: a chair and two members with a vote, a secretary without, a guest, items «one» and «two». */
export const convened = (quorum: Partial<CouncilRules['quorum']> = {}): Fact => ({
  verb: 'registration:opened',
  data: {
    council: {
      ...{ id: 'council', slug: 'council', name: 'Совет', shortName: 'Совет' },
      ...{ timeZone: 'Asia/Kamchatka', established: 3 },
    },
    meeting: {
      ...{ number: 1, kind: 'regular', format: 'mixed', title: null },
      ...{ startsAt: second(0), place: null, noticedAt: null },
    },
    rules: {
      ...{ id: 'rules', validFrom: '2026-01-01', basis: 'Положение' },
      rules: { ...defaultCouncilRules, quorum: { ...defaultCouncilRules.quorum, ...quorum } },
    },
    people: [
      participant(chair, 'chair', true),
      participant(anna, 'member', true),
      participant(boris, 'member', true),
      participant(secretary, 'secretary', false),
      participant(guest, 'invitee', false),
    ],
    agenda: [agendaItem('one'), agendaItem('two')],
    presidingId: chair,
    secretaryId: secretary,
  },
})

export const comes = (who: Id, mode: 'in_person' | 'video' = 'in_person'): Fact => ({
  verb: 'attendance:in',
  data: { who, mode, by: 'secretary' },
})
export const goes = (who: Id): Fact => ({ verb: 'attendance:out', data: { who, by: 'self', at: null } })

const quorum = { present: 3, base: 3, needed: 2, reached: true }
export const opened: Fact = { verb: 'meeting:opened', data: { quorum } }
export const adopted: Fact = { verb: 'agenda:adopted', data: { voteId: null } }
export const begins = (itemId: Id): Fact => ({ verb: 'item:begun', data: { itemId } })
export const asks = (
  speechId: Id,
  who: Id,
  kind: 'order' | 'report' | 'question' | 'debate' | 'reply' = 'debate',
): Fact => ({ verb: 'speech:requested', data: { speechId, who, kind, itemId: 'one' } })
export const speaks = (speechId: Id, seconds = 180): Fact => ({
  verb: 'speech:given',
  data: { speechId, seconds },
})
export const put = (voteId: Id, itemId: Id | null = 'one', stage: 'basis' | null = null): Fact => ({
  verb: 'vote:opened',
  data: {
    ...{ voteId, itemId, question: '?', form: 'open_roll_call', decisionClass: 'ordinary', stage },
    ...{ present: [], entitled: [], termsSha256: '' },
  },
})
export const counted = (voteId: Id, outcome: string): Fact => ({
  verb: 'vote:closed',
  data: { voteId, outcome, result: null, recordSha256: null },
})
export const decided = (decisionId: Id, itemId: Id, voteId: Id | null = null): Fact => ({
  verb: 'decision:recorded',
  data: { decisionId, itemId, text: 'Поддержать', voteId, responsible: null, dueOn: null },
})
export const recess: Fact = { verb: 'recess:begun', data: { until: null } }
export const closed: Fact = { verb: 'meeting:closed', data: {} }

/** Everybody with a vote in the hall, the meeting open, the agenda adopted, the first item begun. */
export const goingOn: Fact[] = [
  convened(),
  ...[chair, anna, boris].map((who) => comes(who)),
  opened,
  adopted,
  begins('one'),
]

export const entriesOf = (facts: readonly Fact[]): Entry[] =>
  facts.map((fact, index) => ({
    ...fact,
    seq: index + 1,
    at: second(index + 1),
    personId: null,
    hash: `${index + 1}`,
  }))

/** The meeting that these facts tell, a second after one another. */
export const told = (...facts: readonly Fact[]): MeetingState => foldEntries(entriesOf(facts))
