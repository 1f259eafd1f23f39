import type { Command } from '../../shared/meetings/entries.ts'

/** A command on its way: sent again under the same key until there is an answer. */
export interface Asked {
  key: string
  /** What it is about: while it is on its way, the same is not asked again. */
  about: string
  command: Command
  /** When it was asked, by the browser's clock. */
  at: number
}

/** How long a command waits for a lost line. What is asked of a meeting later than that, nobody means any more. */
export const KEPT_MS = 120_000

/** What a command is about: its verb and whom or what it concerns, without the ids that are made anew with each press. */
export function aboutOf({ verb, data }: Command): string {
  const { who, itemId, speechId, voteId, decisionId }: Partial<Record<string, unknown>> = { ...data }
  const fresh = verb === 'speech:requested' || verb === 'decision:recorded'
  return [verb, who, itemId, ...(fresh ? [] : [speechId, voteId, decisionId])]
    .filter((each) => typeof each === 'string')
    .join(' ')
}

/** What is not answered yet, as it outlives a reload of the page in this tab. */
export class Unanswered {
  readonly #name: string

  constructor(meetingId: string, personId: string) {
    this.#name = `meeting:${personId}:${meetingId}`
  }

  /** What an earlier visit asked without an answer and somebody may still mean. */
  recall(now: number): Asked[] {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#name) ?? '[]')
      // Written by this class; the server checks each again.
      return Array.isArray(kept) ? (kept as Asked[]).filter(({ at }) => now - at < KEPT_MS) : []
    } catch {
      return []
    }
  }

  keep(asked: readonly Asked[]): void {
    if (asked.length > 0) sessionStorage.setItem(this.#name, JSON.stringify(asked))
    else sessionStorage.removeItem(this.#name)
  }
}
