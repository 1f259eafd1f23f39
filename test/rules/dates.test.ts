import { expect, test } from 'vitest'
import { dates } from '../../client/lib/dates.ts'
import { initialsOf, shortName } from '../../client/lib/names.ts'
import { plural } from '../../client/texts/bilingual.ts'

const ru = dates('ru')
const en = dates('en')

test.each([
  [1, 'человек'],
  [2, 'человека'],
  [5, 'человек'],
  [11, 'человек'],
  [21, 'человек'],
  [84, 'человека'],
  [112, 'человек'],
  [1.5, 'человека'],
])('%d goes with «%s»', (count, word) => {
  expect(plural(count, 'ru', { one: 'человек', few: 'человека', many: 'человек' })).toBe(word)
})

test('a day is written as in a letter', () => {
  expect(ru.day('2017-02-16')).toBe('16 февраля 2017 г.')
  expect(en.day('2017-02-16')).toBe('16 February 2017')
  expect(ru.dayMonth('2026-03-22', '2026-03-16')).toBe('22 марта')
  expect(ru.dayMonth('2027-01-10', '2026-12-30')).toBe('10 января 2027 г.')
  expect(ru.brief('2017-02-16')).toBe('16.02.2017')
})

test.each([
  ['2026-03-22', 'до 22 марта, осталось 6 дней'],
  ['2026-03-17', 'до 17 марта, остался 1 день'],
  ['2026-03-16', 'до 16 марта, сегодня последний день'],
  ['2026-03-13', 'до 13 марта, просрочено на 3 дня'],
])('a term that ends on %s reads «%s» on 16 March', (dueOn, text) => {
  expect(ru.term(dueOn, '2026-03-16')).toBe(text)
})

test("time is the council's, with the reader's beside it only where it differs", () => {
  const evening = '2026-11-23T06:00:00.000Z'
  expect(ru.clock(evening, 'Asia/Kamchatka', 'Europe/Moscow')).toBe('18:00 (камчатское), 09:00 у вас')
  expect(ru.clock(evening, 'Asia/Kamchatka')).toBe('18:00 (камчатское)')
  // Anadyr keeps the same hours as Kamchatka.
  expect(ru.clock(evening, 'Asia/Kamchatka', 'Asia/Anadyr')).toBe('18:00 (камчатское)')
  expect(en.moment(evening, 'Asia/Kamchatka', 'Europe/Moscow')).toBe(
    '23 November 2026, 18:00 (Kamchatka time), 09:00 for you',
  )
})

test("the reader's day is named when it is another one", () => {
  expect(ru.clock('2026-11-22T20:30:00.000Z', 'Asia/Kamchatka', 'Europe/Moscow')).toBe(
    '08:30 (камчатское), 22 ноября, 23:30 у вас',
  )
})

test('how long ago', () => {
  const now = '2026-11-23T12:00:00.000Z'
  expect(ru.ago('2026-11-23T11:59:30.000Z', now)).toBe('только что')
  expect(ru.ago('2026-11-23T11:55:00.000Z', now)).toBe('5 минут назад')
  expect(ru.ago('2026-11-22T12:00:00.000Z', now)).toBe('вчера')
  expect(en.ago('2026-11-20T12:00:00.000Z', now)).toBe('3 days ago')
})

test('numbers and shares', () => {
  expect(ru.number(12_345).replace(/\s/g, ' ')).toBe('12 345')
  expect(ru.percent(2 / 3).replace(/\s/g, ' ')).toBe('66,7 %')
  expect(ru.duration(65 * 60_000)).toBe('1 ч 5 мин')
  expect(ru.list(['Анна', 'Борис', 'Вера'])).toBe('Анна, Борис и Вера')
})

test('names as papers write them', () => {
  expect(shortName('Иванов Иван Иванович')).toBe('Иванов\u00A0И.И.')
  expect(shortName('Римская-Корсакова Анна')).toBe('Римская-Корсакова\u00A0А.')
  expect(shortName('Ӄояна')).toBe('Ӄояна')
  expect(initialsOf('Иванов Пётр Иванович')).toBe('ПИ')
})
