import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import type { ProcedureView } from '../../shared/procedures.ts'
import { createDatabase, openHouse } from '../house.ts'
import { Table } from '../support/collab.ts'
import { councilWithText, lines } from '../support/procedures.ts'
import { ServerProcess } from '../support/server-process.ts'

const ROUNDS = 4

test.concurrent.each(['sqlite', 'postgres'] as const)(
  'kill -9 while a vote on an amendment is closed, on %s: either all of it happened or nothing, and the procedure goes on',
  async (engine) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'veche-crash-'))
    const databaseUrl = engine === 'postgres' ? await createDatabase(inject('postgres')!) : null
    const house = await openHouse({ dataDir, databaseUrl })
    house.setClock(new Date())
    const table = new Table(house)
    const councils = []
    for (let n = 0; n < ROUNDS; n++) {
      const council = await councilWithText(house, table)
      const { voters } = council
      await council.suggest(voters[1]!, ['сентября', 'октября'])
      await council.open()
      const { amendments } = await council.toAmendments()
      const { step } = await council.put(amendments[0]!)
      for (const each of voters) await each.put(`/votes/${step!.voteId}/ballot`, { choice: 'for', turn: 1 })
      councils.push({ id: council.procedureId, voteId: step!.voteId!, cookie: council.chair.cookie })
    }
    await house.close()

    const env = { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }
    let server = await ServerProcess.start(env)
    for (const { id, voteId, cookie } of councils) {
      const headers = { cookie }
      const view = async () =>
        (await (await fetch(`${server.origin}/api/procedures/${id}`, { headers })).json()) as ProcedureView
      const close = () => fetch(`${server.origin}/api/votes/${voteId}/close`, { method: 'POST', headers })
      const closing = close().catch(() => null)
      // Nobody knows how far it has come by then.
      for (let n = randomInt(3); n > 0; n--) await view()
      await server.kill()
      await closing
      server = await ServerProcess.start(env)
      const [text, taken] = [lines[0]!, lines[0]!.replace('сентября', 'октября')]
      const after = await view()
      const isClosed = after.step === null
      expect(after.amendments[0]!.state).toBe(isClosed ? 'adopted' : 'pending')
      expect(after.html).toContain(isClosed ? taken : text)
      expect((await close()).status).toBe(200)
      const last = await view()
      expect(last).toMatchObject({ step: null, amendments: [{ state: 'adopted' }] })
      expect(last.html).toContain(taken)
      expect(last.can.moves).toContain('putWhole')
    }
    await server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  },
)
