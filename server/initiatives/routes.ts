import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import {
  Candidate,
  CoauthorBody,
  InitiativeChoices,
  InitiativeList,
  InitiativeState,
  InitiativeView,
  movePaths,
  NewInitiative,
  OpenVoteBody,
  ReasonBody,
  SubmitBody,
} from '../../shared/initiatives.ts'
import { Id } from '../../shared/values.ts'
import { act, type Work } from '../lib/act.ts'
import { actorOf, type Person } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import {
  createInitiative,
  openDiscussion,
  putToVote,
  returnToDraft,
  sendToCouncil,
  submitToAuthority,
  withdraw,
} from './actions.ts'
import { dismissCoauthor, inviteCoauthor } from './coauthors.ts'
import { listen } from './listen.ts'
import { findInitiative } from './queries.ts'
import { viewCandidates, viewChoices, viewInitiative, viewInitiatives } from './views.ts'

const params = Type.Object({ number: Type.String({ minLength: 1, maxLength: 60 }) })
const response = { 200: InitiativeView }
const querystring = Type.Object({
  council: Type.Optional(Type.String({ maxLength: 100 })),
  state: Type.Optional(InitiativeState),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,4}$' })),
})

export const initiatives: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const now = () => kit.clock().toISOString()
  const view = async (number: string, actor: Person) =>
    (await viewInitiative(kit.db, actor, number, now())) ?? refuse('not_found')

  /** Does one thing with an initiative and answers with how it stands then. */
  const then = async (actor: Person, number: string, deed: (work: Work) => Promise<unknown>) => {
    await act(kit, actor, deed)
    return view(number, actor)
  }

  /** The same for what makes the text public: the last words that were typed are written down first. */
  const withLastWords = async (actor: Person, number: string, deed: (work: Work) => Promise<unknown>) => {
    const initiative = await findInitiative(kit.db, number)
    if (initiative) await kit.drafts.settle(initiative.draftId)
    return then(actor, number, deed)
  }

  listen(kit)

  app.get(
    '/initiatives',
    { schema: { querystring, response: { 200: InitiativeList } } },
    ({ actor, query: { page, ...asked } }) =>
      viewInitiatives(kit.db, { ...asked, actor }, Number(page ?? 1), now()),
  )

  app.post(
    '/initiatives',
    { schema: { body: NewInitiative, response: { 201: InitiativeView } } },
    async (request, reply) => {
      const actor = actorOf(request)
      const { number } = await act(kit, actor, (work) => createInitiative(work, request.body))
      return reply.status(201).send(await view(number, actor))
    },
  )

  app.get('/initiatives/new', { schema: { response: { 200: InitiativeChoices } } }, (request) =>
    viewChoices(kit.db, actorOf(request), now()),
  )

  app.get(
    '/initiatives/:number',
    { schema: { params, response } },
    async ({ actor, params: { number } }) =>
      (await viewInitiative(kit.db, actor, number, now())) ?? refuse('not_found'),
  )

  const road = (verb: keyof typeof movePaths) => `/initiatives/:number/${movePaths[verb]}`

  app.post(road('openDiscussion'), { schema: { params, response } }, (request) => {
    const { number } = request.params
    return withLastWords(actorOf(request), number, (work) => openDiscussion(work, number, kit))
  })

  app.post(road('sendToCouncil'), { schema: { params, response } }, (request) => {
    const { number } = request.params
    return withLastWords(actorOf(request), number, (work) => sendToCouncil(work, number, kit))
  })

  app.post(road('openVote'), { schema: { params, body: OpenVoteBody, response } }, (request) => {
    const { number } = request.params
    return withLastWords(actorOf(request), number, (work) => putToVote(work, number, kit, request.body))
  })

  app.post(road('returnToDraft'), { schema: { params, body: ReasonBody, response } }, (request) => {
    const { number } = request.params
    return then(actorOf(request), number, (work) => returnToDraft(work, number, kit, request.body.reason))
  })

  app.post(road('withdraw'), { schema: { params, body: ReasonBody, response } }, (request) => {
    const { number } = request.params
    return then(actorOf(request), number, (work) => withdraw(work, number, kit, request.body.reason))
  })

  app.post(road('submit'), { schema: { params, body: SubmitBody, response } }, (request) => {
    const { number } = request.params
    const { authorityId } = request.body
    return then(actorOf(request), number, (work) => submitToAuthority(work, number, kit, authorityId))
  })

  app.get(
    '/initiatives/:number/candidates',
    {
      schema: {
        params,
        querystring: Type.Object({ q: Type.String({ maxLength: 100 }) }),
        response: { 200: Type.Object({ candidates: Type.Array(Candidate) }) },
      },
    },
    async (request) => ({
      candidates: await viewCandidates(
        kit.db,
        actorOf(request),
        request.params.number,
        request.query.q,
        now(),
      ),
    }),
  )

  app.post(
    '/initiatives/:number/coauthors',
    { schema: { params, body: CoauthorBody, response } },
    (request) => {
      const { number } = request.params
      const { personId, role } = request.body
      return then(actorOf(request), number, (work) => inviteCoauthor(work, number, kit, personId, role))
    },
  )

  app.delete(
    '/initiatives/:number/coauthors/:personId',
    { schema: { params: Type.Object({ ...params.properties, personId: Id }), response } },
    (request) => {
      const { number, personId } = request.params
      return then(actorOf(request), number, (work) => dismissCoauthor(work, number, kit, personId))
    },
  )
}
