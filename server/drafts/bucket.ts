/** Tokens that come back evenly; may be overdrawn, and then says how long to wait. */
export class Bucket {
  readonly #perSecond: number
  readonly #most: number
  #tokens: number
  #at = performance.now()

  constructor(perSecond: number, most: number) {
    this.#perSecond = perSecond
    this.#most = most
    this.#tokens = most
  }

  /** Takes tokens; answers with the milliseconds until there are none missing. */
  take(tokens: number): number {
    const now = performance.now()
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond) - tokens
    this.#at = now
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000
  }
}
