import fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  applyGatheringEvent,
  gatheringEvents,
  type GatheringEvent,
  type GatheringView,
  type Room,
} from '../../shared/gatherings.ts'
import type { Id } from '../../shared/values.ts'
import { planGathering } from '../../server/gatherings/actions.ts'
import { Presence } from '../../server/gatherings/presence.ts'
import { act } from '../../server/lib/act.ts'
import { clockActor } from '../../server/lib/actor.ts'
import { newId } from '../../server/lib/ids.ts'
import { openHouse, TIME_ZONE, type Client, type House } from '../house.ts'
import { listening } from '../support/live.ts'

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

function connect(client: Client): Promise<Socket> {
  const socket = io(address, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
    extraHeaders: { cookie: client.cookie },
  })
  open.push(socket)
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', reject)
  })
}

async function enter(client: Client, id: Id): Promise<Socket> {
  const socket = await connect(client)
  expect(await socket.emitWithAck('watch', `gathering:${id}`)).toEqual({ ok: true })
  return socket
}

const refetch = async (client: Client, id: Id): Promise<GatheringView> =>
  (await client.get<Room>(`/gatherings/${id}`)).body.gathering

/** Somebody who watches, fetches once and from then on only applies what comes. */
class Onlooker {
  view: GatheringView
  /** Every event that came, in the order of coming. */
  readonly events: GatheringEvent[] = []
  #early: GatheringEvent[] = []
  #waiting: Array<() => void> = []

  private constructor(view: GatheringView) {
    this.view = view
  }

