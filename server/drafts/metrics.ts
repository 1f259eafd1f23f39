import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type DraftMetrics = ReturnType<typeof draftMetrics>

/** What an operator watches of the live texts. */
export function draftMetrics(registry: Registry, counts: { connections(): number; drafts(): number }) {
  const registers = [registry]
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  new Gauge({
    name: 'veche_draft_connections',
    help: 'Open lines to live drafts',
    registers,
    collect() {
      this.set(counts.connections())
    },
  })
  new Gauge({
    name: 'veche_drafts_open',
    help: 'Drafts in memory',
    registers,
    collect() {
      this.set(counts.drafts())
    },
  })
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
