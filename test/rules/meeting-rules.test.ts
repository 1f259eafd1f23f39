import { expect, test } from 'vitest'
import type { Command, CommandVerb, Fact, MeetingPhase } from '../../shared/meetings/entries.ts'
import { nextStep } from '../../shared/meetings/next-step.ts'
import { pastOf } from '../../shared/meetings/past.ts'
import { whyNot, type Self } from '../../shared/meetings/rules.ts'
import { floorOf, queueOf } from '../../shared/meetings/speakers.ts'
import { noEntries, type MeetingState } from '../../shared/meetings/state.ts'
import {
  adopted,
  anna,
  asks,
  begins,
  boris,
  chair,
  closed,
  comes,
  convened,
  counted,
  decided,
  entriesOf,
  goes,
  goingOn,
  guest,
  opened,
  put,
  recess,
  second,
  secretary,
  speaks,
  told,
} from '../support/meeting-facts.ts'

const leads: Self = { who: secretary, leads: true }
const member = (who: string): Self => ({ who, leads: false })
const nobody: Self = { who: null, leads: false }

/** A command of each verb that would do in some meeting. */
const commands: { [V in CommandVerb]: Extract<Command, { verb: V }>['data'] } = {
  'registration:opened': {},
  'participant:added': { id: 'late', name: 'Сосед', title: null },
  'attendance:in': { who: guest, mode: 'in_person' },
  'attendance:out': { who: anna },
  'presiding:changed': { who: anna },
  'meeting:opened': {},
  'meeting:failed': {},
  'agenda:adopted': { voteId: null },
  'item:added': {
    item: { id: 'three', title: 'Разное', speaker: null, minutes: null, proposal: null },
    afterId: null,
  },
  'item:removed': { itemId: 'two', reason: 'Докладчик болен' },
  'item:begun': { itemId: 'two' },
  'item:ended': { itemId: 'one' },
  'recusal:declared': { who: anna, itemId: 'two', reason: 'Родство' },
  'recusal:withdrawn': { who: boris, itemId: 'two' },
  'speech:requested': { speechId: 'new', who: anna, kind: 'question' },
  'speech:withdrawn': { speechId: 'waits' },
  'speech:given': { speechId: 'waits', seconds: 180 },
  'speech:paused': { speechId: 'speaks' },
  'speech:resumed': { speechId: 'speaks' },
  'speech:extended': { speechId: 'speaks', seconds: 60 },
  'speech:ended': { speechId: 'speaks' },
  'speech:recalled': { speechId: 'speaks' },
  'vote:opened': {
    ...{ itemId: 'one', question: '?', form: 'open_roll_call', decisionClass: 'ordinary' },
    stage: null,
  },
  'vote:closed': { voteId: 'vote' },
  'decision:recorded': {
    ...{ decisionId: 'decision', itemId: 'one', text: 'Принять к сведению', voteId: null },
    ...{ responsible: null, dueOn: null },
  },
  'decision:withdrawn': { decisionId: 'written' },
  'dissent:announced': { who: anna, itemId: 'one' },
  'recess:begun': { until: null },
  'recess:ended': {},
  'meeting:closed': {},
}
const verbs = Object.keys(commands) as CommandVerb[]
const commandOf = (verb: CommandVerb) => ({ verb, data: commands[verb] }) as Command

const hall = [chair, anna, boris].map((who) => comes(who))
const recused: Fact = { verb: 'recusal:declared', data: { who: boris, itemId: 'two', reason: 'Родство' } }
const session = [
  ...[convened(), ...hall, opened, begins('one'), recused],
  ...[asks('waits', boris), asks('speaks', chair), speaks('speaks'), decided('written', 'one')],
]
const meetings: Record<MeetingPhase, MeetingState> = {
  planned: noEntries,
  notified: { ...noEntries, phase: 'notified' },
  cancelled: { ...noEntries, phase: 'cancelled' },
  registration: told(convened(), ...hall, recused),
  failed_quorum: told(convened(), comes(chair), {
    verb: 'meeting:failed',
    data: { quorum: { present: 1, base: 3, needed: 2, reached: false } },
  }),
  in_session: told(...session),
  recess: told(...session, recess),
  closed: told(...session, closed),
}

/** domain §3: what has its place in which phase. What is not named is refused `meeting_wrong_phase`. */
const always: CommandVerb[] = [
  ...(['participant:added', 'attendance:in', 'attendance:out', 'presiding:changed'] as const),
  ...(['recusal:declared', 'recusal:withdrawn', 'dissent:announced'] as const),
]
const possible: Record<MeetingPhase, CommandVerb[]> = {
  planned: ['registration:opened'],
  notified: ['registration:opened'],
  cancelled: [],
  registration: [...always, 'meeting:opened', 'meeting:failed'],
  failed_quorum: [],
  in_session: verbs.filter(
    (each) => !['registration:opened', 'meeting:opened', 'meeting:failed', 'recess:ended'].includes(each),
  ),
  recess: [...always, 'recess:ended', 'vote:closed', 'meeting:closed'],
  closed: [],
}

