import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { VoteState } from '../../shared/votes.ts'
import {
  BallotBody,
  BallotReceipt,
  FollowBody,
  HandCountBody,
  NewVote,
  RatingBody,
  TypedBallotBody,
  VoteSummary,
  VoteView,
} from '../../shared/votes-views.ts'
import { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { actorOf, type Actor } from '../lib/actor.ts'
import { digest } from '../lib/ids.ts'
import { refuse } from '../lib/refuse.ts'
import { annulVote, castBallot, closeVote } from './actions.ts'
import { Announcer } from './announcer.ts'
import { moveDueVotes } from './due.ts'
import { followVote, openOwnVote } from './following.ts'
import { countHands } from './hands.ts'
import { votePapers } from './papers/routes.ts'
import { findVoteState, listVotes } from './queries.ts'
import { ratePicks } from './ratings.ts'
import { readVoteRecord } from './record.ts'
import { maySeeVote } from './rules.ts'
import { demandSession, typeBallot } from './sheets.ts'
import { findVoteView } from './view.ts'

const params = Type.Object({ id: Id })
const querystring = Type.Object({
  council: Type.Optional(Id),
  state: Type.Optional(VoteState),
  before: Type.Optional(Id),
})

export const votes: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  await app.register(votePapers)
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

  // Each writes and answers with the vote as this person sees it then.
  const viewed = async (request: { params: { id: Id }; actor: Actor | null }) =>
    (await findVoteView(kit.db, request.params.id, request.actor, now())) ?? refuse('not_found')

  app.post(
    '/votes',
    { schema: { body: NewVote, response: { 201: Type.Object({ id: Id }) } } },
    async (request, reply) => {
      const id = await act(kit, actorOf(request), (work) => openOwnVote(work, request.body))
      return reply.code(201).send({ id })
    },
  )

  app.post(
    '/votes/:id/following',
    { schema: { params, body: FollowBody, response: { 201: Type.Object({ id: Id }) } } },
    async (request, reply) => {
      const id = await act(kit, actorOf(request), (work) => followVote(work, request.params.id, request.body))
      return reply.code(201).send({ id })
    },
  )

  app.put(
    '/votes/:id/typed',
    { schema: { params, body: TypedBallotBody, response: { 200: VoteView } } },
    async (request) => {
      await act(kit, actorOf(request), (work) => typeBallot(work, request.params.id, request.body))
      return viewed(request)
    },
  )

  app.put('/votes/:id/demand', { schema: { params, response: { 200: VoteView } } }, async (request) => {
    await act(kit, actorOf(request), (work) => demandSession(work, request.params.id))
    return viewed(request)
  })

  app.post(
    '/votes/:id/hands',
    { schema: { params, body: HandCountBody, response: { 200: VoteView } } },
    async (request) => {
      await act(kit, actorOf(request), (work) => countHands(work, request.params.id, request.body))
      return viewed(request)
    },
  )

  app.put(
    '/votes/:id/rating',
    { schema: { params, body: RatingBody, response: { 200: VoteView } } },
    async (request) => {
      await act(kit, actorOf(request), (work) => ratePicks(work, request.params.id, request.body))
      return viewed(request)
    },
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
      await act(kit, actorOf(request), (work) => annulVote(work, request.params.id, request.body.reason))
      return viewed(request)
    },
  )

  app.post('/votes/:id/close', { schema: { params, response: { 200: VoteView } } }, async (request) => {
    await act(kit, actorOf(request), (work) => closeVote(work, request.params.id, 'hand'))
    return viewed(request)
  })
}
