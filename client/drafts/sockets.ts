import { encodeStateVector, type Doc } from 'yjs'
import { MESSAGE_MOST } from '../../shared/drafts.ts'
import { HttpSocket } from './http-socket.ts'

interface Surroundings {
  doc: Doc
  /** The exchange goes by HTTP now, or no longer does. */
  ondetour: (detour: boolean) => void
  WebSocket?: typeof WebSocket
  fetch?: typeof fetch
}

/** How often WebSocket may fail to open before HTTP is tried. */
const PATIENCE = 2
/** Some proxies neither let it through nor say so. */
const OPENING_MS = 15_000
/** WebSocket is tried once more so long after HTTP began. */
const DETOUR_MS = 5 * 60_000

/**
 * The socket for the provider: WebSocket where the network lets it through, exchanges by HTTP where it never opens, and for a message
 * that is larger than the server takes in one piece. Whichever fails, the other is tried next.
 */
export function socketsFor({ doc, ondetour, ...around }: Surroundings): typeof WebSocket {
  const Plain = around.WebSocket ?? WebSocket
  const ask = around.fetch ?? ((...request) => fetch(...request))
  let failures = 0
  let isHeavy = false

  class OwnSocket extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      let opened = false
      const deadline = setTimeout(() => this.close(), OPENING_MS)
      this.addEventListener('open', () => {
        clearTimeout(deadline)
        opened = true
        failures = 0
        ondetour(false)
      })
      this.addEventListener('close', ({ code }) => {
        clearTimeout(deadline)
        if (!opened) failures++
        if (code === 1009) isHeavy = true
      })
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if ((data as Uint8Array).byteLength <= MESSAGE_MOST) return super.send(data)
      isHeavy = true
      this.close()
    }
  }

  function byHttp(url: string): HttpSocket {
    // Whether it succeeds or not: the next time WebSocket has one chance, or all of them again.
    failures = 0
    const began = Date.now()
    const socket = new HttpSocket(url, {
      stateVector: () => encodeStateVector(doc),
      fetch: ask,
      delivered: () => {
        isHeavy = false
        failures = PATIENCE - 1
        ondetour(true)
        if (Date.now() - began > DETOUR_MS && socket.isQuiet) socket.onclose?.({ code: 1000, reason: '' })
      },
    })
    return socket
  }

  const Either = function (url: string, protocols?: string[]) {
    return isHeavy || failures >= PATIENCE ? byHttp(url) : new OwnSocket(url, protocols)
  }
  return Either as unknown as typeof WebSocket
}
