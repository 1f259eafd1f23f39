import { readVarUint8Array } from 'lib0/decoding'
import { writeVarUint } from 'lib0/encoding'
import { messageYjsSyncStep1, messageYjsSyncStep2, readSyncMessage } from 'y-protocols/sync'
import { applyUpdate, type Doc } from 'yjs'
import { WebsocketProvider } from 'y-websocket'
import { message, type LineRole, type Hello } from '../../shared/drafts.ts'
import type { FirstState } from './first-state.ts'
import { socketsFor } from './sockets.ts'
import {
  isPending,
  mayType,
  openedState,
  step,
  stopReason,
  type DraftEvent,
  type DraftState,
  type StopReason,
} from './status.ts'
import { readHello, readMark, readRefusal, writeMark } from './wire.ts'

/** The device's copy, as far as the connection has to feed it. */
export interface Keeper {
  begin(epoch: number): void
  append(bytes: Uint8Array, n: number | null): void
  acked(n: number): void
}

interface Options {
  /** `wss://house/collab/v1` */
  serverUrl: string
  draftId: string
  doc: Doc
  role: LineRole
  person: { id: string; name: string }
  params?: Record<string, string>
  /** Generation of the copy that was put into `doc`; null if there was none. */
  epoch: number | null
  unsent: boolean
  keeper: Keeper | null
  onchange: (state: DraftState) => void
  /** The draft was begun anew since the copy in `doc` was taken; nothing was merged and nothing of ours is unsent. */
  onforeign: () => void
  /**
   * Opened to write, but nobody asks for edits any more while the device keeps some: `doc` is then not the official
   * text. Or opened to read, and writing is welcome.
   */
  onrole: (role: LineRole) => void
  WebSocketPolyfill?: typeof WebSocket
}

/** How long an edit may go unanswered while nothing else is heard either. A satellite takes 1–2 s. */
const SILENCE_MS = 12_000
const SUSPICION_MS = 4_000
const LONGEST_WAIT_MS = 30_000

/**
 * One draft on one page, over the unmodified y-websocket provider. What it adds: a numbered mark after every edit, which
 * the server echoes when everything before it is on disk; nothing goes out on a connection before the server asked for
 * what it lacks; waits between attempts that differ from page to page.
 */
export class DraftSync {
  readonly provider: WebsocketProvider
  readonly #options: Options
  #state: DraftState
  #epoch: number | null
  #markDue = false
  #attempts = 0
  #watch: ReturnType<typeof setTimeout> | undefined
  #watchUntil = 0

