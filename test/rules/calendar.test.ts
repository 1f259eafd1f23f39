import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysOff } from '../../server/councils/reference.ts'
import {
  addDays,
  addWorkdays,
  dayIn,
  daysLeft,
  dueOn,
  instantOf,
  isDay,
  isDayOff,
  lastDayBefore,
  lastDayOf,
} from '../../shared/calendar.ts'

describe('days', () => {
  test.each([
    ['2016-12-31', 1, '2017-01-01'],
    ['2017-01-01', -1, '2016-12-31'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2024-02-29', 366, '2025-03-01'],
    ['2000-02-28', 1, '2000-02-29'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2017-02-20', 0, '2017-02-20'],
  ])('%s and %i days is %s', (day, count, later) => {
    expect(addDays(day, count)).toBe(later)
    expect(daysLeft(later, day)).toBe(count)
  })

  test.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-2-1', '2025-02-01T00:00', '', 'завтра'])(
    '«%s» is no day, and counting from it is a bug',
    (text) => {
      expect(isDay(text)).toBe(false)
      expect(() => addDays(text, 1)).toThrow(RangeError)
    },
  )

  test('a term has days left until its last day and is overdue after it', () => {
    expect(daysLeft('2017-03-22', '2017-03-16')).toBe(6)
    expect(daysLeft('2017-03-22', '2017-03-22')).toBe(0)
    expect(daysLeft('2017-03-22', '2017-03-25')).toBe(-3)
  })
})

describe('R-02 · local time', () => {
  test.each([
    ['2017-02-16T11:59:59.999Z', 'Asia/Kamchatka', '2017-02-16'],
    ['2017-02-16T12:00:00.000Z', 'Asia/Kamchatka', '2017-02-17'],
    ['2017-02-16T12:00:00.000Z', 'Europe/Moscow', '2017-02-16'],
    ['2017-12-31T12:00:00.000Z', 'Asia/Kamchatka', '2018-01-01'],
    ['2010-12-31T12:30:00.000Z', 'Asia/Kamchatka', '2010-12-31'],
  ])('%s is in %s the day %s', (instant, timeZone, day) => {
    expect(dayIn(instant, timeZone)).toBe(day)
  })

  test('10:00 in Petropavlovsk is 01:00 in Moscow', () => {
    const instant = instantOf('2017-02-16', '10:00', 'Asia/Kamchatka')
    expect(instant).toBe('2017-02-15T22:00:00.000Z')
    expect(instant).toBe(instantOf('2017-02-16', '01:00', 'Europe/Moscow'))
  })

  test('a vote that closes at 18:00 in Palana closes at 09:00 in Moscow of the same day (domain §7.6)', () => {
    const closing = instantOf('2017-02-17', '18:00', 'Asia/Kamchatka')
    expect(closing).toBe(instantOf('2017-02-17', '09:00', 'Europe/Moscow'))
    expect(dayIn(closing!, 'Europe/Moscow')).toBe('2017-02-17')
  })

  test('the ends of time are answered, not thrown at', () => {
    expect(instantOf('9999-12-31', '23:59', 'Asia/Kamchatka')).toBe('9999-12-31T11:59:00.000Z')
    expect(instantOf('0000-01-01', '00:00', 'Asia/Kamchatka')).toBeNull()
  })

  test('Kamchatka keeps one offset all year, and kept others in 2009 and 2010', () => {
    expect(instantOf('2026-01-15', '12:00', 'Asia/Kamchatka')).toBe('2026-01-15T00:00:00.000Z')
    expect(instantOf('2026-07-15', '12:00', 'Asia/Kamchatka')).toBe('2026-07-15T00:00:00.000Z')
    expect(instantOf('2009-07-15', '13:00', 'Asia/Kamchatka')).toBe('2009-07-15T00:00:00.000Z')
    expect(instantOf('2010-12-15', '11:00', 'Asia/Kamchatka')).toBe('2010-12-15T00:00:00.000Z')
  })

  test.each([
    ['a skipped hour', '2010-03-28', '02:30', 'Europe/Moscow'],
    ['a day that is none', '2025-02-29', '10:00', 'Asia/Kamchatka'],
    ['an hour that is none', '2025-02-28', '24:00', 'Asia/Kamchatka'],
    ['a minute that is none', '2025-02-28', '10:60', 'Asia/Kamchatka'],
    ['a time without its zero', '2025-02-28', '9:00', 'Asia/Kamchatka'],
  ])('%s has no instant', (_, day, time, timeZone) => {
    expect(instantOf(day, time, timeZone)).toBe(null)
  })

  test('an hour that clocks showed twice is taken the first time', () => {
    expect(instantOf('2010-10-31', '02:30', 'Europe/Moscow')).toBe('2010-10-30T22:30:00.000Z')
  })

  test('the day of an instant made from a day is that day, in every zone', () => {
    const zone = fc.constantFrom('Asia/Kamchatka', 'Europe/Moscow', 'Pacific/Apia', 'America/New_York')
    const minute = fc.nat(24 * 60 - 1).map((all) => [Math.floor(all / 60), all % 60] as const)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8000 }), minute, zone, (offset, [hours, minutes], timeZone) => {
        const day = addDays('2010-01-01', offset)
        const time = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
        const instant = instantOf(day, time, timeZone)
        if (instant) expect(dayIn(instant, timeZone)).toBe(day)
      }),
    )
  })
})

