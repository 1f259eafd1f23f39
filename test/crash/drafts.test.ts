import { randomInt } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { Typist } from '../support/collab.ts'
import { region, textOf, tokensIn, type } from '../support/region.ts'
import { ServerProcess } from '../support/server-process.ts'

const ROUNDS = 20

test.concurrent.each(['sqlite', 'postgres'] as const)(
  'I2 · kill -9 under typing, twenty times on %s: every acknowledged edit is there, once',
  async (engine) => {
    const { env, draftId, cookies, remove } = await region(engine === 'postgres' ? inject('postgres') : null)
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
    const found = tokensIn(await textOf(server.origin, draftId, cookies[0]!))
    await server.kill()
    remove()
    expect(acknowledged.filter((token) => found.get(token) !== 1)).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5)
    expect(most).toBeGreaterThan(0)
  },
)
