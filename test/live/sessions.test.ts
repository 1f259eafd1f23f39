import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Socket as NetSocket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { io, type Socket } from 'socket.io-client'
import WebSocket from 'ws'
import { newId } from '../../server/lib/ids.ts'
import { findCouncil } from '../../server/councils/queries.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { listening } from '../support/live.ts'

let house: House
let url: string
const open: Socket[] = []
beforeAll(async () => {
  house = await openHouse()
  url = await listening(house)
})
afterAll(async () => {
  for (const socket of open) socket.disconnect()
  await house.close()
})

/** An open line of somebody; `ended` comes true when the server ends it. */
async function line(client: Client) {
  const socket = io(url, {
    transports: ['websocket'],
    extraHeaders: { cookie: client.cookie },
    reconnection: false,
    forceNew: true,
  })
  open.push(socket)
  const ended = new Promise<string>((resolve) => socket.once('disconnect', (reason) => resolve(reason)))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, ended }
}

/** Ends a line by `deed` and answers with how long it took from the answer on, in milliseconds. */
async function timeToEnd(
  lines: readonly { ended: Promise<string> }[],
  deed: () => Promise<unknown>,
): Promise<number> {
  await deed()
  const answered = performance.now()
  const reasons = await Promise.all(lines.map(({ ended }) => ended))
  expect(new Set(reasons)).toEqual(new Set(['io server disconnect']))
  return performance.now() - answered
}

const pathOf = async (councilId: string) => `/councils/${(await findCouncil(house.kit.db, councilId))?.slug}`

test('a line that says nothing is not cut as a slow request would be', async () => {
  const lines: NetSocket[] = []
  const noted = (each: NetSocket) => void lines.push(each)
  house.app.server.on('connection', noted)
  const client = await house.as(await house.person())
  await line(client)
  const draft = new WebSocket(`${url.replace('http', 'ws')}/collab/v1/${newId()}`, {
    headers: { cookie: client.cookie },
  })
  await once(draft, 'open')
  house.app.server.off('connection', noted)
  expect(house.app.server.timeout).toBeGreaterThan(0)
  expect(lines.map(({ timeout }) => timeout ?? 0)).toEqual([0, 0])
  draft.terminate()
})

test('signing out ends every line of that session within a second, and of no other', async () => {
  const personId = await house.person()
  const [desk, phone] = [await house.as(personId), await house.as(personId)]
  const lines = [await line(desk), await line(desk)]
  const other = await line(phone)
  expect(await timeToEnd(lines, () => desk.post('/sign-out'))).toBeLessThan(1000)
  expect(other.socket.connected).toBe(true)
  await expect(line(desk)).rejects.toThrow('sign_in_required')
})

test('an act whose body arrives after signing out is nobody’s', async () => {
  const client = await house.as(await house.person())
  const body = JSON.stringify({ familyName: 'Поздняя', givenName: 'Анна', patronymic: null })
  const asked = request(`${url}/api/me`, {
    method: 'PATCH',
    headers: {
      cookie: client.cookie,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  })
  asked.write(body.slice(0, 10))
  await new Promise((resolve) => house.app.server.once('request', resolve))
  await client.post('/sign-out')
  asked.end(body.slice(10))
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(401)
})

test('a session ended from another device loses its lines within a second', async () => {
  const personId = await house.person()
  const [desk, phone] = [await house.as(personId), await house.as(personId)]
  const [mine, theirs] = [await line(desk), await line(phone)]
  expect(await timeToEnd([theirs], () => desk.delete('/sessions'))).toBeLessThan(1000)
  expect(mine.socket.connected).toBe(true)
  await expect(line(phone)).rejects.toThrow('sign_in_required')
})

test('losing a role ends the lines of that person within a second; they come back without it', async () => {
  const councilId = await house.council()
  const secretary = await house.member(councilId, { role: 'secretary' })
  const member = await house.member(councilId)
  const [lost, stays] = [await line(member), await line(secretary)]
  const seat = `${await pathOf(councilId)}/members/${member.memberId}`
  expect(await timeToEnd([lost], () => secretary.patch(seat, { role: 'observer' }))).toBeLessThan(1000)
  expect(stays.socket.connected).toBe(true)
  expect((await line(member)).socket.connected).toBe(true)
  expect((await member.get('/me')).body).toMatchObject({ seats: [{ role: 'observer' }] })
})

test('a session that ends while its line is let in gets none', async () => {
  const client = await house.as(await house.person())
  const { identify } = house.kit
  house.kit.identify = async (cookie) => {
    house.kit.identify = identify
    const actor = await identify(cookie)
    await client.post('/sign-out')
    return actor
  }
  await expect(line(client)).rejects.toThrow('sign_in_required')
})

test('a room has one name, and of many questions at once no more are asked than rooms are allowed', async () => {
  const { socket } = await line(await house.as(await house.person()))
  let asked = 0
  house.kit.live.room('test', {
    mayWatch: () => {
      asked++
      return Promise.resolve(true)
    },
  })
  const id = newId()
  for (const room of [`test:${id}:1`, `test:${id} `, 'test:\0', 'test:', 'person:x', `person:${id}`, 7])
    expect(await socket.emitWithAck('watch', room)).toEqual({ code: 'invalid_request' })
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => socket.emitWithAck('watch', `test:${newId()}`)),
  )
  expect(answers.filter((each) => 'ok' in (each as object))).toHaveLength(20)
  expect(asked).toBe(20)
})

test('a refused change ends no line', async () => {
  const councilId = await house.council()
  const secretary = await house.member(councilId, { role: 'secretary' })
  const mine = await line(secretary)
  const seat = `${await pathOf(councilId)}/members/${secretary.memberId}`
  expect((await secretary.patch(seat, { role: 'member' })).status).toBe(409)
  expect(await mine.socket.timeout(1000).emitWithAck('watch', 'nothing:here')).toMatchObject({
    code: 'invalid_request',
  })
  expect(mine.socket.connected).toBe(true)
})

test('R-73 · a term that ends at local midnight ends the lines with it', async () => {
  const councilId = await house.council()
  const member = await house.member(councilId, { endsOn: house.today })
  const stays = await line(await house.member(councilId))
  const lost = await line(member)
  await house.kit.tick()
  house.setClock(`${house.today}T12:00:00.000Z`)
  expect(await timeToEnd([lost], () => house.kit.tick())).toBeLessThan(1000)
  expect(stays.socket.connected).toBe(true)
  expect((await member.get('/me')).body).toMatchObject({ seats: [] })
})
