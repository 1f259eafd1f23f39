import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode } from '../shared/drafts.ts'
import type { Id } from '../shared/values.ts'
import { applyAsIs } from '../server/drafts/as-is.ts'
import { compact } from '../server/drafts/compaction.ts'
import { appendAll } from '../server/drafts/log.ts'
import { pruneDraft } from '../server/drafts/prune.ts'
import { draftJson, findDraft, loadDocument, readDraft } from '../server/drafts/queries.ts'
import { documentFrom, fingerprint, replay, updatesOf } from '../server/drafts/replay.ts'
import { restartDraft } from '../server/drafts/restart.ts'
import { verifyDraft } from '../server/drafts/verify.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, RawClient, Table, Typist } from './support/collab.ts'
import { updateOf } from './support/disk.ts'
import { history } from './support/histories.ts'
import { draws } from './support/draws.ts'

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
console.info(`upkeep: SEED=${seed}`)

const DAY_MS = 86_400_000

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
})
afterAll(() => house.close())

const now = () => house.now.toISOString()
const draft = () =>
  table.draft(
    [
      [anna, 'write'],
      [boris, 'write'],
    ],
    doc(paragraph('Решили:')),
  )

/** Puts updates into the log as rows of their own; their clientIDs belong to whoever is named. */
async function log(draftId: Id, updates: readonly Uint8Array[], personId: Id | null = anna.personId) {
  const all = updates.flatMap((bytes) => [...Y.parseUpdateMeta(bytes).from.keys()])
  const clients = new Map(all.map((each) => [each, personId]))
  const rows = updates.map((bytes) => ({ personId, bytes }))
  await house.kit.db.transaction().execute((trx) => appendAll(trx, [{ draftId, rows, clients }], now()))
}

/** Words by one person, one row each. */
async function typed(draftId: Id, rows: number): Promise<void> {
  const { doc: copy } = await loadDocument(house.kit.db, draftId)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < rows; n++) {
    const element = new Y.XmlElement('paragraph')
    element.insert(0, [new Y.XmlText(`слово ${n}`)])
    copy.transact(() => {
      copy.getXmlFragment('default').push([element])
      if (n % 3 === 2) copy.getXmlFragment('default').delete(1, 1)
    })
  }
  await log(draftId, updates)
}

const compacted = async (draftId: Id) =>
  compact(house.kit.db, draftId, { seq: (await findDraft(house.kit.db, draftId))!.head, state: null }, now)

const snapshotsOf = (draftId: Id) =>
  house.kit.db.selectFrom('draftSnapshot').selectAll().where('draftId', '=', draftId).orderBy('seq').execute()

const change = (
  deed: (
    trx: Parameters<Parameters<ReturnType<House['kit']['db']['transaction']>['execute']>[0]>[0],
  ) => Promise<unknown>,
) => house.kit.db.transaction().execute(deed)

test('I13 · of random histories the snapshot holds exactly what the log says, deletions included', async () => {
  const draw = draws(seed)
  for (let round = 0; round < 40; round++) {
    const id = await table.draft([[anna, 'write']])
    const updates = history(60, draw)
    await log(id, updates)
    const expected = fingerprint(documentFrom(updates))
    const half = 1 + draw(updates.length)
    for (const seq of [half, updates.length]) {
      const done = await compact(house.kit.db, id, { seq, state: null }, now)
      expect(done.result).toMatch(/kept|nothing/)
    }
    const { doc: loaded } = await loadDocument(house.kit.db, id)
    expect(fingerprint(loaded)).toBe(expected)
    expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, rows: updates.length })
  }
})

test('a snapshot carries its hash and the hour of its proof, and the one before it stays', async () => {
  const id = await draft()
  for (let round = 0; round < 3; round++) {
    await typed(id, 5)
    expect((await compacted(id)).result).toBe('kept')
  }
  const kept = await snapshotsOf(id)
  expect(kept.map((each) => each.seq)).toEqual([11, 16])
  for (const each of kept) expect([each.sha256, each.verifiedAt]).toEqual([digest(each.bytes), now()])
  expect(await compacted(id)).toEqual({ result: 'nothing' })
  expect(await table.logOf(id)).toHaveLength(16)
})

test('a large text is replayed in a thread, and to the same', async () => {
  const updates = [updateOf('слово '.repeat(20_000)), updateOf('ещё')]
  const far = await replay({ updates, other: updates[0]! })
  expect(far.isSame).toBe(false)
  expect(far.fingerprint).toBe(fingerprint(documentFrom(updates)))
  expect((await replay({ updates, other: far.bytes })).isSame).toBe(true)
})

