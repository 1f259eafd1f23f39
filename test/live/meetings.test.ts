import fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { CommandVerb, Entry } from '../../shared/meetings/entries.ts'
import { applyEntry } from '../../shared/meetings/fold.ts'
import type { Interval, MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import { newId } from '../../server/lib/ids.ts'
import { LinePresence } from '../../server/meetings/presence.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { ask, listening } from '../support/live.ts'
import { sitting, type Member, type Sitting } from '../support/meetings.ts'

let house: House
let address: string
const open: Socket[] = []

beforeAll(async () => {
  house = await openHouse()
  address = await listening(house)
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect()
})
afterAll(() => house.close())

async function enter(client: Client, id: Id): Promise<Socket> {
  const { socket, answer } = await ask(address, client, `meeting:${id}`)
  open.push(socket)
  expect(answer).toEqual({ ok: true })
  return socket
}

/** Somebody who watches, fetches once, and from then on only applies what comes. */
class Onlooker {
  state: MeetingState
  #waiting: Array<() => void> = []

  private constructor(state: MeetingState) {
    this.state = state
  }

  static async of(meeting: Sitting, client: Client): Promise<Onlooker> {
    const missed: Entry[] = []
    let onlooker: Onlooker | null = null
    const socket = await enter(client, meeting.id)
    socket.on('meeting:moved', ({ entries }: { entries: Entry[] }) => {
      if (onlooker) onlooker.#take(entries)
      else missed.push(...entries)
    })
    onlooker = new Onlooker(await meeting.state())
    onlooker.#take(missed)
    return onlooker
  }

  /** Waits for the entry that makes it true. */
  async until(isSo: (state: MeetingState) => boolean): Promise<MeetingState> {
    while (!isSo(this.state)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.state
  }

  #take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const next = applyEntry(this.state, entry)
      if (next === 'refetch') throw new Error(`entry ${entry.seq} came after ${this.state.seq}`)
      this.state = next
    }
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

const intervalsOf = (state: MeetingState, { memberId }: Member): Interval[] =>
  state.people.find(({ id }) => id === memberId)?.intervals ?? []
const isHere = (member: Member) => (state: MeetingState) =>
  intervalsOf(state, member).some(({ outAt }) => outAt === null)
const isGone = (member: Member) => (state: MeetingState) => !isHere(member)(state)

/** Waits until the server has noticed that the last line of somebody is gone: it has then written their last sign of life. */
async function noticed(meeting: Sitting, member: Member, at: string): Promise<void> {
  await expect
    .poll(async () => {
      const line = await house.kit.db
        .selectFrom('meetingLine')
        .select('seenAt')
        .where('meetingId', '=', meeting.id)
        .where('who', '=', member.memberId)
        .executeTakeFirst()
      return line?.seenAt
    })
    .toBe(at)
}

/** A meeting in which Anna takes part remotely, by an open line. */
async function withRemote() {
  const meeting = await sitting(house, { members: 3 })
  await meeting.begin(meeting.voters.slice(0, 3))
  const anna = meeting.voters[3]!
  const socket = await enter(anna, meeting.id)
  const inAt = house.now.toISOString()
  await meeting.does(anna, 'attendance:in', { who: anna.memberId, mode: 'video' })
  const onlooker = await Onlooker.of(meeting, meeting.secretary)
  return { meeting, anna, socket, inAt, onlooker }
}

test('R-73 · who takes part remotely is here while their line is open, however long', async () => {
  const { meeting, anna, inAt } = await withRemote()
  for (let minutes = 0; minutes < 5; minutes++) {
    house.pass(60_000)
    await house.kit.tick()
  }
  expect(intervalsOf(await meeting.state(), anna)).toEqual([{ mode: 'video', inAt, outAt: null }])
})

test('R-73 · a line that is back within a minute is the same interval', async () => {
  const { meeting, anna, socket, inAt } = await withRemote()
  house.pass(10_000)
  socket.disconnect()
  await noticed(meeting, anna, house.now.toISOString())
  house.pass(59_000)
  await house.kit.tick()
  await enter(anna, meeting.id)
  house.pass(59_000)
  await house.kit.tick()
  expect(intervalsOf(await meeting.state(), anna)).toEqual([{ mode: 'video', inAt, outAt: null }])
})

test('R-73 · a line that is gone for a minute ends the interval at its last sign of life; back later it begins another', async () => {
  const { meeting, anna, socket, inAt, onlooker } = await withRemote()
  house.pass(10_000)
  socket.disconnect()
  const outAt = house.now.toISOString()
  await noticed(meeting, anna, outAt)
  house.pass(60_000)
  await house.kit.tick()
  expect(intervalsOf(await onlooker.until(isGone(anna)), anna)).toEqual([{ mode: 'video', inAt, outAt }])
  house.pass(5000)
  await enter(anna, meeting.id)
  const back = house.now.toISOString()
  expect(intervalsOf(await onlooker.until(isHere(anna)), anna)).toEqual([
    { mode: 'video', inAt, outAt },
    { mode: 'video', inAt: back, outAt: null },
  ])
  expect((await meeting.entries()).filter(({ personId }) => personId === null)).toMatchObject([
    { verb: 'attendance:out', data: { by: 'line', at: outAt } },
    { verb: 'attendance:in', data: { by: 'line', mode: 'video' } },
  ])
})

test('R-73 · after a crash the lines of the dead server end at their last sign of life, whichever server finds them', async () => {
  const { meeting, anna, inAt, onlooker } = await withRemote()
  house.pass(20_000)
  await house.kit.tick()
  const outAt = house.now.toISOString()
  // The server of the lines is gone: nobody gives signs of life any more, and another one has none of the lines.
  const another = new LinePresence(house.kit)
  house.pass(60_000)
  await another.look(house.now)
  expect(intervalsOf(await onlooker.until(isGone(anna)), anna)).toEqual([{ mode: 'video', inAt, outAt }])
  expect((await meeting.past(house.now.toISOString())).present.map(({ who }) => who)).not.toContain(
    anna.memberId,
  )
})

test('R-73 · who left by a word of their own does not come in again by a line', async () => {
  const { meeting, anna, socket } = await withRemote()
  await meeting.does(anna, 'attendance:out', { who: anna.memberId })
  socket.disconnect()
  await enter(anna, meeting.id)
  house.pass(120_000)
  await house.kit.tick()
  expect(intervalsOf(await meeting.state(), anna)).toHaveLength(1)
  expect(isGone(anna)(await meeting.state())).toBe(true)
})

test('R-73 · the secretary takes down that somebody is on the call: no line of theirs is asked for', async () => {
  const meeting = await sitting(house, { members: 3 })
  await meeting.begin(meeting.voters.slice(0, 3))
  const anna = meeting.voters[3]!
  await meeting.does(meeting.secretary, 'attendance:in', { who: anna.memberId, mode: 'video' })
  house.pass(600_000)
  await house.kit.tick()
  expect(isHere(anna)(await meeting.state())).toBe(true)
})

test('§4 quorum.check · the quorum that a lost line takes away is written down', async () => {
  const meeting = await sitting(house, { members: 2 })
  const [chair, anna, boris] = meeting.voters as [Member, Member, Member]
  await meeting.begin([chair, boris])
  const socket = await enter(anna, meeting.id)
  await meeting.does(anna, 'attendance:in', { who: anna.memberId, mode: 'video' })
  await meeting.does(meeting.secretary, 'attendance:out', { who: boris.memberId })
  const onlooker = await Onlooker.of(meeting, meeting.secretary)
  house.pass(1000)
  socket.disconnect()
  await noticed(meeting, anna, house.now.toISOString())
  house.pass(60_000)
  await house.kit.tick()
  const { quorum } = await onlooker.until((state) => state.quorum.length > 1)
  expect(quorum.at(-1)).toEqual({
    at: house.now.toISOString(),
    quorum: { present: 1, base: 3, needed: 2, reached: false },
  })
})

const deed = fc.record({
  verb: fc.constantFrom<CommandVerb>(
    ...(['attendance:in', 'attendance:in', 'attendance:out', 'presiding:changed', 'agenda:adopted'] as const),
    ...(['item:added', 'item:removed', 'item:begun', 'item:begun', 'item:ended'] as const),
    ...(['recusal:declared', 'recusal:withdrawn', 'speech:requested', 'speech:requested'] as const),
    ...(['speech:withdrawn', 'speech:given', 'speech:given', 'speech:paused', 'speech:resumed'] as const),
    ...(['speech:extended', 'speech:ended', 'vote:opened', 'vote:closed', 'vote:closed'] as const),
    ...(['decision:recorded', 'decision:withdrawn', 'dissent:announced'] as const),
    ...(['recess:begun', 'recess:ended', 'recess:ended'] as const),
  ),
  who: fc.nat({ max: 5 }),
  which: fc.nat({ max: 3 }),
})
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

test('R-74 · what was received, applied to any earlier state, equals a refetch, whoever does whatever at once', async () => {
  let written = 0
  const begun = 8
  const story = fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 12, maxLength: 20 })
  const run = fc.asyncProperty(story, async (batches) => {
    const meeting = await sitting(house, { members: 3, items: ['О дороге', 'О школе', 'Разное'] })
    await meeting.begin()
    const onlooker = await Onlooker.of(meeting, await house.as(await house.person()))
    const clients = [meeting.secretary, ...meeting.voters]
    const states: MeetingState[] = []

    const perform = async ({ verb, who, which }: Deed, state: MeetingState) => {
      const one = (ids: readonly Id[]) => ids[which % Math.max(1, ids.length)] ?? newId()
      const client = clients[who % clients.length]!
      const itemId = one(state.agenda.map(({ id }) => id))
      const speechId = one(state.speeches.slice(-3).map(({ id }) => id))
      const voteId = one(state.votes.slice(-2).map((each) => each.voteId))
      const about = {
        who: clients[which]!.memberId,
        itemId,
        voteId,
        seconds: 60,
        reason: 'Так надо',
        until: null,
      }
      const data: Partial<Record<CommandVerb, object>> = {
        'attendance:in': { ...about, mode: 'in_person' },
        'item:added': {
          item: { id: newId(), title: 'Срочное', speaker: null, minutes: 5, proposal: null },
          afterId: itemId,
        },
        'speech:requested': { ...about, speechId: newId(), kind: which ? 'debate' : 'order' },
        'vote:opened': {
          ...{ itemId: state.currentItemId, question: 'Поддержать?', form: 'open_roll_call' },
          ...{ decisionClass: 'ordinary', stage: null },
        },
        'agenda:adopted': { voteId: null },
        'decision:recorded': {
          ...{ decisionId: newId(), itemId, text: 'Принять к сведению', voteId: null },
          ...{ responsible: null, dueOn: null },
        },
        'decision:withdrawn': { decisionId: one(state.decisions.map(({ id }) => id)) },
      }
      const sent = data[verb] ?? { ...about, speechId }
      const { status } = await meeting.act(client, verb, sent)
      expect(status, verb).toBeLessThan(500)
      house.pass(500)
    }

    for (const batch of batches) {
      const state = await meeting.state()
      states.push(state)
      await Promise.all(batch.map((each) => perform(each, state)))
    }
    const final = await meeting.state()
    await onlooker.until(({ seq }) => seq >= final.seq)
    expect(onlooker.state).toEqual(final)
    const entries = await meeting.entries()
    for (const state of states) {
      const brought = entries.reduce<MeetingState>((before, entry) => {
        const next = applyEntry(before, entry)
        return next === 'refetch' ? before : next
      }, state)
      expect(brought).toEqual(final)
    }
    written += entries.length - begun
  })
  await fc.assert(run, { numRuns: 12, endOnFailure: true })
  expect(written).toBeGreaterThan(24)
}, 120_000)

