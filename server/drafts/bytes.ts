import { isUtf8 } from 'node:buffer'

/** Bytes that are not what they claim to be. */
export class Malformed extends Error {}

/** Reads lib0's variable-length forms; every claim is held against the bytes that are left before it is believed. */
export class ByteReader {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  byte(): number {
    const value = this.bytes[this.at]
    if (value === undefined) throw new Malformed('the bytes end too early')
    this.at++
    return value
  }

  /** A whole number up to 2^53 − 1. */
  uint(): number {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * unit
      if (!Number.isSafeInteger(value)) throw new Malformed('a number is too large')
      if (byte < 0x80) return value
      unit *= 128
    }
  }

  /** A count of things that take at least `bytesEach` bytes each. */
  count(bytesEach: number): number {
    const count = this.uint()
    if (count * bytesEach > this.left) throw new Malformed('a count is larger than what follows')
    return count
  }

  skip(length: number): void {
    if (length > this.left) throw new Malformed('the bytes end too early')
    this.at += length
  }

  slice(): Uint8Array {
    const length = this.count(1)
    const slice = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return slice
  }

  utf8(): Uint8Array {
    const slice = this.slice()
    if (!isUtf8(slice)) throw new Malformed('a text is not UTF-8')
    return slice
  }

  text(): string {
    return Buffer.from(this.utf8()).toString('utf8')
  }

  end(): void {
    if (this.left > 0) throw new Malformed('something follows the end')
  }
}