test('opening a text reads a bounded part of its log, however long that grows, also when nobody ever closes it', async () => {
  const id = await draft()
  const { limits } = house.kit.drafts.hub
  const usual = { ...limits }
  Object.assign(limits, { snapshotRows: 20 })
  const typist = await new Typist(origin, id, anna.cookie).open()
  const counts: number[] = []
  while (counts.length < 2) {
    for (let n = 0; n < 90; n++) {
      typist.write(`слово ${n}`)
      await typist.saved()
    }
    const before = (await snapshotsOf(id)).at(-1)?.seq ?? 0
    while (((await snapshotsOf(id)).at(-1)?.seq ?? 0) === before)
      await house.kit.drafts.hub.compactOne({ again: true })
    counts.push((await readDraft(house.kit.db, id))!.rows.length)
  }
  Object.assign(limits, usual)
  typist.leave()
  expect((await findDraft(house.kit.db, id))!.head).toBe(181)
  for (const count of counts) expect(count).toBeLessThan(80)
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
})

test('a snapshot that was damaged on the disk is passed over', async () => {
  const id = await draft()
  await typed(id, 5)
  await compacted(id)
  await typed(id, 5)
  await compacted(id)
  const text = await draftJson(house.kit.db, id)
  const last = (await snapshotsOf(id)).at(-1)!
  const bytes = Uint8Array.from(last.bytes)
  bytes[bytes.length >> 1]! ^= 1
  await change((trx) =>
    trx
      .updateTable('draftSnapshot')
      .set({ bytes })
      .where('draftId', '=', id)
      .where('seq', '=', last.seq)
      .execute(),
  )
  expect(await draftJson(house.kit.db, id)).toEqual(text)
  expect((await readDraft(house.kit.db, id))!.base?.seq).toBe(6)
  expect((await verifyDraft(house.kit.db, id))?.problem).toEqual({
    seq: last.seq,
    what: 'the snapshot is damaged',
  })
})

test('a snapshot that is not what the log says is replaced when memory and log agree against it', async () => {
  const id = await draft()
  await typed(id, 4)
  const bytes = updateOf('не то')
  await change((trx) =>
    trx
      .insertInto('draftSnapshot')
      .values({ draftId: id, seq: 3, bytes, sha256: digest(bytes), createdAt: now() })
      .execute(),
  )
  expect((await verifyDraft(house.kit.db, id))?.problem?.seq).toBe(3)
  const truth = documentFrom(updatesOf((await readDraft(house.kit.db, id, { snapshots: false }))!))
  const done = await compact(house.kit.db, id, { seq: 5, state: Y.encodeStateAsUpdate(truth) }, now)
  expect(done.result).toBe('kept')
  expect((await snapshotsOf(id)).map((each) => each.seq)).toEqual([5])
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, snapshots: 1 })
})

test('words whose neighbours stand the wrong way round are no damage, wherever they come to stand', async () => {
  const id = await draft()
  const { doc } = await loadDocument(house.kit.db, id)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = new Y.XmlText('Принять')
  doc.getXmlFragment('default').insert(0, [text])
  text.insert(7, ' к сведению')
  const first = Y.getState(doc.store, doc.clientID) - ' к сведению'.length
  // After the last letter, and yet before one that stands earlier.
  const turned = encoding.encode((encoder) => {
    for (const each of [1, 1, doc.clientID + 1, 0]) encoding.writeVarUint(encoder, each)
    encoding.writeUint8(encoder, 0b1100_0100)
    for (const clock of [first + ' к сведению'.length - 1, first])
      for (const each of [doc.clientID, clock]) encoding.writeVarUint(encoder, each)
    encoding.writeVarString(encoder, '!')
    encoding.writeVarUint(encoder, 0)
  })
  await log(id, [...updates, turned])
  const { draft: row, rows } = (await readDraft(house.kit.db, id))!
  const oneByOne = new Y.Doc()
  for (const { bytes } of rows) applyAsIs(oneByOne, [bytes])
  expect(fingerprint(oneByOne)).not.toBe(fingerprint(documentFrom(rows.map(({ bytes }) => bytes))))
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, rows: row.head })
  await compact(house.kit.db, id, { seq: row.head, state: null }, now)
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, rows: row.head })
})

test('memory that is not what the log says makes no snapshot', async () => {
  const id = await draft()
  await typed(id, 4)
  expect(await compact(house.kit.db, id, { seq: 5, state: updateOf('не то') }, now)).toEqual({
    result: 'wrong',
  })
  expect(await snapshotsOf(id)).toEqual([])
})

/** Passes as an update; put together again from what it has become, its letters stand in another order. The fuzzer found it. */
const illFormed = Buffer.from(
  '0109050007010764656661756c74030768656164696e6707000500060400050111f09f91a9e2808df09f91a9e2808defbfbd84050803efbfbd' +
    '28000500056c6576656c017d00c1050805070144050204d493d3bd8405090161c4050b050904d493d3bd0105010b01',
  'hex',
)

