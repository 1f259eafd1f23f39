import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchRoom } from '../../client/lib/live.ts'

/** As much of a Socket.IO client as a page uses. */
class Line extends EventEmitter {
  connects = 0
  readonly sent: unknown[][] = []
  connected = false
  /** Hears every event, as `onAny` of the real one does. */
  any: (...heard: unknown[]) => void = () => {}
  connect = () => void this.connects++
  auth: unknown
  disconnect = () => this
  onAny = (listener: (...heard: unknown[]) => void) => {
    this.any = listener
    return this
  }
  hear = (event: string, ...data: unknown[]) => super.emit(event, ...data)
  override emit(...message: unknown[]): boolean {
    this.sent.push(message)
    return true
  }
}

let line: Line
let lines = 0
vi.mock('socket.io-client', () => ({
  io: () => {
    lines++
    return (line = new Line())
  },
}))
const leaving: Array<() => void> = []
beforeEach(() => {
  vi.useFakeTimers()
  lines = 0
})
afterEach(() => {
  for (const leave of leaving.splice(0)) leave()
  vi.useRealTimers()
})

async function watched(room = 'vote:1') {
  const told = { told: vi.fn(), joined: vi.fn(), lost: vi.fn() }
  const leave = watchRoom(room, told)
  leaving.push(leave)
  await vi.dynamicImportSettled()
  return { ...told, leave }
}

test('a line that the server ended comes back and asks for its room anew', async () => {
  const { lost } = await watched()
  line.hear('connect')
  line.hear('disconnect', 'io server disconnect')
  expect(lost).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(2500)
  expect(line.connects).toBe(1)
  line.hear('connect')
  expect(line.sent.filter(([event]) => event === 'watch')).toHaveLength(2)
})

test('a line that broke is left to Socket.IO, which comes back by itself', async () => {
  await watched()
  line.hear('disconnect', 'transport close')
  vi.advanceTimersByTime(10_000)
  expect(line.connects).toBe(0)
})

test('a page that was left does not come back', async () => {
  const { leave } = await watched()
  line.hear('disconnect', 'io server disconnect')
  leave()
  vi.advanceTimersByTime(10_000)
  expect(line.connects).toBe(0)
})

test('the rooms of a page share one line, and each watcher hears of its own room', async () => {
  const vote = await watched()
  const meeting = await watched('meeting:1')
  expect(lines).toBe(1)
  line.any('vote:changed', { cast: 1 }, 'vote:1')
  line.any('meeting:moved', { entries: [] }, 'meeting:1')
  expect(vote.told.mock.calls).toEqual([['vote:changed', { cast: 1 }]])
  expect(meeting.told.mock.calls).toEqual([['meeting:moved', { entries: [] }]])
  line.any('suggestions:changed', { draftId: '1' }, 'person:1')
  expect([vote.told, meeting.told].map((each) => each.mock.calls.length)).toEqual([2, 2])
  line.hear('disconnect', 'transport close')
  expect([vote.lost, meeting.lost].map((each) => each.mock.calls.length)).toEqual([1, 1])
})

test('a room that is watched later is entered on the open line, and left when its last watcher goes', async () => {
  await watched()
  line.connected = true
  line.hear('connect')
  const [one, two] = [await watched('meeting:1'), await watched('meeting:1')]
  one.leave()
  expect(line.sent.map(([verb, room]) => [verb, room])).toEqual([
    ['watch', 'vote:1'],
    ['watch', 'meeting:1'],
    ['watch', 'meeting:1'],
  ])
  two.leave()
  expect(line.sent.at(-1)).toEqual(['unwatch', 'meeting:1'])
})

test('the next page has a line of its own after the last watcher of this one has gone', async () => {
  const { leave } = await watched()
  leave()
  await watched()
  expect(lines).toBe(2)
})

test('whom the server does not know asks again as a stranger, who hears of what is public', async () => {
  const { joined } = await watched('meeting:1')
  line.hear('connect_error', new Error('sign_in_required'))
  expect([line.connects, line.auth]).toEqual([1, { stranger: true }])
  line.hear('connect')
  const [, , answer] = line.sent.find(([event]) => event === 'watch') as [
    string,
    string,
    (said: unknown) => void,
  ]
  answer({ ok: true })
  expect(joined).toHaveBeenCalledOnce()
})

test('where too many strangers look on, the page says that it does not follow and asks again later', async () => {
  const { lost } = await watched('meeting:1')
  line.hear('connect_error', new Error('too_many_requests'))
  expect([lost.mock.calls.length, line.connects]).toEqual([1, 0])
  vi.advanceTimersByTime(19_000)
  expect(line.connects).toBe(0)
  vi.advanceTimersByTime(21_000)
  expect(line.connects).toBe(1)
})
