import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { showVerifier } from '../../server/pages.ts'

test('the checking page says how it is built until it is', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'veche-verifier-')), 'veche-verify.html')
  const app = Fastify()
  showVerifier(app, file)
  const ask = () => app.inject({ method: 'GET', url: '/verify' })
  expect(await ask()).toMatchObject({
    statusCode: 503,
    body: expect.stringContaining('npm run build') as string,
  })
  writeFileSync(file, '<!doctype html><title>Проверка</title>')
  const built = await ask()
  expect([built.statusCode, built.body]).toEqual([200, '<!doctype html><title>Проверка</title>'])
  expect(built.headers['content-type']).toBe('text/html; charset=utf-8')
  await app.close()
})
