import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dates } from '../../client/lib/dates.ts'
import { councils } from '../../client/texts/councils.ts'
import { initiatives } from '../../client/texts/initiatives.ts'
import { portal } from '../../client/texts/portal.ts'
import { reviews } from '../../client/texts/reviews.ts'

const client = join(import.meta.dirname, '../../client')
const day = dates('ru').day('2026-09-18')

test('a Russian day brings its own full stop', () => {
  expect(day).toBe('18 сентября 2026 г.')
})

test.each([
  initiatives.ru.frozenOn(2, day),
  initiatives.ru.publishedOn(2, day),
  initiatives.ru.moved(day),
  portal.ru.since(day),
  councils.ru.rules.since(day),
  reviews.ru.conclusion.outgoing('7', day),
])('«%s» ends with the day and takes no second full stop', (sentence) => {
  expect(sentence.endsWith('г.')).toBe(true)
  expect(sentence).not.toContain('..')
})

/** A full stop right behind a day that a page writes, or behind a text that ends with one. */
const doubled =
  /\{(?:d\.(?:day|dayMonth)|dayOf|written|t\.moved|t\.since|t\.rules\.since|t\.conclusion\.outgoing)\((?:[^{}]|\{[^{}]*\})*\)\}\./

describe('no page puts a full stop behind a day', () => {
  const pages = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svelte'),
  )
  test('of all the pages there are', () => {
    expect(pages.length).toBeGreaterThan(100)
    expect(doubled.test('<p>{d.day(dayIn(at, zone))}. {t.read}</p>')).toBe(true)
    expect(pages.filter((name) => doubled.test(readFileSync(join(client, name), 'utf8')))).toEqual([])
  })
})
