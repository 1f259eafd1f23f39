import { expect, test } from 'vitest'
import { newId } from '../../server/lib/ids.ts'

test('ids are UUIDv7 and sort in the order they were made', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  const made = Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16)
  expect(Math.abs(Date.now() - made)).toBeLessThan(60_000)
})
