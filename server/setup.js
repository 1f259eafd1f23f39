#!/usr/bin/env node
// The only file that runs on whatever Node the system has (20 or newer). It installs what the lockfile names, builds
// the pages when their sources changed, and hands over to the Node that came with the project.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node')
const env = { ...process.env, PATH: bin + delimiter + process.env.PATH }
const [command = 'start', ...rest] = process.argv.slice(2)

const say = (text) => process.stdout.write(`• ${text}\n`)

function must(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, env, stdio: 'inherit', ...options })
  if (status === 0) return
  process.stderr.write(`${program} ${args.join(' ')} did not succeed${error ? `: ${error.message}` : ''}.\n`)
  process.exit(status ?? 1)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  const add = (path) => {
    if (!existsSync(path)) return
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  paths.forEach((path) => add(join(root, path)))
  return hash.digest('hex')
}

/** Does `work` once for each state of `sources`; `stamp` remembers for which it was done. */
function once(title, stamp, sources, work) {
  const hash = hashOf(sources)
  const file = join(root, stamp)
  if (existsSync(file) && readFileSync(file, 'utf8') === hash) return
  const started = Date.now()
  say(title)
  work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
  say(`done in ${Math.round((Date.now() - started) / 1000)} s`)
}

function install() {
  once('Installing packages…', 'node_modules/.veche-install', ['package-lock.json'], () =>
    must(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
      'ci',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]),
  )
}

function build() {
  const sources = ['client', 'shared', 'verify', 'vite.config.ts', 'vite.verify.ts', 'package-lock.json']
  once('Building the pages…', 'build/.stamp', sources, () => {
    must(join(bin, 'svelte-kit'), ['sync'])
    must(join(bin, 'vite'), ['build', '--logLevel=warn'])
    must(join(bin, 'vite'), ['build', '--logLevel=warn', '--config', 'vite.verify.ts'])
  })
}

/** Runs to its end with our signals passed on, so that Ctrl-C and SIGTERM close it gracefully. */
function handOver(program, args, extra = {}) {
  const child = spawn(program, args, { cwd: root, env: { ...env, ...extra }, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

install()
if (command === 'demo' || command === 'start') {
  build()
  handOver(node, ['server/server.ts', command, ...rest])
} else if (command === 'dev') {
  handOver(node, ['server/server.ts', 'dev', ...rest])
} else if (command === 'check') {
  for (const part of ['types', 'lint', 'format', 'boundaries'])
    must('npm', ['run', '--silent', `check:${part}`])
  say('types, lint, format and boundaries are in order')
} else if (command === 'bench') {
  build()
  handOver(node, ['bench/run.ts', ...rest])
} else if (command === 'test' || command === 'quick') {
  if (command === 'test') build()
  else must(join(bin, 'svelte-kit'), ['sync'])
  handOver(node, ['test/support/run.ts', command, ...rest])
} else {
  process.stderr.write(`Unknown command: ${command}\n`)
  process.exit(2)
}
