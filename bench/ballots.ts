import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { act } from '../server/lib/act.ts'
import { clockActor } from '../server/lib/actor.ts'
import { openKit } from '../server/lib/kit.ts'
import { closeVote, openVote } from '../server/votes/actions.ts'
import { findVoteView } from '../server/votes/view.ts'
import { ServerProcess } from '../test/support/server-process.ts'
import { findPostgres, startPostgres } from '../test/support/postgres.ts'
import { ask, at, councilOf, seat } from './crowd.ts'

/**
 * A thousand members cast their ballots over ten seconds, each on a kept-alive line, against the real server in a process of its
 * own; at the same moments somebody asks a trivial route. Then a second thousand comes all at once. Goal: every ballot counted
 * once, all within ten seconds, p99 of the ballots at most five times the p99 of the trivial route.
 */

const MEMBERS = 1000
const SPREAD_MS = 8000
const LINES = 100
const GOAL = { milliseconds: 10_000, ratio: 5 }

const silent = pino({ level: 'silent' })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const choices = ['for', 'against', 'abstain'] as const

interface Prepared {
  cookies: string[]
  /** One vote for those who come over time, one for those who come at once. */
  votes: string[]
}

async function prepare(env: Record<string, string>): Promise<Prepared> {
  const kit = await openKit(readConfig('test', env), silent)
  const app = await buildApp(kit)
  const closesAt = new Date(Date.now() + 3_600_000).toISOString()
  const { cookies, councilId } = await act(kit, clockActor, async (work) => {
    const councilId = await councilOf(work, MEMBERS)
    const cookies: string[] = []
    for (let n = 0; n < MEMBERS; n++) cookies.push((await seat(work, councilId, n)).cookie)
    return { cookies, councilId }
  })
  const votes: string[] = []
  for (const kind of ['spread', 'burst'])
    votes.push(
      await act(kit, clockActor, (work) =>
        openVote(work, {
          councilId,
          subject: ['bench', kind],
          question: 'Утвердить?',
          revisionId: null,
          decisionClass: 'ordinary',
          closesAt,
        }),
      ),
    )
  await app.close()
  await kit.close()
  return { cookies, votes }
}

interface Figures {
  ballots: number[]
  trivial: number[]
  took: number
}

/** Everybody votes, spread evenly over `spreadMs`; with each ballot comes a trivial question from somewhere else. */
async function everybodyVotes(
  origin: string,
  voteId: string,
  cookies: string[],
  spreadMs: number,
): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: LINES })
  const elsewhere = new Agent({ keepAlive: true, maxSockets: LINES })
  const trivialOne = (cookie: string) =>
    ask({ origin, agent: elsewhere, method: 'GET', path: '/api/me', cookie })
  const ballotOf = (cookie: string, n: number) =>
    ask({
      origin,
      agent,
      method: 'PUT',
      path: `/api/votes/${voteId}/ballot`,
      cookie,
      body: { choice: choices[n % 3], turn: 1 },
    })
  // Lines are open before anybody is timed.
  await Promise.all(cookies.slice(0, LINES).map(trivialOne))

  const started = performance.now()
  const trivial: Promise<number>[] = []
  const ballots = await Promise.all(
    cookies.map(async (cookie, n) => {
      if (spreadMs > 0) await pause((spreadMs * n) / cookies.length)
      trivial.push(trivialOne(cookies[(n * 7) % cookies.length]!))
      return ballotOf(cookie, n)
    }),
  )
  const took = performance.now() - started
  const trivials = await Promise.all(trivial)
  agent.destroy()
  elsewhere.destroy()
  return { ballots, trivial: trivials, took }
}

/** Closes the votes and looks whether every ballot was counted, once. */
async function count(env: Record<string, string>, votes: string[]): Promise<boolean> {
  const kit = await openKit(readConfig('test', env), silent)
  const app = await buildApp(kit)
  let isRight = true
  for (const id of votes) {
    const chair = { ...clockActor, personId: 'bench' }
    await act(kit, { ...chair, seats: [await chairSeat(id)] }, (work) => closeVote(work, id, 'hand'))
    const view = await findVoteView(kit.db, id, null, new Date().toISOString())
    const { result } = view!
    isRight &&=
      result!.for === 334 && result!.against === 333 && result!.abstain === 333 && result!.notVoted === 0
  }
  await app.close()
  await kit.close()
  return isRight

  async function chairSeat(voteId: string) {
    const { councilId } = await kit.db
      .selectFrom('vote')
      .select('councilId')
      .where('id', '=', voteId)
      .executeTakeFirstOrThrow()
    return { memberId: 'bench', councilId, slug: 'bench', name: 'bench', role: 'chair' as const }
  }
}

function line(name: string, { ballots, trivial, took }: Figures): string {
  const [p50, p99, t50, t99] = [at(ballots, 0.5), at(ballots, 0.99), at(trivial, 0.5), at(trivial, 0.99)]
  const ms = (value: number) => value.toFixed(1)
  return `| ${name} | ${(took / 1000).toFixed(2)} s | ${ms(p50)} / ${ms(p99)} | ${ms(t50)} / ${ms(t99)} | ${(p99 / t99).toFixed(2)} |\n`
}

async function measure(engine: string, env: Record<string, string>): Promise<boolean> {
  const { cookies, votes } = await prepare(env)
  const server = await ServerProcess.start(env)
  const spread = await everybodyVotes(server.origin, votes[0]!, cookies, SPREAD_MS)
  const burst = await everybodyVotes(server.origin, votes[1]!, cookies, 0)
  await server.kill()
  const isCounted = await count(env, votes)
  process.stdout.write(line(`${engine}, over ${SPREAD_MS / 1000} s`, spread))
  process.stdout.write(line(`${engine}, all at once on ${LINES} lines`, burst))
  process.stdout.write(`| ${engine}: every ballot counted once | ${isCounted ? 'yes' : 'NO'} | | | |\n`)
  const isFast = Math.max(spread.took, burst.took) <= GOAL.milliseconds
  const isEven = at(spread.ballots, 0.99) <= GOAL.ratio * at(spread.trivial, 0.99)
  return isCounted && isFast && isEven
}

process.stdout.write(`${MEMBERS} ballots. Goal: ≤ ${GOAL.milliseconds / 1000} s, ratio ≤ ${GOAL.ratio}.\n\n`)
process.stdout.write('| run | took | ballot p50 / p99, ms | `GET /api/me` p50 / p99, ms | p99 ratio |\n')
process.stdout.write('|---|---|---|---|---|\n')

const folder = mkdtempSync(join(tmpdir(), 'veche-ballots-'))
let isGood = await measure('SQLite', { DATA_DIR: folder })
if (findPostgres()) {
  const postgres = await startPostgres()
  isGood = (await measure('PostgreSQL', { DATA_DIR: folder, DATABASE_URL: postgres.url })) && isGood
  await postgres.stop()
} else process.stdout.write('| PostgreSQL was not found | | | | |\n')
rmSync(folder, { recursive: true, force: true })
process.exit(isGood ? 0 : 1)
