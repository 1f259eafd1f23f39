import type { Id } from '../../shared/values.ts'

/** What came of holding the records of a feature against what the journal wrote at the time. */
export interface Audit {
  checked: number
  /** Records of which the journal kept no code, because an earlier release made them. */
  unproved: number
  /** The first that is wrong; `what` is a sentence for the operator that goes on from its name. */
  wrong: { kind: string; id: Id; what: string } | null
}

export const noneYet = (): Audit => ({ checked: 0, unproved: 0, wrong: null })
