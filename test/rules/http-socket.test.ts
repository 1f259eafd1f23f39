import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { encodeStateVector, Doc } from 'yjs'
import { HttpSocket } from '../../client/drafts/http-socket.ts'
import { message, sync, SYNC_MOST_A_MINUTE, wrapMessages } from '../../shared/drafts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What a server answers first of all. */
function hello(): Uint8Array {
  const inner = createEncoder()
  writeVarString(inner, 'write')
  for (const each of [1, 2, 7]) writeVarUint(inner, each)
  writeVarString(inner, 'open')
  const outer = createEncoder()
  writeVarUint(outer, message.hello)
  writeVarUint8Array(outer, toUint8Array(inner))
  return toUint8Array(outer)
}

/** A page for a minute on a line without delay; a question for news is answered after so many milliseconds. */
async function exchangesInAMinute(newsEvery: number, keyEvery: number): Promise<number> {
  let asked = 0
  const answer = () => new Response(wrapMessages([hello()]))
  const ask = vi.fn((_address: URL, { signal, body }: RequestInit) => {
    asked++
    const isQuestion = asked > 1 && (body as Uint8Array).length < 10
    if (!isQuestion) return Promise.resolve(answer())
    const news = Promise.withResolvers<Response>()
    setTimeout(() => news.resolve(answer()), newsEvery)
    signal!.addEventListener('abort', () => news.reject(new Error('aborted')))
    return news.promise
  })
  const socket = new HttpSocket('ws://house/collab/v1/draft', {
    stateVector: () => encodeStateVector(new Doc()),
    delivered: () => undefined,
    fetch: ask as unknown as typeof fetch,
  })
  const key = Uint8Array.of(message.sync, sync.update, 20, ...new Array<number>(20).fill(0))
  const typing = setInterval(() => socket.send(key), keyEvery)
  await vi.advanceTimersByTimeAsync(60_000)
  clearInterval(typing)
  socket.close()
  return asked
}

test.each([
  ['news come without pause', 0, 1e9],
  ['somebody types while news come without pause', 0, 90],
  ['each key ends a question for news', 1e9, 160],
  ['each key ends a question that was just asked', 1e9, 151],
])('a page by HTTP never asks so often that its words are refused: %s', async (_, newsEvery, keyEvery) => {
  const asked = await exchangesInAMinute(newsEvery, keyEvery)
  expect(asked).toBeGreaterThan(100)
  expect(asked).toBeLessThan(SYNC_MOST_A_MINUTE * 0.7)
})
