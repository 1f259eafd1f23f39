import { expect, test } from 'vitest'
import { deviceOf } from '../../server/people/devices.ts'

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36'

test.each([
  [chrome, 'Chrome, Linux'],
  [`${chrome.replace('X11; Linux x86_64', 'Windows NT 10.0')} Edg/126.0`, 'Edge, Windows'],
  [`${chrome.replace('X11; Linux x86_64', 'Windows NT 6.1')} YaBrowser/23.7`, 'Yandex Browser, Windows'],
  [
    'Mozilla/5.0 (Linux; Android 10) SamsungBrowser/21.0 Chrome/110.0 Mobile Safari/537.36',
    'Samsung Internet, Android',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) Version/16.5 Mobile Safari/604.1', 'Safari, iOS'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:115.0) Gecko/20100101 Firefox/115.0', 'Firefox, macOS'],
  ['curl/8.0', ''],
  [undefined, ''],
])('a browser that says %j is told apart as «%s»', (userAgent, words) => {
  expect(deviceOf(userAgent)).toBe(words)
})
