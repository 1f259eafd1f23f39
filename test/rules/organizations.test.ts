import { expect, test } from 'vitest'
import { isInn, isOgrn } from '../../shared/organizations.ts'
import { slugOf } from '../../shared/slugs.ts'
import { holdsOn, overlap } from '../../shared/terms.ts'

test('the numbers of the organization behind the resolution fit (domain §2.4)', () => {
  expect(isInn('4101172490')).toBe(true)
  expect(isOgrn('1154100000890')).toBe(true)
})

test('nine slips of the pen out of ten are found in an ИНН or ОГРН', () => {
  const slips = (number: string) =>
    [...number].flatMap((digit, at) =>
      [...'0123456789']
        .filter((other) => other !== digit)
        .map((other) => number.slice(0, at) + other + number.slice(at + 1)),
    )
  // The remainders 0 and 10 share one digit, so the check itself lets a few through.
  for (const [number, fits] of [
    ['4101172490', isInn],
    ['1154100000890', isOgrn],
  ] as const)
    expect(slips(number).filter(fits).length).toBeLessThanOrEqual(slips(number).length / 10)
})

test.each(['', '410117249', '41011724900', 'четыре', '41011 2490'])('%j is no ИНН', (text) => {
  expect(isInn(text)).toBe(false)
})

test('an ИНН of a person has two check digits', () => {
  expect(isInn('500100732259')).toBe(true)
  expect(isInn('500100732258')).toBe(false)
  expect(isInn('500100732269')).toBe(false)
})

test('an ОГРНИП has fifteen digits', () => {
  expect(isOgrn('304500116000157')).toBe(true)
  expect(isOgrn('304500116000158')).toBe(false)
})

test('an address is made of the letters of a name, those of the north among them', () => {
  expect(slugOf('Общественный Совет при Администрации городского округа «посёлок Палана»')).toBe(
    'obshchestvennyy-sovet-pri-administratsii-gorodskogo-okruga',
  )
  expect(slugOf('Община «Ӄайӄа» Тэвӈӄа № 3')).toBe('obshchina-kayka-tevnka-3')
  expect(slugOf('«…»')).toBe('')
})

test('a term holds on its first and its last day', () => {
  const term = { startsOn: '2026-02-01', endsOn: '2026-02-28' }
  expect(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((day) => holdsOn(term, day))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('terms overlap when they share a day; one that was taken back shares none', () => {
  const spring = { startsOn: '2026-03-01', endsOn: '2026-05-31' }
  expect(overlap(spring, { startsOn: '2026-05-31', endsOn: null })).toBe(true)
  expect(overlap(spring, { startsOn: '2026-06-01', endsOn: null })).toBe(false)
  expect(overlap({ startsOn: '2026-01-01', endsOn: null }, spring)).toBe(true)
  expect(overlap(spring, { startsOn: '2026-04-01', endsOn: '2026-03-31' })).toBe(false)
})
