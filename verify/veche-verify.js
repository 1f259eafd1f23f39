#!/usr/bin/env node
// Published, the command stands beside as plain JavaScript. In a checkout it is read as it is written, by a Node that reads TypeScript.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [built, written, house] = ['dist/verify.js', 'verify.ts', '../node_modules/.bin/node'].map(
  (each) => new URL(each, import.meta.url),
)

if (existsSync(built)) await import(built)
else if (process.features.typescript) await import(written)
else if (existsSync(house)) {
  const args = [fileURLToPath(written), ...process.argv.slice(2)]
  process.exitCode = spawnSync(fileURLToPath(house), args, { stdio: 'inherit' }).status ?? 2
} else {
  process.stderr.write('This takes Node 22.18 or newer.\n')
  process.exitCode = 2
}
