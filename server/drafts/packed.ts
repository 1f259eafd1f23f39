import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** Less is sent as it is: one packet is one packet. */
const LEAST = 1024

export type Packing = 'br' | 'gzip' | null

/** What a browser understands, best first; brotli only comes over TLS or from the machine itself. */
export function packingFor(acceptEncoding: string | undefined, length: number): Packing {
  if (length < LEAST) return null
  const accepted = (acceptEncoding ?? '').toLowerCase()
  return (
    (['br', 'gzip'] as const).find((each) =>
      new RegExp(`(^|[\\s,])${each}\\s*(,|;(?!\\s*q=0(?:\\.0*)?\\s*(,|$))|$)`).test(accepted),
    ) ?? null
  )
}

/** Packs outside of the event loop. */
export async function packed(bytes: Uint8Array, packing: Packing): Promise<Uint8Array> {
  if (packing === 'gzip') return gzipped(bytes, { level: 6 })
  if (packing === null) return bytes
  return brotli(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
}

/** The whole state of a draft, packed once for all who come while it does not change; gone with the draft. */
export class PackedStates {
  readonly #kept = new WeakMap<object, { of: Uint8Array; packings: Map<Packing, Promise<Uint8Array>> }>()

  take(draft: object, bytes: Uint8Array, packing: Packing): Promise<Uint8Array> {
    if (packing === null) return Promise.resolve(bytes)
    let kept = this.#kept.get(draft)
    if (kept?.of !== bytes) this.#kept.set(draft, (kept = { of: bytes, packings: new Map() }))
    let found = kept.packings.get(packing)
    if (!found) kept.packings.set(packing, (found = packed(bytes, packing)))
    return found
  }
}
