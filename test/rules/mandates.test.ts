import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysOff } from '../../server/councils/reference.ts'
import { addDays } from '../../shared/calendar.ts'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import {
  absenceWarnings,
  electorateOn,
  endingTerms,
  firstSession,
  vacancies,
  whyOut,
  yearOfSessions,
  type Mandate,
  type MeetingAttendance,
} from '../../shared/mandates.ts'

const today = '2026-11-23'

const mandate = (memberId: string, more: Partial<Mandate> = {}): Mandate => ({
  memberId,
  personId: `person of ${memberId}`,
  role: 'member',
  hasVote: true,
  isAdministrator: false,
  startsOn: '2024-01-15',
  endsOn: null,
  ...more,
})

const whyOf = (mandates: readonly Mandate[], day = today, apart = {}) => {
  const { electors, others } = electorateOn(mandates, day, apart)
  return {
    in: electors.map(({ memberId }) => memberId),
    out: others.map(({ memberId, why }) => [memberId, why]),
  }
}

describe('the electorate of a day', () => {
  test('R-73 · says of each person whether they vote, and of each other one why not', () => {
    const roll = [
      mandate('chair', { role: 'chair' }),
      mandate('clerk', { role: 'secretary', hasVote: false }),
      mandate('guest', { role: 'observer', hasVote: false }),
      mandate('admin', { isAdministrator: true }),
      mandate('next', { startsOn: '2026-11-24' }),
      mandate('last', { endsOn: '2026-11-22' }),
      mandate('paused'),
      mandate('aside'),
      mandate('member'),
    ]
    const apart = { suspended: new Set(['paused']), recused: new Set(['aside', 'clerk']) }
    expect(whyOf(roll, today, apart)).toEqual({
      in: ['chair', 'member'],
      out: [
        ['clerk', 'no_vote'],
        ['guest', 'observer'],
        ['admin', 'administrator'],
        ['next', 'term_not_begun'],
        ['last', 'term_ended'],
        ['paused', 'suspended'],
        ['aside', 'recused'],
      ],
    })
  })

  test('R-73 · the vote holds from the first day of a term to the last and ends with its midnight', () => {
    const term = mandate('a', { startsOn: '2026-11-01', endsOn: '2026-11-23' })
    expect(['2026-10-31', '2026-11-01', '2026-11-23', '2026-11-24'].map((day) => whyOut(term, day))).toEqual([
      'term_not_begun',
      null,
      null,
      'term_ended',
    ])
  })

  test('quorum.countRecused · whoever stands aside from one question still is a member with a vote, a suspended one is not', () => {
    const roll = ['a', 'b', 'c', 'd'].map((id) => mandate(id))
    const { electors, actual } = electorateOn(roll, today, {
      suspended: new Set(['c']),
      recused: new Set(['d']),
    })
    expect([electors.length, actual]).toEqual([2, 3])
  })

  test('a person with several seats one after another is answered for once, by the seat that counts', () => {
    const personId = 'anna'
    const seats = [
      mandate('first', { personId, startsOn: '2020-01-01', endsOn: '2022-12-31' }),
      mandate('second', { personId, startsOn: '2023-01-01', endsOn: '2025-12-31' }),
      mandate('third', { personId, startsOn: '2027-01-01' }),
    ]
    expect(whyOf(seats, '2021-05-05')).toEqual({ in: ['first'], out: [] })
    expect(whyOf(seats, '2023-01-01')).toEqual({ in: ['second'], out: [] })
    expect(whyOf(seats, '2026-06-01')).toEqual({ in: [], out: [['third', 'term_not_begun']] })
    expect(whyOf(seats.slice(0, 2), '2026-06-01')).toEqual({ in: [], out: [['second', 'term_ended']] })
    expect(whyOf(seats, '2019-06-01')).toEqual({ in: [], out: [['first', 'term_not_begun']] })
  })

  test('everybody is either in or out, once, and nobody votes outside of their term', () => {
    const day = fc.integer({ min: 0, max: 40 }).map((n) => addDays('2026-11-01', n))
    const roll = fc.array(
      fc.record({
        personId: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
        hasVote: fc.boolean(),
        isAdministrator: fc.boolean(),
        startsOn: day,
        endsOn: fc.option(day),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(roll, day, (seats, on) => {
        const mandates = seats.map((each, at) => mandate(`m${at}`, each))
        const { electors, others } = electorateOn(mandates, on)
        const people = [...electors, ...others].map(({ personId }) => personId)
        expect(people.toSorted()).toEqual([...new Set(seats.map(({ personId }) => personId))].toSorted())
        for (const { startsOn, endsOn } of electors) {
          expect(startsOn <= on).toBe(true)
          expect(endsOn === null || on <= endsOn).toBe(true)
        }
      }),
    )
  })

  test.each([
    [12, 10, 2],
    [12, 12, 0],
    [9, 11, 0],
  ])('of %i established seats with %i members %i are vacant', (established, actual, count) => {
    expect(vacancies(established, actual)).toBe(count)
  })
})

describe('terms that end', () => {
  test('term.years · are spoken of from 60 days before, unless the same person goes on without a gap', () => {
    const roll = [
      mandate('in 60', { endsOn: addDays(today, 60) }),
      mandate('in 61', { endsOn: addDays(today, 61) }),
      mandate('today', { endsOn: today }),
      mandate('yesterday', { endsOn: addDays(today, -1) }),
      mandate('open'),
      mandate('goes on', { personId: 'olga', endsOn: addDays(today, 10) }),
      mandate('her next', { personId: 'olga', startsOn: addDays(today, 11) }),
      mandate('comes back later', { personId: 'ivan', endsOn: addDays(today, 10) }),
      mandate('his next', { personId: 'ivan', startsOn: addDays(today, 12) }),
    ]
    expect(endingTerms(roll, today).map((each) => [each.memberId, each.daysLeft])).toEqual([
      ['today', 0],
      ['comes back later', 10],
      ['in 60', 60],
    ])
  })
})

describe('absence.removal', () => {
  const rules = defaultCouncilRules
  /** A letter for each meeting of a year, one a month: came, away, excused. */
  const attendance = (marks: string, memberId = 'm', year = 2026): MeetingAttendance[] =>
    [...marks].map((mark, at) => ({
      meetingId: `${year}-${at + 1}`,
      heldOn: `${year}-${String(at + 1).padStart(2, '0')}-10`,
      memberId,
      attended: mark === '+',
      excused: mark === 'e',
    }))
  const warned = (marks: string) =>
    absenceWarnings(attendance(marks), rules, '2026-12-31').map(
      ({ rule, missed, limit, isReached }) => `${rule} ${missed.length} of ${limit}${isReached ? '!' : ''}`,
    )

  test.each([
    ['++++', []],
    ['+-++', []],
    ['++--', ['in_row 2 of 3', 'per_year 2 of 3']],
    ['+---', ['in_row 3 of 3!', 'per_year 3 of 3!']],
    ['--++--', ['in_row 2 of 3', 'per_year 4 of 4!']],
    ['++--e-', ['per_year 3 of 4']],
    ['eeee', []],
    ['-', []],
    ['--', ['in_row 2 of 3', 'per_year 2 of 3']],
    ['-----++++++', ['per_year 5 of 6']],
  ])('three in a row, or more than half of a year: %s', (marks, warnings) => {
    expect(warned(marks)).toEqual(warnings)
  })

  test('a row goes over New Year, a share does not; what lies ahead does not count', () => {
    const lines = [...attendance('++++++++++--', 'm', 2025), ...attendance('-', 'm', 2026)]
    expect(absenceWarnings(lines, rules, '2026-02-01')).toEqual([
      { memberId: 'm', rule: 'in_row', missed: ['2025-11', '2025-12', '2026-1'], limit: 3, isReached: true },
    ])
    expect(absenceWarnings(lines, rules, '2025-12-01')).toEqual([])
  })

  test('a council without such rules warns nobody; each member is counted alone', () => {
    const off = { ...rules, absence: { inRow: null, perYear: null } }
    expect(absenceWarnings(attendance('------'), off, today)).toEqual([])
    const two = [...attendance('---', 'a'), ...attendance('+++', 'b')]
    expect(absenceWarnings(two, rules, today).map(({ memberId }) => memberId)).toEqual(['a', 'a'])
  })
})

describe('sessions', () => {
  test.each([
    ['2026-03-31', [], [], { held: 0, isBehind: false, isShort: true }],
    ['2026-04-05', [], [], { held: 0, isBehind: true, isShort: true }],
    [
      '2026-07-05',
      ['2026-02-10', '2026-05-12'],
      ['2026-09-10', '2026-12-01'],
      { isBehind: false, isShort: false },
    ],
    [
      '2026-07-05',
      ['2026-02-10', '2025-12-12'],
      ['2026-09-10', '2027-01-01'],
      { isBehind: true, isShort: true },
    ],
    ['2026-12-31', ['2026-02-10', '2026-05-12', '2026-09-10', '2026-12-01'], [], { held: 4, isShort: false }],
  ] as const)('sessions.minPerYear · 4 a year, on %s held %o, planned %o', (day, held, planned, answer) => {
    expect(yearOfSessions({ held, planned }, defaultCouncilRules, day)).toMatchObject({
      needed: 4,
      ...answer,
    })
  })

  test.each([
    ['2026-12-01', null, 'ahead'],
    ['2027-01-15', null, 'ahead'],
    ['2027-01-16', null, 'overdue'],
    ['2027-01-20', '2027-01-15', 'held'],
    ['2027-01-20', '2027-01-18', 'held_late'],
  ] as const)(
    'firstSession.maxDays · 30 workdays from 25.11.2026, on %s, held %s: %s',
    (day, heldOn, state) => {
      expect(firstSession('2026-11-25', heldOn, defaultCouncilRules, daysOff, day)).toEqual({
        dueOn: '2027-01-15',
        state,
      })
    },
  )
})
