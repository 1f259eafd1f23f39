import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkJournal } from '../server/journal/check.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { digest, newId } from '../server/lib/ids.ts'
import type { Trx } from '../server/lib/db/db.ts'
import { record } from '../server/lib/journal.ts'
import { listSealsAfter, type JournalRow } from '../server/journal/queries.ts'
import { rowCode, sealCode, sealJournal } from '../server/journal/seal.ts'
import { openHouse, type House } from './house.ts'
import { tampered } from './support/attacker.ts'
import { minutes } from './support/votes.ts'

let house: House
const houses: House[] = []
const ownHouse = async () => void houses.push((house = await openHouse()))
afterAll(() => Promise.all(houses.map((each) => each.close())))

const seals = () => house.kit.db.selectFrom('journalSeal').selectAll().orderBy('seq').execute()
const days = (query = '') =>
  house.stranger.get<{ days: { day: string; count: number }[] }>(`/journal/days${query}`)
/** So many acts of nobody in particular, each with a line in the journal. */
async function acts(count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await act(house.kit, clockActor, (work) =>
      record(work, { verb: 'thing:done', subject: ['thing', newId()], data: { n } }),
    )
}
const dayLater = () => house.pass(24 * 60 * minutes(1))

describe('sealing', () => {
  beforeEach(ownHouse)

  test('chains every row of the journal once, in seals that recompute', async () => {
    await acts(3)
    await house.kit.tick()
    await acts(2)
    await house.kit.tick()
    await house.kit.tick()

    const [first, second, ...more] = await seals()
    expect(more).toEqual([])
    expect(first).toMatchObject({ seq: 1, day: '2026-11-24', count: 3, previous: '0'.repeat(64) })
    expect(second).toMatchObject({ seq: 2, count: 2, previous: first!.hash })
    expect(await checkJournal(house.kit.db)).toEqual({ seals: 2, rows: 5, head: second!.hash, wrong: null })
  })

  test('takes a row that is committed after rows behind it into the next seal', async () => {
    const id = newId()
    await acts(2)
    await house.kit.tick()
    // Its id is older than those that are sealed, as that of an act which took long.
    const at = house.now.toISOString()
    const late = { personId: null, councilId: null, verb: 'thing:done', subjectKind: 'thing', subjectId: id }
    await house.kit.db
      .insertInto('journal')
      .values({ id, at, ...late, data: '{}' })
      .execute()
    await house.kit.tick()

    expect((await seals()).map(({ count }) => count)).toEqual([2, 1])
    expect((await checkJournal(house.kit.db)).wrong).toBeNull()
  })

  test('by several servers at once seals nothing twice', async () => {
    await acts(5)
    await Promise.all(Array.from({ length: 4 }, () => sealJournal(house.kit)))

    expect(await checkJournal(house.kit.db)).toMatchObject({ rows: 5, wrong: null })
  })

  test('of a great many rows takes a thousand at once, and all in the end', async () => {
    await act(house.kit, clockActor, async (work) => {
      for (let n = 0; n < 1003; n++) await record(work, { verb: 'thing:done', subject: ['thing', newId()] })
    })
    await house.kit.tick()
    await house.kit.tick()

    expect((await seals()).map(({ count }) => count)).toEqual([1000, 3])
  })

  test('does not open a day again when the clock goes back', async () => {
    dayLater()
    await acts(1)
    await house.kit.tick()
    house.pass(-24 * 60 * minutes(1))
    await acts(1)
    await house.kit.tick()

    expect((await seals()).map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-25'])
    expect((await checkJournal(house.kit.db)).wrong).toBeNull()
  })
})

describe('the head of a day', () => {
  beforeEach(ownHouse)

  test('is published when the day is over, and is the same for ever', async () => {
    await acts(2)
    await house.kit.tick()
    expect((await days()).body).toMatchObject({ days: [], older: null, can: { readLines: false } })

    dayLater()
    await house.kit.tick()
    const [first, empty] = await seals()
    const published = [{ day: '2026-11-24', count: 2, head: first!.hash, previous: '0'.repeat(64) }]
    expect((await days()).body).toMatchObject({ days: published })

    await acts(1)
    await house.kit.tick()
    dayLater()
    await house.kit.tick()
    const [, , third] = await seals()
    expect(empty).toMatchObject({ count: 0, day: '2026-11-25', previous: first!.hash })
    expect((await days()).body.days).toEqual([
      { day: '2026-11-25', count: 1, head: third!.hash, previous: first!.hash },
      ...published,
    ])
  })

  test('is found a month back by the days before', async () => {
    await acts(1)
    for (let day = 0; day < 34; day++) {
      await house.kit.tick()
      dayLater()
    }
    const latest = await house.stranger.get<{ days: unknown[]; older: string }>('/journal/days')
    expect(latest.body).toMatchObject({ older: '2026-11-26' })
    expect(latest.body.days).toHaveLength(31)
    const older = await days(`?before=${latest.body.older}`)
    expect(older.body).toMatchObject({ older: null, days: [{ day: '2026-11-25' }, { day: '2026-11-24' }] })
  })
})

describe('the file of a day', () => {
  const files = ['seals', 'lines'].map((each) => `/journal/days/2026-11-24/${each}.json`) as [string, string]

  beforeEach(async () => {
    await ownHouse()
    await acts(2)
    await house.kit.tick()
  })

  test('has the seals for anybody, and the lines for an administrator', async () => {
    dayLater()
    await house.kit.tick()
    const administrator = await house.as(await house.person({ administrator: true }))
    const [first] = await seals()

    const open = await house.stranger.get(files[0])
    expect(open).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename="journal-2026-11-24-seals.json"' },
      body: { format: 'veche-journal-day', version: 1, day: '2026-11-24', head: first!.hash },
    })
    expect(open.body['seals']).toMatchObject([{ seq: 1, count: 2, hash: first!.hash, rows: null }])
    const whole = await administrator.get<{ seals: { rows: { line: unknown }[] }[] }>(files[1])
    expect(whole.status).toBe(200)
    const lines = whole.body.seals.flatMap(({ rows }) => rows.map(({ line }) => line))
    expect(lines).toMatchObject([
      { verb: 'thing:done', data: '{"n":0}' },
      { verb: 'thing:done', data: '{"n":1}' },
    ])
  })

  test.each([
    ['a day that is not over', '2026-11-24', 404, 'not_found'],
    ['a day without a journal', '2019-01-01', 404, 'not_found'],
    ['a day that is none', '2026-13-45', 400, 'invalid_request'],
  ])('is refused for %s', async (_, day, status, code) => {
    const administrator = await house.as(await house.person({ administrator: true }))
    for (const kind of ['seals', 'lines'])
      expect(await administrator.get(`/journal/days/${day}/${kind}.json`)).toMatchObject({
        status,
        body: { code },
      })
  })

  test('keeps its lines from strangers and from people of councils', async () => {
    dayLater()
    await house.kit.tick()
    const chair = await house.member(await house.council(), { role: 'chair' })
    expect(await house.stranger.get(files[1])).toMatchObject({ status: 401 })
    expect(await chair.get(files[1])).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
  })
})

