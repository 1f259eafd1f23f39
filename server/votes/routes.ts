import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { VoteState } from '../../shared/votes.ts'
import { BallotBody, BallotReceipt, VoteSummary, VoteView } from '../../shared/votes-views.ts'
import { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { digest } from '../lib/ids.ts'
import { refuse } from '../lib/refuse.ts'
import { annulVote, castBallot, closeVote } from './actions.ts'
import { Announcer } from './announcer.ts'
import { moveDueVotes } from './due.ts'
import { findVoteState, listVotes } from './queries.ts'
import { readVoteRecord } from './record.ts'
import { maySeeVote } from './rules.ts'
import { findVoteView } from './view.ts'

const params = Type.Object({ id: Id })
const querystring = Type.Object({
  council: Type.Optional(Id),
  state: Type.Optional(VoteState),
  before: Type.Optional(Id),
})

export const votes: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()

  kit.live.room('vote', {
    mayWatch: async (actor, id) => {
      const vote = await findVoteState(kit.db, id)
      return vote !== undefined && maySeeVote(vote, actor)
    },
  })
  const announcer = new Announcer(kit)
  kit.listeners.on('vote:changed', (work, { voteId }) => {
    work.after(() => announcer.announce(voteId))
    return Promise.resolve()
  })
  kit.onDue(() => moveDueVotes(kit))

  app.get(
    '/votes',
    { schema: { querystring, response: { 200: Type.Object({ votes: Type.Array(VoteSummary) }) } } },
    async ({ query, actor }) => ({
      votes: await listVotes(kit.db, {
        councilId: query.council,
        state: query.state,
        before: query.before,
        openOf: actor?.seats.map((each) => each.councilId) ?? [],
        limit: 50,
      }),
    }),
  )

  app.get(
    '/votes/:id',
    { schema: { params, response: { 200: VoteView } } },
    async ({ params: { id }, actor }) =>
      (await findVoteView(kit.db, id, actor, now())) ?? refuse('not_found'),
  )

  app.get('/votes/:id/record.json', { schema: { params } }, async ({ params: { id }, actor }, reply) => {
    const text = await readVoteRecord(kit.db, id, actor)
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="vote-${id}.json"`)
      .header('repr-digest', `sha-256=:${Buffer.from(digest(text), 'hex').toString('base64')}:`)
      .send(Buffer.from(text))
  })

  app.put(
    '/votes/:id/ballot',
    { schema: { params, body: BallotBody, response: { 200: BallotReceipt } } },
    (request) => act(kit, actorOf(request), (work) => castBallot(work, request.params.id, request.body)),
  )

  app.post(
    '/votes/:id/annul',
    {
      schema: {
        params,
        body: Type.Object({ reason: Type.String({ maxLength: 2000 }) }),
        response: { 200: VoteView },
      },
    },
    async (request) => {
      const { id } = request.params
      await act(kit, actorOf(request), (work) => annulVote(work, id, request.body.reason))
      return (await findVoteView(kit.db, id, request.actor, now())) ?? refuse('not_found')
    },
  )

  app.post('/votes/:id/close', { schema: { params, response: { 200: VoteView } } }, async (request) => {
    const { id } = request.params
    await act(kit, actorOf(request), (work) => closeVote(work, id, 'hand'))
    return (await findVoteView(kit.db, id, request.actor, now())) ?? refuse('not_found')
  })
}