test('what a modified client made so that it comes out differently each time stays in the log, and no snapshot stands for it', async () => {
  const id = await table.draft([[anna, 'write']])
  await log(id, [illFormed])
  const loaded = (await loadDocument(house.kit.db, id)).doc
  const again = documentFrom([Y.encodeStateAsUpdate(loaded)])
  expect(fingerprint(again)).not.toBe(fingerprint(loaded))
  const done = await compact(house.kit.db, id, { seq: 1, state: Y.encodeStateAsUpdate(again) }, now)
  expect(done).toEqual({ result: 'unstable' })
  expect(await snapshotsOf(id)).toEqual([])
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
})

test('a text whose log has a hole is shown to nobody and written to by nobody', async () => {
  const id = await draft()
  await typed(id, 4)
  await change((trx) =>
    trx.deleteFrom('draftUpdate').where('draftId', '=', id).where('seq', '=', 3).execute(),
  )
  const line = await new RawClient(origin, id, anna.cookie).open()
  expect(await line.ended()).toBe(closeCode.storage)
  expect((await anna.get(`/drafts/${id}/state`)).status).toBe(503)
})

const rowSet = (draftId: Id, seq: number, values: Record<string, unknown>) =>
  change((trx) =>
    trx
      .updateTable('draftUpdate')
      .set(values)
      .where('draftId', '=', draftId)
      .where('seq', '=', seq)
      .execute(),
  )

test.each([
  [
    'a row is missing',
    4,
    /missing/,
    (id: Id) =>
      change((trx) => trx.deleteFrom('draftUpdate').where('draftId', '=', id).where('seq', '=', 4).execute()),
  ],
  ['a row is noise', 3, /no update/, (id: Id) => rowSet(id, 3, { bytes: Buffer.from('noise') })],
  [
    'a row lost its bytes',
    3,
    /builds on something/,
    (id: Id) => rowSet(id, 2, { bytes: Uint8Array.from([0, 0]) }),
  ],
  ['a row is somebody else’s', 5, /somebody else/, (id: Id) => rowSet(id, 5, { personId: boris.personId })],
  [
    'the draft counts more rows than there are',
    7,
    /ends before/,
    (id: Id) => change((trx) => trx.updateTable('draft').set({ head: 9 }).where('id', '=', id).execute()),
  ],
] as const)('verifying names the first row that is wrong when %s', async (_, seq, what, damage) => {
  const id = await draft()
  await typed(id, 5)
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ rows: 6, problem: null })
  await damage(id)
  const { problem } = (await verifyDraft(house.kit.db, id))!
  expect(problem?.seq).toBe(seq)
  expect(problem?.what).toMatch(what)
})

const monthAgo = () => new Date(house.now.getTime() - 30 * DAY_MS).toISOString()

/** Makes the log of a draft forty days old; answers with the instant. */
async function aged(draftId: Id): Promise<string> {
  const createdAt = new Date(house.now.getTime() - 40 * DAY_MS).toISOString()
  await change((trx) =>
    trx.updateTable('draftUpdate').set({ createdAt }).where('draftId', '=', draftId).execute(),
  )
  return createdAt
}

test('pruning removes what is old and doubly covered, keeps who wrote and when, and the text is as it was', async () => {
  const id = await draft()
  await typed(id, 5)
  await compacted(id)
  const began = await aged(id)
  await typed(id, 5)
  await compacted(id)
  const text = await draftJson(house.kit.db, id)
  expect(await pruneDraft(house.kit.db, id, monthAgo())).toBe(6)
  expect((await table.logOf(id)).map((each) => each.seq)).toEqual([7, 8, 9, 10, 11])
  expect(await draftJson(house.kit.db, id)).toEqual(text)
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, from: 6, rows: 5 })
  const clients = await house.kit.db.selectFrom('draftClient').selectAll().where('draftId', '=', id).execute()
  expect(clients.map((each) => [each.personId, each.firstAt, each.lastAt])).toEqual(
    expect.arrayContaining([
      [null, began, began],
      [anna.personId, began, began],
      [anna.personId, null, null],
    ]),
  )
  // What is left is covered once only, or too young.
  expect(await pruneDraft(house.kit.db, id, now())).toBe(0)
  expect(await pruneDraft(house.kit.db, id, monthAgo())).toBe(0)
  await typed(id, 3)
  expect((await compacted(id)).result).toBe('kept')
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
})

test('pruning takes nothing that only one proven snapshot, or none, stands for', async () => {
  const id = await draft()
  await typed(id, 5)
  await aged(id)
  expect(await pruneDraft(house.kit.db, id, now())).toBe(0)
  await compacted(id)
  expect(await pruneDraft(house.kit.db, id, now())).toBe(0)
  expect(await table.logOf(id)).toHaveLength(6)
})

