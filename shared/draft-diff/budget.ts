/**
 * How much may be compared in one go, counted in steps, not in time: the same two texts give the same answer on every
 * machine. When it is used up, what is left is shown as replaced.
 */
export class Budget {
  /** Steps taken so far; a step compares two tokens or two words. */
  spent = 0
  readonly most: number

  constructor(most = 40_000_000) {
    this.most = most
  }

  spend(steps: number): void {
    this.spent += steps
  }

  get left(): number {
    return Math.max(0, this.most - this.spent)
  }
}
