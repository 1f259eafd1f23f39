import { refusals, type RefusalCode } from '../../shared/refusals.ts'

/** The domain says no. Carries a code of the catalogue and nothing that a stranger may not read. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly field: string | undefined

  constructor(code: RefusalCode, field?: string) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.field = field
  }

  get status(): number {
    return refusals[this.code]
  }
}

/** Ends the act: nothing is written, nothing is published. `field` names the input to mend. */
export function refuse(code: RefusalCode, field?: string): never {
  throw new Refusal(code, field)
}

/** Refuses when a rule returned a code. */
export function refuseIf(code: RefusalCode | null, field?: string): void {
  if (code) refuse(code, field)
}
