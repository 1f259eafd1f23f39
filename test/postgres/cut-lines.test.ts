import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Db } from '../../server/lib/db/db.ts'
import { openDatabase } from '../../server/lib/db/open.ts'
import { checkMeeting } from '../../verify/meeting.ts'
import { createDatabase, openHouse, type House } from '../house.ts'
import { Cuttable } from '../support/cuttable.ts'
import { deeds } from '../support/deeds.ts'
import { expectRecordsRecompute } from '../support/records.ts'
import { added, rowCounts } from '../support/rows.ts'

let house: House
let line: Cuttable
/** Past the line that is cut. */
let db: Db
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgres')!)
  line = await Cuttable.to(databaseUrl)
  house = await openHouse({ databaseUrl: line.url })
  db = await openDatabase({ databaseUrl, dataDir: '' })
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
  await db.destroy()
  await line.close()
})

/** At how many places each deed is cut, spread over all that it says to the database; CUTS=1000 is everywhere. */
const CUTS = Number(process.env['CUTS'] ?? 3)

const gone = { status: 503, body: { code: 'unavailable' } }

test.each(deeds)(
  'R-76 · %s: a database that goes away in the middle leaves all or nothing; asked again it is done once',
  async (_, prepare) => {
    const control = await prepare(house)
    const [empty, heard] = [await rowCounts(db), line.heard]
    const { status } = await control.ask()
    const said = line.heard - heard
    const adds = added(empty, await rowCounts(db))

    const deed = await prepare(house)
    const before = await rowCounts(db)
    const untouched = await line.everyRow()
    const cuts = Math.min(said, deed.most ?? CUTS, CUTS)
    const places = Array.from({ length: cuts }, (_, cut) => 1 + Math.floor(((cut + 1) * said) / (cuts + 1)))
    for (const at of [...places, 'commit'] as const) {
      line.cutAt(at)
      const answer = await deed.ask()
      await line.spare()
      // Behind the commit it is read again for the answer, or told: what is lost then was done.
      const isDone = (await line.everyRow()) !== untouched
      if (answer.status !== status || at === 'commit') expect(answer, `cut at ${at}`).toMatchObject(gone)
      else expect(isDone, `cut at ${at}`).toBe(true)
      if (isDone) break
      expect(at).not.toBe('commit')
    }
    expect(added(before, await rowCounts(db))).toEqual(adds)
    const again = await deed.ask()
    if (deed.again) expect(again.body).toMatchObject({ code: deed.again })
    else expect(again.status).toBe(status)
    expect(added(before, await rowCounts(db))).toEqual(adds)
    const { payload } = await house.app.inject({ url: `/api/meetings/${deed.meeting.id}/entries.json` })
    // Beside the question of a council its meeting has not begun.
    expect(checkMeeting(payload).wrong?.what ?? 'no_entries').toBe('no_entries')
  },
  60_000,
)
