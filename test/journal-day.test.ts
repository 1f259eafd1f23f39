import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Feed } from '../shared/portal.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { record } from '../server/lib/journal.ts'
import { canonical } from '../verify/canonical.ts'
import { checkDay, type DayWrong, type JournalDay } from '../verify/day.ts'
import { openHouse, type House } from './house.ts'
import { minutes } from './support/votes.ts'

let house: House
/** With every row, and the seals alone, as anybody gets them. */
let whole: string
let seals: string
beforeAll(async () => {
  house = await openHouse()
  const acts = async (count: number) => {
    for (let n = 0; n < count; n++)
      await act(house.kit, clockActor, (work) =>
        record(work, { verb: 'thing:done', subject: ['thing', newId()], data: { n, said: '«Ӄайрыныван»' } }),
      )
    await house.kit.tick()
  }
  await acts(1)
  house.pass(24 * 60 * minutes(1))
  await acts(3)
  await acts(2)
  house.pass(24 * 60 * minutes(1))
  await house.kit.tick()
  const administrator = await house.as(await house.person({ administrator: true }))
  const day = async (kind: string) =>
    (
      await house.app.inject({
        url: `/api/journal/days/2026-11-25/${kind}.json`,
        headers: { cookie: administrator.cookie },
      })
    ).payload
  whole = await day('lines')
  seals = await day('seals')
})
afterAll(() => house.close())

const copyOf = (file: string) => JSON.parse(file) as JournalDay
/** As a forger would who knows how the code of the file is computed. */
function resealed(file: string, edit: (day: JournalDay) => void): string {
  const day = copyOf(file)
  edit(day)
  const { sha256: _, ...rest } = day
  return `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
}
const sealCode = (day: string, seal: JournalDay['seals'][number]) => {
  const { rows: _, hash: __, ...rest } = seal
  return digest(canonical({ ...rest, day }))
}
/** As one who computes everything anew behind what was changed. */
function rechained(day: JournalDay): void {
  day.seals.forEach((seal, at) => {
    if (at > 0) seal.previous = day.seals[at - 1]!.hash
    for (const row of seal.rows ?? []) row.code = digest(canonical({ id: row.id, ...row.line }))
    if (seal.rows) {
      seal.count = seal.rows.length
      seal.rowsSha256 = digest(canonical(seal.rows.map(({ id, code }) => [id, code])))
    }
    seal.hash = sealCode(day.day, seal)
  })
  day.head = day.seals.at(-1)!.hash
}

test('a day of the journal is canonical and recomputes without the server, with its rows and without', () => {
  expect(checkDay(whole)).toMatchObject({ wrong: null, acts: 5, isWhole: true, day: { day: '2026-11-25' } })
  expect(checkDay(seals)).toMatchObject({ wrong: null, acts: 5, isWhole: false })
  const [day, other] = [copyOf(whole), copyOf(seals)]
  for (const code of [day.head, day.seals[0]!.previous, day.seals[0]!.hash, day.sha256])
    expect(checkDay(whole, { code }).wrong).toBeNull()
  expect(other.head).toBe(day.head)
  expect(seals).not.toContain('thing:done')
})

test('the head of each day that is over is in a feed that anybody keeps, and holds the file of that day', async () => {
  const { statusCode, headers, payload } = await house.app.inject({ url: '/api/journal/feed.json' })
  const { items } = JSON.parse(payload) as Feed
  const day = copyOf(seals)
  expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=60'])
  const item = items.find(({ id }) => id.endsWith(`#${day.day}`))!
  expect(item.title.replaceAll('\u00a0', ' ')).toBe(`Журнал за 25 ноября 2026 г.: ${day.head.slice(0, 16)}`)
  const [, kept] = /Код дня: ([0-9a-f]{64})/.exec(item.content_text)!
  expect(checkDay(seals, { code: kept! }).wrong).toBeNull()
  expect(items.map(({ date_published }) => date_published)).toEqual(
    items
      .map(({ date_published }) => date_published)
      .toSorted()
      .toReversed(),
  )
})

