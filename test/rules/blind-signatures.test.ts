import { constants, createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { BlindRSA, RSABSSA } from '@cloudflare/blindrsa-ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { blindSign } from '../../server/votes/secret/blind-sign.ts'
import { rfc9474 } from '../fixtures/rfc9474.ts'

/** T-V12: the vector of RFC 9474, appendix A.1, through the server's half, the library's half and plain RSA-PSS. */

const number = (hex: string) => BigInt(`0x${hex}`)
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex')
const field = (value: bigint) => {
  const text = value.toString(16)
  return Buffer.from(text.length % 2 ? `0${text}` : text, 'hex').toString('base64url')
}

function inverse(of: bigint, modulus: bigint): bigint {
  let [r, next, s, following] = [modulus, of % modulus, 0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[s, following] = [following, s - quotient * following]
  }
  return ((s % modulus) + modulus) % modulus
}

const [p, q, e] = [rfc9474.p, rfc9474.q, rfc9474.e].map(number) as [bigint, bigint, bigint]
const n = p * q
const d = inverse(e, (p - 1n) * (q - 1n))
const jwk = {
  kty: 'RSA',
  n: field(n),
  e: field(e),
  d: field(d),
  p: field(p),
  q: field(q),
  dp: field(d % (p - 1n)),
  dq: field(d % (q - 1n)),
  qi: field(inverse(q, p)),
}
const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
const suite = RSABSSA.SHA384.PSS.Randomized()
const browserKey = () =>
  crypto.subtle.importKey(
    'jwk',
    { kty: 'RSA', n: jwk.n, e: jwk.e },
    { name: 'RSA-PSS', hash: 'SHA-384' },
    true,
    ['verify'],
  )
const prepared = bytes(rfc9474.msgPrefix + rfc9474.msg)

afterEach(() => void vi.restoreAllMocks())

describe('T-V12', () => {
  test('the server signs the blinded message of the RFC as the RFC does', () => {
    expect(hex(blindSign(privateKey, bytes(rfc9474.blindedMsg)))).toBe(rfc9474.blindSig)
  })

  test('the library blinds the message of the RFC as the RFC does, given the same random bytes', async () => {
    const blind = number(rfc9474.inv)
    const r = inverse(blind, n).toString(16).padStart(1024, '0')
    vi.spyOn(crypto, 'getRandomValues')
      .mockReturnValueOnce(bytes(rfc9474.msgPrefix))
      .mockReturnValueOnce(bytes(rfc9474.salt))
      .mockReturnValueOnce(bytes(r))
    expect(hex(suite.prepare(bytes(rfc9474.msg)))).toBe(hex(prepared))
    const blinded = await suite.blind(await browserKey(), prepared)
    expect(hex(blinded.blindedMsg)).toBe(rfc9474.blindedMsg)
    expect(hex(blinded.inv)).toBe(rfc9474.inv)
  })

  test('the signature of the RFC comes out, and is an ordinary RSA-PSS signature', async () => {
    const signature = await suite.finalize(
      await browserKey(),
      prepared,
      bytes(rfc9474.blindSig),
      bytes(rfc9474.inv),
    )
    expect(hex(signature)).toBe(rfc9474.sig)
    const key = createPublicKey(privateKey)
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
    expect(verify('sha384', prepared, pss, signature)).toBe(true)
    expect(verify('sha384', bytes(rfc9474.msg), pss, signature)).toBe(false)
  })
})

describe('the server refuses to sign what RSA does nothing to, or what is no number below the modulus', () => {
  const sized = (value: bigint, length = 512) => bytes(value.toString(16).padStart(length * 2, '0'))
  test.each([
    ['0', sized(0n)],
    ['1', sized(1n)],
    ['n - 1', sized(n - 1n)],
    ['n', sized(n)],
    ['more than the modulus', bytes('ff'.repeat(512))],
    ['too short', sized(5n, 511)],
    ['too long', sized(5n, 513)],
    ['nothing', new Uint8Array()],
  ])('%s', (_, blinded) => {
    expect(() => blindSign(privateKey, blinded)).toThrow('blinded_message_invalid')
  })
})

test('T-V9: the slow signature of the library is not used', () => {
  const slow = vi.spyOn(BlindRSA.prototype, 'blindSign')
  blindSign(privateKey, bytes(rfc9474.blindedMsg))
  expect(slow).not.toHaveBeenCalled()
})
