import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  DecideAllBody,
  DecideBody,
  SendBody,
  SuggestionBase,
  SuggestionsView,
  SuggestionView,
} from '../../shared/suggestions.ts'
import { Id } from '../../shared/values.ts'
import { findDraft } from '../drafts/queries.ts'
import { act } from '../lib/act.ts'
import { actorOf, type Person } from '../lib/actor.ts'
import { refuse, refuseIf } from '../lib/refuse.ts'
import { throttle } from '../lib/throttle.ts'
import { beginSuggestion, followState } from './moves.ts'
import { suggestionsInFiles } from './files.ts'
import { Forks } from './forks.ts'
import { findSuggestion, findSuggestionOfDraft, listForks, listRewrites, type Suggestion } from './queries.ts'
import { forkRole, maySeeSuggestion, whyNotSuggest } from './rules.ts'
import { viewSuggestion, viewSuggestions } from './views.ts'

const params = Type.Object({ id: Id })
const response = { 200: SuggestionView }

export const suggestions: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const forks = (kit.forks = new Forks(kit))

  // Each look may compare two long texts.
  const atMost = (max: number) =>
    throttle(app, { max, within: 1, per: ({ actor, ip }) => actor?.personId ?? ip })
  const [looking, deciding] = [atMost(300), atMost(120)]

  kit.drafts.access('suggestion', async (db, actor, draftId) => {
    const suggestion = await findSuggestionOfDraft(db, draftId)
    const base = suggestion && (await findDraft(db, suggestion.baseDraftId))
    return base ? forkRole(suggestion, await forks.reader(actor, base)) : null
  })
  kit.drafts.hub.rewritten = (draftId) => listRewrites(kit.db, draftId)
  kit.drafts.dependents((draftId) => listForks(kit.db, draftId))
  kit.drafts.beside.proposals = suggestionsInFiles(kit)
  kit.listeners.on('draft:changed', (work, { draftId }) => followState(work, draftId))

  /** The suggestion and who asks; who may not see it learns nothing. Refuses `sign_in_required`, `not_found`. */
  async function met(request: FastifyRequest, id: Id): Promise<{ actor: Person; suggestion: Suggestion }> {
    const actor = actorOf(request)
    const suggestion = (await findSuggestion(kit.db, id)) ?? refuse('not_found')
    const base = (await forks.baseFor(actor, suggestion.baseDraftId)) ?? refuse('not_found')
    if (!maySeeSuggestion(suggestion, base.reader)) refuse('not_found')
    return { actor, suggestion }
  }

  /** Does one thing with a suggestion and answers with how it stands then. */
  async function then(
    request: FastifyRequest<{ Params: { id: Id } }>,
    deed: (actor: Person, suggestion: Suggestion) => Promise<void>,
  ): Promise<SuggestionView> {
    const { actor, suggestion } = await met(request, request.params.id)
    await deed(actor, suggestion)
    return viewSuggestion(kit.db, forks, actor, suggestion.id)
  }

  app.get(
    '/drafts/:id/suggestions',
    { schema: { params, response: { 200: SuggestionsView } }, preHandler: looking },
    (request) => viewSuggestions(kit.db, forks, request.actor, request.params.id),
  )

  app.post('/drafts/:id/suggestions', { schema: { params, response } }, async (request) => {
    const actor = actorOf(request)
    const { id } = request.params
    const { draft, reader } = (await forks.baseFor(actor, id)) ?? refuse('not_found')
    refuseIf(draft.subjectKind === 'suggestion' ? 'not_allowed' : whyNotSuggest(reader))
    // The last words that were typed are what is suggested against.
    await kit.drafts.settle(id)
    const suggestionId = await act(kit, actor, (work) => beginSuggestion(work, id))
    const suggestion = (await findSuggestion(kit.db, suggestionId)) ?? refuse('not_found')
    await forks.follow(suggestion)
    return viewSuggestion(kit.db, forks, actor, suggestionId)
  })

  app.get('/suggestions/:id', { schema: { params, response }, preHandler: looking }, (request) =>
    viewSuggestion(kit.db, forks, request.actor, request.params.id),
  )

  app.get(
    '/suggestions/:id/base',
    { schema: { params, response: { 200: SuggestionBase } } },
    async (request) => {
      const { suggestion } = await met(request, request.params.id)
      return { seq: suggestion.baseSeq, json: suggestion.baseJson }
    },
  )

  app.post(
    '/suggestions/:id/follow',
    { schema: { params, response: { 200: SuggestionBase } }, preHandler: looking },
    async (request) => {
      const { actor, suggestion } = await met(request, request.params.id)
      const { draft, reader } = (await forks.baseFor(actor, suggestion.baseDraftId)) ?? refuse('not_found')
      if (forkRole(suggestion, reader) !== 'write')
        refuse(draft.state === 'open' ? 'not_allowed' : 'draft_frozen')
      const look = await forks.follow(suggestion)
      return { seq: look.suggestion.baseSeq, json: look.suggestion.baseJson }
    },
  )

  app.post('/suggestions/:id/send', { schema: { params, body: SendBody, response } }, (request) =>
    then(request, (actor, suggestion) => forks.send(actor, suggestion, request.body.note ?? null)),
  )

  app.post('/suggestions/:id/withdraw', { schema: { params, response } }, (request) =>
    then(request, (actor, suggestion) => forks.withdraw(actor, suggestion)),
  )

  app.post(
    '/suggestions/:id/accept',
    { schema: { params, body: DecideBody, response }, preHandler: deciding },
    (request) => then(request, (actor, suggestion) => forks.accept(actor, suggestion, request.body)),
  )

  app.post(
    '/suggestions/:id/decline',
    { schema: { params, body: DecideBody, response }, preHandler: deciding },
    (request) => then(request, (actor, suggestion) => forks.decline(actor, suggestion, request.body)),
  )

  app.post(
    '/suggestions/:id/accept-all',
    { schema: { params, body: DecideAllBody, response }, preHandler: deciding },
    (request) =>
      then(request, (actor, suggestion) => forks.acceptAll(actor, suggestion, request.body.changes)),
  )

  app.post(
    '/suggestions/:id/decline-all',
    { schema: { params, body: DecideAllBody, response }, preHandler: deciding },
    (request) =>
      then(request, (actor, suggestion) =>
        forks.declineAll(actor, suggestion, request.body.changes, request.body.reason ?? null),
      ),
  )
}
