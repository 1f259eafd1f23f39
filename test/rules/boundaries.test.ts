import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'

// The whole house is read; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 120_000 })

const house = resolve(import.meta.dirname, '../..')
const sides = ['server', 'client', 'shared', 'migrations', 'verify']
const copy = mkdtempSync(join(tmpdir(), 'veche-boundaries-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

interface Report {
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] }
}

function cruise(root: string): Report['summary'] {
  const depcruise = join(house, 'node_modules/.bin/depcruise')
  const { stdout, stderr } = spawnSync(process.execPath, [depcruise, '--output-type', 'json', ...sides], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as Report).summary
}

/** What must not be written, and the rule that says so. A rule that nobody can break guards nothing. */
const planted: [rule: string, file: string, text: string][] = [
  ['sides-meet-in-shared', 'client/lib/planted.ts', `import '../../server/planted.ts'`],
  [
    'sides-meet-in-shared',
    'client/lib/planted-type.ts',
    `import type { P } from '../../server/planted.ts'\nexport type Q = P`,
  ],
  [
    'sides-meet-in-shared',
    'client/votes/Planted.svelte',
    `<script lang="ts">\n  import { p } from '../../server/planted.ts'\n  const q: number = p\n</script>\n\n{q}\n`,
  ],
  ['sides-meet-in-shared', 'server/lib/planted-client.ts', `import '../../client/lib/names.ts'`],
  ['shared-knows-nothing-of-ours', 'shared/planted.ts', `import '../server/planted.ts'`],
  ['shared-does-no-io', 'shared/planted-io.ts', `import 'node:fs'`],
  ['migrations-know-only-kysely', 'migrations/planted.ts', `import '../shared/values.ts'`],
  ['votes-knows-only-the-left', 'server/votes/planted.ts', `import '../initiatives/actions.ts'`],
  ['people-knows-only-the-left', 'client/people/planted.ts', `import '../portal/planted.ts'`],
  ['lib-knows-no-feature', 'server/lib/planted.ts', `import '../votes/actions.ts'`],
  [
    'ui-knows-no-feature',
    'client/ui/Planted.svelte',
    `<script lang="ts">\n  import Vote from '../votes/Planted.svelte'\n</script>\n\n<Vote />\n`,
  ],
  ['texts-are-only-words', 'client/texts/planted.ts', `import '../lib/names.ts'`],
  ['routes-are-the-end', 'client/votes/planted-route.ts', `import '../routes/planted.ts'`],
  ['the-house-is-not-a-dependency', 'server/votes/planted-app.ts', `import '../app.ts'`],
  ['two-doors', 'server/initiatives/planted-door.ts', `import '../votes/planted.ts'`],
  ['rules-are-pure', 'server/initiatives/rules.ts', `import { sql } from 'kysely'\nexport const x = sql`],
  ['rules-do-no-io', 'server/initiatives/rules.ts', `import 'node:fs'`],
  ['queries-decide-nothing', 'server/initiatives/queries.ts', `import '../votes/actions.ts'`],
  ['readers-act-on-nothing', 'server/desk/planted.ts', `import '../votes/actions.ts'`],
  ['no-server-packages-in-the-browser', 'client/lib/planted-package.ts', `import 'fastify'`],
  ['the-verifier-stands-alone', 'verify/planted.ts', `import '../shared/values.ts'`],
  ['nobody-counts-with-the-verifier', 'server/lib/planted-count.ts', `import '../../verify/planted.ts'`],
  ['no-cycles', 'server/lib/planted-round.ts', `import './planted-trip.ts'`],
  ['everything-is-found', 'server/lib/planted-missing.ts', `import './nowhere.ts'`],
]

const around: Record<string, string> = {
  'server/planted.ts': 'export const p = 1\nexport type P = number',
  'server/app.ts': '',
  'server/votes/actions.ts': '',
  'server/initiatives/actions.ts': '',
  'client/portal/planted.ts': '',
  'client/routes/planted.ts': '',
  'server/lib/planted-trip.ts': `import './planted-round.ts'`,
}

test('the house keeps its own boundaries', () => {
  const { violations, totalCruised } = cruise(house)
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  expect(totalCruised).toBeGreaterThan(100)
})

test('every boundary catches what is planted across it', () => {
  for (const side of sides) mkdirSync(join(copy, side), { recursive: true })
  for (const file of [
    '.dependency-cruiser.cjs',
    'tsconfig.json',
    'package.json',
    'client/lib/names.ts',
    'shared/values.ts',
  ])
    cpSync(join(house, file), join(copy, file))
  symlinkSync(join(house, 'node_modules'), join(copy, 'node_modules'))

  const texts = new Map(Object.entries(around))
  for (const [, file, text] of planted) texts.set(file, [texts.get(file), text].filter(Boolean).join('\n'))
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), text)
  }

  const caught = cruise(copy).violations.map(({ rule, from }) => `${rule.name} in ${from}`)
  expect(caught).toEqual(expect.arrayContaining(planted.map(([rule, file]) => `${rule} in ${file}`)))
})

test('every rule has something planted against it', () => {
  const config = join(house, '.dependency-cruiser.cjs')
  const names = execFileSync(process.execPath, [
    '-p',
    `require(${JSON.stringify(config)}).forbidden.map(r => r.name).join()`,
  ])
  const tried = new Set(planted.map(([rule]) => rule))
  const untried = String(names)
    .trim()
    .split(',')
    .filter((name) => !tried.has(name) && !name.endsWith('-knows-only-the-left'))
  expect(untried).toEqual([])
})
