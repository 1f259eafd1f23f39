import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { isListOpen } from '../../shared/procedures.ts'
import {
  AmendmentsBody,
  EditorialBody,
  GiveBackBody,
  LeaveOutBody,
  NewProcedure,
  ProcedureView,
  PutAmendmentsBody,
  PutBody,
  WithdrawForBody,
} from '../../shared/procedures.ts'
import { Id, RefusalBody } from '../../shared/values.ts'
import { findDraft } from '../drafts/queries.ts'
import { act, type Work } from '../lib/act.ts'
import { actorOf, type Person } from '../lib/actor.ts'
import { Refusal, refuse } from '../lib/refuse.ts'
import {
  askConsent,
  beginEditorial,
  closeList,
  concludeConsent,
  confirmFall,
  finishEditorial,
  followWithdrawal,
  freezeList,
  giveBack,
  keepAmendment,
  leaveOut,
  objectTo,
  openProcedure,
  orderAmendments,
  putAmendments,
  putBasis,
  putWhole,
  takeBackConsent,
  thawList,
  withdrawAmendment,
  withdrawFor,
  type Prepared,
} from './actions.ts'
import { followAnnulment, followVote } from './decide.ts'
import { Procedures } from './procedures.ts'
import {
  findProcedure,
  findProcedureOfDraft,
  findProcedureOfEditorial,
  findProcedureOfItem,
  findRunning,
  listAmendments,
  type Procedure,
} from './queries.ts'
import { isInOrder } from './rules.ts'
import { isEditor, viewProcedure } from './view.ts'

const params = Type.Object({ id: Id })
const amendmentParams = Type.Object({ id: Id, amendment: Id })
const response = { 200: ProcedureView, '4xx': RefusalBody }

