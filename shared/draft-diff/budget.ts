/**
 * How much may be compared in one go, counted in steps, not in time: the same two texts give the same answer on every
 * machine. When it is used up, what is left is shown as replaced.
 */
export class Budget {
  /** Steps taken so far; a step compares two tokens or two words. */
  spent = 0
  /** Whether something was not compared for want of steps: with more of them the answer might be finer. */
  wasShort = false
  readonly most: number

  constructor(most = 40_000_000) {
    this.most = most
  }

  spend(steps: number): void {
    this.spent += steps
  }

  /** How far a search may go whose steps grow with the square of its distance. */
  distance(wanted: number): number {
    return Math.min(wanted, Math.floor(Math.sqrt(this.left)))
  }

  get left(): number {
    return Math.max(0, this.most - this.spent)
  }
}