  static async of(client: Client, id: Id): Promise<Onlooker> {
    const socket = await connect(client)
    const missed: GatheringEvent[] = []
    let onlooker: Onlooker | null = null
    for (const name of gatheringEvents)
      socket.on(name, (event: GatheringEvent) => (onlooker ? onlooker.#take(event) : missed.push(event)))
    expect(await socket.emitWithAck('watch', `gathering:${id}`)).toEqual({ ok: true })
    onlooker = new Onlooker(await refetch(client, id))
    for (const event of missed) onlooker.#take(event)
    return onlooker
  }

  /** Waits for the event that makes it true. */
  async until(isSo: (view: GatheringView) => boolean): Promise<GatheringView> {
    while (!isSo(this.view)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.view
  }

  #take(event: GatheringEvent): void {
    this.events.push(event)
    this.#early.push(event)
    for (const each of this.#early.toSorted((a, b) => a.version - b.version)) {
      const next = applyGatheringEvent(this.view, each)
      if (next !== 'refetch') this.view = next
    }
    this.#early = this.#early.filter((each) => each.version > this.view.version)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

async function gathering(isOpen = true) {
  const councilId = await house.council()
  const [moderator, chair, anna, boris] = await Promise.all([
    house.member(councilId),
    house.member(councilId, { role: 'chair' }),
    house.member(councilId),
    house.as(await house.person()),
  ])
  const hence = (hours: number) => new Date(house.now.getTime() + hours * 3_600_000).toISOString()
  const times = { startsAt: hence(1), endsAt: hence(2) }
  const id = await act(house.kit, clockActor, (work) =>
    planGathering(work, {
      ...{ councilId, kind: 'test', timeZone: TIME_ZONE },
      plan: { ...times, moderatorId: moderator.personId, place: null, callUrl: null },
    }),
  )
  if (isOpen) await moderator.post(`/gatherings/${id}/open`)
  return { id, moderator, chair, anna, boris }
}

const intervalsOf = (view: GatheringView, client: Client) =>
  view.attendance.filter((each) => each.person.id === client.personId)
const isHere = (client: Client) => (view: GatheringView) =>
  intervalsOf(view, client).some((each) => each.outAt === null)
const isGone = (client: Client) => (view: GatheringView) => !isHere(client)(view)

test('a stranger opens no line, and nobody comes into a room that is not there', async () => {
  await expect(connect(house.stranger)).rejects.toThrow('sign_in_required')
  const socket = await connect(await house.as(await house.person()))
  expect(await socket.emitWithAck('watch', `gathering:${newId()}`)).toEqual({ code: 'not_found' })
})

test('R-51 · a late joiner has the state at once, and what happens next', async () => {
  const { id, anna, boris } = await gathering()
  await anna.post(`/gatherings/${id}/turns`)
  await anna.post(`/gatherings/${id}/questions`, { text: 'Кто собирал подписи?' })
  const late = await Onlooker.of(boris, id)
  expect(late.view).toMatchObject({
    turns: [{ state: 'raised' }],
    questions: [{ text: 'Кто собирал подписи?' }],
  })
  await boris.put(`/gatherings/${id}/questions/${late.view.questions[0]?.id}/support`)
  const view = await late.until((each) => each.questions[0]?.supporters.length === 1)
  expect(view.questions[0]?.supporters).toEqual([boris.personId])
})

test('several tabs of one person are one interval, which ends when the last of them is gone', async () => {
  const { id, moderator, anna } = await gathering()
  const onlooker = await Onlooker.of(moderator, id)
  const inAt = house.now.toISOString()
  const [one, two] = await Promise.all([enter(anna, id), enter(anna, id)])
  await onlooker.until(isHere(anna))
  house.pass(120_000)
  one.disconnect()
  const third = await enter(anna, id)
  two.disconnect()
  const outAt = house.now.toISOString()
  expect(intervalsOf(await refetch(anna, id), anna)).toMatchObject([{ inAt, outAt: null }])
  third.emit('unwatch', `gathering:${id}`)
  expect(intervalsOf(await onlooker.until(isGone(anna)), anna)).toMatchObject([{ inAt, outAt }])
})

test('a line that was lost for less than a minute is the same interval; after it a new one begins', async () => {
  const { id, moderator, anna } = await gathering()
  const onlooker = await Onlooker.of(moderator, id)
  const inAt = house.now.toISOString()
  const leaveAndReturn = async (ms: number) => {
    const socket = await enter(anna, id)
    await onlooker.until(isHere(anna))
    socket.disconnect()
    await onlooker.until(isGone(anna))
    house.pass(ms)
    await enter(anna, id)
    return intervalsOf(await onlooker.until(isHere(anna)), anna)
  }
  expect(await leaveAndReturn(59_999)).toMatchObject([{ inAt, outAt: null }])
  for (const socket of open.splice(1)) socket.disconnect()
  await onlooker.until(isGone(anna))
  expect(await leaveAndReturn(60_000)).toHaveLength(2)
})

test('whoever waits at the door is here from the opening, and nobody before it or after the closing', async () => {
  const { id, moderator, anna } = await gathering(false)
  const onlooker = await Onlooker.of(anna, id)
  expect(onlooker.view.attendance).toEqual([])
  house.pass(600_000)
  await moderator.post(`/gatherings/${id}/open`)
  const inAt = house.now.toISOString()
  expect(intervalsOf(await onlooker.until(isHere(anna)), anna)).toMatchObject([{ inAt, outAt: null }])
  house.pass(600_000)
  await moderator.post(`/gatherings/${id}/close`)
  const outAt = house.now.toISOString()
  expect(intervalsOf(await onlooker.until(isGone(anna)), anna)).toMatchObject([{ inAt, outAt }])
  await enter(moderator, id)
  expect(intervalsOf(await refetch(moderator, id), moderator)).toEqual([])
})

test('whoever is signed out has left', async () => {
  const { id, moderator, anna } = await gathering()
  const onlooker = await Onlooker.of(moderator, id)
  await enter(anna, id)
  await onlooker.until(isHere(anna))
  house.kit.cut(`person:${anna.personId}`)
  await onlooker.until(isGone(anna))
})

test('each minute there is a sign of life, which nobody is told of', async () => {
  const { id, moderator, anna } = await gathering()
  const onlooker = await Onlooker.of(moderator, id)
  await enter(anna, id)
  await onlooker.until(isHere(anna))
  await house.kit.tick()
  house.pass(60_000)
  const published = house.published.length
  await house.kit.tick()
  const rows = await house.kit.db
    .selectFrom('attendance')
    .select('seenAt')
    .where('gatheringId', '=', id)
    .execute()
  expect(rows.map((each) => each.seenAt)).toEqual([house.now.toISOString(), house.now.toISOString()])
  expect(house.published).toHaveLength(published)
})

test('a server that goes down in good order lets everybody out at that moment', async () => {
  const { id, boris } = await gathering()
  const presence = new Presence(house.kit)
  const actor = (await house.kit.identify(boris.cookie)) ?? clockActor
  await presence.entered(actor, id, 'socket')
  house.pass(1000)
  await presence.close()
  await presence.left(actor, id, 'socket')
  const outAt = house.now.toISOString()
  expect(intervalsOf(await refetch(boris, id), boris)).toMatchObject([{ outAt }])
})

test('a server that goes down does not wait for those who are in a room', async () => {
  const fallen = await openHouse()
  const socket = io(await listening(fallen), {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
    extraHeaders: { cookie: (await fallen.as(await fallen.person())).cookie },
  })
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  const gone = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()))
  await fallen.close()
  await gone
})

const turns = ['raise', 'raise', 'lower', 'give', 'end'] as const
const questions = [
  'ask',
  'withdraw',
  'answer',
  'support',
  'support',
  'support',
  'unsupport',
  'unsupport',
] as const
const plans = ['add', 'rewrite', 'move', 'remove', 'reach'] as const
const comings = ['come', 'go', 'wait'] as const
const oneAct = fc.record({
  deed: fc.constantFrom(...turns, ...questions, ...plans, ...comings),
  who: fc.nat({ max: 3 }),
  // Few rows to choose from, so that acts meet on the same ones.
  which: fc.nat({ max: 2 }),
})
type OneAct = typeof oneAct extends fc.Arbitrary<infer T> ? T : never

test('what was received, applied to any earlier state, equals a refetch, whoever does whatever', async () => {
  let told = 0
  const story = fc.array(fc.array(oneAct, { minLength: 1, maxLength: 4 }), { minLength: 6, maxLength: 16 })
  const run = fc.asyncProperty(story, fc.boolean(), async (batches, closes) => {
    const { id, moderator, chair, anna, boris } = await gathering()
    const people = [moderator, chair, anna, boris]
    const onlooker = await Onlooker.of(await house.as(await house.person()), id)
    const sockets: Array<[Client, Socket]> = []
    const states: GatheringView[] = []

    const perform = async ({ deed, who, which }: OneAct, view: GatheringView) => {
      const client = people[who] ?? moderator
      const one = <T extends { id: Id }>(rows: readonly T[]) =>
        rows[which % Math.max(1, rows.length)]?.id ?? newId()
      const at = `/gatherings/${id}`
      const [turn, question, item] = [one(view.turns), one(view.questions), one(view.programme)]
      const written = { title: `Пункт ${which}`, speaker: null, minutes: which + 1 }
      if (deed === 'raise') await client.post(`${at}/turns`)
      else if (deed === 'lower') await client.post(`${at}/turns/${turn}/withdraw`)
      else if (deed === 'give') await client.post(`${at}/turns/${turn}/give`, {})
      else if (deed === 'end') await client.post(`${at}/turns/${turn}/done`)
      else if (deed === 'ask') await client.post(`${at}/questions`, { text: `Вопрос ${which}?` })
      else if (deed === 'withdraw') await client.post(`${at}/questions/${question}/withdraw`)
      else if (deed === 'answer') await client.post(`${at}/questions/${question}/answered`)
      else if (deed === 'support') await client.put(`${at}/questions/${question}/support`)
      else if (deed === 'unsupport') await client.delete(`${at}/questions/${question}/support`)
      else if (deed === 'add') await client.post(`${at}/programme`, written)
      else if (deed === 'rewrite') await client.put(`${at}/programme/${item}`, written)
      else if (deed === 'move') await client.post(`${at}/programme/${item}/move`, { position: which + 1 })
      else if (deed === 'remove') await client.delete(`${at}/programme/${item}`)
      else if (deed === 'reach') await client.put(`${at}/current-item`, { itemId: item })
      else if (deed === 'come') sockets.push([client, await enter(client, id)])
      else if (deed === 'go') sockets.splice(which % Math.max(1, sockets.length), 1)[0]?.[1].disconnect()
      else house.pass(which * 40_000)
    }

    for (const batch of batches) {
      const view = await refetch(moderator, id)
      states.push(view)
      await Promise.all(batch.map((each) => perform(each, view)))
    }
    const stay = new Set(sockets.map(([client]) => client.personId))
    if (closes) await moderator.post(`/gatherings/${id}/close`)
    else
      await onlooker.until((view) => people.every((each) => isHere(each)(view) === stay.has(each.personId)))

    const final = await refetch(moderator, id)
    await onlooker.until((view) => view.version >= final.version)
    expect(onlooker.view).toEqual(final)
    const inOrder = onlooker.events.toSorted((a, b) => a.version - b.version)
    for (const state of states) {
      const brought = inOrder.reduce<GatheringView>((before, event) => {
        const next = applyGatheringEvent(before, event)
        return next === 'refetch' ? before : next
      }, state)
      expect(brought).toEqual(final)
    }
    told += onlooker.events.length
    for (const [, socket] of sockets) socket.disconnect()
  })
  await fc.assert(run, { numRuns: 15, endOnFailure: true })
  expect(told).toBeGreaterThan(50)
}, 120_000)

test('an event after a missing one asks for a refetch, and one that came twice changes nothing', async () => {
  const { id, anna, chair } = await gathering()
  const before = await refetch(anna, id)
  const [first, second] = [
    await anna.post<{ event: GatheringEvent }>(`/gatherings/${id}/turns`),
    await chair.post<{ event: GatheringEvent }>(`/gatherings/${id}/turns`),
  ]
  expect(applyGatheringEvent(before, second.body.event)).toBe('refetch')
  const once = applyGatheringEvent(before, first.body.event)
  if (once === 'refetch') throw new Error('the next event fits')
  expect(applyGatheringEvent(once, first.body.event)).toBe(once)
  expect(applyGatheringEvent(once, second.body.event)).toEqual(await refetch(anna, id))
})
