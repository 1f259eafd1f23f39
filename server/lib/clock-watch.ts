/** A clock that went on by this much more than time did was moved. */
const MOVED_MS = 60_000
/** How long whoever keeps the clock has to move it back, ms. */
const DOUBT_MS = 10 * 60_000

/**
 * Tells a clock that was moved from time that has passed. What a clock alone ends, and nobody can begin again, waits while it is in doubt:
 * one that jumped ahead may be put right, and then nothing has happened (docs/decisions/0020).
 */
export class ClockWatch {
  #last: { clock: number; steady: number } | null = null
  #doubtUntil = -Infinity

  /** Looks at both, ms: the clock that people set, and one that nobody does. */
  look(clock: number, steady: number): void {
    const moved = this.#last ? clock - this.#last.clock - (steady - this.#last.steady) : 0
    this.#last = { clock, steady }
    if (moved > MOVED_MS) this.#doubtUntil = steady + DOUBT_MS
    if (moved < -MOVED_MS) this.#doubtUntil = -Infinity
  }

  /** Whether the clock went ahead by itself a short while ago. */
  get isInDoubt(): boolean {
    return this.#last !== null && this.#last.steady < this.#doubtUntil
  }
}
