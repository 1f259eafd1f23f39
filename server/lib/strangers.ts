import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

/** How many lines people who are not signed in may have open here, together and from one address (a village may share one). */
const MOST = { together: 2000, perAddress: 200 }

/** Counts the open lines of people who are not signed in. Addresses are known only as long as a line of theirs is open. */
export class Strangers {
  readonly #most: typeof MOST
  readonly #lines = new Map<string, number>()
  #together = 0

  constructor(most = MOST) {
    this.#most = most
  }

  /** Whether there is room for one more; then it is counted until `leave`. */
  enter(address: string): boolean {
    const lines = this.#lines.get(address) ?? 0
    if (this.#together >= this.#most.together || lines >= this.#most.perAddress) return false
    this.#lines.set(address, lines + 1)
    this.#together += 1
    return true
  }

  leave(address: string): void {
    const left = (this.#lines.get(address) ?? 0) - 1
    if (left > 0) this.#lines.set(address, left)
    else this.#lines.delete(address)
    this.#together -= 1
  }
}

/**
 * Where a request comes from: behind a proxy on this machine that is the proxy's word, as everywhere in the house. Of an IPv6 address
 * the network, of which one household has as many addresses as it likes.
 */
export function addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const direct = plain(socket.remoteAddress ?? '')
  const told = [headers['x-forwarded-for'] ?? []].flat().join(',')
  const named = isHere(direct) ? told.split(',').map(plain) : []
  const address = named.findLast((each) => each !== '' && !isHere(each)) ?? direct
  return isIPv6(address) ? networkOf(address) : address
}

const plain = (address: string): string => address.trim().replace(/^::ffff:(?=[\d.]+$)/i, '')
const isHere = (address: string): boolean => address === '::1' || address.startsWith('127.')

/** The first 64 of the 128 bits. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':')
}
