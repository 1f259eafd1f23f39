import * as encoding from 'lib0/encoding'
import { message, sync, type Hello } from '../../shared/drafts.ts'
import { ByteReader, Malformed } from './bytes.ts'

/** What a client may say. */
export type Heard =
  | { kind: 'step1'; stateVector: Map<number, number> }
  | { kind: 'step2' | 'update'; bytes: Uint8Array }
  | { kind: 'awareness'; bytes: Uint8Array }
  | { kind: 'queryAwareness' }
  | { kind: 'mark'; n: number }

/** Reads one message of y-websocket's protocol or of ours; throws `Malformed`. The bytes in it are a view, not a copy. */
export function read(bytes: Uint8Array): Heard {
  const reader = new ByteReader(bytes)
  const kind = reader.uint()
  if (kind === message.sync) return readSync(reader)
  if (kind === message.awareness) return { kind: 'awareness', bytes: last(reader) }
  if (kind === message.queryAwareness) return { kind: 'queryAwareness' }
  if (kind === message.mark) return { kind: 'mark', n: new ByteReader(last(reader)).uint() }
  throw new Malformed('a message of an unknown kind')
}

function readSync(reader: ByteReader): Heard {
  const step = reader.uint()
  const bytes = last(reader)
  if (step === sync.step1) return { kind: 'step1', stateVector: readStateVector(bytes) }
  if (step === sync.step2) return { kind: 'step2', bytes }
  if (step === sync.update) return { kind: 'update', bytes }
  throw new Malformed('a step of an unknown kind')
}

function last(reader: ByteReader): Uint8Array {
  const slice = reader.slice()
  reader.end()
  return slice
}

/** Throws `Malformed`. */
export function readStateVector(bytes: Uint8Array): Map<number, number> {
  const reader = new ByteReader(bytes)
  const vector = new Map<number, number>()
  for (let count = reader.count(2); count > 0; count--) vector.set(reader.uint(), reader.uint())
  return vector
}

const written = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** One whole WebSocket frame, binary and unmasked: made once, written to every socket as it is. */
export function frame(payload: Uint8Array): Buffer {
  const { length } = payload
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(head + length)
  bytes[0] = 0x82
  if (head === 2) bytes[1] = length
  else if (head === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.set(payload, head)
  return bytes
}

/** What is in a frame of ours, for a line that is no WebSocket. */
export const payloadOf = (frame: Buffer): Buffer =>
  frame.subarray(frame[1]! < 126 ? 2 : frame[1] === 126 ? 4 : 10)

const syncFrame = (step: number, bytes: Uint8Array): Buffer =>
  frame(
    written((encoder) => {
      encoding.writeVarUint(encoder, message.sync)
      encoding.writeVarUint(encoder, step)
      encoding.writeVarUint8Array(encoder, bytes)
    }),
  )

export const step1Frame = (stateVector: Uint8Array): Buffer => syncFrame(sync.step1, stateVector)
export const step2Frame = (update: Uint8Array): Buffer => syncFrame(sync.step2, update)
export const updateFrame = (update: Uint8Array): Buffer => syncFrame(sync.update, update)

const wrapped = (kind: number, write: (encoder: encoding.Encoder) => void): Buffer =>
  frame(
    written((encoder) => {
      encoding.writeVarUint(encoder, kind)
      encoding.writeVarUint8Array(encoder, written(write))
    }),
  )

export const markFrame = (n: number): Buffer =>
  wrapped(message.mark, (encoder) => encoding.writeVarUint(encoder, n))

export const refusalFrame = (n: number, code: number, reason: string): Buffer =>
  wrapped(message.refusal, (encoder) => {
    encoding.writeVarUint(encoder, n)
    encoding.writeVarUint(encoder, code)
    encoding.writeVarString(encoder, reason)
  })

export const helloFrame = ({ role, epoch, schemaVersion, head, state }: Hello): Buffer =>
  wrapped(message.hello, (encoder) => {
    encoding.writeVarString(encoder, role)
    encoding.writeVarUint(encoder, epoch)
    encoding.writeVarUint(encoder, schemaVersion)
    encoding.writeVarUint(encoder, head)
    encoding.writeVarString(encoder, state)
  })

export interface AwarenessEntry {
  clientId: number
  clock: number
  /** JSON; `null` when the client is gone. */
  state: string
}

/** Without entries it says nothing, which keeps a silent line of y-websocket open. */
export const awarenessFrame = (entries: readonly AwarenessEntry[]): Buffer =>
  wrapped(message.awareness, (encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })

/** Reads an awareness update entry by entry, as long as somebody asks; throws `Malformed`. */
export function* readAwareness(
  bytes: Uint8Array,
): Generator<{ clientId: number; clock: number; state: Uint8Array }> {
  const reader = new ByteReader(bytes)
  for (let count = reader.count(3); count > 0; count--)
    yield { clientId: reader.uint(), clock: reader.uint(), state: reader.utf8() }
}