describe('tampering with a day', () => {
  const first = (day: JournalDay) => day.seals[0]!
  const row = (day: JournalDay, at = 1) => first(day).rows![at]!
  test.each<[string, (day: JournalDay) => void, DayWrong['what']]>([
    ['what a row says', (day) => (row(day).line!.data = '{}'), 'row_changed'],
    ['who a row names', (day) => (row(day).line!.personId = newId()), 'row_changed'],
    ['the code of a row', (day) => (row(day).code = digest('x')), 'row_changed'],
    ['a row that is gone', (day) => void first(day).rows!.splice(1, 1), 'seal_count'],
    ['a row without its line', (day) => (row(day).line = null), 'row_missing'],
    ['rows in another order', (day) => void first(day).rows!.reverse(), 'row_order'],
    [
      'a row and its code',
      (day) => {
        row(day).line!.verb = 'x'
        row(day).code = digest(canonical({ id: row(day).id, ...row(day).line }))
      },
      'seal_rows',
    ],
    ['how many rows there were', (day) => (first(day).count = 4), 'seal_count'],
    ['when it was sealed', (day) => (first(day).sealedAt = '2026-11-25T01:00:00.000Z'), 'seal_changed'],
    ['a seal from after its day', (day) => (first(day).sealedAt = '2026-11-27T01:00:00.000Z'), 'seal_time'],
    ['the code of the rows', (day) => (first(day).rowsSha256 = digest('x')), 'seal_rows'],
    ['the code of a seal', (day) => (first(day).hash = digest('x')), 'seal_changed'],
    ['the head of the day before', (day) => (first(day).previous = digest('x')), 'seal_changed'],
    ['a beginning in the middle', (day) => (first(day).previous = '0'.repeat(64)), 'first'],
    ['a seal that is gone from the end', (day) => void day.seals.pop(), 'head'],
    ['seals in another order', (day) => void day.seals.reverse(), 'seal_order'],
    ['the number of a seal', (day) => (day.seals[1]!.seq = 9), 'seal_order'],
    ['the head', (day) => (day.head = digest('x')), 'head'],
    ['the day', (day) => (day.day = '2026-11-26'), 'seal_changed'],
    ['no seal at all', (day) => (day.seals = []), 'no_seals'],
  ])('%s: it is named', (_, edit, named) => {
    expect(checkDay(resealed(whole, edit)).wrong?.what).toBe(named)
  })

  test('with everything computed anew is found by the published head alone', () => {
    const { head } = copyOf(whole)
    const forged = resealed(whole, (day) => {
      row(day).line!.verb = 'x'
      rechained(day)
    })
    expect(checkDay(forged).wrong).toBeNull()
    expect(checkDay(forged, { code: head }).wrong?.what).toBe('other_code')
  })

  test('by cutting off its first seal is found by the head of the day before', () => {
    const { previous } = first(copyOf(whole))
    const forged = resealed(whole, (day) => void day.seals.shift())
    expect(checkDay(forged, { code: previous }).wrong?.what).toBe('other_code')
  })

  test('with the seals alone is found by their chain', () => {
    expect(checkDay(resealed(seals, (day) => (first(day).count = 4))).wrong?.what).toBe('seal_changed')
    const forged = resealed(seals, (day) => {
      first(day).count = 4
      first(day).hash = sealCode(day.day, first(day))
    })
    expect(checkDay(forged).wrong).toEqual({ what: 'seal_chain', seal: 3 })
  })

  test('with bytes that mean the same, or with the file, is found', () => {
    expect(checkDay(JSON.stringify(copyOf(whole), null, 2)).wrong?.what).toBe('not_canonical')
    expect(checkDay(whole.replace('thing:done', 'thing:gone')).wrong?.what).toBe('seal')
    const odd = resealed(whole, (day) => void Object.assign(row(day).line!, { note: 'x' }))
    expect(checkDay(odd).wrong).toEqual({ what: 'shape', where: '/seals/0/rows/1/line/note' })
  })
})

test('npm run verify reads a day and names what is wrong in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veche-day-'))
  const file = join(folder, 'day.json')
  const verify = async (content: string, ...args: string[]) => {
    writeFileSync(file, content)
    return promisify(execFile)(process.execPath, ['verify/verify.ts', file, ...args]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
    )
  }
  const { head, seals: made } = copyOf(whole)
  const { code, said } = await verify(whole, '--code', head)
  expect(code).toBe(0)
  expect(said).toContain('Всё сходится. Журнал за 2026-11-25 (по всемирному времени): печатей 2, действий 5.')
  expect(said).toContain(head)
  const changed = resealed(whole, (day) => (day.seals[0]!.rows![1]!.line!.verb = 'x'))
  const { id } = made[0]!.rows![1]!
  expect(await verify(changed, '--en')).toEqual({ code: 1, said: `Row ${id} under seal 2 was changed.\n` })

  // With an empty cache and no registry, as on a machine that has never been online.
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    npm_config_cache: join(folder, 'npm'),
    npm_config_offline: 'true',
  }
  writeFileSync(file, whole)
  const { stdout } = await promisify(execFile)('npx', ['--yes', './verify', file, '--en'], { env })
  expect(stdout).toContain('Everything agrees. The journal of 2026-11-25 (UTC): 2 seals, 5 acts.')
  rmSync(folder, { recursive: true })
})
