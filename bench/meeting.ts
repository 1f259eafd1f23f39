import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { io, type Socket } from 'socket.io-client'
import { buildApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { newId } from '../server/lib/ids.ts'
import { openKit } from '../server/lib/kit.ts'
import { actInMeeting } from '../server/meetings/actions.ts'
import type { CommandData, CommandVerb, Entry } from '../shared/meetings/entries.ts'
import type { VoteChanged } from '../shared/votes-views.ts'
import { findPostgres, startPostgres } from '../test/support/postgres.ts'
import { ServerProcess } from '../test/support/server-process.ts'
import { account, ask, at, councilOf, seat, type Somebody } from './crowd.ts'

/**
 * One meeting with a thousand voters and two thousand watchers on lines of their own, nobody of whom asks again by themselves. The chair
 * acts, puts a question, a thousand cast their ballots over eight seconds, the vote is closed. How long until everybody knows, beside a
 * bare Socket.IO server that repeats the same bytes to as many. Goal: every ballot counted once, and 99 of 100 know within a second.
 */

const VOTERS = 1000
const WATCHERS = 2000
const ACTS = 20
const EVERY_MS = 500
const SPREAD_MS = 8000
const GOAL_MS = 1000

const silent = pino({ level: 'silent' })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const choices = ['for', 'against', 'abstain'] as const

interface Prepared {
  voters: (Somebody & { memberId: string })[]
  watchers: Somebody[]
  meetingId: string
  itemId: string
}

async function prepare(env: Record<string, string>): Promise<Prepared> {
  const kit = await openKit(readConfig('test', env), silent)
  const app = await buildApp(kit)
  const prepared = await act(kit, clockActor, async (work) => {
    const { trx, now } = work
    const councilId = await councilOf(work, VOTERS)
    const voters: Prepared['voters'] = []
    for (let n = 0; n < VOTERS; n++) voters.push(await seat(work, councilId, n))
    const watchers: Somebody[] = []
    for (let n = 0; n < WATCHERS; n++) watchers.push(await account(work, VOTERS + n))
    const [meetingId, itemId] = [newId(), newId()]
    const chair = voters[0]!
    await trx
      .insertInto('meeting')
      .values({
        ...{ id: meetingId, councilId, number: 1, kind: 'regular', format: 'in_person', state: 'notified' },
        ...{ title: null, startsAt: now, endsAt: now, place: null, callUrl: null, phone: null },
        ...{
          presidingId: chair.memberId,
          secretaryId: null,
          basis: null,
          noticedAt: now,
          checkInSecret: 's',
        },
        ...{ version: 1, createdBy: chair.personId, createdAt: now },
      })
      .execute()
    await trx
      .insertInto('agendaItem')
      .values({
        ...{ id: itemId, meetingId, parentId: null, position: 1, title: 'О волонтёрах', speaker: null },
        ...{ minutes: null, proposal: null, voteForm: null, decisionClass: null },
        ...{ initiativeId: null, draftId: null },
      })
      .execute()
    const seats = [
      { memberId: chair.memberId, councilId, slug: 'bench', name: 'bench', role: 'chair' as const },
    ]
    const led = { ...work, actor: { ...clockActor, personId: chair.personId, seats } }
    const does = <V extends CommandVerb>(verb: V, data: CommandData<V>) =>
      actInMeeting(led, kit, meetingId, newId(), { verb, data } as never)
    await does('registration:opened', {})
    for (const { memberId } of voters) await does('attendance:in', { who: memberId, mode: 'in_person' })
    await does('meeting:opened', {})
    await does('item:begun', { itemId })
    return { voters, watchers, meetingId, itemId }
  })
  await app.close()
  await kit.close()
  return prepared
}

/** Everybody on a line of their own, in the room if there is one. */
async function connect(origin: string, crowd: readonly Somebody[], room: string | null): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let from = 0; from < crowd.length; from += 50)
    sockets.push(
      ...(await Promise.all(
        crowd.slice(from, from + 50).map(async ({ cookie }) => {
          const socket = io(origin, {
            transports: ['websocket'],
            extraHeaders: { cookie },
            reconnection: false,
            forceNew: true,
          })
          await new Promise<void>((resolve, reject) => {
            socket.once('connect', resolve)
            socket.once('connect_error', reject)
          })
          if (room) await socket.emitWithAck('watch', room)
          return socket
        }),
      )),
    )
  return sockets
}

/** How long each of many took to hear of something that begins now; whoever has not heard within a minute is an error. */
async function heard(sockets: readonly Socket[], say: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  const started = performance.now()
  const all = Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('somebody was not told')), 60_000)
          socket.once('meeting:moved', () => {
            clearTimeout(timer)
            took.push(performance.now() - started)
            resolve()
          })
        }),
    ),
  )
  await say()
  await all
  return took
}

interface Figures {
  moved: number[]
  tally: number[]
  cpu: number
  isCounted: boolean
}

/** One command of the chair; answers with the milliseconds it took. */
function commander(origin: string, { voters: [chair], meetingId }: Prepared) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return <V extends CommandVerb>(verb: V, data: CommandData<V>) =>
    ask({
      ...{ origin, agent, method: 'POST', path: `/api/meetings/${meetingId}/acts` },
      cookie: chair!.cookie,
      body: { key: newId(), verb, data },
    })
}

