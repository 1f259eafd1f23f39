import * as decoding from 'lib0/decoding'
import { message, sync } from '../../shared/drafts.ts'

/** What the server may say, as far as the tests look at it. */
export type Said =
  | { kind: 'step1' | 'step2' | 'update'; bytes: Uint8Array }
  | { kind: 'mark'; n: number }
  | { kind: 'refusal'; n: number; code: number }
  | { kind: 'hello'; role: string; epoch: number; schemaVersion: number; head: number; state: string }
  | { kind: 'other' }

export function read(bytes: Uint8Array): Said {
  const decoder = decoding.createDecoder(bytes)
  const kind = decoding.readVarUint(decoder)
  if (kind === message.sync) {
    const step = decoding.readVarUint(decoder)
    const name = (['step1', 'step2', 'update'] as const)[step]!
    return { kind: sync[name] === step ? name : 'update', bytes: decoding.readVarUint8Array(decoder) }
  }
  if (kind < message.mark) return { kind: 'other' }
  const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
  if (kind === message.mark) return { kind: 'mark', n: decoding.readVarUint(inner) }
  if (kind === message.refusal)
    return { kind: 'refusal', n: decoding.readVarUint(inner), code: decoding.readVarUint(inner) }
  return {
    kind: 'hello',
    role: decoding.readVarString(inner),
    epoch: decoding.readVarUint(inner),
    schemaVersion: decoding.readVarUint(inner),
    head: decoding.readVarUint(inner),
    state: decoding.readVarString(inner),
  }
}
