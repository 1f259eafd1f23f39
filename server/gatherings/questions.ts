import { whyNotAsk, whyOver, type Done, type QuestionChange } from '../../shared/gatherings.ts'
import type { Id } from '../../shared/values.ts'
import type { Work } from '../lib/act.ts'
import { newId } from '../lib/ids.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { findQuestion, type Gathering } from './queries.ts'
import { whyNotTouch } from './rules.ts'
import { leadIn, nothingNew, standIn, step } from './step.ts'

/**
 * Asks a question, before the opening or during it; the same words of the same person while they wait are the same question.
 * Refuses `invalid_request` without words, `gathering_over`, `too_many_questions`.
 */
export async function askQuestion(work: Work, gatheringId: Id, written: string): Promise<Done> {
  const { gathering, person } = await standIn(work, gatheringId)
  const text = written.trim()
  if (!text) refuse('invalid_request', 'text')
  const waiting = await work.trx
    .selectFrom('question')
    .select('text')
    .where('gatheringId', '=', gatheringId)
    .where('personId', '=', person.personId)
    .where('state', '=', 'asked')
    .execute()
  if (waiting.some((each) => each.text === text)) return nothingNew
  refuseIf(whyNotAsk(gathering.state, waiting.length))
  const id = newId()
  await work.trx
    .insertInto('question')
    .values({
      ...{ id, gatheringId, personId: person.personId, text },
      ...{ state: 'asked', askedAt: work.now, answeredAt: null },
    })
    .execute()
  return tell(work, gathering, 'question:asked', id)
}

/** The author takes a question back. Refuses `not_allowed`, `gathering_over`, `question_closed`. */
export async function withdrawQuestion(work: Work, gatheringId: Id, questionId: Id): Promise<Done> {
  const { gathering, person } = await standIn(work, gatheringId)
  const question = await theQuestion(work, gatheringId, questionId)
  if (question.person.id !== person.personId) refuse('not_allowed')
  if (question.state === 'withdrawn') return nothingNew
  refuseIf(whyOver(gathering.state) ?? whyNotTouch(question.state))
  await work.trx.updateTable('question').set({ state: 'withdrawn' }).where('id', '=', questionId).execute()
  return tell(work, gathering, 'question:withdrawn', questionId)
}

/** A moderator says that a question was answered. Refuses `not_allowed`, `gathering_over`, `question_closed`. */
export async function markAnswered(work: Work, gatheringId: Id, questionId: Id): Promise<Done> {
  const { gathering } = await leadIn(work, gatheringId)
  const question = await theQuestion(work, gatheringId, questionId)
  if (question.state === 'answered') return nothingNew
  refuseIf(whyOver(gathering.state) ?? whyNotTouch(question.state))
  await work.trx
    .updateTable('question')
    .set({ state: 'answered', answeredAt: work.now })
    .where('id', '=', questionId)
    .execute()
  return tell(work, gathering, 'question:answered', questionId)
}

/**
 * Says «поддерживаю» to somebody else's question, or takes it back; once per person. Refuses `not_allowed` to the author,
 * `gathering_over`, `question_closed`.
 */
export async function supportQuestion(
  work: Work,
  gatheringId: Id,
  questionId: Id,
  supports: boolean,
): Promise<Done> {
  const { gathering, person } = await standIn(work, gatheringId)
  const question = await theQuestion(work, gatheringId, questionId)
  refuseIf(whyOver(gathering.state) ?? whyNotTouch(question.state))
  const { personId } = person
  if (question.person.id === personId) refuse('not_allowed')
  const changed = supports
    ? await addSupport(work, questionId, personId)
    : await removeSupport(work, questionId, personId)
  if (!changed) return nothingNew
  const change = supports ? { supported: [personId] } : { unsupported: [personId] }
  return tell(work, gathering, supports ? 'question:supported' : 'question:unsupported', questionId, change)
}

async function addSupport({ trx, now }: Work, questionId: Id, personId: Id): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('questionSupport')
    .values({ questionId, personId, at: now })
    .onConflict((on) => on.columns(['questionId', 'personId']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

async function removeSupport({ trx }: Work, questionId: Id, personId: Id): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('questionSupport')
    .where('questionId', '=', questionId)
    .where('personId', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

const theQuestion = async ({ trx }: Work, gatheringId: Id, id: Id) =>
  (await findQuestion(trx, gatheringId, id)) ?? refuse('not_found')

async function tell(
  work: Work,
  gathering: Gathering,
  verb: string,
  questionId: Id,
  support: Pick<QuestionChange, 'supported' | 'unsupported'> = {},
): Promise<Done> {
  const question = await theQuestion(work, gathering.id, questionId)
  return step(work, gathering, {
    ...{ name: 'question:changed', verb, data: { questionId } },
    changes: { questions: [{ ...question, ...support }] },
  })
}
