import { changeSigns } from '../../shared/change-words.ts'
import { dayIn } from '../../shared/calendar.ts'
import type { Hunk } from '../../shared/draft-diff/hunk.ts'
import { canonicalJson, reaches } from '../../shared/drafts.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import {
  isEnded,
  isListOpen,
  type AmendmentLine,
  type LeftOut,
  type ProcedureMove,
  type ProcedureStep,
  type ProcedureView,
} from '../../shared/procedures.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { findCouncil, listMembersOn } from '../councils/queries.ts'
import { compareDrafts, diffHtml, findRevision, revisionHtml, type Draft } from '../drafts/queries.ts'
import { seatIn, type Actor } from '../lib/actor.ts'
import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import type { Kit } from '../lib/kit.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import type { Brought, Texts, TooLarge } from './procedures.ts'
import { amendmentFrom, listAmendments, listSteps, type AmendmentRow, type Procedure } from './queries.ts'
import { collide, holderOf, inVotingOrder, whyNotKeep, whyNotMove, whyNotWithdrawFor } from './rules.ts'

const CONTEXT = 1

/** Moves that people make; the others follow from votes. */
const byHand: readonly ProcedureMove[] = ['putBasis', 'closeList', 'putWhole', 'giveBack']

/** A procedure as this reader may see it at `now`; undefined for who may not, as for one that is not there. */
export async function viewProcedure(
  kit: Kit,
  actor: Actor | null,
  procedure: Procedure | undefined,
  now: Instant,
): Promise<ProcedureView | undefined> {
  if (!procedure || !(await kit.procedures.maySee(actor, procedure))) return undefined
  const { db } = kit
  const council = (await findCouncil(db, procedure.councilId)) ?? refuse('not_found')
  const seen = await kit.procedures.remembered(procedure, () => lookAt(kit, procedure))
  const { steps, step, draft, holders } = seen
  const { leads, room } = await kit.procedures.look(actor, procedure)
  const isAsked = step?.way === 'consent' || (procedure.state === 'amendments' && room?.goesOn === true)
  const votes =
    isAsked && actor !== null && (await isVoting(db, procedure, actor, dayIn(now, council.timeZone)))
  const pending = seen.amendments.filter((each) => each.state === 'pending').length
  const standing = { state: procedure.state, isBusy: step !== null, pending }
  const role = await kit.drafts.roleOf(actor, draft)
  const { id, draftId, title, state, version, meetingId, itemId, reason } = procedure
  return {
    ...{ id, draftId, title, state, version, meetingId, itemId, reason },
    council: {
      id: council.id,
      slug: council.slug,
      name: council.name,
      shortName: council.shortName,
      timeZone: council.timeZone,
    },
    basis: seen.basis,
    result: seen.result,
    html: seen.html,
    changedHtml: seen.changedHtml,
    amendments: seen.amendments.map((each) => {
      const holder = holders.get(each.id)
      const waits = state === 'amendments' && each.state === 'pending' && holder !== undefined
      const isOwn = waits && holder === actor?.personId
      const may = (why: () => RefusalCode | null) => waits && !isOwn && why() === null
      return {
        ...each,
        can: {
          withdraw: isOwn,
          withdrawFor: leads && may(() => whyNotWithdrawFor('on_behalf', room, holder!)),
          drop: leads && may(() => whyNotWithdrawFor('absence', room, holder!)),
          keep: votes && may(() => whyNotKeep(room, actor?.personId ?? '', votes, holder!)),
        },
      }
    }),
    step,
    steps,
    tooLarge: seen.tooLarge
      .filter(({ suggestionId }) => !seen.leftOut.some((each) => each.suggestionId === suggestionId))
      .map(({ ownerId, ...each }) => ({ ...each, isMine: ownerId === actor?.personId })),
    leftOut: seen.leftOut,
    editorial: await editorialOf(db, procedure, council.timeZone),
    candidates:
      leads && state === 'adopted' && procedure.editorialDraftId === null
        ? (await listMembersOn(db, council.id, dayIn(now, council.timeZone)))
            .filter(({ role }) => role !== 'observer')
            .map(({ personId, name }) => ({ personId, name }))
        : [],
    can: {
      lead: leads,
      suggest: isListOpen(state) && draft.state === 'open' && reaches(role, 'suggest'),
      object: step?.way === 'consent' && (leads || votes),
      leaveOut: leads && isListOpen(state),
      edit: procedure.editorialRevisionId === null && isEditor(procedure, actor),
      moves: leads ? byHand.filter((move) => whyNotMove(standing, move) === null) : [],
    },
  }
}

/** What is the same for everybody who looks. */
export interface Seen extends Pick<
  ProcedureView,
  'basis' | 'result' | 'html' | 'changedHtml' | 'step' | 'steps'
> {
  draft: Draft
  amendments: Omit<AmendmentLine, 'can'>[]
  tooLarge: TooLarge[]
  leftOut: LeftOut[]
  /** Whose each amendment is to defend or to give up. */
  holders: ReadonlyMap<Id, Id>
}