describe('terms', () => {
  test.each([
    ['2017-02-23', true, 'a holiday'],
    ['2017-02-24', true, 'a day off transferred here'],
    ['2017-02-25', true, 'a Saturday'],
    ['2017-02-27', false, 'a Monday'],
    ['2025-11-01', false, 'a Saturday that is worked'],
    ['2025-11-03', true, 'the Monday it was worked for'],
  ])('%s is off: %s, being %s', (day, isOff) => {
    expect(isDayOff(day, daysOff)).toBe(isOff)
  })

  test('R-25 · three days from 20.02.2017 end on a holiday and move by the rule (domain §4)', () => {
    expect(dueOn('2017-02-20', 3, 'previous_workday', daysOff)).toBe('2017-02-22')
    expect(dueOn('2017-02-20', 3, 'next_workday', daysOff)).toBe('2017-02-27')
  })

  test('R-25 · thirty days from 20.02.2017 end on 22.03.2017, a workday, under either rule', () => {
    expect(dueOn('2017-02-20', 30, 'previous_workday', daysOff)).toBe('2017-03-22')
    expect(dueOn('2017-02-20', 30, 'next_workday', daysOff)).toBe('2017-03-22')
  })

  test('a term over the new year waits for the first workday', () => {
    expect(dueOn('2025-12-08', 30, 'next_workday', daysOff)).toBe('2026-01-12')
    expect(dueOn('2025-12-08', 30, 'previous_workday', daysOff)).toBe('2025-12-30')
  })

  test('a term never ends on the day of the event or before it: it moves forward instead', () => {
    expect(dueOn('2025-12-30', 3, 'previous_workday', daysOff)).toBe('2026-01-12')
    expect(dueOn('2025-12-31', 3, 'previous_workday', daysOff)).toBe('2026-01-12')
  })

  const anyDay = fc.integer({ min: 0, max: 365 * 3 }).map((offset) => addDays('2025-01-01', offset))

  test('a term ends on a workday after its event, and the two rules differ by days off only', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 365 }), (eventOn, days) => {
        const [earlier, later] = [
          dueOn(eventOn, days, 'previous_workday', daysOff),
          dueOn(eventOn, days, 'next_workday', daysOff),
        ]
        expect(earlier > eventOn && earlier <= later).toBe(true)
        expect([earlier, later].some((day) => isDayOff(day, daysOff))).toBe(false)
        for (let day = addDays(earlier, 1); day < later; day = addDays(day, 1))
          expect(isDayOff(day, daysOff)).toBe(true)
      }),
    )
  })
})

describe('R-73 · workdays', () => {
  test.each([
    ['over a weekend', '2026-11-20', 1, '2026-11-23'],
    ['from a day off', '2026-11-21', 1, '2026-11-23'],
    ['over New Year', '2025-12-30', 1, '2026-01-12'],
    ['over a transferred day off', '2026-03-06', 1, '2026-03-10'],
    ['to a Saturday that is worked', '2025-10-31', 1, '2025-11-01'],
    ['a week of them', '2026-11-23', 5, '2026-11-30'],
    ['none', '2026-11-21', 0, '2026-11-21'],
  ])('are counted forwards and back %s', (_, from, count, to) => {
    expect(addWorkdays(from, count, daysOff)).toBe(to)
    if (!isDayOff(from, daysOff)) expect(addWorkdays(to, -count, daysOff)).toBe(from)
  })

  test('a term of workdays begins the day after the event and never ends on a day off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('previous_workday' as const, 'next_workday' as const),
        (offset, days, onDayOff) => {
          const event = addDays('2025-12-01', offset)
          const last = lastDayOf(event, { days, working: true }, onDayOff, daysOff)
          expect(isDayOff(last, daysOff)).toBe(false)
          let worked = 0
          for (let day = addDays(event, 1); day <= last; day = addDays(day, 1))
            if (!isDayOff(day, daysOff)) worked += 1
          expect(worked).toBe(days)
        },
      ),
    )
  })

  test('domain §4 · a calendar term still moves off a day off as the rules say, and a term of no days is the day itself', () => {
    const term = (days: number) => ({ days, working: false })
    expect(lastDayOf('2017-02-20', term(3), 'previous_workday', daysOff)).toBe('2017-02-22')
    expect(lastDayOf('2017-02-20', term(30), 'previous_workday', daysOff)).toBe('2017-03-22')
    expect(lastDayOf('2026-11-21', term(0), 'next_workday', daysOff)).toBe('2026-11-21')
  })

  test.each([
    ['7 days before a Monday', '2026-11-30', { days: 7, working: false }, '2026-11-23'],
    ['5 workdays before a Monday', '2026-11-30', { days: 5, working: true }, '2026-11-23'],
    ['5 workdays before a Friday after a holiday', '2026-11-06', { days: 5, working: true }, '2026-10-29'],
  ])('notice.days, materials.days · %s', (_, event, term, last) => {
    expect(lastDayBefore(event, term, daysOff)).toBe(last)
  })
})
