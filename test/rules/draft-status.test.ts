import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  labelOf,
  mayType,
  openedState,
  step,
  stopReason,
  wouldLose,
  type DraftEvent,
  type DraftState,
} from '../../client/drafts/status.ts'
import type { World as WorldOfOnePage } from '../support/draft-world.ts'

const after = (events: DraftEvent[], from: DraftState = openedState('write')) => events.reduce(step, from)
const met = { type: 'met', role: 'write', frozen: false } as const
const joined: DraftEvent[] = [met, { type: 'offered' }, { type: 'synced' }]

describe('the status line', () => {
  test.each<[string, DraftEvent[], ReturnType<typeof labelOf>]>([
    ['opens', [], { kind: 'opening' }],
    ['is saved once connected with nothing to send', joined, { kind: 'saved' }],
    ['saves until the server answers', [...joined, { type: 'edited' }], { kind: 'saving' }],
    [
      'is not saved by an answer to an earlier edit',
      [...joined, { type: 'edited' }, { type: 'edited' }, { type: 'acked', n: 1 }],
      { kind: 'saving' },
    ],
    [
      'is saved by the answer to the last edit',
      [...joined, { type: 'edited' }, { type: 'acked', n: 1 }],
      { kind: 'saved' },
    ],
    [
      'says that all is saved when the line is lost',
      [...joined, { type: 'lost' }],
      { kind: 'offline_saved' },
    ],
    [
      'does not say that edits are here before the disk has answered',
      [...joined, { type: 'lost' }, { type: 'edited' }],
      { kind: 'saving' },
    ],
    [
      'says that edits are on this device',
      [...joined, { type: 'lost' }, { type: 'edited' }, { type: 'kept', n: 1 }],
      { kind: 'offline_kept' },
    ],
    [
      'warns when the disk refuses',
      [...joined, { type: 'lost' }, { type: 'edited' }, { type: 'keeping failed' }],
      { kind: 'unsaved' },
    ],
    [
      'says that edits were rejected, and why',
      [...joined, { type: 'edited' }, { type: 'stopped', reason: 'frozen' }],
      { kind: 'rejected', reason: 'frozen' },
    ],
    ['says that the text is frozen', [{ ...met, frozen: true }, { type: 'synced' }], { kind: 'frozen' }],
    ['says that somebody only reads', [{ ...met, role: 'read' }, { type: 'synced' }], { kind: 'reading' }],
    [
      'says that the line was ended for good',
      [...joined, { type: 'stopped', reason: 'no_access' }],
      { kind: 'stopped', reason: 'no_access' },
    ],
    [
      'says that the edits of somebody signed out are on this device, not that they were refused',
      [...joined, { type: 'edited' }, { type: 'kept', n: 1 }, { type: 'stopped', reason: 'signed_out' }],
      { kind: 'offline_kept' },
    ],
    [
      'keeps the first reason',
      [...joined, { type: 'stopped', reason: 'too_large' }, { type: 'stopped', reason: 'gone' }],
      { kind: 'stopped', reason: 'too_large' },
    ],
    [
      'goes on when somebody signs in again',
      [...joined, { type: 'stopped', reason: 'signed_out' }, ...joined],
      { kind: 'saved' },
    ],
  ])('%s', (_, events, label) => {
    expect(labelOf(after(events))).toEqual(label)
  })

  test('counts edits that an earlier page left on the device as unsent', () => {
    const opened = openedState('write', true)
    expect(labelOf(after([{ type: 'lost' }], opened))).toEqual({ kind: 'offline_kept' })
    expect(labelOf(after([...joined, { type: 'acked', n: 1 }], opened))).toEqual({ kind: 'saved' })
  })

  test('rejects what was left on the device when writing is over', () => {
    const frozen: DraftEvent[] = [{ type: 'met', role: 'read', frozen: true }, { type: 'synced' }]
    expect(labelOf(after(frozen, openedState('read', true)))).toEqual({ kind: 'rejected', reason: 'frozen' })
  })

  test('is not held back by an answer that claims more than was made', () => {
    const state = after([...joined, { type: 'edited' }, { type: 'acked', n: 99 }, { type: 'edited' }])
    expect(labelOf(state)).toEqual({ kind: 'saving' })
  })
})

describe('leaving the page', () => {
  const edited: DraftEvent[] = [...joined, { type: 'edited' }]
  test.each<[string, DraftEvent[], boolean]>([
    ['loses nothing when all is saved', [...edited, { type: 'acked', n: 1 }], false],
    ['loses an edit that is on neither disk', edited, true],
    ['loses nothing that is on the device', [...edited, { type: 'lost' }, { type: 'kept', n: 1 }], false],
    ['loses what the device refused', [...edited, { type: 'lost' }, { type: 'keeping failed' }], true],
    [
      'loses what was rejected',
      [...edited, { type: 'kept', n: 1 }, { type: 'stopped', reason: 'conflict' }],
      true,
    ],
    [
      'loses nothing of somebody signed out whose edits are kept',
      [...edited, { type: 'kept', n: 1 }, { type: 'stopped', reason: 'signed_out' }],
      false,
    ],
  ])('%s', (_, events, loses) => {
    expect(wouldLose(after(events))).toBe(loses)
  })
})

