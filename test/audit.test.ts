import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../shared/drafts.ts'
import type { Id } from '../shared/values.ts'
import { auditRevisions } from '../server/drafts/audit.ts'
import { fromJson, toJson, type Trx } from '../server/lib/db/db.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { record } from '../server/lib/journal.ts'
import { auditVotes } from '../server/votes/audit.ts'
import { openHouse, type House } from './house.ts'
import { tampered } from './support/attacker.ts'
import { castAll, frozenText, minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
let voteId: Id
let openId: Id
let revisionId: Id
let members: { memberId: Id }[]
let folder: string
/** A closed vote on a text, and one that is open. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'veche-audit-'))
  house = await openHouse()
  const council = await votingCouncil(house, 5)
  members = council.members
  openId = council.voteId
  revisionId = (await frozenText(house, council.councilId)).revisionId
  voteId = await openedVote(house, council.councilId, { revisionId })
  await castAll(voteId, council.members, [3, 1, 0])
  house.pass(minutes(1))
  await council.secretary.post(`/votes/${voteId}/close`)
  await house.kit.tick()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await house.close()
})

const wrong = (deed: (trx: Trx) => Promise<unknown>) =>
  tampered(house, deed, async (trx) => (await auditVotes(trx)).wrong ?? (await auditRevisions(trx)).wrong)

function command(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const { dataDir, databaseUrl } = house.kit.config
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../server/journal-command.ts'), ...args],
      { env: { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) } },
      (error, out, stderr) => resolve({ code: error ? Number(error.code) : 0, out, error: stderr }),
    ),
  )
}

describe('tampering with what the journal stands behind', () => {
  const inVote = (id: () => Id, change: Record<string, unknown>) => (trx: Trx) =>
    trx.updateTable('vote').set(change).where('id', '=', id()).execute()
  const otherTerms = async (trx: Trx, withCode: boolean) => {
    const { terms } = await trx
      .selectFrom('vote')
      .select('terms')
      .where('id', '=', voteId)
      .executeTakeFirstOrThrow()
    const other = canonicalJson({ ...fromJson<object>(terms), question: 'Другой вопрос?' })
    await inVote(() => voteId, { terms: other, ...(withCode && { termsSha256: digest(other) }) })(trx)
  }
  const ballots = (trx: Trx) =>
    trx.selectFrom('openBallot').selectAll().where('voteId', '=', voteId).execute()

  test.each<[string, () => Id, string, (trx: Trx) => Promise<unknown>]>([
    ['terms', () => voteId, 'has other terms than when it was opened', (trx) => otherTerms(trx, false)],
    [
      'terms and their code',
      () => voteId,
      'has other terms than when it was opened',
      (trx) => otherTerms(trx, true),
    ],
    [
      'the terms of an open vote',
      () => openId,
      'has other terms than when it was opened',
      inVote(() => openId, { terms: '{}' }),
    ],
    [
      'the result',
      () => voteId,
      'has other ballots or another result than when it was closed',
      async (trx) => {
        const { result } = await trx
          .selectFrom('vote')
          .select('result')
          .where('id', '=', voteId)
          .executeTakeFirstOrThrow()
        const other = { ...fromJson<object>(result!), outcome: 'not_adopted' }
        await inVote(() => voteId, { result: toJson(other) })(trx)
      },
    ],
    ['a result that is gone', () => voteId, 'has no result any more', inVote(() => voteId, { result: null })],
    [
      'who closed it',
      () => voteId,
      'has other ballots or another result than when it was closed',
      inVote(() => voteId, { closedBy: 'clock' }),
    ],
    [
      'a ballot',
      () => voteId,
      'has other ballots or another result than when it was closed',
      async (trx) =>
        trx
          .updateTable('openBallot')
          .set({ choice: 'against' })
          .where('voteId', '=', voteId)
          .where('memberId', '=', (await ballots(trx))[0]!.memberId)
          .execute(),
    ],
    [
      'a ballot that is gone',
      () => voteId,
      'has other ballots or another result than when it was closed',
      async (trx) =>
        trx
          .deleteFrom('openBallot')
          .where('voteId', '=', voteId)
          .where('memberId', '=', (await ballots(trx))[0]!.memberId)
          .execute(),
    ],
    [
      'a ballot that nobody cast',
      () => voteId,
      'has other ballots or another result than when it was closed',
      async (trx) =>
        trx
          .insertInto('openBallot')
          .values({ ...(await ballots(trx))[0]!, memberId: members[4]!.memberId })
          .execute(),
    ],
    [
      'a vote that is closed past the journal',
      () => openId,
      'was never closed, says the journal',
      inVote(() => openId, { state: 'closed' }),
    ],
    [
      'a vote that is gone',
      () => voteId,
      'is gone',
      (trx) => trx.deleteFrom('vote').where('id', '=', voteId).execute(),
    ],
    [
      'the text voted on',
      () => voteId,
      'has another text than when it was opened',
      (trx) => trx.updateTable('revision').set({ content: '{}' }).where('id', '=', revisionId).execute(),
    ],
  ])('%s: it is found and named', async (_, id, what, deed) => {
    expect(await wrong(deed)).toEqual({ kind: 'vote', id: id(), what })
  })

  test('a text that was frozen and is another now, or gone: it is found and named', async () => {
    const text = await frozenText(house, await house.council())
    const data = { revisionId: text.revisionId, sha256: text.sha256 }
    await act(house.kit, clockActor, (work) =>
      record(work, { verb: 'draft:frozen', subject: ['draft', newId()], data }),
    )
    const change = (content: string, sha256: string) => (trx: Trx) =>
      trx.updateTable('revision').set({ content, sha256 }).where('id', '=', text.revisionId).execute()
    const named = { kind: 'text', id: text.revisionId }
    expect(await wrong(change('{}', text.sha256))).toEqual({
      ...named,
      what: 'has other bytes than its code says',
    })
    expect(await wrong(change('{}', digest('{}')))).toEqual({
      ...named,
      what: 'is another than was kept, says the journal',
    })
    expect(
      await wrong((trx) => trx.deleteFrom('revision').where('id', '=', text.revisionId).execute()),
    ).toEqual({ ...named, what: 'is gone' })
  })
})

describe('npm run journal', () => {
  test('verify says that all is sound, what there is and the head', async () => {
    const last = await house.kit.db
      .selectFrom('journalSeal')
      .select('hash')
      .orderBy('seq', 'desc')
      .executeTakeFirst()
    const { code, out, error } = await command('verify')
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(
      new RegExp(
        `^journal  sound: \\d+ seals, \\d+ rows, head ${last!.hash}\nvotes  sound: \\d+\nmeetings  sound: \\d+\nminutes  sound: \\d+\ntexts  sound: \\d+\n$`,
      ),
    )
  })

  test('export writes a day that is over with its lines, and nothing over a file that exists', async () => {
    const file = join(folder, 'day.json')
    expect(await command('export', '2026-11-24', file)).toMatchObject({ code: 2, out: '' })
    house.setClock('2026-11-25T00:00:00.000Z')
    await house.kit.tick()
    expect(await command('export', '2026-11-24', file)).toMatchObject({ code: 0 })
    const day = fromJson<{ day: string; seals: { rows: unknown[] }[] }>(readFileSync(file, 'utf8'))
    expect(day.day).toBe('2026-11-24')
    expect(day.seals[0]!.rows.length).toBeGreaterThan(0)
    expect(await command('export', '2026-11-24', file)).toMatchObject({ code: 2 })
  })

  test.each([[[]], [['erase']], [['export']], [['export', 'yesterday', 'x.json']]])(
    '%j is refused with what there is',
    async (args) => {
      const { code, out, error } = await command(...args)
      expect([code, out]).toEqual([2, ''])
      expect(error).toContain('npm run journal -- verify')
    },
  )
})
