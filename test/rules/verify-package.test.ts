import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { digest } from '../../server/lib/ids.ts'
import { canonical } from '../../verify/canonical.ts'

const root = join(import.meta.dirname, '../..')
const source = mkdtempSync(join(tmpdir(), 'veche-verify-source-'))
const elsewhere = mkdtempSync(join(tmpdir(), 'veche-verify-elsewhere-'))
afterAll(() => {
  for (const folder of [source, elsewhere]) rmSync(folder, { recursive: true })
})

interface Ran {
  code: number
  out: string
}
const run = (command: string, args: string[], cwd: string): Promise<Ran> =>
  promisify(execFile)(command, args, { cwd }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stderr: string; stdout: string }) => ({
      code: error.code,
      out: error.stderr + error.stdout,
    }),
  )

test('the verifier is a package: packed in a copy, it runs by npx in a folder that knows nothing of the house', async () => {
  cpSync(join(root, 'verify'), join(source, 'verify'), { recursive: true })
  cpSync(join(root, 'vite.verify.ts'), join(source, 'vite.verify.ts'))
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
  const packed = await run('npm', ['pack', '--pack-destination', elsewhere], join(source, 'verify'))
  expect(packed.code, packed.out).toBe(0)
  const tarball = join(elsewhere, packed.out.trim().split('\n').at(-1)!)
  const rest = { format: 'veche-journal-day', version: 1, day: '2026-11-25', seals: [], head: '0'.repeat(64) }
  const file = join(elsewhere, 'day.json')
  writeFileSync(file, canonical({ ...rest, sha256: digest(canonical(rest)) }))
  const verify = (...args: string[]) =>
    run('npx', ['--yes', '--offline', '--package', tarball, '--', 'veche-verify', ...args], elsewhere)
  const { code, out } = await verify(file, '--en')
  expect(code, out).toBe(1)
  expect(out).toMatch(/seal/)
  expect((await verify('nothing.json', '--en')).out).toContain('This file cannot be read: nothing.json')
  expect((await verify()).code).toBe(2)
}, 120_000)
