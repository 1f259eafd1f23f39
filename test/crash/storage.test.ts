import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCode } from '../../shared/drafts.ts'
import { Typist } from '../support/collab.ts'
import { startPostgres } from '../support/postgres.ts'
import { region, textOf, tokensIn, type } from '../support/region.ts'
import { ServerProcess } from '../support/server-process.ts'

/** People who type at a server, and what their lines were ended with. */
async function typing(origin: string, draftId: string, cookies: string[], round: number) {
  const typists = await Promise.all(cookies.map((cookie) => new Typist(origin, draftId, cookie).open()))
  const codes: (number | undefined)[] = []
  let isOver = false
  for (const each of typists) each.provider.on('connection-close', (event) => codes.push(event?.code))
  const fingers = typists.map((each, who) => type(each, round, who, () => isOver))
  return {
    typists,
    codes,
    /** Until everybody has so many edits acknowledged. */
    reached: (n: number) => Promise.all(typists.map((each) => each.until(() => each.acked >= n))),
    /** Until a line was ended with the code. */
    ended: (code: number) => typists[0]!.until(() => codes.includes(code)),
    async stop() {
      isOver = true
      // Whoever waits for an answer looks again when something happens to their text.
      typists.forEach((each, who) => each.write(`[${who}.${round}.999999]`))
      await Promise.all(fingers)
    },
    tokens: () =>
      typists.flatMap((each, who) =>
        Array.from({ length: each.made - 1 }, (_, n) => `[${who}.${round}.${n}]`),
      ),
  }
}

test('I2 · a database that crashes under typing loses nothing that was acknowledged; the lines say 4503, and all words come back', async () => {
  const postgres = await startPostgres()
  const { env, draftId, cookies, remove } = await region(postgres.url)
  const server = await ServerProcess.start(env)
  const tokens: string[] = []
  for (let round = 0; round < 2; round++) {
    const people = await typing(server.origin, draftId, cookies, round)
    await people.reached(20)
    await postgres.crash()
    await people.ended(closeCode.storage)
    const acknowledged = people.typists.map((each) => each.acked)
    const during = people.typists.map((each) => each.made)
    // As long as it is gone, people go on, and nothing of that is called saved.
    await people.stop()
    people.typists.forEach((each, who) => {
      expect(each.made).toBeGreaterThanOrEqual(during[who]!)
      expect(each.acked).toBe(acknowledged[who])
    })
    await postgres.start()
    await Promise.all(people.typists.map((each) => each.saved()))
    tokens.push(...people.tokens())
    people.typists.forEach((each) => each.leave())
  }
  const found = tokensIn(await textOf(server.origin, draftId, cookies[0]!))
  expect(tokens.length).toBeGreaterThan(80)
  expect(tokens.filter((token) => found.get(token) !== 1)).toEqual([])
  await server.kill()
  await postgres.stop()
  remove()
})

/** A filesystem of its own of so many bytes; null where this machine does not let us. */
function smallDisk(bytes: number): { path: string; remove(): void } | null {
  const path = mkdtempSync(join(tmpdir(), 'veche-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return null
  }
  return {
    path,
    remove() {
      execFileSync('umount', [path])
      rmSync(path, { recursive: true })
    },
  }
}

const probe = smallDisk(1 << 20)
probe?.remove()

test.skipIf(!probe)(
  'I2 · a disk that is full loses nothing that was acknowledged; the lines say 4503, and all words come back (needs mount)',
  async () => {
    const disk = smallDisk(24 << 20)!
    const { env, draftId, cookies } = await region(null, disk.path)
    const server = await ServerProcess.start(env)
    const people = await typing(server.origin, draftId, cookies, 0)
    await people.reached(20)
    const ballast = join(disk.path, 'ballast')
    const { bavail, bsize } = statfsSync(disk.path)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 256 * 1024))
    await people.ended(closeCode.storage)
    const acknowledged = people.typists.map((each) => each.acked)
    await people.stop()
    rmSync(ballast)
    await Promise.all(people.typists.map((each) => each.saved()))
    people.typists.forEach((each, who) => expect(each.acked).toBeGreaterThan(acknowledged[who]!))
    const tokens = people.tokens()
    people.typists.forEach((each) => each.leave())
    // What it says it has, it has after a power cut, too.
    await server.kill()
    const again = await ServerProcess.start(env)
    const found = tokensIn(await textOf(again.origin, draftId, cookies[0]!))
    expect(tokens.filter((token) => found.get(token) !== 1)).toEqual([])
    await again.kill()
    disk.remove()
  },
)