/** A line of somebody who is not signed in and says so. */
async function stranger(extraHeaders: Record<string, string> = {}): Promise<Socket> {
  const socket = io(address, {
    ...{ transports: ['websocket'], auth: { stranger: true }, extraHeaders },
    ...{ reconnection: false, forceNew: true },
  })
  open.push(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

test('a public meeting is followed by strangers: state and what they are told equal a fresh reading', async () => {
  const meeting = await sitting(house)
  const socket = await stranger()
  expect(await socket.emitWithAck('watch', `meeting:${meeting.id}`)).toEqual({ ok: true })
  const told: Entry[] = []
  socket.on('meeting:moved', ({ entries }: { entries: Entry[] }) => void told.push(...entries))
  await meeting.begin()
  await expect.poll(() => told.at(-1)?.verb).toBe('item:begun')
  const path = `/meetings/${meeting.id}/entries`
  const { body } = await house.stranger.get<{ entries: Entry[] }>(path)
  expect(told).toEqual(body.entries)
  // What was missed while the line was gone is asked for by the last entry that is known.
  const since = await house.stranger.get<{ entries: Entry[] }>(`${path}?after=${told.length - 2}`)
  expect(since.body.entries).toEqual(told.slice(-2))
})

test('a stranger hears of nothing that is not public, under no cookie, and not without end', async () => {
  const meeting = await sitting(house)
  const vote = newId()
  await house.kit.db
    .updateTable('meeting')
    .set({ state: 'planned', noticedAt: null })
    .where('id', '=', meeting.id)
    .execute()
  // The cookie of a member makes no member of who says that they are a stranger.
  const socket = await stranger({ cookie: meeting.chair.cookie })
  for (const room of [`meeting:${meeting.id}`, `vote:${vote}`, `draft:${vote}`, `circle:${vote}`])
    expect(await socket.emitWithAck('watch', room)).toEqual({ code: 'not_found' })
  for (const room of [`person:${meeting.chair.personId}`, `session:${vote}`, 'meeting:', 7])
    expect(await socket.emitWithAck('watch', room)).toEqual({ code: 'invalid_request' })
  const ended = new Promise((resolve) => socket.once('disconnect', resolve))
  for (let n = 0; n < 20; n++) socket.emit('watch', `meeting:${meeting.id}`, () => undefined)
  expect(await ended).toBe('io server disconnect')
})

test('a stranger from another site is not let in', async () => {
  await expect(stranger({ origin: 'https://evil.example' })).rejects.toThrow()
})

test('from one address two hundred strangers look on, and another when one of them leaves', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  const lines = await Promise.all(Array.from({ length: 200 }, () => stranger(headers)))
  await expect(stranger(headers)).rejects.toThrow('too_many_requests')
  await stranger({ 'x-forwarded-for': '203.0.113.10' })
  lines[0]?.disconnect()
  await expect
    .poll(() =>
      stranger(headers).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
})