describe('tampering', () => {
  let rows: JournalRow[]
  let third: JournalRow
  /** Five rows in two seals, and one that waits. */
  beforeAll(async () => {
    await ownHouse()
    await acts(3)
    await house.kit.tick()
    await acts(2)
    await house.kit.tick()
    await acts(1)
    rows = await house.kit.db.selectFrom('journal').selectAll().orderBy('id').execute()
    third = rows[2]!
  })
  const wrong = (deed: (trx: Trx) => Promise<unknown>) =>
    tampered(house, deed, async (trx) => (await checkJournal(trx)).wrong)

  test.each(['journal', 'journalSeal', 'journalSealing'] as const)(
    'with %s is refused by the database itself',
    async (table) => {
      const { db } = house.kit
      const changed = { journal: { verb: 'x' }, journalSeal: { hash: 'x' }, journalSealing: { seal: null } }
      await expect(db.updateTable(table).set(changed[table]).execute()).rejects.toThrow('append only')
      await expect(db.deleteFrom(table).execute()).rejects.toThrow('append only')
      expect((await checkJournal(db)).wrong).toBeNull()
    },
  )

  test.each(['at', 'personId', 'councilId', 'verb', 'subjectKind', 'subjectId', 'data'] as const)(
    'with %s of a row is found, and the row is named',
    async (column) => {
      const change = { [column]: '2026-11-24' }
      expect(
        await wrong((trx) => trx.updateTable('journal').set(change).where('id', '=', third.id).execute()),
      ).toEqual({ what: 'row_changed', seal: 1, row: third.id })
    },
  )

  test('by deleting a row is found, and the row is named', async () => {
    expect(
      await wrong(async (trx) => {
        await trx.deleteFrom('journalSealing').where('journalId', '=', third.id).execute()
        await trx.deleteFrom('journal').where('id', '=', third.id).execute()
      }),
    ).toEqual({ what: 'row_missing', seal: 1, row: third.id })
  })

  test('by inserting a row is found, and the row is named', async () => {
    const row = newId()
    const insert = (trx: Trx) =>
      trx
        .insertInto('journal')
        .values({ ...third, id: row })
        .execute()
    expect(await wrong(insert)).toEqual({ what: 'row_unsealed', row })
    expect(
      await wrong(async (trx) => {
        await insert(trx)
        await trx.insertInto('journalSealing').values({ journalId: row, seal: 2 }).execute()
      }),
    ).toEqual({ what: 'row_added', seal: 2, row })
  })

  test('by deleting a row that waits for its seal is found, and the row is named', async () => {
    const { id } = rows[5]!
    expect(await wrong((trx) => trx.deleteFrom('journal').where('id', '=', id).execute())).toEqual({
      what: 'row_gone',
      row: id,
    })
  })

  test.each(['day', 'sealedAt', 'count', 'rows', 'rowsSha256', 'previous', 'hash'] as const)(
    'with %s of a seal is found',
    async (column) => {
      const change = { [column]: column === 'count' ? 7 : '[]' }
      expect(
        await wrong((trx) => trx.updateTable('journalSeal').set(change).where('seq', '=', 2).execute()),
      ).toEqual({ what: 'seal_changed', seal: 2 })
    },
  )

  test('with a row and its seal, codes recomputed, is found in the seal behind it', async () => {
    const forge = async (trx: Trx) => {
      await trx.updateTable('journal').set({ verb: 'x' }).where('id', '=', third.id).execute()
      const [seal] = await listSealsAfter(trx, 0, 1)
      const listed = seal!.rows.replace(rowCode(third), rowCode({ ...third, verb: 'x' }))
      const forged = { ...seal!, rows: listed, rowsSha256: digest(listed) }
      await trx
        .updateTable('journalSeal')
        .set({ ...forged, hash: sealCode(forged) })
        .where('seq', '=', 1)
        .execute()
    }
    expect(await wrong(forge)).toEqual({ what: 'seal_chain', seal: 2 })
  })

  test('by cutting off the first seal is found', async () => {
    expect(
      await wrong(async (trx) => {
        await trx.deleteFrom('journalSealing').where('seal', '=', 1).execute()
        await trx.deleteFrom('journalSeal').where('seq', '=', 1).execute()
      }),
    ).toEqual({ what: 'seal_missing', seal: 1 })
  })
})