async function lookAt(kit: Kit, procedure: Procedure): Promise<Seen> {
  const { db } = kit
  const { state } = procedure
  const steps = await listSteps(db, procedure.id)
  const texts = await kit.procedures.textsOf(procedure)
  const rows = await listAmendments(db, procedure.id)
  const brought = isListOpen(state) ? await kit.procedures.brought(procedure.draftId) : null
  const [basis, result] = [
    await frozen(db, procedure.basisRevisionId),
    await frozen(db, procedure.resultRevisionId),
  ]
  // What becomes of the text after that is no part of the procedure, and may be nobody's business.
  const shown = isEnded(state) ? ((result ?? basis)?.json ?? { type: 'doc', content: [] }) : texts.now
  return {
    steps,
    step: steps.find(({ closedAt }) => closedAt === null) ?? null,
    draft: texts.draft,
    basis: basis?.text ?? null,
    result: result?.text ?? null,
    html: revisionHtml({ content: canonicalJson(shown) }),
    changedHtml: isListOpen(state) || !basis ? null : await differenceOf(basis.json, shown),
    amendments: brought ? broughtLines(brought.parts) : await linesOf(kit, procedure, rows, steps, texts),
    tooLarge: brought?.tooLarge ?? [],
    leftOut: fromJson<LeftOut[]>(procedure.leftOut),
    holders: new Map(rows.map((row) => [row.id, holderOf(row)])),
  }
}

/** Whether somebody mends the wording: who was asked to, and still sits in the council. */
export const isEditor = ({ editors, councilId }: Procedure, actor: Actor | null): boolean =>
  typeof actor?.personId === 'string' &&
  seatIn(actor, councilId) !== undefined &&
  fromJson<Id[]>(editors).includes(actor.personId)

const isVoting = async (db: Db, { councilId }: Procedure, actor: Actor, day: string) =>
  (await listMembersOn(db, councilId, day)).some(
    (each) => each.personId === actor.personId && each.hasVote && each.role !== 'observer',
  )

async function frozen(db: Db, revisionId: Id | null) {
  const revision = revisionId === null ? undefined : await findRevision(db, revisionId)
  if (!revision) return null
  const { id, title, sha256, createdAt, content } = revision
  return {
    text: { revisionId: id, title, sha256, at: createdAt },
    json: fromJson<DraftJson>(content),
  }
}

/** Both in one page; null when they read the same or are too far apart to be shown so. */
async function differenceOf(before: DraftJson, after: DraftJson): Promise<string | null> {
  try {
    const { hunks } = await compareDrafts(before, after)
    if (hunks.length === 0) return null
    return diffHtml(before, after, hunks, { words: changeSigns, context: CONTEXT })
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Refusal && error.code.startsWith('comparison_')))
      return null
    throw error
  }
}

/** What the list would be if it were closed now. */
function broughtLines(parts: readonly Brought[]): Seen['amendments'] {
  const numbered = parts.map((each, at) => ({ ...each, number: at + 1 }))
  return inVotingOrder(numbered).map((one) => lineOfBrought(one, numbered))
}

type Numbered = Brought & { number: number }

function lineOfBrought(one: Numbered, all: readonly Numbered[]): Seen['amendments'][number] {
  const { suggestionId, number, author, note, passages, json } = one
  return {
    ...{ id: suggestionId, number, author, keeper: null, note, passages, now: passages },
    ...{ state: 'pending', way: null, reason: null, sha256: digest(canonicalJson(json)), decidedAt: null },
    ...{ question: null, voteId: null, result: null, falls: null, isObjected: false },
    collides: all.filter((each) => each !== one && collide(each, one)).map((each) => each.number),
  }
}

async function linesOf(
  kit: Kit,
  procedure: Procedure,
  rows: readonly AmendmentRow[],
  steps: readonly ProcedureStep[],
  texts: Texts,
): Promise<Seen['amendments']> {
  const all = rows.map((row) => ({ row, hunks: fromJson<Hunk[]>(row.hunks) }))
  const adopted = rows.filter(({ state }) => state === 'adopted')
  const isOn = procedure.state === 'amendments'
  const lines: Seen['amendments'] = []
  for (const one of all) {
    const { row } = one
    const waits = isOn && row.state === 'pending'
    const others = all.filter((each) => each !== one && each.row.state === 'pending' && collide(each, one))
    const fit = waits ? await kit.procedures.fitted(row, adopted, texts) : { passages: null }
    const amendment = amendmentFrom(row, steps)
    lines.push({
      ...amendment,
      now: ('passages' in fit ? fit.passages : null) ?? amendment.passages,
      collides: others.map((each) => each.row.number).toSorted((a, b) => a - b),
      falls: 'why' in fit ? fit : null,
      isObjected: row.isObjected === 1,
    })
  }
  return lines
}

async function editorialOf(
  db: Db,
  { editorialDraftId, editorialSince, editorialRevisionId, resultRevisionId, editors, councilId }: Procedure,
  timeZone: string,
): Promise<ProcedureView['editorial']> {
  if (editorialDraftId === null || editorialSince === null) return null
  const mended = await frozen(db, editorialRevisionId)
  const voted = mended && (await frozen(db, resultRevisionId))
  const members = await listMembersOn(db, councilId, dayIn(editorialSince, timeZone))
  return {
    draftId: editorialDraftId,
    editors: fromJson<Id[]>(editors).map((personId) => ({
      personId,
      name: members.find((each) => each.personId === personId)?.name ?? '',
    })),
    since: editorialSince,
    text: mended?.text ?? null,
    html: voted ? await differenceOf(voted.json, mended.json) : null,
  }
}