test.each(Object.keys(meetings) as MeetingPhase[])('§3 · what has its place in the phase «%s»', (phase) => {
  const allowed = verbs.filter(
    (verb) => whyNot(meetings[phase], leads, commandOf(verb)) !== 'meeting_wrong_phase',
  )
  expect(allowed).toEqual(verbs.filter((verb) => possible[phase].includes(verb)))
})

test('in a session everything that its commands are made for is allowed to whoever leads', () => {
  const state = meetings.in_session
  const others: Partial<Record<CommandVerb, string>> = {
    'speech:resumed': 'speech_wrong_state',
    'vote:closed': 'not_found',
  }
  for (const verb of possible.in_session)
    expect([verb, whyNot(state, leads, commandOf(verb))]).toEqual([verb, others[verb] ?? null])
})

test('a member does in their own name what is theirs, and nothing of others; who is not of the meeting does nothing', () => {
  const state = meetings.in_session
  const allowed = (self: Self) =>
    verbs.filter((verb) => whyNot(state, self, commandOf(verb)) !== 'not_allowed')
  expect(allowed(member(anna))).toEqual([
    ...['attendance:out', 'recusal:declared', 'speech:requested', 'dissent:announced'],
  ])
  expect(allowed(member(boris))).toEqual(['recusal:withdrawn', 'speech:withdrawn'])
  expect(allowed(member(chair))).toEqual(['speech:ended'])
  expect(allowed(member(guest))).toEqual(['attendance:in'])
  expect(allowed(nobody)).toEqual([])
})

test.each<[string, Fact[], Command, string]>([
  ['who is not here does not speak', [...goingOn, goes(anna)], commandOf('speech:requested'), 'not_present'],
  [
    'one hand of a person is up at a time',
    [...goingOn, asks('first', anna)],
    commandOf('speech:requested'),
    'already_in_queue',
  ],
  [
    'whoever has the floor has no hand',
    [...goingOn, asks('a', anna), speaks('a')],
    commandOf('speech:requested'),
    'already_in_queue',
  ],
  [
    'an item that is discussed is not taken off',
    goingOn,
    { verb: 'item:removed', data: { itemId: 'one', reason: '' } },
    'item_wrong_state',
  ],
  [
    'the next item waits for the end of a vote',
    [...goingOn, put('vote')],
    commandOf('item:begun'),
    'vote_in_progress',
  ],
  [
    'nobody takes the chair while a vote is open',
    [...goingOn, put('vote')],
    commandOf('presiding:changed'),
    'vote_in_progress',
  ],
  [
    'a break waits for the end of a vote',
    [...goingOn, put('vote')],
    commandOf('recess:begun'),
    'vote_in_progress',
  ],
  ['one vote is open at a time', [...goingOn, put('vote')], commandOf('vote:opened'), 'vote_in_progress'],
  [
    'a question is put on the item that is discussed',
    [...goingOn, begins('two')],
    commandOf('vote:opened'),
    'item_wrong_state',
  ],
  [
    'a decision rests on a vote that carried',
    [...goingOn, put('vote'), counted('vote', 'not_adopted')],
    { verb: 'decision:recorded', data: { ...commands['decision:recorded'], voteId: 'vote' } },
    'not_carried',
  ],
  [
    'a decision needs an item that was begun',
    goingOn,
    { verb: 'decision:recorded', data: { ...commands['decision:recorded'], itemId: 'two' } },
    'item_wrong_state',
  ],
  [
    'a recusal after the vote is too late',
    [...goingOn, put('vote'), counted('vote', 'adopted')],
    { verb: 'recusal:declared', data: { who: anna, itemId: 'one', reason: '' } },
    'item_was_voted_on',
  ],
  [
    'whoever presides is here',
    [convened(), comes(anna), comes(boris)],
    commandOf('meeting:opened'),
    'presiding_absent',
  ],
  [
    'a meeting with a quorum does not fail for the lack of one',
    [convened(), ...hall],
    commandOf('meeting:failed'),
    'meeting_has_quorum',
  ],
])('%s', (_, facts, command, code) => {
  expect(whyNot(told(...facts), leads, command)).toBe(code)
})

