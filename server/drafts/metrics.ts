import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type DraftMetrics = ReturnType<typeof draftMetrics>

/** What is counted when somebody asks. */
export interface DraftCounts {
  connections(): number
  drafts(): number
  /** Of all drafts in memory together. */
  bytes(): number
  /** Updates that are not on disk yet. */
  queued(): number
  /** How long the oldest of what is not acknowledged yet waits. */
  waitingSeconds(): number
}

/** What an operator watches of the live texts: numbers only, never which draft or whose. */
export function draftMetrics(registry: Registry, counts: DraftCounts) {
  const registers = [registry]
  const gauge = (name: string, help: string, count: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(count())
      },
    })
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  gauge('veche_draft_connections', 'Open lines to live drafts', counts.connections)
  gauge('veche_drafts_open', 'Drafts in memory', counts.drafts)
  gauge('veche_draft_bytes', 'Size of the drafts in memory, as updates', counts.bytes)
  gauge('veche_draft_queue', 'Updates that are not on disk yet', counts.queued)
  gauge(
    'veche_draft_waiting_seconds',
    'Age of the oldest update or mark that is not answered yet',
    counts.waitingSeconds,
  )
  return {
    flushSeconds: new Histogram({
      name: 'veche_draft_flush_seconds',
      help: 'Time to put a batch on disk',
      buckets,
      registers,
    }),
    ackSeconds: new Histogram({
      name: 'veche_draft_ack_seconds',
      help: 'From the receipt of the oldest update of a batch to its place on disk',
      buckets,
      registers,
    }),
    loadSeconds: new Histogram({
      name: 'veche_draft_load_seconds',
      help: 'Time to bring a draft into memory',
      buckets,
      registers,
    }),
    resyncs: new Counter({
      name: 'veche_draft_resyncs_total',
      help: 'Lines asked for all they have because something was missing',
      registers,
    }),
    slow: new Counter({
      name: 'veche_draft_slow_total',
      help: 'Times that a line which does not read was left behind, to get the difference later',
      registers,
    }),
    awareness: new Counter({
      name: 'veche_draft_awareness_total',
      help: 'Messages of presence received',
      registers,
    }),
    caughtUp: new Counter({
      name: 'veche_draft_caught_up_total',
      help: 'Rows taken over from other nodes',
      registers,
    }),
    compactions: new Counter({
      name: 'veche_draft_compactions_total',
      help: 'Snapshots made, by result: kept, wrong or unstable',
      labelNames: ['result'],
      registers,
    }),
    updates: new Counter({ name: 'veche_draft_updates_total', help: 'Updates stored', registers }),
    nacks: new Counter({
      name: 'veche_draft_nacks_total',
      help: 'Updates refused while the line stayed open',
      labelNames: ['code'],
      registers,
    }),
    closes: new Counter({
      name: 'veche_draft_closes_total',
      help: 'Lines ended by us',
      labelNames: ['code'],
      registers,
    }),
    poisoned: new Counter({
      name: 'veche_draft_poisoned_total',
      help: 'Drafts dropped from memory and loaded anew',
      registers,
    }),
  }
}