async function veche(env: Record<string, string>): Promise<Figures> {
  const prepared = await prepare(env)
  const server = await ServerProcess.start(env)
  const { origin } = server
  const { voters, watchers, meetingId, itemId } = prepared
  const sockets = await connect(origin, [...voters, ...watchers], `meeting:${meetingId}`)
  const does = commander(origin, prepared)
  const before = await server.usage()
  const moved: number[] = []
  for (let n = 0; n < ACTS / 2; n++) {
    const speechId = newId()
    const who = voters[n + 1]!.memberId
    await pause(EVERY_MS)
    moved.push(...(await heard(sockets, () => does('speech:requested', { speechId, who, kind: 'debate' }))))
    await pause(EVERY_MS)
    moved.push(...(await heard(sockets, () => does('speech:given', { speechId, seconds: 180 }))))
  }
  const cpu = (await server.usage()).usage - before.usage

  const entry = new Promise<Entry>((resolve) =>
    sockets[0]!.once('meeting:moved', ({ entries }: { entries: Entry[] }) => resolve(entries[0]!)),
  )
  const question = { question: 'Поддержать?', form: 'open_roll_call', decisionClass: 'ordinary' } as const
  await heard(sockets, () => does('vote:opened', { itemId, ...question, stage: null }))
  const opened = await entry
  if (opened.verb !== 'vote:opened') throw new Error('the vote was not opened')
  const { voteId } = opened.data
  const tally = await everybodyVotes(origin, voteId, voters, sockets.slice(0, VOTERS))
  moved.push(...(await heard(sockets, () => does('vote:closed', { voteId }))))
  const isCounted = await wasCounted(origin, voteId)
  for (const socket of sockets) socket.disconnect()
  await server.kill()
  return { moved, tally, cpu, isCounted }
}

/** Ballots over some seconds; answers with how long each took, and not before every voter sees the whole number. */
async function everybodyVotes(
  origin: string,
  voteId: string,
  voters: Prepared['voters'],
  sockets: readonly Socket[],
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  for (let from = 0; from < sockets.length; from += 50)
    await Promise.all(
      sockets.slice(from, from + 50).map((socket) => socket.emitWithAck('watch', `vote:${voteId}`)),
    )
  const everybodyKnows = Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) =>
          socket.on('vote:changed', ({ cast }: VoteChanged) => {
            if (cast === voters.length) resolve()
          }),
        ),
    ),
  )
  const took = await Promise.all(
    voters.map(async ({ cookie }, n) => {
      await pause((SPREAD_MS * n) / voters.length)
      return ask({
        ...{ origin, agent, method: 'PUT', path: `/api/votes/${voteId}/ballot`, cookie },
        body: { choice: choices[n % 3], turn: 1 },
      })
    }),
  )
  await everybodyKnows
  agent.destroy()
  return took
}

async function wasCounted(origin: string, voteId: string): Promise<boolean> {
  const answer = await fetch(`${origin}/api/votes/${voteId}`)
  const { result } = (await answer.json()) as { result: Record<string, number> }
  return result.for === 334 && result.against === 333 && result.abstain === 333 && result.notVoted === 0
}

async function bare(): Promise<Pick<Figures, 'moved' | 'cpu'>> {
  const server = await ServerProcess.start({}, join(import.meta.dirname, 'bare.ts'))
  const { origin } = server
  const crowd = Array.from({ length: VOTERS + WATCHERS }, () => ({ personId: '', cookie: '' }))
  const sockets = await connect(origin, crowd, null)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const data = { speechId: newId(), who: newId(), kind: 'debate', itemId: newId() }
  const body = {
    entries: [
      { seq: 1000, at: new Date(), personId: newId(), verb: 'speech:requested', data, hash: '0'.repeat(64) },
    ],
  }
  const before = await server.usage()
  const moved: number[] = []
  for (let n = 0; n < ACTS; n++) {
    await pause(EVERY_MS)
    const say = () => ask({ origin, agent, method: 'POST', path: '/', cookie: '', body })
    moved.push(...(await heard(sockets, say)))
  }
  const cpu = (await server.usage()).usage - before.usage
  for (const socket of sockets) socket.disconnect()
  await server.kill()
  return { moved, cpu }
}

const ms = (values: readonly number[]) => `${at(values, 0.5).toFixed(0)} / ${at(values, 0.99).toFixed(0)}`
const perAct = (cpu: number) => (cpu / 1000 / ACTS).toFixed(1)

process.stdout.write(
  `${VOTERS} voters, ${WATCHERS} watchers. Goal: p99 ≤ ${GOAL_MS} ms, every ballot once.\n\n`,
)
process.stdout.write('| server | told p50 / p99, ms | CPU ms per act | ballot p50 / p99, ms | counted |\n')
process.stdout.write('|---|---|---|---|---|\n')

const beside = await bare()
process.stdout.write(`| bare Socket.IO | ${ms(beside.moved)} | ${perAct(beside.cpu)} | | |\n`)
let isGood = true
const report = (name: string, { moved, cpu, tally, isCounted }: Figures) => {
  process.stdout.write(
    `| ${name} | ${ms(moved)} | ${perAct(cpu)} | ${ms(tally)} | ${isCounted ? 'yes' : 'NO'} |\n`,
  )
  isGood &&= isCounted && at(moved, 0.99) <= GOAL_MS && at(tally, 0.99) <= GOAL_MS
}
const folder = mkdtempSync(join(tmpdir(), 'veche-meeting-'))
report('Veche, SQLite', await veche({ DATA_DIR: folder }))
if (findPostgres()) {
  const postgres = await startPostgres()
  report('Veche, PostgreSQL', await veche({ DATA_DIR: folder, DATABASE_URL: postgres.url }))
  await postgres.stop()
}
rmSync(folder, { recursive: true, force: true })
process.exit(isGood ? 0 : 1)