test.each<[string, Fact[], ReturnType<typeof nextStep>]>([
  ['whoever presides is taken down first', [convened()], { verb: 'attendance:in', id: chair }],
  ['without a quorum everybody waits', [convened(), comes(chair)], null],
  ['with a quorum the meeting is opened', [convened(), ...hall], { verb: 'meeting:opened' }],
  ['then the agenda is adopted', [convened(), ...hall, opened], { verb: 'agenda:adopted' }],
  ['then the first item begins', [convened(), ...hall, opened, adopted], { verb: 'item:begun', id: 'one' }],
  ['who asked for the floor gets it', [...goingOn, asks('a', anna)], { verb: 'speech:given', id: 'a' }],
  [
    'who asked and left is passed over',
    [...goingOn, asks('a', anna), asks('b', boris), goes(anna)],
    { verb: 'speech:given', id: 'b' },
  ],
  ['who has it ends', [...goingOn, asks('a', anna), speaks('a')], { verb: 'speech:ended', id: 'a' }],
  ['then the question is put', goingOn, { verb: 'vote:opened', id: 'one' }],
  ['an open vote is closed', [...goingOn, put('v')], { verb: 'vote:closed', id: 'v' }],
  [
    'what carried is written down',
    [...goingOn, put('v'), counted('v', 'adopted')],
    { verb: 'decision:recorded', id: 'one' },
  ],
  [
    '«за основу» is a step towards the whole',
    [...goingOn, put('v', 'one', 'basis'), counted('v', 'adopted')],
    { verb: 'vote:opened', id: 'one' },
  ],
  [
    'what was voted down is over',
    [...goingOn, put('v'), counted('v', 'not_adopted')],
    { verb: 'item:begun', id: 'two' },
  ],
  [
    'what had no quorum is put again',
    [...goingOn, put('v'), counted('v', 'no_quorum')],
    { verb: 'vote:opened', id: 'one' },
  ],
  [
    'after the last item the meeting is closed',
    [...goingOn, begins('two'), decided('d', 'two')],
    { verb: 'meeting:closed' },
  ],
  ['without a quorum there is a break', [...goingOn, goes(anna), goes(boris)], { verb: 'recess:begun' }],
  ['after a break it goes on', [...goingOn, recess], { verb: 'recess:ended' }],
  ['after the end there is nothing to do', [...goingOn, closed], null],
])('the next step: %s', (_, facts, step) => {
  expect(nextStep(told(...facts))).toEqual(step)
})

test('the next step is allowed to whoever leads, wherever a meeting stands', () => {
  const whole = [...goingOn, asks('a', anna), speaks('a')]
  for (let length = 1; length <= whole.length; length++) {
    const state = told(...whole.slice(0, length))
    const step = nextStep(state)
    if (!step) continue
    const { verb, id } = step
    const about = id && { who: id, itemId: id, speechId: id, voteId: id }
    const data = { ...commands[verb], ...about } as Command['data']
    expect([verb, whyNot(state, leads, { verb, data } as Command)]).toEqual([verb, null])
  }
})

test('the queue: points of order, reports, questions, replies, then the debate by who has spoken less', () => {
  const state = told(
    ...goingOn,
    asks('first', anna),
    speaks('first'),
    { verb: 'speech:ended', data: { speechId: 'first' } },
    asks('again', anna),
    asks('fresh', boris),
    asks('order', chair, 'order'),
  )
  expect(queueOf(state).map(({ id }) => id)).toEqual(['order', 'fresh', 'again'])
})

test('how often and how long somebody has spoken, without the pauses', () => {
  const facts: Fact[] = [
    ...[...goingOn, asks('a', anna), speaks('a')],
    { verb: 'speech:paused', data: { speechId: 'a' } },
    asks('b', boris),
    { verb: 'speech:resumed', data: { speechId: 'a' } },
  ]
  const { speeches } = told(...facts)
  expect(floorOf(speeches, anna, second(facts.length + 9))).toEqual({ times: 1, seconds: 1 + 9 })
  expect(floorOf(speeches, boris, second(facts.length + 9))).toEqual({ times: 0, seconds: 0 })
})

test('R-73 · who left without a word was gone from their last sign of life on, as it is known later', () => {
  const facts: Fact[] = [...goingOn, comes(guest, 'video')]
  const last = second(facts.length + 5)
  const late: Fact = { verb: 'attendance:out', data: { who: boris, by: 'line', at: last } }
  const entries = entriesOf([...facts, ...Array.from({ length: 60 }, () => adopted), late])
  const here = (at: string) => pastOf(entries, at).present.map(({ who }) => who)
  expect(here(second(facts.length + 4))).toContain(boris)
  expect(here(last)).not.toContain(boris)
  expect(pastOf(entries, last).quorum).toEqual({ present: 2, base: 3, needed: 2, reached: true })
})

test('a speech that was given by mistake waits again as before, and nobody has spoken', () => {
  const state = told(...goingOn, asks('a', anna), asks('b', boris), speaks('a'), {
    verb: 'speech:recalled',
    data: { speechId: 'a' },
  })
  expect(queueOf(state).map(({ id }) => id)).toEqual(['a', 'b'])
  expect(floorOf(state.speeches, anna, second(99))).toEqual({ times: 0, seconds: 0 })
})
