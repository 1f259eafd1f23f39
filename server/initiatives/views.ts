import { dayIn } from '../../shared/calendar.ts'
import type {
  Candidate,
  InitiativeChoices,
  InitiativeList,
  InitiativeView,
} from '../../shared/initiatives.ts'
import { movesFrom, roadOf } from '../../shared/initiatives-states.ts'
import { fullName } from '../../shared/people.ts'
import type { Instant } from '../../shared/values.ts'
import { listCouncils } from '../councils/queries.ts'
import { findRevision, revisionHtml } from '../drafts/queries.ts'
import type { Actor, Person } from '../lib/actor.ts'
import type { Db } from '../lib/db/db.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { listMunicipalities } from '../organizations/queries.ts'
import { findReviewView } from '../reviews/queries.ts'
import { listVotes } from '../votes/queries.ts'
import { listCandidates, listRepresentedBy } from './concerned.ts'
import { findInitiative, askedTo, listCoauthors, listSteps, type Initiative } from './queries.ts'
import {
  draftAccess,
  isInsider,
  mayCreate,
  maySee,
  rolesOf,
  speaksForCitizens,
  whyNotChangeCoauthors,
} from './rules.ts'
import { countInitiatives, findSummary, listInitiatives, type InitiativesAsked } from './search.ts'
import { asSummary, readerOf } from './summary.ts'

const PAGE = 20

/** One page of what the reader may see, the last moved first. Numbers count only what they may see. */
export async function viewInitiatives(
  db: Db,
  asked: InitiativesAsked,
  page: number,
  now: Instant,
): Promise<InitiativeList> {
  const total = await countInitiatives(db, asked)
  const reader = await readerOf(db, asked.actor, now)
  const rows = await listInitiatives(db, asked, PAGE, (page - 1) * PAGE)
  return {
    initiatives: rows.map((row) => asSummary(row, reader)),
    total,
    page,
    pages: Math.max(1, Math.ceil(total / PAGE)),
    can: {
      create:
        speaksForCitizens(asked.actor) ||
        (asked.actor?.seats.some(({ councilId }) => mayCreate(asked.actor, councilId)) ?? false),
    },
  }
}

/** The whole road of one initiative; undefined for who may not see it, as for one that is not there. */
export async function viewInitiative(
  db: Db,
  actor: Actor | null,
  number: string,
  now: Instant,
): Promise<InitiativeView | undefined> {
  const initiative = await findInitiative(db, number)
  if (!initiative) return undefined
  const asked = await askedTo(db, initiative.id, actor?.personId ?? null)
  if (!maySee(actor, initiative, asked)) return undefined
  const row = await findSummary(db, initiative.id)
  if (!row) return undefined
  const { id, draftId, state, voteId, reviewId, problem, proposal, councilId } = initiative
  const roles = rolesOf(actor, initiative, asked)
  const moves = new Set<string>(movesFrom(state, roles))
  const steps = await stepsFor(db, initiative, isInsider(actor, initiative, asked))
  const access = actor?.personId ? draftAccess(actor, initiative, asked) : null
  return {
    ...asSummary(row, await readerOf(db, actor, now)),
    problem,
    proposal,
    coauthors: await listCoauthors(db, id),
    road: roadOf(state).map((stage) => ({ ...stage, on: reachedOn(stage, steps) })),
    steps,
    text: await textFor(db, initiative),
    draft: access && { id: draftId, access },
    votes: await listVotes(db, { councilId, subjectId: id, voteId, openOf: 'all', limit: 20 }),
    review: reviewId === null ? null : ((await findReviewView(db, reviewId, { actor, now })) ?? null),
    can: {
      openDiscussion: moves.has('openDiscussion'),
      sendToCouncil: moves.has('sendToCouncil'),
      returnToDraft: moves.has('returnToDraft'),
      openVote: moves.has('openVote'),
      submit: moves.has('submit'),
      withdraw: moves.has('withdraw'),
      changeCoauthors: whyNotChangeCoauthors(state, roles) === null,
    },
  }
}

async function stepsFor(
  db: Db,
  { id, timeZone }: Initiative,
  isInside: boolean,
): Promise<InitiativeView['steps']> {
  return (await listSteps(db, id)).map(({ verb, state, at, reason, familyName, givenName, patronymic }) => ({
    verb,
    state,
    at,
    on: dayIn(at, timeZone),
    // Publishing who made a move needs their consent (152-ФЗ ст. 10.1); inside the council everybody knows.
    by: isInside && familyName && givenName ? fullName({ familyName, givenName, patronymic }) : null,
    reason,
  }))
}

/** The day a stage was last reached; null for what is still ahead. */
function reachedOn(stage: ReturnType<typeof roadOf>[number], steps: InitiativeView['steps']) {
  if (stage.place === 'next') return null
  return steps.findLast(({ state }) => state === stage.state)?.on ?? null
}

async function textFor(db: Db, { revisionId, state }: Initiative): Promise<InitiativeView['text']> {
  const revision = revisionId === null ? undefined : await findRevision(db, revisionId)
  if (!revision || state === 'draft') return null
  const { id, number, edition, title, sha256, createdAt } = revision
  return { revisionId: id, number: edition ?? number, title, sha256, createdAt, html: revisionHtml(revision) }
}

/** Where the actor may propose something, for whom, and about which place. */
export async function viewChoices(db: Db, actor: Person, now: Instant): Promise<InitiativeChoices> {
  const councils = (await listCouncils(db)).filter(({ id }) => mayCreate(actor, id))
  const today = dayIn(now, councils[0]?.timeZone ?? 'UTC')
  return {
    councils: councils.map(({ id, slug, name, shortName, municipalityCode }) => ({
      id,
      slug,
      name,
      shortName,
      municipalityCode,
    })),
    organizations: await listRepresentedBy(db, actor),
    municipalities: (await listMunicipalities(db, today)).map(({ code, name }) => ({ code, name })),
  }
}

/** People of the region who could write along, by the beginning of a name. Refuses `not_found` and what changing coauthors refuses. */
export async function viewCandidates(
  db: Db,
  actor: Person,
  number: string,
  q: string,
  now: Instant,
): Promise<Candidate[]> {
  const initiative = (await findInitiative(db, number)) ?? refuse('not_found')
  const { id, authorId, timeZone, state } = initiative
  const asked = await askedTo(db, id, actor.personId)
  if (!maySee(actor, initiative, asked)) refuse('not_found')
  refuseIf(whyNotChangeCoauthors(state, rolesOf(actor, initiative, asked)))
  if (q.trim() === '') return []
  const known = [authorId, ...(await listCoauthors(db, id)).map((each) => each.personId)]
  return listCandidates(db, q, dayIn(now, timeZone), known, 20)
}