/** How a text is adopted: as a basis, its amendments, in whole. Knows no subject; meetings register as the place where it happens. */
export const procedures: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const house = (kit.procedures = new Procedures(kit))

  // Nobody writes beside the procedure; suggestions are taken until the list is closed.
  kit.drafts.bound(async (db, draftId) => {
    const running = await findRunning(db, draftId)
    return running ? (isListOpen(running.state) ? 'suggest' : 'read') : null
  })
  kit.drafts.access('procedure', async (db, actor, draftId) => {
    const procedure = await findProcedureOfEditorial(db, draftId)
    if (!procedure || !(await house.maySee(actor, procedure))) return null
    return isEditor(procedure, actor) && !procedure.editorialRevisionId ? 'write' : 'read'
  })
  kit.drafts.publicRevision('procedure', async () => true)
  kit.live.room('procedure', {
    mayWatch: async (actor, id) => {
      const procedure = await findProcedure(kit.db, id)
      return procedure !== undefined && (await house.maySee(actor, procedure))
    },
  })
  kit.listeners.on('vote:closed', (work, closed) => followVote(work, kit, closed))
  kit.listeners.on('vote:annulled', followAnnulment)
  kit.listeners.on('draft:changed', async (work, { draftId }) => {
    const running = await findRunning(work.trx, draftId)
    const draft = running && (await findDraft(work.trx, draftId))
    if (draft && !isInOrder(running.state, draft.state)) refuse('procedure_running')
  })
  kit.listeners.on('suggestion:withdrawn', (work, { suggestionId }) =>
    followWithdrawal(work, kit, suggestionId),
  )

  const view = async ({ actor }: FastifyRequest, procedure: Procedure | undefined) =>
    (await viewProcedure(kit, actor, procedure, kit.clock().toISOString())) ?? refuse('not_found')

  /** The procedure and who asks; who may not see it learns nothing. */
  async function met(request: FastifyRequest, id: Id): Promise<{ actor: Person; procedure: Procedure }> {
    const actor = actorOf(request)
    const procedure = (await findProcedure(kit.db, id)) ?? refuse('not_found')
    return (await house.maySee(actor, procedure)) ? { actor, procedure } : refuse('not_found')
  }

  /** Does one thing and answers with how the procedure stands then. */
  async function then(
    request: FastifyRequest<{ Params: { id: Id } }>,
    deed: (work: Work, id: Id) => Promise<unknown>,
  ) {
    const { actor, procedure } = await met(request, request.params.id)
    await act(kit, actor, (work) => deed(work, procedure.id))
    return view(request, await findProcedure(kit.db, procedure.id))
  }

  /** What amendments make of the text is worked out before the act, which holds the database. */
  async function prepared(request: FastifyRequest, id: Id, ids: readonly Id[]): Promise<Prepared> {
    const { procedure } = await met(request, id)
    const rows = await listAmendments(kit.db, id)
    const chosen = ids.map((each) => rows.find((row) => row.id === each) ?? refuse('not_found', 'amendments'))
    const isWaiting = chosen.every(({ state }) => state === 'pending')
    // One that is decided is refused by its own name.
    if (!isWaiting) return { ids, texts: [], head: -1 }
    return { ids, ...(await house.textsAfter(procedure, rows, chosen)) }
  }

  app.get('/procedures/:id', { schema: { params, response } }, async (request) =>
    view(request, await findProcedure(kit.db, request.params.id)),
  )

  app.get('/items/:id/procedure', { schema: { params, response } }, async (request) =>
    view(request, await findProcedureOfItem(kit.db, request.params.id)),
  )

  app.get('/drafts/:id/procedure', { schema: { params, response } }, async (request) =>
    view(request, await findProcedureOfDraft(kit.db, request.params.id)),
  )

  app.post(
    '/drafts/:id/procedures',
    { schema: { params, body: NewProcedure, response } },
    async (request) => {
      const actor = actorOf(request)
      const draft = (await findDraft(kit.db, request.params.id)) ?? refuse('not_found')
      if ((await kit.drafts.roleOf(actor, draft)) === null) refuse('not_found')
      // Words that were typed before this moment are in the text.
      await kit.drafts.settle(draft.id)
      const id = await act(kit, actor, (work) => openProcedure(work, kit, draft.id, request.body))
      return view(request, await findProcedure(kit.db, id))
    },
  )

  app.post('/procedures/:id/basis', { schema: { params, body: PutBody, response } }, async (request) => {
    const { procedure } = await met(request, request.params.id)
    // Whoever could still type has been told by now that they cannot; what they typed is on disk before the text is frozen.
    await kit.drafts.recheck(procedure.draftId)
    await kit.drafts.settle(procedure.draftId)
    return then(request, (work, id) => putBasis(work, kit, id, request.body))
  })

  app.post('/procedures/:id/close-list', { schema: { params, response } }, async (request) => {
    const { actor, procedure } = await met(request, request.params.id)
    await kit.drafts.settle(procedure.draftId)
    // Before anybody is kept from writing: who has to split something must be able to.
    const { tooLarge } = await house.brought(procedure.draftId)
    await act(kit, actor, (work) => freezeList(work, kit, procedure.id, tooLarge))
    // Nobody writes in any of them any more, so there is all the time to compare them.
    const brought = await house.brought(procedure.draftId)
    try {
      return await then(request, (work, id) => closeList(work, kit, id, brought))
    } catch (error) {
      if (error instanceof Refusal && error.code === 'suggestions_too_large')
        await act(kit, actor, (work) => thawList(work, kit, procedure.id))
      throw error
    }
  })

  app.post(
    '/procedures/:id/leave-out',
    { schema: { params, body: LeaveOutBody, response } },
    async (request) => {
      const { procedure } = await met(request, request.params.id)
      const { tooLarge } = await house.brought(procedure.draftId)
      return then(request, (work, id) => leaveOut(work, kit, id, request.body, tooLarge))
    },
  )

  app.put('/procedures/:id/order', { schema: { params, body: AmendmentsBody, response } }, (request) =>
    then(request, (work, id) => orderAmendments(work, kit, id, request.body.amendments)),
  )

  app.post(
    '/procedures/:id/votes',
    { schema: { params, body: PutAmendmentsBody, response } },
    async (request) => {
      const ready = await prepared(request, request.params.id, request.body.amendments)
      return then(request, (work, id) => putAmendments(work, kit, id, request.body, ready))
    },
  )

  app.post(
    '/procedures/:id/consent',
    { schema: { params, body: AmendmentsBody, response } },
    async (request) => {
      const ready = await prepared(request, request.params.id, request.body.amendments)
      return then(request, (work, id) => askConsent(work, kit, id, ready))
    },
  )

  app.post('/procedures/:id/consent/object', { schema: { params, response } }, (request) =>
    then(request, (work, id) => objectTo(work, kit, id)),
  )

  app.post('/procedures/:id/consent/conclude', { schema: { params, response } }, (request) =>
    then(request, (work, id) => concludeConsent(work, kit, id)),
  )

  app.post('/procedures/:id/consent/take-back', { schema: { params, response } }, (request) =>
    then(request, (work, id) => takeBackConsent(work, kit, id)),
  )

  app.post(
    '/procedures/:id/amendments/:amendment/withdraw',
    { schema: { params: amendmentParams, response } },
    (request) => then(request, (work, id) => withdrawAmendment(work, kit, id, request.params.amendment)),
  )

  app.post(
    '/procedures/:id/amendments/:amendment/withdraw-for',
    { schema: { params: amendmentParams, body: WithdrawForBody, response } },
    (request) =>
      then(request, (work, id) => withdrawFor(work, kit, id, request.params.amendment, request.body)),
  )

  app.post(
    '/procedures/:id/amendments/:amendment/keep',
    { schema: { params: amendmentParams, response } },
    (request) => then(request, (work, id) => keepAmendment(work, kit, id, request.params.amendment)),
  )

  app.post(
    '/procedures/:id/amendments/:amendment/fall',
    { schema: { params: amendmentParams, response } },
    async (request) => {
      const { procedure } = await met(request, request.params.id)
      const fall = await house.fallOf(procedure, request.params.amendment)
      return then(request, (work, id) => confirmFall(work, kit, id, request.params.amendment, fall))
    },
  )

  app.post('/procedures/:id/whole', { schema: { params, body: PutBody, response } }, (request) =>
    then(request, (work, id) => putWhole(work, kit, id, request.body)),
  )

  app.post('/procedures/:id/give-back', { schema: { params, body: GiveBackBody, response } }, (request) =>
    then(request, (work, id) => giveBack(work, kit, id, request.body.reason)),
  )

  app.post('/procedures/:id/editorial', { schema: { params, body: EditorialBody, response } }, (request) =>
    then(request, (work, id) => beginEditorial(work, kit, id, request.body.editors)),
  )

  app.post('/procedures/:id/editorial/finish', { schema: { params, response } }, async (request) => {
    const { procedure } = await met(request, request.params.id)
    if (procedure.editorialDraftId) await kit.drafts.settle(procedure.editorialDraftId)
    return then(request, (work, id) => finishEditorial(work, kit, id))
  })
}
