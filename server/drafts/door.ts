import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { closeCode, COLLAB_PATH, type CloseCode, type DraftRole } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'
import { isOwnOrigin } from '../lib/origin.ts'
import type { Visitor } from './connection.ts'
import type { DraftHub } from './hub.ts'
import { schemaOf, whyNot } from './wishes.ts'
import type { LiveDraft } from './live-draft.ts'

/** What no URL can be made of. */
const nowhere = new URL('http://house/')
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

interface Admitted {
  visitor: Visitor
  role: DraftRole
  draft: LiveDraft
}

/**
 * Where sockets come in. Everything is decided before the WebSocket is accepted, so a stranger cannot make us hold a
 * message; who is turned away gets a WebSocket all the same, for a browser reads only its close code.
 */
export function openDoor(server: Server, kit: Kit, hub: DraftHub): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: hub.limits.message,
    clientTracking: false,
  })

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // From here on the stream is nobody's: a line that breaks now would end the process.
    stream.on('error', () => stream.destroy())
    const { pathname, searchParams } = URL.parse(request.url ?? '/', 'http://house') ?? nowhere
    if (pathname.startsWith(`${COLLAB_PATH}/`)) {
      const draftId = pathname.slice(COLLAB_PATH.length + 1)
      void welcome(request, stream, head, draftId, searchParams)
    } else if (!request.url?.startsWith('/socket.io/') && kit.config.mode !== 'development') {
      // Socket.IO leaves foreign upgrades alone, and nobody else would end them.
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  })

  async function welcome(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    draftId: string,
    wishes: URLSearchParams,
  ) {
    const deadline = setTimeout(() => stream.destroy(), hub.limits.doorSeconds * 1000)
    const decision = await decide(request, draftId, wishes).catch((error: unknown) => {
      kit.log.error({ err: error }, 'the door of a draft could not decide')
      return closeCode.storage
    })
    clearTimeout(deadline)
    let isIn = false
    sockets.handleUpgrade(request, stream, head, (socket) => {
      isIn = true
      if (typeof decision === 'number') {
        hub.metrics.closes.inc({ code: decision })
        socket.on('error', () => undefined)
        socket.close(decision, 'turned away')
        setTimeout(() => socket.terminate(), 2000).unref()
      } else hub.connect(socket, stream, decision.visitor, decision.role, decision.draft)
    })
    if (!isIn && typeof decision !== 'number') hub.release(decision.draft)
  }

  async function decide(
    request: IncomingMessage,
    draftId: string,
    wishes: URLSearchParams,
  ): Promise<Admitted | CloseCode> {
    if (hub.isClosing) return closeCode.restart
    if (!isOwnOrigin(kit.config, request.headers)) return closeCode.noAccess
    const { cookie } = request.headers
    const { judgedAnew } = hub
    const actor = await kit.identify(cookie)
    if (!actor?.personId) return closeCode.signedOut
    if (!UUID.test(draftId)) return closeCode.notFound
    const draft = await hub.acquire(draftId)
    if (!draft) return closeCode.notFound
    const { personId, sessionId, name } = actor
    const role = await hub.roleOf(actor, draft.subjectKind, draft.id).catch((error: unknown) => {
      hub.release(draft)
      throw error
    })
    const no = role ? (whyNot(personId, draft, wishes) ?? roomFor(personId, draft)) : closeCode.notFound
    if (no === null && role)
      return {
        visitor: { personId, sessionId, name, schema: schemaOf(wishes), cookie, judgedAnew },
        role,
        draft,
      }
    hub.release(draft)
    return no ?? closeCode.notFound
  }

  const roomFor = (personId: Id, draft: LiveDraft): CloseCode | null =>
    hub.mayConnect(personId, draft) ? null : closeCode.tooMany
}
