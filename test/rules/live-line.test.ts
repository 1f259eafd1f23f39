import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchRoom } from '../../client/lib/live.ts'

/** As much of a Socket.IO client as a page uses. */
class Line extends EventEmitter {
  connects = 0
  readonly sent: unknown[][] = []
  connect = () => void this.connects++
  disconnect = () => this
  onAny = () => this
  hear = (event: string, ...data: unknown[]) => super.emit(event, ...data)
  override emit(...message: unknown[]): boolean {
    this.sent.push(message)
    return true
  }
}

let line: Line
vi.mock('socket.io-client', () => ({ io: () => (line = new Line()) }))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function watched() {
  const told = { told: vi.fn(), joined: vi.fn(), lost: vi.fn() }
  const leave = watchRoom('vote:1', told)
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
