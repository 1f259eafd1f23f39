import type { InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { personOf } from '../lib/actor.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { askedTo, lockInitiative, type Initiative } from './queries.ts'
import { maySee, rolesOf, whyNot, whyNotChangeCoauthors } from './rules.ts'

/** Holds the initiative for a move of the actor; whoever may not see it learns nothing but `not_found`. */
export const heldFor = (work: Work, number: string, verb: InitiativeVerb, reason?: string | null) =>
  heldIf(work, number, (initiative, roles) => whyNot(verb, initiative.state, roles, reason))

export const heldForCoauthors = (work: Work, number: string) =>
  heldIf(work, number, (initiative, roles) => whyNotChangeCoauthors(initiative.state, roles))

async function heldIf(
  work: Work,
  number: string,
  why: (initiative: Initiative, roles: ReturnType<typeof rolesOf>) => RefusalCode | null,
): Promise<Initiative> {
  const actor = personOf(work.actor)
  const initiative = (await lockInitiative(work.trx, number)) ?? refuse('not_found')
  const asked = await askedTo(work.trx, initiative.id, actor.personId)
  if (!maySee(actor, initiative, asked)) refuse('not_found')
  refuseIf(why(initiative, rolesOf(actor, initiative, asked)))
  return initiative
}

/** The initiative that a mechanic speaks of; undefined when it speaks of something else. */
export const heldAs = async ({ trx }: Work, [kind, id]: readonly [kind: string, id: Id]) =>
  kind === 'initiative' ? lockInitiative(trx, id) : undefined
