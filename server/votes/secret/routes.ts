import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { BallotIssued, SecretView } from '../../../shared/secret-views.ts'
import { IssueBody, IssueReply, OpenSecretBody } from '../../../shared/secret-votes.ts'
import { Id } from '../../../shared/values.ts'
import { act } from '../../lib/act.ts'
import { actorOf, clockActor, personOf } from '../../lib/actor.ts'
import { refuse } from '../../lib/refuse.ts'
import { closeIssuance, issueBallot } from './actions.ts'
import { destroyKey, growBoard } from './board.ts'
import { KeyCupboard } from './cupboard.ts'
import { openSecretVote } from './open.ts'
import { prepareSecretVote, prepareSecretVotes } from './prepare.ts'
import { listIssuancesDue, listIssuedTo, listKeys, listSecretVotes } from './queries.ts'
import { findSecretView, readBoard } from './view.ts'

const params = Type.Object({ id: Id })

/** What a secret vote does by name: ballots are issued and boards read. Ballots are cast elsewhere, by nobody (`box.ts`). */
export const secretVotes: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()
  const cupboard = new KeyCupboard(kit.config.dataDir)

  app.addHook('onReady', async () => cupboard.sweep(await listSecretVotes(kit.db), await listKeys(kit.db)))
  kit.listeners.on('secret:announced', (work, { voteId }) => {
    work.after((ground) => prepareSecretVote(ground, cupboard, voteId))
    return Promise.resolve()
  })
  kit.listeners.on('board:grown', async (work, { voteId, entries, last }) => {
    await growBoard(work, cupboard, voteId, entries)
    // With the end of the issuing nobody can certify a ballot any more, with the last entry nobody can sign another board.
    await destroyKey(work, cupboard, voteId, 'token')
    if (last) await destroyKey(work, cupboard, voteId, 'board')
  })
  kit.onDue(() => prepareSecretVotes(kit, cupboard))
  kit.onDue(async () => {
    // With the end of the issuing its key is gone for good.
    if (kit.watch.isInDoubt) return
    for (const { voteId } of await listIssuancesDue(kit.db, now()))
      await act(kit, clockActor, (work) => closeIssuance(work, voteId, 'clock'))
  })

  app.get(
    '/votes/:id/secret',
    { schema: { params, response: { 200: SecretView } } },
    async ({ params: { id }, actor }) =>
      (await findSecretView(kit.db, id, actor, now())) ?? refuse('not_found'),
  )

  app.get('/ballots/issued', { schema: { response: { 200: Type.Array(BallotIssued) } } }, (request) =>
    listIssuedTo(kit.db, actorOf(request).personId),
  )

  app.get('/votes/:id/board.json', { schema: { params } }, async ({ params: { id }, actor }, reply) => {
    const text = (await readBoard(kit.db, id, actor)) ?? refuse('not_found')
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="board-${id}.json"`)
      .send(Buffer.from(text))
  })

  app.post(
    '/councils/:id/secret-votes',
    { schema: { params, body: OpenSecretBody, response: { 201: Type.Object({ id: Id }) } } },
    async ({ params: { id: councilId }, body, actor }, reply) => {
      const id = await act(kit, personOf(actor), (work) => openSecretVote(work, councilId, body))
      return reply.status(201).send({ id })
    },
  )

  app.post(
    '/votes/:id/issue',
    { schema: { params, body: IssueBody, response: { 200: IssueReply } } },
    (request) =>
      act(kit, actorOf(request), (work) =>
        issueBallot(work, cupboard, request.params.id, request.body.blinded),
      ),
  )

  app.post(
    '/votes/:id/issuance/close',
    { schema: { params, response: { 200: SecretView } } },
    async (request) => {
      const { id } = request.params
      await act(kit, actorOf(request), (work) => closeIssuance(work, id, 'hand'))
      return (await findSecretView(kit.db, id, request.actor, now())) ?? refuse('not_found')
    },
  )
}
