import type { Kit } from '../lib/kit.ts'

/** What a meeting needs of the house beside its `Work`: where links lead, and the doors of open texts. */
export type Surroundings = Pick<Kit, 'config' | 'drafts'>