  constructor(options: Options) {
    this.#options = options
    this.#epoch = options.epoch
    this.#state = openedState(options.role, options.unsent)
    const { serverUrl, draftId, doc, WebSocketPolyfill, params = {} } = options
    this.provider = new WebsocketProvider(serverUrl, draftId, doc, {
      connect: false,
      // Another tab's words would come in unconfirmed, and from a person who has signed out meanwhile.
      disableBc: true,
      params,
      WebSocketPolyfill:
        WebSocketPolyfill ??
        socketsFor({ doc, ondetour: (detour) => this.#dispatch({ type: 'road', detour }) }),
    })
    this.#wire()
    this.provider.awareness.setLocalStateField('user', options.person)
  }

  get state(): DraftState {
    return this.#state
  }

  connect(): void {
    this.provider.connect()
  }

  /** Puts what came by HTTP into an empty document, before the line is there. */
  prime({ epoch, bytes }: FirstState): void {
    if (this.#epoch !== null && this.#epoch !== epoch) return
    this.#epoch = epoch
    this.#options.keeper?.begin(epoch)
    applyUpdate(this.#options.doc, bytes, this.provider)
  }

  /** Called when the device's disk has answered. */
  kept(n: number): void {
    this.#dispatch({ type: 'kept', n })
  }

  keepingFailed(): void {
    this.#dispatch({ type: 'keeping failed' })
  }

  /** Ends the exchange for good; the text stays. */
  stop(reason: 'broken' | 'conflict'): void {
    this.#dispatch({ type: 'stopped', reason })
    this.provider.disconnect()
  }

  /** An edit went wrong on its way into the document: it is on the screen and perhaps nowhere else. */
  broken(): void {
    this.#dispatch({ type: 'edited' })
    this.stop('broken')
  }

  /** The browser says that the network is back, or that somebody looks at the page again. */
  hurry(): void {
    const { provider } = this
    if (provider.shouldConnect && !provider.ws) provider.connect()
  }

  /** The browser believes that the network is gone; it is often wrong, so the line is tried first. */
  suspect(): void {
    if (!this.provider.wsconnected) return
    this.#sendMark()
    this.#listen(SUSPICION_MS)
  }

  destroy(): void {
    this.#unwatch()
    this.#options.doc.off('update', this.#updated)
    this.provider.destroy()
    this.provider.awareness.destroy()
  }

  #wire(): void {
    const { provider } = this
    const { doc, keeper } = this.#options

    // The provider sends an edit on any open line. An edit ahead of those made offline would leave a gap there.
    const send = provider._updateHandler
    doc.off('update', send)
    provider._updateHandler = (update, origin) => {
      if (this.#state.offered) send(update, origin)
    }
    // Counted and kept first: sending may fail.
    doc.on('update', this.#updated)
    doc.on('update', provider._updateHandler)

    // It also sends back what it hears about others; over a satellite that is most of the traffic.
    const tell = provider._awarenessUpdateHandler
    provider.awareness.off('update', tell)
    provider._awarenessUpdateHandler = (change, origin) => {
      if (origin === 'local') tell(change, origin)
    }
    provider.awareness.on('update', provider._awarenessUpdateHandler)

    provider.messageHandlers[message.sync] = (encoder, decoder) => {
      writeVarUint(encoder, message.sync)
      // An error while the text takes in an edit leaves page and text apart: the next keystroke would undo the others.
      const kind = readSyncMessage(decoder, encoder, doc, provider, () => this.stop('broken'))
      if (kind === messageYjsSyncStep2) provider.synced = true
      // Our answer is sent when this handler returns; the mark has to follow it.
      if (kind === messageYjsSyncStep1) queueMicrotask(() => this.#offer())
    }
    provider.messageHandlers[message.mark] = (_encoder, decoder) => {
      const n = readMark(readVarUint8Array(decoder))
      this.#dispatch({ type: 'acked', n })
      keeper?.acked(n)
      if (!isPending(this.#state)) this.#unwatch()
    }
    provider.messageHandlers[message.refusal] = (_encoder, decoder) => {
      this.#refused(stopReason(readRefusal(readVarUint8Array(decoder)).code))
    }
    provider.messageHandlers[message.hello] = (_encoder, decoder) =>
      this.#meet(readHello(readVarUint8Array(decoder)))

    provider.on('sync', (synced) => {
      if (!synced) return
      this.#attempts = 0
      this.#dispatch({ type: 'synced' })
    })
    provider.on('connection-close', () => {
      this.#unwatch()
      this.#dispatch({ type: 'lost' })
      // The provider doubles its wait without chance, and a thousand pages would come back in the same instant.
      const longest = Math.min(800 * 2 ** this.#attempts++, LONGEST_WAIT_MS)
      provider.maxBackoffTime = longest * (0.25 + Math.random())
      provider.wsUnsuccessfulReconnects = 20
    })
    provider.on('closed', ({ code }) => this.#dispatch({ type: 'stopped', reason: stopReason(code) }))
  }

  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    const { keeper } = this.#options
    if (origin === this.provider) return keeper?.append(update, null)
    // A reader's page may mend the tree for itself; nobody is to answer for that.
    if (this.#options.role === 'read') return
    this.#dispatch({ type: 'edited' })
    keeper?.append(update, this.#state.made)
    if (this.#markDue || !this.#state.offered) return
    this.#markDue = true
    queueMicrotask(() => {
      this.#markDue = false
      this.#sendMark()
    })
  }

  #meet(hello: Hello): void {
    if (this.#epoch !== null && this.#epoch !== hello.epoch) {
      this.provider.disconnect()
      if (!isPending(this.#state)) return this.#options.onforeign()
      return this.#dispatch({ type: 'stopped', reason: 'conflict' })
    }
    this.#epoch = hello.epoch
    this.#options.keeper?.begin(hello.epoch)
    const opened = this.#options.role
    const frozen = hello.state !== 'open'
    this.#dispatch({ type: 'met', role: opened === 'read' ? 'read' : hello.role, frozen })
    if (opened === 'read' && hello.role === 'write' && !frozen) this.#options.onrole('write')
    if (!this.#state.offered && !mayType(this.#state) && isPending(this.#state)) this.#stepBack()
  }

  #refused(reason: StopReason): void {
    this.provider.disconnect()
    this.#dispatch({ type: 'stopped', reason })
    if (reason === 'frozen' || reason === 'no_access') this.#stepBack()
  }

  /** The official text instead of ours, where ours is safe on this device. */
  #stepBack(): void {
    if (this.#options.role === 'write' && this.#state.kept >= this.#state.made) this.#options.onrole('read')
  }

  #offer(): void {
    if (!this.provider.wsconnected) return
    this.#dispatch({ type: 'offered' })
    if (isPending(this.#state)) this.#sendMark()
  }

  #sendMark(): void {
    const { ws } = this.provider
    // Before the server has our answer a mark would vouch for edits that this line has not carried.
    if (ws?.readyState !== 1 || !this.#state.offered) return
    ws.send(writeMark(this.#state.made))
    this.#listen(SILENCE_MS)
  }

  /** Gives up a line on which nothing is heard for so long. The more impatient of two listeners wins. */
  #listen(patience: number): void {
    const since = Date.now()
    if (this.#watch && this.#watchUntil <= since + patience) return
    this.#unwatch()
    this.#watchUntil = since + patience
    this.#watch = setTimeout(() => {
      this.#unwatch()
      const { provider } = this
      if (provider.wsLastMessageReceived < since) {
        provider.disconnect()
        provider.connect()
      } else if (isPending(this.#state)) this.#listen(SILENCE_MS)
    }, patience)
  }

  #unwatch(): void {
    clearTimeout(this.#watch)
    this.#watch = undefined
  }

  #dispatch(event: DraftEvent): void {
    this.#state = step(this.#state, event)
    this.#options.onchange(this.#state)
  }
}
