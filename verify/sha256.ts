/**
 * SHA-256 (FIPS 180-4), written here because this folder needs nothing: browsers offer theirs only asynchronously, and some not at all
 * to a page that was opened from a disk.
 */
const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)

/** The first 32 bits of the fractional part. */
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0

const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function padded(bytes: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setUint32(view.byteLength - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(view.byteLength - 4, (bytes.length << 3) >>> 0)
  return view
}

function mix(state: Int32Array, w: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const [before, last] = [w[t - 15]!, w[t - 2]!]
    const s0 = turn(before, 7) ^ turn(before, 18) ^ (before >>> 3)
    const s1 = turn(last, 17) ^ turn(last, 19) ^ (last >>> 10)
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let t = 0; t < 64; t++) {
    const first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[t]! + w[t]!
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = state[at]! + word
}

/** SHA-256 as 32 bytes; text as UTF-8. */
export function sha256Bytes(of: string | Uint8Array): Uint8Array {
  const view = padded(typeof of === 'string' ? new TextEncoder().encode(of) : of)
  const state = Int32Array.from(START)
  const w = new Int32Array(64)
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t)
    mix(state, w)
  }
  const result = new DataView(new ArrayBuffer(32))
  state.forEach((word, at) => result.setInt32(4 * at, word))
  return new Uint8Array(result.buffer)
}

/** SHA-256 in hex; text as UTF-8. */
export const sha256 = (of: string | Uint8Array): string =>
  Array.from(sha256Bytes(of), (byte) => byte.toString(16).padStart(2, '0')).join('')
