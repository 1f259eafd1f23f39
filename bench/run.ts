import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** `npm run bench [name …]`: each measurement beside its trivial peer, in one run on this machine. */

const all = ['live', 'ballots', 'secret', 'meeting', 'permalink']
const chosen = process.argv.slice(2)
const unknown = chosen.filter((each) => !all.includes(each))
if (unknown.length > 0) {
  process.stderr.write(`There is no measurement ${unknown.join(', ')}; there are ${all.join(', ')}.\n`)
  process.exit(2)
}

let failed = 0
for (const name of chosen.length > 0 ? chosen : all) {
  process.stdout.write(`\n## ${name}\n\n`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  })
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
