import { cpus, loadavg } from 'node:os'
import { manyScenarios } from './live/many.ts'
import { openingScenarios } from './live/opening.ts'
import { installPeers, start, type PeerName } from './live/peers.ts'
import { median, type Found, type Scenario } from './live/scenario.ts'
import { togetherScenarios } from './live/together.ts'
import { troubleScenarios } from './live/trouble.ts'

/**
 * Live texts beside a relay that checks and keeps nothing, y-websocket-server with LevelDB, and Hocuspocus with SQLite: the same load
 * from one generator, each server in a process of its own, in turn. `node bench/live.ts [rounds] [words of a name]`.
 */
const [rounds = '3', ...words] = process.argv.slice(2)
const all = [...manyScenarios, ...openingScenarios, ...togetherScenarios, ...troubleScenarios]
const chosen = words.length > 0 ? all.filter(({ name }) => words.some((word) => name.includes(word))) : all
const hasPeers = installPeers()
const only = process.env['PEERS']?.split(',')

type Results = Map<PeerName, Found[]>

async function measure(scenario: Scenario): Promise<Results> {
  const results: Results = new Map()
  const peers = scenario.peers.filter(
    (name) => (hasPeers || name === 'relay' || name === 'veche') && (!only || only.includes(name)),
  )
  for (let round = 0; round < Number(rounds); round++)
    for (const name of peers) {
      const server = await start(name, scenario.wants)
      try {
        results.set(name, [...(results.get(name) ?? []), await scenario.run(server)])
      } finally {
        await server.stop()
      }
    }
  return results
}

function middle(found: Found[], figure: string): number | string {
  const values = found.map((each) => each[figure])
  const numbers = values.filter((each) => typeof each === 'number')
  return numbers.length === values.length ? median(numbers) : [...new Set(values)].join(', ')
}

const shown = (value: number | string | undefined) => {
  if (typeof value !== 'number') return value ?? '–'
  if (value === Infinity) return 'never'
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

let missed = 0

function print({ name, goals }: Scenario, results: Results): void {
  const peers = [...results.keys()]
  console.log(`\n### ${name}\n\nload of the machine ${loadavg()[0]!.toFixed(1)}\n`)
  console.log(`| | ${peers.join(' | ')} | goal | |\n|---|${peers.map(() => '---').join('|')}|---|---|`)
  const figures = Object.keys([...results.values()].flat()[0] ?? {})
  for (const figure of figures) {
    const values = new Map(peers.map((peer) => [peer, middle(results.get(peer)!, figure)]))
    const goal = goals[figure]
    const own = values.get('veche')
    const others = Object.fromEntries(
      [...values].filter(([peer, value]) => peer !== 'veche' && typeof value === 'number'),
    )
    const isMet = goal && typeof own === 'number' ? goal.isMet(own, others) : null
    if (isMet === false) missed++
    const verdict = isMet === null ? '' : isMet ? 'met' : '**missed**'
    console.log(
      `| ${figure} | ${[...values.values()].map(shown).join(' | ')} | ${goal?.text ?? ''} | ${verdict} |`,
    )
  }
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; medians of ${rounds} rounds`,
)
for (const scenario of chosen) print(scenario, await measure(scenario))
console.log(`\n${missed === 0 ? 'Every goal is met.' : `${missed} goals are missed.`}`)
process.exit(0)
