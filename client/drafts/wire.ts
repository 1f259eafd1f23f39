import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { message, type Hello } from '../../shared/drafts.ts'

/** «Everything that I sent before is edit number n»: the server echoes it when all that is on disk. */
export function writeMark(n: number) {
  const payload = createEncoder()
  writeVarUint(payload, n)
  const encoder = createEncoder()
  writeVarUint(encoder, message.mark)
  writeVarUint8Array(encoder, toUint8Array(payload))
  return toUint8Array(encoder)
}

export const readMark = (payload: Uint8Array): number => readVarUint(createDecoder(payload))

export function readRefusal(payload: Uint8Array): { n: number; code: number; reason: string } {
  const decoder = createDecoder(payload)
  return { n: readVarUint(decoder), code: readVarUint(decoder), reason: readVarString(decoder) }
}

export function readHello(payload: Uint8Array): Hello {
  const decoder = createDecoder(payload)
  return {
    role: readVarString(decoder) === 'write' ? 'write' : 'read',
    epoch: readVarUint(decoder),
    schemaVersion: readVarUint(decoder),
    head: readVarUint(decoder),
    state: readVarString(decoder) === 'open' ? 'open' : 'frozen',
  }
}
