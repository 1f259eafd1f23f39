import { expect, test } from 'vitest'
import { daysOff, municipalityVersions } from '../../server/councils/reference.ts'
import { addDays, isDay, isDayOff } from '../../shared/calendar.ts'
import { initiativeSectors } from '../../shared/initiatives.ts'
import { organizationKinds } from '../../shared/organizations.ts'

const inForceOn = (day: string) =>
  municipalityVersions.filter(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo),
  )

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)

test.each(['2017-02-16', '2025-09-30', '2025-10-01', '2026-11-23'])(
  'R-29 · on %s the krai has its 14 municipalities and its 291 705 people',
  (day) => {
    const here = inForceOn(day)
    expect(new Set(here.map(({ code }) => code)).size).toBe(14)
    expect(here).toHaveLength(14)
    expect(sum(here.map(({ population2021 }) => population2021))).toBe(291_705)
  },
)

test('R-29 · six districts are okrugs since October 2025, and their new ОКТМО is not invented', () => {
  const second = municipalityVersions.filter(({ kind }) => kind === 'municipal_okrug')
  expect(second.map(({ code }) => code)).toEqual(['ale', 'eli', 'sob', 'tig', 'ubo', 'uka'])
  expect(second.every(({ oktmo, basis }) => oktmo === null && basis.includes('не сверены'))).toBe(true)
  expect(inForceOn('2026-11-23').find(({ code }) => code === 'tig')?.name).toBe(
    'Тигильский муниципальный округ',
  )
  expect(inForceOn('2026-11-23').find(({ code }) => code === 'oly')?.name).toBe(
    'Олюторский муниципальный район',
  )
})

test('R-29 · a known ОКТМО is eight digits of the krai, each of one municipality', () => {
  const known = municipalityVersions.flatMap(({ oktmo }) => oktmo ?? [])
  expect(known.every((oktmo) => /^30\d{3}000$/.test(oktmo))).toBe(true)
  expect(new Set(known).size).toBe(14)
})

test('R-39 · the five sectors of item 5а are there, and volunteering', () => {
  expect(initiativeSectors).toEqual(
    expect.arrayContaining(['social_services', 'education', 'sport', 'health', 'culture', 'volunteering']),
  )
})

test('R-24 · an indigenous community is a kind of organization', () => {
  expect(organizationKinds).toContain('kmns_community')
})

test('a day is listed once, exists and has a name', () => {
  expect(new Set(daysOff.map(({ on }) => on)).size).toBe(daysOff.length)
  expect(daysOff.every(({ on, name }) => isDay(on) && name.length > 0)).toBe(true)
})

test.each([2017, 2025, 2026, 2027])('ст. 112 ТК РФ · the fourteen holidays of %i are off', (year) => {
  const holidays = ['02-23', '03-08', '05-01', '05-09', '06-12', '11-04']
  for (let day = 1; day <= 8; day += 1) holidays.push(`01-0${day}`)
  expect(holidays.every((day) => isDayOff(`${year}-${day}`, daysOff))).toBe(true)
})

// The production calendars of these years, as published: a transfer missed or invented changes the count.
test.each([
  [2017, 247],
  [2025, 247],
  [2026, 247],
])('%i has %i workdays', (year, expected) => {
  let workdays = 0
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1))
    if (!isDayOff(day, daysOff)) workdays += 1
  expect(workdays).toBe(expected)
})
