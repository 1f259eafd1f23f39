import { PostgresAdapter, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '../../shared/values.ts'
import { draftJson, findDraft } from '../../server/drafts/queries.ts'
import { verifyDraft } from '../../server/drafts/verify.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { Table, Typist } from '../support/collab.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  origin = await house.listen()
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
  Object.assign(house.kit.drafts.hub.limits, { stateQuestionsBurst: 1e6 })
})
afterAll(() => house.close())

/** From now on the database throws away about every second transaction that writes into the log of the draft. */
async function unreliable(draftId: Id): Promise<() => Promise<unknown>> {
  const { db } = house.kit
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  if (!isPostgres) {
    await sql`
      create trigger unreliable before insert on draft_update
      when new.draft_id = ${sql.lit(draftId)} and abs(random()) % 2 = 0
      begin select raise(rollback, 'injected'); end`.execute(db)
    return () => sql`drop trigger unreliable`.execute(db)
  }
  await sql`
    create function unreliable() returns trigger language plpgsql as
    $$ begin if random() < 0.5 then raise exception 'injected'; end if; return new; end $$`.execute(db)
  await sql`
    create trigger unreliable before insert on draft_update for each row
    when (new.draft_id = ${sql.lit(draftId)}) execute function unreliable()`.execute(db)
  return async () => {
    await sql`drop trigger unreliable on draft_update`.execute(db)
    await sql`drop function unreliable()`.execute(db)
  }
}

test('I2 · of transactions that are rolled back nothing was acknowledged, and all words are there once in the end', async () => {
  const id = await table.draft([
    [anna, 'write'],
    [boris, 'write'],
  ])
  const beside = await table.draft([[anna, 'write']])
  const typists = await Promise.all([anna, boris].map((who) => new Typist(origin, id, who.cookie).open()))
  const neighbour = await new Typist(origin, beside, anna.cookie).open()
  const closes: unknown[] = []
  neighbour.provider.on('connection-close', (event) => closes.push(event?.code))
  const repair = await unreliable(id)
  const acknowledged: string[] = []
  for (let round = 0; round < 5; round++) {
    typists.forEach((each, who) => each.write(`<${who}.${round}>`))
    neighbour.write(`<${round}>`)
    const acked = typists.map((each) => each.until(() => each.acked === each.made))
    // Some come through, some wait for a line that comes back; the neighbour’s go through anyway.
    await Promise.all([neighbour.saved(), ...acked])
    const text = JSON.stringify(await draftJson(house.kit.db, id))
    typists.forEach((_, who) => acknowledged.push(`<${who}.${round}>`))
    for (const token of acknowledged) expect(text.split(token)).toHaveLength(2)
  }
  await repair()
  typists.forEach((each) => each.write('конец'))
  await Promise.all(typists.map((each) => each.saved()))
  const verdict = await verifyDraft(house.kit.db, id)
  expect(verdict).toMatchObject({ problem: null, rows: (await findDraft(house.kit.db, id))!.head })
  expect(closes).toEqual([])
  for (const each of [...typists, neighbour]) each.leave()
})

test('what an operator sees of the live texts holds no id and no name', async () => {
  const id = await table.draft([[anna, 'write']])
  const typist = await new Typist(origin, id, anna.cookie).open()
  typist.write('слово')
  await typist.saved()
  const lines = (await house.kit.metrics.metrics())
    .split('\n')
    .filter((line) => line.startsWith('veche_draft'))
  const value = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1])
  expect(value('veche_draft_connections')).toBeGreaterThan(0)
  expect(value('veche_drafts_open')).toBeGreaterThan(0)
  expect(value('veche_draft_bytes')).toBeGreaterThan(10)
  expect(value('veche_draft_queue')).toBe(0)
  expect(value('veche_draft_waiting_seconds')).toBe(0)
  expect(value('veche_draft_load_seconds_count')).toBeGreaterThan(0)
  expect(value('veche_draft_awareness_total')).toBeGreaterThan(0)
  expect(value('veche_draft_flush_seconds_count')).toBeGreaterThan(0)
  for (const name of ['resyncs', 'slow', 'caught_up', 'poisoned', 'updates'])
    expect(value(`veche_draft_${name}_total`)).toBeGreaterThanOrEqual(0)
  expect(lines.join('\n')).not.toMatch(new RegExp(`${id}|${anna.personId}|Анна|слово`))
  typist.leave()
})
