import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import type { VoteForm } from '../../shared/votes.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import { newId } from '../../server/lib/ids.ts'
import { checkMeeting } from '../../verify/meeting.ts'
import { verdictOf } from '../../verify/verdict.ts'
import { createDatabase, openHouse, type House } from '../house.ts'
import { beside, putIn } from '../support/deeds.ts'
import { sitting } from '../support/meetings.ts'
import { issueAll, secretView, Voter } from '../support/secret-votes.ts'
import { ServerProcess } from '../support/server-process.ts'

/** Something sent between the opening of a question and its count, in the same words until there is an answer. */
interface Step {
  cookie: string
  method: 'POST' | 'PUT'
  path: string
  body?: unknown
}

/** A question that is open, what is sent to it, and what that has to come to. */
interface Question {
  form: VoteForm
  voteId: string
  meetingId: string
  steps: Step[]
  comesTo: Record<string, unknown>
}

async function atMeeting(house: House, form: VoteForm): Promise<Question> {
  const meeting = await sitting(house, { members: 5, format: 'mixed' })
  await meeting.begin()
  const voteId = await putIn(meeting, form)
  const { chair, secretary, voters } = meeting
  const at = `/votes/${voteId}`
  const { terms } = (await chair.get<VoteView>(at)).body
  const post = ({ cookie }: { cookie: string }, path: string, body?: unknown): Step => ({
    ...{ cookie, method: 'POST', path, body },
  })
  const put = ({ cookie }: { cookie: string }, path: string, body: unknown): Step => ({
    ...{ cookie, method: 'PUT', path, body },
  })
  const count = post(chair, `/meetings/${meeting.id}/acts`, {
    ...{ key: newId(), verb: 'vote:closed', data: { voteId } },
  })
  const question = { form, voteId, meetingId: meeting.id }
  if (form === 'open_count') {
    const hands = { for: 5, against: 1, abstain: 0, casting: null, round: 1 }
    const counts = [secretary, chair].map((each) => post(each, `${at}/hands`, hands))
    return { ...question, steps: [...counts, count], comesTo: { for: 5, against: 1, notVoted: 0 } }
  }
  if (form === 'secret') {
    const { manifest, manifestSha256 } = await secretView(chair, voteId)
    const ballots = await issueAll(voteId, { manifest: manifest!, mh: manifestSha256! }, voters.slice(0, 5))
    // One more is asked for from the server that dies.
    const late = await Voter.of(manifest!, manifestSha256!)
    const steps = [
      post(voters[5]!, `${at}/issue`, { blinded: late.blinded }),
      post(chair, `${at}/issuance/close`),
    ]
    for (const each of ballots)
      steps.push(post({ cookie: '' }, `${at}/secret-ballots`, await each.ballot('for')))
    return { ...question, steps: [...steps, count], comesTo: { for: 5, notVoted: 1 } }
  }
  const ballot = { choice: terms.options[0], turn: 1 }
  const own = voters.slice(0, 5).map((each) => put(each, `${at}/ballot`, ballot))
  const sheet = { memberId: voters[5]!.memberId, way: 'paper', choice: 'for' }
  const last =
    form === 'mixed'
      ? [chair, secretary].map((each) => put(each, `${at}/typed`, sheet))
      : [put(voters[5]!, `${at}/ballot`, ballot)]
  return { ...question, steps: [...own, ...last, count], comesTo: { for: 6, notVoted: 0 } }
}

async function apart(house: House, form: 'absentee' | 'rating'): Promise<Question> {
  const { meeting, voteId, at } = await beside(house, form)
  const { chair, voters } = meeting
  const { terms } = (await chair.get<VoteView>(at)).body
  const path = form === 'rating' ? `${at}/rating` : `${at}/ballot`
  const said =
    form === 'rating' ? { picks: [terms.rating!.options[0]!.id], turn: 1 } : { choice: 'for', turn: 1 }
  const own = voters.map(({ cookie }): Step => ({ cookie, method: 'PUT', path, body: said }))
  const count: Step = { cookie: chair.cookie, method: 'POST', path: `${at}/close` }
  const comesTo = form === 'rating' ? { voters: 5 } : { for: 5, notVoted: 0, outcome: 'adopted' }
  return { form, voteId, meetingId: meeting.id, steps: [...own, count], comesTo }
}

/** Sends one thing; null when the server died before the answer. */
async function send(origin: string, { cookie, method, path, body }: Step): Promise<number | null> {
  try {
    const headers = {
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    return (await fetch(`${origin}/api${path}`, init)).status
  } catch {
    return null
  }
}

test.concurrent.each(['sqlite', 'postgres'] as const)(
  'R-76 · kill -9 at every step between the opening and the count, in each form of vote on %s: what is sent again counts once',
  async (engine) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'veche-crash-'))
    const databaseUrl = engine === 'postgres' ? await createDatabase(inject('postgres')!) : null
    const house = await openHouse({ dataDir, databaseUrl })
    house.setClock(new Date())
    const questions: Question[] = []
    for (const form of ['open_roll_call', 'open_count', 'mixed', 'election', 'secret'] as const)
      questions.push(await atMeeting(house, form))
    for (const form of ['absentee', 'rating'] as const) questions.push(await apart(house, form))
    await house.close()

    const env = { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }
    const rounds = Math.max(...questions.map(({ steps }) => steps.length))
    let server = await ServerProcess.start(env)
    for (let round = 0; round < rounds; round++) {
      const now = questions.flatMap(({ steps }) => steps[round] ?? [])
      const flying = now.map((each) => send(server.origin, each))
      // Nobody knows how far each has come by then.
      for (let n = randomInt(4); n > 0; n--) await fetch(`${server.origin}/api/me`)
      await server.kill()
      await Promise.all(flying)
      server = await ServerProcess.start(env)
      for (const each of now) expect(await send(server.origin, each), each.path).toBe(200)
    }
    for (const { form, voteId, meetingId, comesTo } of questions) {
      const record = await (await fetch(`${server.origin}/api/votes/${voteId}/record.json`)).text()
      expect(await verdictOf(record, {}, 'en'), form).toMatchObject({ code: 0 })
      expect((JSON.parse(record) as { result: unknown }).result, form).toMatchObject(comesTo)
      const entries = await (await fetch(`${server.origin}/api/meetings/${meetingId}/entries.json`)).text()
      expect(checkMeeting(entries).wrong?.what ?? 'no_entries', form).toBe('no_entries')
    }
    await server.kill()
    rmSync(dataDir, { recursive: true, force: true })
  },
)
