import { once } from 'node:events'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { message, sync, type DraftRole } from '../../shared/drafts.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { createDraft } from '../../server/drafts/actions.ts'
import { act, type Work } from '../../server/lib/act.ts'
import type { Client, House } from '../house.ts'

// Every provider listens for the end of the process.
process.setMaxListeners(0)

export const paragraph = (text: string): DraftJson => ({
  type: 'paragraph',
  ...(text && { content: [{ type: 'text', text }] }),
})
export const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })

/** Waits for something to become true, looking again after each event of `source`. */
export async function until(
  source: { on(event: never, listener: () => void): unknown },
  event: string,
  isTrue: () => boolean,
) {
  while (!isTrue()) await new Promise<void>((resolve) => void source.on(event as never, resolve))
}

/** Drafts of a subject that exists only for tests: rights are a table that the test fills. */
export class Table {
  readonly kind = 'note'
  readonly #house: House
  readonly #rights = new Map<string, DraftRole>()
  readonly publicRevisions = new Set<Id>()

  constructor(house: House) {
    this.#house = house
    house.kit.drafts.access(
      this.kind,
      async (_db, actor, draftId) => this.#rights.get(`${draftId} ${actor.personId}`) ?? null,
    )
    house.kit.drafts.publicRevision(this.kind, async (_db, revision) => this.publicRevisions.has(revision.id))
  }

  allow(draftId: Id, who: Client, role: DraftRole | null): void {
    const key = `${draftId} ${who.personId}`
    if (role) this.#rights.set(key, role)
    else this.#rights.delete(key)
  }

  as = async <T>(who: Client, action: (work: Work) => Promise<T>): Promise<T> => {
    const actor = await this.#house.kit.identify(who.cookie)
    return act(this.#house.kit, actor!, action)
  }

  /** A draft in a council of its own, with the rights of these people. */
  async draft(rights: [who: Client, role: DraftRole][], content?: DraftJson): Promise<Id> {
    const councilId = await this.#house.council()
    const id = await this.as(rights[0]![0], (work) =>
      createDraft(work, { councilId, subjectKind: this.kind, ...(content && { content }) }),
    )
    for (const [who, role] of rights) this.allow(id, who, role)
    return id
  }

  logOf = (draftId: Id) =>
    this.#house.kit.db
      .selectFrom('draftUpdate')
      .selectAll()
      .where('draftId', '=', draftId)
      .orderBy('seq')
      .execute()
}

/** A WebSocket of `ws` that carries a session, for the unmodified provider. */
export const withCookie = (cookie: string, headers: Record<string, string> = {}) =>
  class extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie, ...headers }, perMessageDeflate: false })
    }
  } as unknown as typeof globalThis.WebSocket

/** Somebody with an unmodified y-websocket provider, who marks what they write. */
export class Typist {
  readonly doc = new Y.Doc()
  readonly provider: WebsocketProvider
  readonly nacks: { n: number; code: number; reason: string }[] = []
  hello: { role: string; state: string; head: number } | null = null
  closed: number | null = null
  made = 0
  acked = 0
  readonly #listeners = new Set<() => void>()