test('a text begun anew has its words and none of its past; the former log stays, and copies of it are turned away', async () => {
  const id = await draft()
  await typed(id, 30)
  await compacted(id)
  const before = await draftJson(house.kit.db, id)
  const there = await new Typist(origin, id, boris.cookie).open()
  await house.kit.drafts.settle(id)
  expect(await table.as(anna, (work) => restartDraft(work, id))).toBe(2)
  await there.until(() => there.closed !== null)
  expect(there.closed).toBe(closeCode.conflict)
  expect(await draftJson(house.kit.db, id)).toEqual(before)
  const parts = (await readDraft(house.kit.db, id))!
  expect([parts.base, parts.rows.length, parts.draft.epoch, parts.draft.epochSeq]).toEqual([null, 1, 2, 31])
  expect(await table.logOf(id)).toHaveLength(32)
  expect((await house.journalOf(id)).at(-1)).toMatchObject({
    verb: 'draft:restarted',
    personId: anna.personId,
  })
  for (const [query, code] of [
    ['?epoch=1', closeCode.conflict],
    ['?epoch=2', null],
  ] as const) {
    const line = await new RawClient(origin, id, anna.cookie, { query }).open()
    await line.until(() => line.closed !== null || line.heard.length > 0)
    expect(line.closed).toBe(code)
    line.socket.terminate()
  }
  await typed(id, 3)
  expect((await compacted(id)).result).toBe('kept')
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null, rows: 4, from: 31 })
  there.leave()
})

function command(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const { dataDir, databaseUrl } = house.kit.config
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../server/drafts-command.ts'), ...args],
      { env: { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) } },
      (error, out, stderr) => resolve({ code: error ? Number(error.code) : 0, out, error: stderr }),
    ),
  )
}

test('the operator lists, verifies, compacts and prunes while the server works', async () => {
  const id = await draft()
  await typed(id, 30)
  const listed = await command('list')
  expect(listed).toMatchObject({ code: 0, error: '' })
  expect(listed.out.split('\n').find((line) => line.startsWith(id))).toMatch(/note\s+open\s+1\s+31\s/)
  expect(await command('verify', id)).toMatchObject({ code: 0, out: `${id}  sound: 31 rows, 0 snapshots\n` })
  expect((await command('compact', id)).out).toMatch(/kept at row 31/)
  expect(await snapshotsOf(id)).toHaveLength(1)
  await rowSet(id, 9, { bytes: Buffer.from('noise') })
  expect(await command('verify', id)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/WRONG at row 9: it is no update/) as string,
  })
  expect((await command('prune', '--days', '30')).code).toBe(0)
})

test.each([
  [[]],
  [['erase']],
  [['verify']],
  [['verify', 'x']],
  [['prune', '--days', 'all']],
  [['recover', '--all']],
])('the operator’s command %j is refused with what there is', async (args) => {
  const { code, out, error } = await command(...args)
  expect([code, out]).toEqual([2, ''])
  expect(error).toContain('npm run drafts -- list')
})

test('I16 · after a restore people bring back what others wrote, while recovery is on, and the rows say so', async () => {
  const id = await draft()
  const victim = await new Typist(origin, id, anna.cookie).open()
  const helper = await new Typist(origin, id, boris.cookie).open()
  victim.write('до сбоя')
  await victim.saved()
  victim.write('после копии')
  await Promise.all([victim.saved(), helper.sees('после копии')])
  const kept = (await table.logOf(id)).length - 1
  victim.leave()
  // The database goes back to its copy; the helper's page still has everything.
  helper.provider.disconnect()
  const { hub } = house.kit.drafts
  const live = (await hub.acquire(id))!
  live.drop(closeCode.reload, 'restored')
  hub.release(live)
  await change(async (trx) => {
    await trx.deleteFrom('draftUpdate').where('draftId', '=', id).where('seq', '>', kept).execute()
    await trx.updateTable('draft').set({ head: kept }).where('id', '=', id).execute()
  })
  expect(await command('recover', id, 'on')).toMatchObject({ code: 0 })
  await helper.open()
  helper.write('и снова здесь')
  await helper.saved()
  const rows = (await table.logOf(id)).slice(kept)
  expect(rows[0]).toMatchObject({ personId: boris.personId, isRelayed: 1 })
  expect(JSON.stringify(await draftJson(house.kit.db, id))).toContain('после копии')
  expect(await verifyDraft(house.kit.db, id)).toMatchObject({ problem: null })
  helper.leave()
  expect(await command('recover', id, 'off')).toMatchObject({ code: 0 })
})
