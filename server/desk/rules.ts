import { mayMove, type InitiativeRole, type InitiativeState } from '../../shared/initiatives-states.ts'
import type { DeskView } from '../../shared/desk.ts'

export type Duty = DeskView['initiatives'][number]['duty']

/**
 * What an initiative that stands at `state` waits for from somebody with these roles, or null. An author mends what came back;
 * a secretary may hand a discussion to the council, but it is the authors who are waited for.
 */
export function dutyOf(
  state: InitiativeState,
  roles: readonly InitiativeRole[],
  cameBack: boolean,
): Duty | null {
  const writes = roles.includes('author') || roles.includes('coauthor')
  if (state === 'draft') return writes ? (cameBack ? 'mend' : 'openDiscussion') : null
  if (state === 'public_discussion') return writes ? 'sendToCouncil' : null
  if (state === 'council_review') return mayMove('openVote', roles) ? 'openVote' : null
  if (state === 'adopted') return mayMove('submit', roles) ? 'submit' : null
  return null
}