  constructor(origin: string, draftId: Id, cookie: string) {
    this.provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/collab/v1`, draftId, this.doc, {
      WebSocketPolyfill: withCookie(cookie),
      disableBc: true,
      connect: false,
      maxBackoffTime: 100,
    })
    const { provider } = this
    provider.messageHandlers[message.mark] = (_encoder, decoder) => {
      this.acked = Math.max(
        this.acked,
        decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder))),
      )
      this.#tell()
    }
    provider.messageHandlers[message.refusal] = (_encoder, decoder) => {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      const n = decoding.readVarUint(inner)
      this.nacks.push({ n, code: decoding.readVarUint(inner), reason: decoding.readVarString(inner) })
      this.#tell()
    }
    provider.messageHandlers[message.hello] = (_encoder, decoder) => {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      const role = decoding.readVarString(inner)
      decoding.readVarUint(inner)
      decoding.readVarUint(inner)
      const head = decoding.readVarUint(inner)
      this.hello = { role, head, state: decoding.readVarString(inner) }
      this.#tell()
    }
    const step = provider.messageHandlers[message.sync]!
    provider.messageHandlers[message.sync] = (encoder, decoder, self, emitSynced, type) => {
      const isQuestion = decoder.arr[decoder.pos] === sync.step1
      step(encoder, decoder, self, emitSynced, type)
      // The answer leaves when this handler returns; the mark has to follow it.
      if (isQuestion) queueMicrotask(() => this.#mark())
    }
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== provider) {
        this.made++
        this.#mark()
      }
      this.#tell()
    })
    provider.on('sync', () => this.#tell())
    provider.on('closed', ({ code }) => {
      this.closed = code
      this.#tell()
    })
    provider.on('connection-close', () => this.#tell())
    provider.awareness.on('update', () => this.#tell())
  }

  /** Connects, and waits until the text is there. */
  async open(): Promise<this> {
    this.provider.connect()
    await this.until(() => this.provider.synced)
    return this
  }

  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isTrue()) return
        this.#listeners.delete(look)
        resolve()
      }
      this.#listeners.add(look)
      look()
    })
  }

  get root(): Y.XmlFragment {
    return this.doc.getXmlFragment('default')
  }

  get text(): string {
    return this.root
      .toArray()
      .map((each) =>
        each instanceof Y.XmlElement
          ? each
              .toArray()
              .map((inner) =>
                (inner instanceof Y.XmlText ? (inner.toDelta() as { insert: string }[]) : [])
                  .flat()
                  .map((op) => op.insert)
                  .join(''),
              )
              .join('')
          : '',
      )
      .join('\n')
  }

  /** Appends a paragraph. */
  write(text: string): void {
    const element = new Y.XmlElement('paragraph')
    element.insert(0, [new Y.XmlText(text)])
    this.root.push([element])
  }

  saved = () => this.until(() => this.acked === this.made)
  sees = (text: string) => this.until(() => this.text.includes(text))

  leave(): void {
    this.provider.destroy()
    this.provider.awareness.destroy()
    this.doc.destroy()
    this.#tell()
  }

  #mark(): void {
    const { ws } = this.provider
    if (ws?.readyState === 1) ws.send(Buffer.from(mark(this.made)))
  }

  #tell(): void {
    for (const look of [...this.#listeners]) look()
  }
}

const written = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export const mark = (n: number): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, message.mark)
    encoding.writeVarUint8Array(
      encoder,
      written((inner) => encoding.writeVarUint(inner, n)),
    )
  })

export const syncMessage = (step: keyof typeof sync, bytes: Uint8Array): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, message.sync)
    encoding.writeVarUint(encoder, sync[step])
    encoding.writeVarUint8Array(encoder, bytes)
  })

export const awarenessMessage = (
  entries: { clientId: number; clock: number; state: unknown }[],
): Uint8Array =>
  written((encoder) => {
    encoding.writeVarUint(encoder, message.awareness)
    encoding.writeVarUint8Array(
      encoder,
      written((inner) => {
        encoding.writeVarUint(inner, entries.length)
        for (const { clientId, clock, state } of entries) {
          encoding.writeVarUint(inner, clientId)
          encoding.writeVarUint(inner, clock)
          encoding.writeVarString(inner, JSON.stringify(state))
        }
      }),
    )
  })

/** A client that says what it likes. */
export class RawClient {
  readonly socket: WebSocket
  readonly heard: Uint8Array[] = []
  closed: number | null = null
  #wake: Array<() => void> = []

  constructor(origin: string, draftId: string, cookie: string, { query = '', headers = {} } = {}) {
    this.socket = new WebSocket(`${origin.replace('http', 'ws')}/collab/v1/${draftId}${query}`, {
      headers: { ...(cookie && { cookie }), ...headers },
      perMessageDeflate: false,
    })
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(new Uint8Array(data))
      this.#woken()
    })
    this.socket.on('close', (code) => {
      this.closed = code
      this.#woken()
    })
    this.socket.on('error', () => undefined)
  }

  async open(): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open')
    return this
  }

  say(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => void this.#wake.push(resolve))
  }

  async ended(): Promise<number> {
    await this.until(() => this.closed !== null)
    return this.closed!
  }

  /** Payloads of the messages of one kind. */
  kind = (kind: number): Uint8Array[] => this.heard.filter((each) => each[0] === kind)

  nacks = () =>
    this.kind(message.refusal).map((bytes) => {
      const decoder = decoding.createDecoder(bytes)
      decoding.readVarUint(decoder)
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      return { n: decoding.readVarUint(inner), code: decoding.readVarUint(inner) }
    })

  marks = () =>
    this.kind(message.mark).map((bytes) => {
      const decoder = decoding.createDecoder(bytes)
      decoding.readVarUint(decoder)
      return decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    })

  /** Everything of the text that has come, as a document. */
  document(): Y.Doc {
    const doc = new Y.Doc()
    for (const bytes of this.kind(message.sync)) {
      const decoder = decoding.createDecoder(bytes)
      decoding.readVarUint(decoder)
      if (decoding.readVarUint(decoder) !== sync.step1)
        Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
    }
    return doc
  }

  #woken(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
