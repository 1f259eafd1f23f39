import type { PeerName, Running, Wants } from './peers.ts'

/** What one run found: figures by name, or words where there is no number. */
export type Found = Record<string, number | string>

export interface Scenario {
  name: string
  /** Whom it makes sense for: a relay keeps no documents. */
  peers: readonly PeerName[]
  wants: Wants
  run(server: Running): Promise<Found>
  /** What Veche must reach, by figure: given the figures of everybody, whether it did; in words. */
  goals: Record<
    string,
    { text: string; isMet(own: number, others: Partial<Record<PeerName, number>>): boolean }
  >
}

export const atMost = (most: number, unit = '') => ({
  text: `≤ ${most}${unit}`,
  isMet: (own: number) => own <= most,
})
export const atLeast = (least: number, unit = '') => ({
  text: `≥ ${least}${unit}`,
  isMet: (own: number) => own >= least,
})
/** Beside the relay in the same run. */
export const ofRelay = (share: number) => ({
  text: `≤ ${share} × relay`,
  isMet: (own: number, { relay }: Partial<Record<PeerName, number>>) => own <= share * (relay ?? Number.NaN),
})

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export const at = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
export const median = (values: readonly number[]): number => at(values, 0.5)