test('Typing goes on for somebody signed out, and stops for good reasons', () => {
  expect(mayType(after([...joined, { type: 'stopped', reason: stopReason(4401) }]))).toBe(true)
  for (const code of [1009, 4400, 4403, 4404, 4409, 4413, 4423, 4426])
    expect(mayType(after([...joined, { type: 'stopped', reason: stopReason(code) }])), String(code)).toBe(
      false,
    )
})

/** What may happen, in any order. */
const deeds = {
  write: (world) => world.write(),
  erase: (world) => world.erase(),
  hear: (world) => world.hear(),
  open: (world) => world.open(),
  receive: (world) => world.receive(),
  commit: (world) => world.commit(),
  deliver: (world) => world.deliver(),
  drop: (world) => world.drop(),
  crash: (world) => world.crash(),
  fallSilent: (world) => world.fallSilent(),
  keep: (world) => world.keep(),
  keepFails: (world) => world.keepFails(),
  freeze: (world) => world.freeze(),
  suspect: (world) => world.sync.suspect(),
  hurry: (world) => world.sync.hurry(),
  wait: () => void vi.advanceTimersByTime(16_000),
} satisfies Record<string, (world: WorldOfOnePage) => void>
type Deed = keyof typeof deeds

/** Often enough for whole exchanges to come through. */
const weighed = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Deed>('write', 'open', 'receive', 'commit', 'deliver') },
  { weight: 3, arbitrary: fc.constantFrom<Deed>('keep', 'wait', 'hear', 'erase', 'drop', 'hurry') },
  { weight: 1, arbitrary: fc.constantFrom<Deed>('crash', 'fallSilent', 'keepFails', 'suspect', 'freeze') },
)

describe('the status line over a real exchange', () => {
  let World: typeof WorldOfOnePage

  beforeEach(async () => {
    // Before Yjs is loaded, which keeps the clock it finds.
    vi.useFakeTimers()
    ;({ World } = await import('../support/draft-world.ts'))
  })

  afterEach(() => vi.useRealTimers())

  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }

  function expectTruth(world: WorldOfOnePage) {
    const { kind } = world.label
    if (kind === 'saved' || kind === 'offline_saved' || kind === 'frozen' || kind === 'stopped')
      expect(world.isIn(world.server), `«${kind}» while an edit is not on the server's disk`).toBe(true)
    if (kind === 'offline_kept')
      expect(world.isIn(world.server, world.device), `«${kind}» while an edit is on neither disk`).toBe(true)
    if (!wouldLose(world.sync.state) && kind !== 'rejected')
      expect(world.isIn(world.server, world.device), 'leaving would lose an edit').toBe(true)
  }

  /** A line that works for long enough to be found again and to bring everything over. */
  async function heal(world: WorldOfOnePage) {
    for (let second = 0; second < 90; second++) {
      world.open()
      world.greet()
      for (let turn = 0; turn < 4; turn++) {
        world.receive()
        world.commit()
        world.deliver()
        await settle()
      }
      expectTruth(world)
      const { kind } = world.label
      if (kind === 'rejected' || kind === (world.frozen ? 'frozen' : 'saved')) return
      vi.advanceTimersByTime(1000)
    }
  }

  test('[I15] The label never claims more than is true, whatever happens in whatever order', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(weighed, { minLength: 10, maxLength: 120 }), async (plan) => {
        const world = new World()
        try {
          for (const deed of plan) {
            deeds[deed](world)
            await settle()
            expectTruth(world)
            seen.add(world.label.kind)
          }
          await heal(world)
          seen.add(world.label.kind)
          // Once everything works again, everything arrives, unless it came after the freeze.
          if (!world.frozen) expect(world.label).toEqual({ kind: 'saved' })
          else expect(['frozen', 'rejected']).toContain(world.label.kind)
          if (!world.isPending) expect(world.isIn(world.server)).toBe(true)
        } finally {
          world.leave()
        }
      }),
      { numRuns: 150 },
    )
    expect([...seen].sort()).toEqual(
      ['frozen', 'offline_kept', 'offline_saved', 'opening', 'rejected', 'saved', 'saving', 'unsaved'].sort(),
    )
  }, 120_000)

  test('An edit made between connecting and the first question leaves no gap before those made offline', async () => {
    const world = new World()
    const run = async (...plan: Deed[]) => {
      for (const deed of plan) {
        deeds[deed](world)
        await settle()
      }
    }
    await run(
      'open',
      'deliver',
      'deliver',
      'receive',
      'receive',
      'receive',
      'commit',
      'deliver',
      'deliver',
      'drop',
    )
    await run('write', 'wait', 'open', 'write')
    const sent = world.socket!.up.length
    await run('write')
    expect(world.socket!.up.length).toBe(sent)
    await heal(world)
    expect(world.label).toEqual({ kind: 'saved' })
    world.leave()
  })

  test('A line that is tried before it was asked vouches for nothing', async () => {
    const world = new World()
    for (const deed of ['write', 'open', 'suspect', 'receive', 'receive', 'receive', 'commit'] as const)
      deeds[deed](world)
    await settle()
    world.sync.suspect()
    expect(world.label).toEqual({ kind: 'saving' })
    await heal(world)
    expect(world.label).toEqual({ kind: 'saved' })
    world.leave()
  })

  test('What others do with their carets is never sent back', async () => {
    const world = new World()
    await heal(world)
    const before = world.socket!.up.length
    const { awareness } = world.sync.provider
    awareness.emit('update', [{ added: [7], updated: [], removed: [] }, world.sync.provider])
    expect(world.socket!.up.length).toBe(before)
    world.leave()
  })
})
