import { EventEmitter } from 'node:events'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { socketsFor } from '../../client/drafts/sockets.ts'
import { isPending, labelOf, type DraftState } from '../../client/drafts/status.ts'
import { DraftSync } from '../../client/drafts/sync.ts'
import { draftJson } from '../../server/drafts/queries.ts'
import { draftText } from '../../shared/draft-text.ts'
import { DRAFT_FIELD, MESSAGE_MOST } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { doc, paragraph, Table, Typist, until, withCookie } from '../support/collab.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
})
beforeEach(async () => {
  draftId = await table.draft(
    [
      [anna, 'write'],
      [boris, 'write'],
    ],
    doc(paragraph('Решили:')),
  )
})
afterAll(() => house.close())

/** A network whose proxy ends every WebSocket before it is open. */
const nowhere = class extends WebSocket {
  constructor() {
    super('ws://127.0.0.1:9')
  }
} as unknown as typeof globalThis.WebSocket

/** Anna's page: the client's own exchange over sockets that choose their way. */
class Page extends EventEmitter {
  readonly doc = new Y.Doc()
  readonly sync: DraftSync
  readonly asked: { bytes: number }[] = []
  state: DraftState | null = null
  detour = false

  constructor(Socket: typeof globalThis.WebSocket) {
    super()
    const withSession: typeof fetch = (address, request) => {
      this.asked.push({ bytes: (request!.body as Uint8Array).length })
      return fetch(address, { ...request, headers: { ...request!.headers, cookie: anna.cookie, origin } })
    }
    this.sync = new DraftSync({
      serverUrl: `${origin.replace('http', 'ws')}/collab/v1`,
      draftId,
      doc: this.doc,
      role: 'write',
      person: { id: anna.personId, name: 'Анна' },
      epoch: null,
      unsent: false,
      keeper: null,
      onchange: (state) => {
        this.state = state
        this.emit('change')
      },
      onforeign: () => undefined,
      onrole: () => undefined,
      WebSocketPolyfill: socketsFor({
        doc: this.doc,
        WebSocket: Socket,
        fetch: withSession,
        ondetour: (detour) => {
          this.detour = detour
          this.emit('change')
        },
      }),
    })
  }

  /** Resolves when the line is there and all that was written is on the server's disk. */
  async saved(): Promise<void> {
    await until(this, 'change', () => this.state?.line === 'up' && !isPending(this.state))
    expect(labelOf(this.state!)).toEqual({ kind: 'saved' })
  }

  write(words: string): void {
    const text = new Y.XmlText(words)
    const block = new Y.XmlElement('paragraph')
    block.insert(0, [text])
    this.doc.getXmlFragment(DRAFT_FIELD).push([block])
  }
}

const stored = async () => draftText(await draftJson(house.kit.db, draftId))

test('Where WebSocket is blocked the text is exchanged by HTTP, and what others write comes by itself', async () => {
  const page = new Page(nowhere)
  page.sync.connect()
  await until(page, 'change', () => page.detour)
  await page.saved()
  page.write('Анна здесь.')
  page.write('И тут.')
  await page.saved()
  expect(await stored()).toBe('Решили:\nАнна здесь.\nИ тут.')

  const typist = await new Typist(origin, draftId, boris.cookie).open()
  const came = until(page.doc, 'update', () =>
    page.doc.getXmlFragment(DRAFT_FIELD).toJSON().includes('Борис'),
  )
  typist.write('Борис тоже.')
  await came
  typist.leave()
  page.sync.destroy()
})

test('What is too large for one message goes by HTTP, and typing goes on', async () => {
  const page = new Page(withCookie(anna.cookie, { origin }))
  page.sync.connect()
  await page.saved()
  expect(page.detour).toBe(false)
  const large = 'Народный совет. '.repeat(MESSAGE_MOST / 16)
  page.write(large)
  page.write('И строка после.')
  await page.saved()
  expect(await stored()).toBe(`Решили:\n${large}\nИ строка после.`)
  expect(page.asked.some(({ bytes }) => bytes > MESSAGE_MOST)).toBe(true)
  page.sync.destroy()
})

test('Two hundred edits of five days without a connection arrive as one exchange', async () => {
  const page = new Page(withCookie(anna.cookie, { origin }))
  page.sync.connect()
  await page.saved()
  page.sync.provider.disconnect()
  for (let day = 1; day <= 200; day++) page.write(`Правка ${day}.`)
  const before = (await table.logOf(draftId)).length
  page.sync.connect()
  await page.saved()
  expect((await table.logOf(draftId)).length - before).toBe(1)
  expect(await stored()).toBe(
    ['Решили:', ...Array.from({ length: 200 }, (_, day) => `Правка ${day + 1}.`)].join('\n'),
  )
  page.sync.destroy()
})
