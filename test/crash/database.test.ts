import { expect, test } from 'vitest'
import { checkMeeting } from '../../verify/meeting.ts'
import { createDatabase, openHouse } from '../house.ts'
import { deeds } from '../support/deeds.ts'
import { startPostgres } from '../support/postgres.ts'
import { expectRecordsRecompute } from '../support/records.ts'
import { added, rowCounts } from '../support/rows.ts'
import { minutes } from '../support/votes.ts'

test('R-76 · a database that is restarted during a meeting: every deed is answered with 503 until it is back, and then done once', async () => {
  const postgres = await startPostgres()
  const house = await openHouse({ databaseUrl: await createDatabase(postgres.url) })
  const all = []
  for (const [name, prepare] of deeds) {
    const began = house.now
    const deed = await prepare(house)
    // Signatures wait for days; their lines are cut in test/postgres.
    if (house.now.getTime() - began.getTime() < minutes(60)) all.push({ name, ...deed })
    house.setClock(began)
  }
  const before = await rowCounts(house.kit.db)

  // Asked in flight, while it goes down, and once more while it is gone.
  const flying = all.map(({ ask }) => ask())
  await postgres.crash()
  const first = await Promise.all(flying)
  for (const { name, ask } of all) expect([name, (await ask()).body]).toEqual([name, { code: 'unavailable' }])
  for (const [n, { status, body }] of first.entries())
    if (status >= 300) expect([all[n]!.name, body]).toEqual([all[n]!.name, { code: 'unavailable' }])
  await postgres.start()

  for (const [n, { name, ask, again }] of all.entries()) {
    const { status, body } = await ask()
    // Done before it went down, with or without an answer: then it is done.
    if (again && (body as { code?: string } | null)?.code === again) continue
    expect(`${name} ${status}`).toBe(`${name} ${first[n]!.status < 300 ? first[n]!.status : status}`)
    expect(status, name).toBeLessThan(300)
  }
  const after = await rowCounts(house.kit.db)
  for (const { name, ask, again } of all) {
    const { status, body } = await ask()
    if (again) expect([name, body]).toMatchObject([name, { code: again }])
    else expect(status, name).toBeLessThan(300)
  }
  expect(added(after, await rowCounts(house.kit.db))).toEqual({})
  expect(added(before, after)['meeting_entry']).toBeGreaterThan(0)
  for (const { name, meeting } of all) {
    const { payload } = await house.app.inject({ url: `/api/meetings/${meeting.id}/entries.json` })
    expect([name, checkMeeting(payload).wrong?.what ?? 'no_entries']).toEqual([name, 'no_entries'])
  }
  await expectRecordsRecompute(house)
  await house.close()
  await postgres.stop()
})
