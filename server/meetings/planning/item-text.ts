import type { DraftRole } from '../../../shared/drafts.ts'
import type { Id } from '../../../shared/values.ts'
import { createDraft } from '../../drafts/actions.ts'
import { findRevision } from '../../drafts/queries.ts'
import type { Work } from '../../lib/act.ts'
import { personOf, seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { record } from '../../lib/journal.ts'
import type { Kit } from '../../lib/kit.ts'
import { refuse } from '../../lib/refuse.ts'
import { maySee } from '../rules.ts'
import { lockArranged, type Place } from './notice.ts'
import { findItem } from './queries.ts'
import { isOver, mayArrange } from './rules.ts'
import { touch } from './touch.ts'

/** Texts of decisions that belong to an item of an agenda, and to no initiative. */
const KIND = 'agenda_item'

/**
 * Begins the live text of a decision («проект решения») for an item, with what its proposal says so far; an item that has a text keeps
 * it. The text is what the procedure adopts and the minutes print. Refuses, beside `lockArranged`: `not_found`.
 */
export async function beginItemText(work: Work, place: Place, itemId: Id): Promise<void> {
  const { meeting } = await lockArranged(work, place)
  const item = (await findItem(work.trx, meeting.id, itemId)) ?? refuse('not_found')
  if (item.draftId !== null) return
  const paragraphs = (item.proposal ?? item.title).split(/\n+/).filter((each) => each.trim() !== '')
  const draftId = await createDraft(work, {
    councilId: meeting.councilId,
    subjectKind: KIND,
    content: {
      type: 'doc',
      content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
    },
    authorId: personOf(work.actor).personId,
  })
  await work.trx.updateTable('agendaItem').set({ draftId }).where('id', '=', itemId).execute()
  await touch(work, meeting)
  await record(work, {
    verb: 'agenda:written',
    subject: ['meeting', meeting.id],
    councilId: meeting.councilId,
    data: { itemId, draftId },
  })
}

/** The meeting on whose agenda a text stands; the last of several, where items were carried over. */
const meetingOf = (db: Db, draftId: Id) =>
  db
    .selectFrom('agendaItem')
    .innerJoin('meeting', 'meeting.id', 'agendaItem.meetingId')
    .innerJoin('council', 'council.id', 'meeting.councilId')
    .select(['meeting.councilId', 'presidingId', 'state', 'noticedAt', 'number', 'slug'])
    .select(['agendaItem.id as itemId', 'agendaItem.title'])
    .where('agendaItem.draftId', '=', draftId)
    .where('agendaItem.initiativeId', 'is', null)
    .orderBy('meeting.createdAt', 'desc')
    .orderBy('meeting.id', 'desc')
    .limit(1)
    .executeTakeFirst()

type Standing = NonNullable<Awaited<ReturnType<typeof meetingOf>>>

/** Whoever arranges the meeting writes, who sits in the council has a say, and everybody who may know of the meeting reads. */
function roleAt(actor: Actor, meeting: Standing): DraftRole | null {
  const isDone = isOver(meeting.state) || meeting.state === 'cancelled'
  if (!isDone && mayArrange(actor, meeting)) return 'write'
  const seat = seatIn(actor, meeting.councilId)
  if (!isDone && seat && seat.role !== 'observer') return 'suggest'
  return maySee(meeting, actor) ? 'read' : null
}

/** What items promise to the mechanic of texts. */
export function listenToTexts({ drafts }: Kit): void {
  drafts.access(KIND, async (db, actor, draftId) => {
    const meeting = await meetingOf(db, draftId)
    return meeting ? roleAt(actor, meeting) : null
  })
  drafts.publicRevision(KIND, async (db, { id }) => {
    const revision = await findRevision(db, id)
    const meeting = revision && (await meetingOf(db, revision.draftId))
    return meeting !== undefined && maySee(meeting, null)
  })
  drafts.history(KIND, async (db, actor, draftId) => {
    const meeting = await meetingOf(db, draftId)
    return meeting !== undefined && mayArrange(actor, meeting)
  })
  drafts.circle(KIND, {
    describe: async (db, draftId) => {
      const meeting = await meetingOf(db, draftId)
      if (!meeting) return null
      const { title, slug, number, itemId } = meeting
      return {
        title,
        path: `/councils/${slug}/meetings/${number}/items/${itemId}/text`,
        people: [],
        isOpenToAll: false,
      }
    },
    isInside: async (db, actor, draftId) => {
      const meeting = await meetingOf(db, draftId)
      return meeting !== undefined && seatIn(actor, meeting.councilId) !== undefined
    },
  })
}
