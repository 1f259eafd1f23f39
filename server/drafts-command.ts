import { compact } from './drafts/compaction.ts'
import { listHoldings } from './drafts/holdings.ts'
import { pruneDraft } from './drafts/prune.ts'
import { findDraft } from './drafts/queries.ts'
import { verifyDraft } from './drafts/verify.ts'
import type { Db } from './lib/db/db.ts'
import { Misuse, operate, say } from './operator.ts'

/** `npm run drafts -- …`: what an operator does with the live texts, also while the server works. See docs/operating.md. */
const USAGE = `npm run drafts -- list                     all drafts, the largest first
npm run drafts -- verify ID | --all        reads the log from its beginning and compares it with all else
npm run drafts -- compact ID | --all       makes a verified snapshot
npm run drafts -- prune --days N           removes old rows that two verified snapshots stand for
npm run drafts -- recover ID | --all on|off  after a restore: people may bring back what others wrote
`
const DAY_MS = 86_400_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const idsOf = async (db: Db, which: string | undefined): Promise<string[]> => {
  if (which === '--all') return (await listHoldings(db)).map((each) => each.id)
  if (which === undefined || !UUID.test(which)) throw new Misuse('say which draft: its id, or --all')
  if (!(await findDraft(db, which))) throw new Misuse(`there is no draft ${which}`)
  return [which]
}

const kib = (bytes: number) => `${Math.ceil(bytes / 1024)}`
const days = (instant: string) => `${Math.floor((Date.now() - Date.parse(instant)) / DAY_MS)}`

async function list(db: Db): Promise<boolean> {
  const holdings = await listHoldings(db)
  const head = ['id', 'subject', 'state', 'epoch', 'rows', 'log KiB', 'text KiB', 'behind', 'days', 'still']
  const lines = holdings.map((each) => [
    ...[each.id, each.subjectKind, each.state, `${each.epoch}`, `${each.rows}`],
    ...[kib(each.logBytes), kib(each.textBytes), `${each.head - each.snapshotSeq}`],
    ...[days(each.createdAt), days(each.changedAt)],
  ])
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]!.length)))
  for (const line of [head, ...lines])
    say(
      line
        .map((cell, at) => (at < 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
        .join('  ')
        .trimEnd(),
    )
  return true
}

async function verify(db: Db, which: string | undefined): Promise<boolean> {
  let isSound = true
  for (const id of await idsOf(db, which)) {
    const verdict = await verifyDraft(db, id)
    if (!verdict) continue
    const { problem, rows, from, snapshots } = verdict
    isSound &&= problem === null
    const read = `${rows} rows${from > 0 ? ` behind row ${from}` : ''}, ${snapshots} snapshots`
    say(problem ? `${id}  WRONG at row ${problem.seq}: ${problem.what}` : `${id}  sound: ${read}`)
  }
  return isSound
}

async function compactSome(db: Db, which: string | undefined): Promise<boolean> {
  let isSound = true
  for (const id of await idsOf(db, which)) {
    const draft = await findDraft(db, id)
    if (!draft) continue
    const done = await compact(db, id, { seq: draft.head, state: null }, () => new Date().toISOString())
    isSound &&= done.result === 'kept' || done.result === 'nothing'
    if (done.result === 'kept') say(`${id}  kept at row ${done.seq}: ${kib(done.bytes)} KiB`)
    else if (done.result === 'unstable')
      say(`${id}  WRONG: a modified client wrote what only the log can stand for`)
    else
      say(
        `${id}  ${done.result === 'nothing' ? 'nothing new' : 'WRONG: two replays differ, nothing was kept'}`,
      )
  }
  return isSound
}

async function prune(db: Db, [flag, count]: string[]): Promise<boolean> {
  if (flag !== '--days' || !/^\d{1,5}$/.test(count ?? '')) throw new Misuse('say how old: --days N')
  const before = new Date(Date.now() - Number(count) * DAY_MS).toISOString()
  let gone = 0
  for (const { id } of await listHoldings(db)) {
    const removed = await pruneDraft(db, id, before)
    if (removed > 0) say(`${id}  ${removed} rows removed`)
    gone += removed
  }
  say(`${gone} rows in all`)
  return true
}

async function recover(db: Db, [which, state]: string[]): Promise<boolean> {
  if (state !== 'on' && state !== 'off') throw new Misuse('say on or off')
  const ids = await idsOf(db, which)
  await db.transaction().execute(async (trx) => {
    for (const id of ids)
      await trx
        .updateTable('draft')
        .set({ isRecovering: state === 'on' ? 1 : 0 })
        .where('id', '=', id)
        .execute()
  })
  say(`recovery ${state} for ${ids.length} drafts, from when they are next opened`)
  return true
}

async function run(db: Db, [command, ...rest]: string[]): Promise<boolean> {
  if (command === 'list') return list(db)
  if (command === 'verify') return verify(db, rest[0])
  if (command === 'compact') return compactSome(db, rest[0])
  if (command === 'prune') return prune(db, rest)
  if (command === 'recover') return recover(db, rest)
  throw new Misuse(command === undefined ? 'say what to do' : `there is no command ${command}`)
}

await operate(USAGE, run)
