import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import type { DraftView } from '../../shared/drafts.ts'
import { createDatabase, openHouse } from '../house.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Table, Typist } from '../support/collab.ts'

const ROUNDS = 20

/** A region with one draft and two people; its server is not running yet. */
async function region(engine: 'sqlite' | 'postgres') {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-crash-'))
  const databaseUrl = engine === 'postgres' ? await createDatabase(inject('postgres')!) : null
  const house = await openHouse({ dataDir, databaseUrl })
  house.setClock(new Date())
  const people = [await house.as(await house.person()), await house.as(await house.person())]
  const draftId = await new Table(house).draft(people.map((each) => [each, 'write']))
  await house.close()
  const env = { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }
  return {
    env,
    draftId,
    cookies: people.map((each) => each.cookie),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

async function textOf(origin: string, draftId: string, cookie: string): Promise<string> {
  const response = await fetch(`${origin}/api/drafts/${draftId}`, { headers: { cookie } })
  return ((await response.json()) as DraftView).html
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Types without pause; ends when the server is gone. */
async function type(typist: Typist, round: number, who: number, isOver: () => boolean): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    typist.write(`[${who}.${round}.${n}]`)
    // At most a few edits ahead of the disk, as fast fingers are.
    if (typist.made - typist.acked > 5) await typist.until(() => typist.made - typist.acked < 3 || isOver())
    await turn()
  }
}

test.concurrent.each(['sqlite', 'postgres'] as const)(
  'I2 · kill -9 under typing, twenty times on %s: every acknowledged edit is there, once',
  async (engine) => {
    const { env, draftId, cookies, remove } = await region(engine)
    const acknowledged: string[] = []
    let most = 0
    for (let round = 0; round < ROUNDS; round++) {
      const server = await ServerProcess.start(env)
      const typists = await Promise.all(
        cookies.map((cookie) => new Typist(server.origin, draftId, cookie).open()),
      )
      let over = false
      const typing = typists.map((typist, who) => type(typist, round, who, () => over))
      const enough = 5 + randomInt(60)
      await Promise.race(typists.map((typist) => typist.until(() => typist.acked >= enough)))
      await server.kill()
      over = true
      typists.forEach((typist, who) => {
        for (let n = 0; n < typist.acked; n++) acknowledged.push(`[${who}.${round}.${n}]`)
        most = Math.max(most, typist.made - typist.acked)
        typist.leave()
      })
      await Promise.all(typing)
    }
    const server = await ServerProcess.start(env)
    const text = await textOf(server.origin, draftId, cookies[0]!)
    const found = new Map<string, number>()
    for (const [token] of text.matchAll(/\[\d+\.\d+\.\d+\]/g)) found.set(token, (found.get(token) ?? 0) + 1)
    await server.kill()
    remove()
    expect(acknowledged.filter((token) => found.get(token) !== 1)).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5)
    expect(most).toBeGreaterThan(0)
  },
)
