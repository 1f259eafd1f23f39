import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { canonicalJson } from '../../shared/drafts.ts'
import { ZERO_HASH, type Command, type Entry } from '../../shared/meetings/entries.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import { digest, newId } from '../../server/lib/ids.ts'
import { createDatabase, openHouse } from '../house.ts'
import { sitting } from '../support/meetings.ts'
import { ServerProcess } from '../support/server-process.ts'

const ROUNDS = 6

/** A meeting that goes on, with an open vote, on a data directory whose server is not running yet. */
async function goingOn(administration: string | null) {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-crash-'))
  const databaseUrl = administration ? await createDatabase(administration) : null
  const house = await openHouse({ dataDir, databaseUrl })
  house.setClock(new Date())
  const meeting = await sitting(house, { members: 4 })
  await meeting.begin()
  const speechId = newId()
  await meeting.does(meeting.chair, 'speech:requested', {
    speechId,
    who: meeting.chair.memberId,
    kind: 'report',
  })
  await meeting.does(meeting.chair, 'speech:given', { speechId, seconds: 600 })
  const voteId = await meeting.ask()
  const { id, items } = meeting
  const cookies = { secretary: meeting.secretary.cookie, voters: meeting.voters.map(({ cookie }) => cookie) }
  await house.close()
  return {
    ...{ id, itemId: items[0]!, voteId, speechId, cookies },
    who: meeting.voters.map(({ memberId }) => memberId),
    env: { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** Asks the server; null when it died before the answer. */
async function ask<T>(
  origin: string,
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T | null> {
  try {
    const answer = await fetch(`${origin}/api${path}`, {
      method,
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as T
  } catch {
    return null
  }
}

const isWhole = (meetingId: string, entries: readonly Entry[]): boolean => {
  let previous = ZERO_HASH
  return entries.every(({ hash, seq, at, personId, verb, data }, index) => {
    const computed = digest(canonicalJson({ seq, at, personId, verb, data, meetingId, previous }))
    previous = hash
    return computed === hash && seq === index + 1
  })
}

test.concurrent.each(['sqlite', 'postgres'] as const)(
  'R-76 · kill -9 in the middle of a meeting on %s: it goes on, what was answered is there, what is asked again is done once',
  async (engine) => {
    const { id, itemId, voteId, speechId, cookies, who, env, remove } = await goingOn(
      engine === 'postgres' ? inject('postgres') : null,
    )
    const asked: { key: string; command: Command; entries: Entry[] | null }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const server = await ServerProcess.start(env)
      let isOver = false
      const press = async () => {
        for (let n = 0; !isOver; n++) {
          const made = newId()
          const command: Command =
            n % 2
              ? { verb: 'participant:added', data: { id: made, name: `Гость ${round}.${n}`, title: null } }
              : {
                  verb: 'decision:recorded',
                  data: {
                    decisionId: made,
                    itemId,
                    text: `${round}.${n}`,
                    voteId: null,
                    responsible: null,
                    dueOn: null,
                  },
                }
          const each = { key: newId(), command, entries: null as Entry[] | null }
          asked.push(each)
          const answer = await ask<{ entries: Entry[] }>(
            server.origin,
            cookies.secretary,
            'POST',
            `/meetings/${id}/acts`,
            {
              key: each.key,
              ...command,
            },
          )
          each.entries = answer?.entries ?? null
        }
      }
      // Two laptops of the office at once, and a member who votes.
      const pressing = [press(), press()]
      await ask(server.origin, cookies.voters[round % who.length]!, 'PUT', `/votes/${voteId}/ballot`, {
        choice: 'for',
        turn: 1,
      })
      const answered = asked.filter(({ entries }) => entries).length
      await expect
        .poll(() => asked.filter(({ entries }) => entries).length, { timeout: 30_000 })
        .toBeGreaterThan(answered + 3)
      await server.kill()
      isOver = true
      await Promise.all(pressing)
    }

    const server = await ServerProcess.start(env)
    const secretary = <T>(method: string, path: string, body?: unknown) =>
      ask<T>(server.origin, cookies.secretary, method, path, body) as Promise<T>
    for (const { key, command, entries } of asked) {
      const again = await secretary<{ entries: Entry[] }>('POST', `/meetings/${id}/acts`, { key, ...command })
      expect(again.entries).toHaveLength(1)
      if (entries) expect(again.entries).toEqual(entries)
    }
    const { state } = await secretary<MeetingView>('GET', `/meetings/${id}`)
    const { entries } = await secretary<{ entries: Entry[] }>('GET', `/meetings/${id}/entries`)
    const texts = entries.flatMap(({ verb, data }) =>
      verb === 'decision:recorded'
        ? [data.text]
        : verb === 'participant:added'
          ? [data.participant.name]
          : [],
    )
    expect(isWhole(id, entries)).toBe(true)
    expect(texts).toHaveLength(asked.length)
    expect(state).toMatchObject({ phase: 'in_session', currentItemId: itemId })
    expect(state?.speeches).toMatchObject([{ id: speechId, state: 'given' }])
    expect(state?.people.filter(({ intervals }) => intervals.at(-1)?.outAt === null)).toHaveLength(who.length)

    const vote = await secretary<VoteView>('GET', `/votes/${voteId}`)
    const closed = await secretary<{ entries: Entry[] }>('POST', `/meetings/${id}/acts`, {
      key: newId(),
      verb: 'vote:closed',
      data: { voteId },
    })
    expect(closed.entries).toMatchObject([
      { verb: 'vote:closed', data: { voteId, outcome: 'adopted', result: { for: vote.cast, notVoted: 0 } } },
    ])
    expect(vote.cast).toBe(who.length)
    await server.kill()
    remove()
  },
)
