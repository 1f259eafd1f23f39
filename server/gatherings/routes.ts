import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Done, ItemInput, notesRole, QUESTION_LENGTH, Room, TURN_SECONDS } from '../../shared/gatherings.ts'
import { Id, Line, Nullable, RefusalBody } from '../../shared/values.ts'
import { act, type Work } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { cancelGathering, closeGathering, openGathering } from './actions.ts'
import { Presence } from './presence.ts'
import { addItem, changeItem, moveItem, moveOn, removeItem } from './programme.ts'
import { findGathering, findGatheringOfNotes, roomOf } from './queries.ts'
import { askQuestion, markAnswered, supportQuestion, withdrawQuestion } from './questions.ts'
import { roleIn } from './rules.ts'
import { endTurn, giveFloor, lowerHand, raiseHand } from './turns.ts'

const params = Type.Object({ id: Id })
const itemParams = Type.Object({ id: Id, itemId: Id })
const turnParams = Type.Object({ id: Id, turnId: Id })
const questionParams = Type.Object({ id: Id, questionId: Id })
const response = { 200: Done, '4xx': RefusalBody }

/** What happens in a live coming-together of any kind; who plans one is for its subject to say. */
export const gatherings: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const presence = new Presence(kit)
  kit.live.room('gathering', presence)
  kit.onDue((now) => presence.see(now))
  kit.onClose(() => presence.close())
  kit.listeners.on('gathering:opened', async (work, { gatheringId }) =>
    work.after(() => presence.letIn(gatheringId)),
  )
  app.addHook('onReady', () => presence.open())

  kit.drafts.access('gathering', async (db, actor, draftId) => {
    const gathering = await findGatheringOfNotes(db, draftId)
    return gathering ? notesRole(gathering.state, roleIn(gathering, actor)) : null
  })
  const settleNotes = async (gatheringId: Id) => {
    const { notesDraftId } = (await findGathering(kit.db, gatheringId)) ?? {}
    if (notesDraftId) await kit.drafts.settle(notesDraftId)
  }
  const news = ['gathering:changed', 'gathering:opened', 'gathering:closed', 'gathering:cancelled'] as const
  for (const each of news)
    kit.listeners.on(each, async (work, { notesDraftId }) => {
      if (notesDraftId) work.after(() => kit.drafts.recheck(notesDraftId))
    })

  app.get(
    '/gatherings/:id',
    { schema: { params, response: { 200: Room, '4xx': RefusalBody } } },
    async (request) => {
      const actor = actorOf(request)
      return (await roomOf(kit.db, request.params.id, actor, kit.clock())) ?? refuse('not_found')
    },
  )

  const onGathering = (verb: string, action: (work: Work, id: Id) => Promise<Done>) =>
    app.post(`/gatherings/:id/${verb}`, { schema: { params, response } }, (request) =>
      act(kit, actorOf(request), (work) => action(work, request.params.id)),
    )
  onGathering('open', openGathering)
  onGathering('cancel', cancelGathering)
  app.post('/gatherings/:id/close', { schema: { params, response } }, async (request) => {
    // What was typed a moment ago belongs to the notes that are kept.
    await settleNotes(request.params.id)
    return act(kit, actorOf(request), (work) => closeGathering(work, request.params.id))
  })

  app.post('/gatherings/:id/programme', { schema: { params, body: ItemInput, response } }, (request) =>
    act(kit, actorOf(request), (work) => addItem(work, request.params.id, request.body)),
  )

  app.put(
    '/gatherings/:id/programme/:itemId',
    { schema: { params: itemParams, body: ItemInput, response } },
    (request) =>
      act(kit, actorOf(request), (work) =>
        changeItem(work, request.params.id, request.params.itemId, request.body),
      ),
  )

  app.delete('/gatherings/:id/programme/:itemId', { schema: { params: itemParams, response } }, (request) =>
    act(kit, actorOf(request), (work) => removeItem(work, request.params.id, request.params.itemId)),
  )

  const place = Type.Object({ position: Type.Integer({ minimum: 1, maximum: 100 }) })
  app.post(
    '/gatherings/:id/programme/:itemId/move',
    { schema: { params: itemParams, body: place, response } },
    (request) =>
      act(kit, actorOf(request), (work) =>
        moveItem(work, request.params.id, request.params.itemId, request.body.position),
      ),
  )

  const current = Type.Object({ itemId: Nullable(Id) })
  app.put('/gatherings/:id/current-item', { schema: { params, body: current, response } }, (request) =>
    act(kit, actorOf(request), (work) => moveOn(work, request.params.id, request.body.itemId)),
  )

  app.post('/gatherings/:id/turns', { schema: { params, response } }, (request) =>
    act(kit, actorOf(request), (work) => raiseHand(work, request.params.id)),
  )

  const { minimum, maximum } = TURN_SECONDS
  const floor = Type.Object({ seconds: Type.Optional(Type.Integer({ minimum, maximum })) })
  app.post(
    '/gatherings/:id/turns/:turnId/give',
    { schema: { params: turnParams, body: floor, response } },
    (request) =>
      act(kit, actorOf(request), (work) =>
        giveFloor(work, request.params.id, request.params.turnId, request.body.seconds),
      ),
  )

  const onTurn = (verb: string, action: (work: Work, id: Id, turnId: Id) => Promise<Done>) =>
    app.post(
      `/gatherings/:id/turns/:turnId/${verb}`,
      { schema: { params: turnParams, response } },
      (request) =>
        act(kit, actorOf(request), (work) => action(work, request.params.id, request.params.turnId)),
    )
  onTurn('withdraw', lowerHand)
  onTurn('done', endTurn)

  const question = Type.Object({ text: Line(QUESTION_LENGTH) })
  app.post('/gatherings/:id/questions', { schema: { params, body: question, response } }, (request) =>
    act(kit, actorOf(request), (work) => askQuestion(work, request.params.id, request.body.text)),
  )

  const onQuestion = (
    method: 'POST' | 'PUT' | 'DELETE',
    verb: string,
    action: (work: Work, id: Id, questionId: Id) => Promise<Done>,
  ) =>
    app.route({
      ...{ method, url: `/gatherings/:id/questions/:questionId/${verb}` },
      schema: { params: questionParams, response },
      handler: (request) =>
        act(kit, actorOf(request), (work) => action(work, request.params.id, request.params.questionId)),
    })
  onQuestion('POST', 'withdraw', withdrawQuestion)
  onQuestion('POST', 'answered', markAnswered)
  onQuestion('PUT', 'support', (work, id, questionId) => supportQuestion(work, id, questionId, true))
  onQuestion('DELETE', 'support', (work, id, questionId) => supportQuestion(work, id, questionId, false))
}
