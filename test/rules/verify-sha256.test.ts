import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../verify/sha256.ts'

const theirs = (of: string | Uint8Array) => createHash('sha256').update(of).digest('hex')

test('the verifier’s own SHA-256 is that of OpenSSL around the end of each block', () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = new Uint8Array(length).map((_, at) => (at * 37 + length) % 256)
    expect(sha256(bytes), `${length} bytes`).toBe(theirs(bytes))
  }
})

test('the verifier’s own SHA-256 is that of OpenSSL for random bytes and words', () => {
  const bytes = fc.uint8Array({ maxLength: 5000 })
  fc.assert(
    fc.property(
      fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 500 })),
      (of) => sha256(of) === theirs(of),
    ),
    { seed: Number(process.env['SEED'] ?? 1), numRuns: 2000 },
  )
})

test('the verifier’s own SHA-256 reads a megabyte', () => {
  const bytes = new Uint8Array(1 << 20).fill(0xa5)
  expect(sha256(bytes)).toBe(theirs(bytes))
})
