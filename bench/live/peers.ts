import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Limits } from '../../server/drafts/limits.ts'
import { ServerProcess } from '../../test/support/server-process.ts'
import { region } from './region.ts'

/** How one server wants to be spoken to about one document. */
export interface Room {
  url: string
  headers(n: number): Record<string, string>
  /** Said first. */
  greeting: Uint8Array[]
  pack(message: Uint8Array): Uint8Array
  unpack(bytes: Uint8Array): Uint8Array
  /** Whether it answers questions; a relay would only repeat them. */
  speaks: boolean
  /** Whether it says what is on disk (message 102). */
  acknowledges: boolean
}

/** A server under measurement with its data; it can be killed and started again on them. */
export interface Running {
  readonly name: PeerName
  readonly process: ServerProcess
  /** Of the document `n`, from 0. */
  room(n: number): Room
  restart(): Promise<void>
  stop(): Promise<void>
}

export const peerNames = ['relay', 'y-websocket-server', 'hocuspocus', 'veche'] as const
export type PeerName = (typeof peerNames)[number]

export interface Wants {
  people: number
  documents: number
  /** Limits of ours that would end the scenario before it has begun. */
  limits?: Partial<Limits>
}

const HERE = import.meta.dirname
const PEERS = join(HERE, '../peers')
const scripts: Record<PeerName, string> = {
  relay: join(HERE, '../relay.ts'),
  'y-websocket-server': join(PEERS, 'y-websocket-server.js'),
  hocuspocus: join(PEERS, 'hocuspocus.js'),
  veche: join(HERE, 'house.ts'),
}

/** The peers have their own folder, their own lock file and their own Yjs; they come only when they are measured. */
export function installPeers(): boolean {
  if (existsSync(join(PEERS, 'node_modules/yjs'))) return true
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: PEERS,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return status === 0
}

export async function start(name: PeerName, wants: Wants): Promise<Running> {
  const { dataDir, cookies, drafts, remove } =
    name === 'veche' ? await region(wants.people, wants.documents) : folder()
  const env = { DATA_DIR: dataDir, LIMITS: JSON.stringify(wants.limits ?? {}) }
  const run = () => ServerProcess.start(env, scripts[name], name === 'veche' ? 'inherit' : 'ignore')
  let server = await run()
  return {
    name,
    get process() {
      return server
    },
    room(n) {
      const id = drafts[n] ?? `document-${n}`
      const origin = server.origin.replace('http', 'ws')
      const room: Room = {
        url: name === 'veche' ? `${origin}/collab/v1/${id}` : `${origin}/${id}`,
        headers: (line): Record<string, string> =>
          name === 'veche' ? { cookie: cookies[line % cookies.length]! } : {},
        greeting: [],
        pack: (message) => message,
        unpack: (bytes) => bytes,
        speaks: name !== 'relay',
        acknowledges: name === 'veche',
      }
      return name === 'hocuspocus' ? { ...room, ...named(id) } : room
    },
    async restart() {
      await server.kill()
      server = await run()
    },
    async stop() {
      await server.kill()
      remove()
    },
  }
}

function folder() {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-bench-'))
  const none: string[] = []
  return {
    dataDir,
    cookies: none,
    drafts: none,
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** Hocuspocus says the name of the document before every message, and wants a token first. */
function named(id: string): Pick<Room, 'greeting' | 'pack' | 'unpack'> {
  const pack = (message: Uint8Array) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, id)
    encoding.writeUint8Array(encoder, message)
    return encoding.toUint8Array(encoder)
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 2)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, 'token')
  return {
    greeting: [encoding.toUint8Array(encoder)],
    pack,
    unpack(bytes) {
      const decoder = decoding.createDecoder(bytes)
      decoding.readVarString(decoder)
      return bytes.subarray(decoder.pos)
    },
  }
}
