import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressOf, Strangers } from '../../server/lib/strangers.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  addressOf({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as Pick<IncomingMessage, 'socket' | 'headers'>)

test('strangers are counted together and by address, and forgotten when they leave', () => {
  const strangers = new Strangers({ together: 3, perAddress: 2 })
  expect([strangers.enter('a'), strangers.enter('a'), strangers.enter('a')]).toEqual([true, true, false])
  expect([strangers.enter('b'), strangers.enter('c')]).toEqual([true, false])
  strangers.leave('a')
  expect([strangers.enter('c'), strangers.enter('a')]).toEqual([true, false])
})

test.each([
  ['the other end of the line', '203.0.113.7', undefined, '203.0.113.7'],
  ['the same in the form of IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['what a proxy here says, the last of them', '127.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['not what somebody elsewhere says', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['of two proxies here the one outside', '::1', '203.0.113.7, 127.0.0.1', '203.0.113.7'],
  ['nothing better than this machine', '127.0.0.1', '', '127.0.0.1'],
  ['the network of a household', '2001:db8:0:7:a:b:c:d', undefined, '2001:db8:0:7'],
  ['the same written short', '2001:db8::7:1', undefined, '2001:db8:0:0'],
])('an address is %s', (_, direct, forwarded, is) => {
  expect(from(direct, forwarded)).toBe(is)
})
