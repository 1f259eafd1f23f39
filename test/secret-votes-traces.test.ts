import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { BlindRSA } from '@cloudflare/blindrsa-ts'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { openLog } from '../server/lib/log.ts'
import { openHouse, type House } from './house.ts'
import { issueAll, secretCouncil, type Voter } from './support/secret-votes.ts'

/**
 * After a whole secret vote everything that is left of it is looked through: tables, files, log, metrics, journal, events. Nowhere
 * may anything of a ballot stand beside a person, an address or a moment.
 */

const ADDRESS = '203.0.113.77'
const BROWSER = 'Ballot-Browser/7.7'
const PAGE = 4096

let house: House
let council: Awaited<ReturnType<typeof secretCouncil>>
let voters: Voter[]
const log: string[] = []
const slow = vi.spyOn(BlindRSA.prototype, 'blindSign')
beforeAll(async () => {
  house = await openHouse({}, openLog('trace', { write: (line) => void log.push(line) }))
  council = await secretCouncil(house, 6)
  const { voteId, members, secretary } = council
  voters = await issueAll(voteId, council, members)
  await secretary.post(`/votes/${voteId}/issuance/close`)
  const texts: string[] = []
  for (const [i, voter] of voters.entries()) {
    // Each at a moment of its own, so that a moment would tell.
    house.pass(7777 + i)
    const ballot = await voter.ballot(i % 2 ? 'for' : 'against')
    texts.push(...tracesOf(voter))
    for (const payload of [ballot, { ...ballot, sig: 'broken' }, 'no json'])
      await house.app.inject({
        method: 'POST',
        url: `/api/votes/${voteId}/secret-ballots`,
        headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
        remoteAddress: ADDRESS,
        payload,
      })
  }
  expect(texts).toHaveLength(18)
  await readAll()
  await secretary.post(`/votes/${voteId}/close`)
})
afterAll(() => house.close())

/** What a ballot consists of that occurs nowhere else. */
const tracesOf = ({ key, token }: Voter) => [key, token!.msg, token!.sig]

/** Everything by which one could find a person or a moment. */
function names() {
  const people = council.members.flatMap(({ personId, memberId, cookie }) => [
    personId,
    memberId,
    cookie.split('=')[1]!,
  ])
  return [...people, ADDRESS, BROWSER]
}
const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d|\b1[6-9]\d{11}\b/

/** Every row of every table, as JSON. */
async function readAll(): Promise<{ table: string; row: string }[]> {
  const { db } = house.kit
  const tables = await db.introspection.getTables()
  const found: { table: string; row: string }[] = []
  for (const { name } of tables) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    found.push(...rows.map((row) => ({ table: name, row: JSON.stringify(row) })))
  }
  return found
}

describe('T-V7: after a secret vote', () => {
  test('the table of ballots has no column for a person, an address, a moment or an order', async () => {
    const tables = await house.kit.db.introspection.getTables()
    const columns = tables.find(({ name }) => name === 'secret_ballot')?.columns.map(({ name }) => name)
    expect(columns?.toSorted()).toEqual(['ballot', 'key', 'receipt', 'seq', 'sha256', 'vote_id'])
    if (inject('postgres') === null)
      await expect(sql`select rowid from secret_ballot`.execute(house.kit.db)).rejects.toThrow('rowid')
  })

  test('no row that has anything of a ballot has anything of a person or a moment', async () => {
    const rows = await readAll()
    const own = rows.filter(({ row }) => voters.flatMap(tracesOf).some((trace) => row.includes(trace)))
    expect(new Set(own.map(({ table }) => table))).toEqual(new Set(['secret_ballot']))
    expect(own).toHaveLength(6)
    for (const { row } of own) {
      for (const name of names()) expect(row).not.toContain(name)
      expect(row).not.toMatch(moment)
    }
  })

  test('no row has the address or the browser of a ballot', async () => {
    for (const { row } of await readAll()) {
      expect(row).not.toContain(ADDRESS)
      expect(row).not.toContain(BROWSER)
    }
  })

  test('no row has the moment at which a ballot was cast', async () => {
    const { openedAt } = await house.kit.db
      .selectFrom('vote')
      .select('openedAt')
      .where('id', '=', council.voteId)
      .executeTakeFirstOrThrow()
    let at = Date.parse(openedAt)
    const moments = voters.slice(0, -1).map((_, i) => new Date((at += 7777 + i)).toISOString())
    for (const { table, row } of await readAll())
      for (const each of moments) expect(row.includes(each), `${table} knows ${each}`).toBe(false)
  })

  test('the log has no line of the ballot box, and nothing of a ballot', () => {
    const text = log.join('')
    expect(text).toContain('/votes/:id/issue')
    expect(text).not.toContain('secret-ballots')
    for (const trace of [...voters.flatMap(tracesOf), ADDRESS, BROWSER]) expect(text).not.toContain(trace)
  })

  test('the metrics have no number of the ballot box', async () => {
    const { body } = await house.app.inject('/metrics')
    expect(body).toContain('/api/votes/:id/issue')
    expect(body).not.toContain('secret-ballots')
  })

  test('the journal and the live events say nothing of a ballot', async () => {
    const journal = JSON.stringify(await house.journalOf(council.voteId))
    const events = JSON.stringify(house.published)
    expect(journal).toContain('ballot:issued')
    for (const trace of voters.flatMap(tracesOf)) {
      expect(journal).not.toContain(trace)
      expect(events).not.toContain(trace)
    }
  })

  test('nobody was looked up for a ballot: the session of a voter is as it was before', async () => {
    const asked = vi.spyOn(house.kit, 'identify')
    await house.app.inject({
      method: 'POST',
      url: `/api/votes/${council.voteId}/secret-ballots`,
      payload: await voters[0]!.ballot('for'),
    })
    expect(asked).not.toHaveBeenCalled()
  })

  test('T-V9: the slow signature of the library was never made', () => {
    expect(slow).not.toHaveBeenCalled()
  })

  if (inject('postgres') === null)
    test('no page of the database file that has a ballot has anything of a person or a moment, its log included', () => {
      const folder = house.kit.config.dataDir
      const pages = readdirSync(folder)
        .filter((name) => name.startsWith('veche.sqlite'))
        .flatMap((name) => pagesOf(readFileSync(join(folder, name)), name.endsWith('-wal')))
      const withBallots = pages.filter((page) => voters.some(({ key }) => page.includes(key)))
      expect(withBallots.length).toBeGreaterThan(0)
      for (const page of withBallots) {
        for (const name of names()) expect(page).not.toContain(name)
        expect(page).not.toMatch(moment)
      }
    })
})

/** The pages of a file of SQLite; its log has a header of its own and one before each page. */
function pagesOf(bytes: Buffer, isLog: boolean): string[] {
  const [head, step] = isLog ? [32, 24] : [0, 0]
  const pages: string[] = []
  for (let at = head; at < bytes.length; at += step + PAGE)
    pages.push(bytes.subarray(at + step, at + step + PAGE).toString('latin1'))
  return pages
}
