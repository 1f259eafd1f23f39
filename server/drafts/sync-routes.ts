import { setImmediate } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  closeCode,
  stateTag,
  SYNC_BODY_MOST,
  SYNC_MOST_A_MINUTE,
  SYNC_WAIT_SECONDS,
  wrapMessages,
  type CloseCode,
} from '../../shared/drafts.ts'
import { COPY_HEADER } from '../../shared/person-cookie.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { Id } from '../../shared/values.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { throttle } from '../lib/throttle.ts'
import { Bucket } from './bucket.ts'
import { Malformed } from './bytes.ts'
import { noteCopy } from './copies.ts'
import { guardsOf } from './guards.ts'
import { ForeignClient, type LiveDraft } from './live-draft.ts'
import { packed, PackedStates, packingFor } from './packed.ts'
import type { Draft } from './queries.ts'
import { Visit, VisitEnded } from './visit.ts'
import { readStateVector } from './wire.ts'
import { schemaOf, whyNot } from './wishes.ts'

const OCTETS = 'application/octet-stream'

const refusalOf: Partial<Record<CloseCode, RefusalCode>> = {
  [closeCode.badMessage]: 'invalid_request',
  [closeCode.signedOut]: 'sign_in_required',
  [closeCode.noAccess]: 'not_allowed',
  [closeCode.notFound]: 'not_found',
  [closeCode.conflict]: 'draft_conflict',
  [closeCode.outdated]: 'page_outdated',
  [closeCode.tooMany]: 'too_many_requests',
}

/** The contract stands in `shared/drafts.ts`. */
export const draftSync: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const { hub } = kit.drafts
  const { readable } = guardsOf(kit)
  const states = new PackedStates()
  const bytesOf = new Map<Id, Bucket>()

  app.addContentTypeParser(OCTETS, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  const params = Type.Object({ id: Id })
  const word = Type.Optional(Type.String({ maxLength: 64 }))
  const wishes = { schema: word, person: word, epoch: word }
  const octets = { 200: { content: { [OCTETS]: { schema: Type.String({ format: 'binary' }) } } } }
  const unchanged = { 304: Type.Null() }
  const asPerson = (request: FastifyRequest) => request.actor?.personId ?? request.ip

  /** Nobody unknown makes us hold a body that is so large. Who they are is asked again when it has come. */
  async function known(request: FastifyRequest) {
    request.actor = await kit.identify(request.headers.cookie)
    actorOf(request)
  }

  /** Refuses who may not see it, and a page that must not get it by what it says of itself. */
  async function welcome(request: FastifyRequest<{ Params: { id: Id } }>) {
    const { personId, name } = actorOf(request)
    const said = new URLSearchParams(request.query as Record<string, string>)
    const { draft, role } = await readable(request, request.params.id)
    return { ...meet(draft), role, visitor: { personId: personId, name, schema: schemaOf(said) } }

    function meet(draft: Draft) {
      const no = whyNot(personId, draft, said)
      if (no) refuse(refusalOf[no] ?? 'unavailable')
      return { draft }
    }
  }

  async function loaded<T>(draftId: Id, use: (live: LiveDraft) => Promise<T>): Promise<T> {
    if (hub.isClosing) refuse('unavailable')
    const live = (await hub.acquire(draftId).catch(unread)) ?? refuse('not_found')
    try {
      return await use(live)
    } catch (error) {
      if (error instanceof Malformed) refuse('invalid_request')
      if (error instanceof ForeignClient) refuse('draft_conflict')
      if (error instanceof VisitEnded) refuse(refusalOf[error.code] ?? 'unavailable')
      throw error
    } finally {
      hub.release(live)
    }
  }

  app.get(
    '/drafts/:id/state',
    {
      schema: {
        params,
        querystring: Type.Object({
          ...wishes,
          sv: Type.Optional(Type.String({ maxLength: 8192 })),
          /** The page has no copy, and will keep one. */
          keeps: Type.Optional(Type.Literal('1')),
        }),
        response: { ...octets, ...unchanged },
      },
      preHandler: throttle(app, { max: 300, within: 1, per: asPerson }),
    },
    async (request, reply) => {
      const { draft } = await welcome(request)
      const copy = { personId: actorOf(request).personId, draftId: draft.id }
      if (request.query.keeps && noteCopy(request, reply, kit.config, copy))
        void reply.header(COPY_HEADER, 'had')
      if (request.headers['if-none-match'] === stateTag(draft))
        return reply.header('etag', stateTag(draft)).status(304).send(null)
      const { sv } = request.query
      return loaded(draft.id, async (live) => {
        const has =
          sv === undefined ? new Map<number, number>() : readStateVector(Buffer.from(sv, 'base64url'))
        const found = await new Promise<{ bytes: Uint8Array; tag: string }>((resolve, reject) =>
          live.whenDurable(
            () => resolve({ bytes: live.missing(has), tag: stateTag(live) }),
            () => reject(new VisitEnded(closeCode.reload)),
          ),
        )
        // While it was being brought in, the text may have become one that this page does not know.
        await welcome(request)
        const packing = packingFor(request.headers['accept-encoding'], found.bytes.length)
        const bytes =
          has.size > 0 ? await packed(found.bytes, packing) : await states.take(live, found.bytes, packing)
        return send(reply.header('etag', found.tag), bytes, packing)
      })
    },
  )

  app.post(
    '/drafts/:id/sync',
    {
      bodyLimit: SYNC_BODY_MOST,
      schema: {
        params,
        querystring: Type.Object({
          ...wishes,
          since: Type.Optional(Type.String({ pattern: '^\\d{1,10}$' })),
        }),
        response: octets,
      },
      onRequest: [known, throttle(app, { max: SYNC_MOST_A_MINUTE, within: 1, per: asPerson })],
    },
    async (request, reply) => {
      let { judgedAnew } = hub
      const { draft, role, visitor } = await welcome(request)
      if (!Buffer.isBuffer(request.body)) refuse('invalid_request')
      const body = request.body
      slowDown(visitor.personId, body.length, reply)
      return loaded(draft.id, async (live) => {
        const visit = new Visit(live, visitor, role)
        // Rights may be taken away while the text is brought in, and while a large body is read.
        const judge = async () => {
          while (judgedAnew !== hub.judgedAnew) {
            ;({ judgedAnew } = hub)
            request.actor = await kit.identify(request.headers.cookie)
            visit.grant((await welcome(request)).role)
          }
        }
        await judge()
        for (const _breath of visit.hear(body)) {
          await setImmediate()
          await judge()
        }
        await visit.stored()
        const { since } = request.query
        const waits = since !== undefined && !visit.brought && live.head === Number(since)
        if (waits) await hub.wait(visit, live, SYNC_WAIT_SECONDS, (giveUp) => reply.raw.once('close', giveUp))
        // Rights may have changed while it waited.
        request.actor = await kit.identify(request.headers.cookie)
        const { role: now } = await welcome(request)
        const answer = wrapMessages(await visit.answer(now, since === undefined))
        const packing = packingFor(request.headers['accept-encoding'], answer.length)
        return send(reply, await packed(answer, packing), packing)
      })
    },
  )

  function unread(error: unknown): never {
    kit.log.error({ err: error }, 'a draft could not be loaded')
    refuse('unavailable')
  }

  /** As much as a line may send; nothing is taken from a body that is too early. */
  function slowDown(personId: Id, length: number, reply: FastifyReply): void {
    if (bytesOf.size > 10_000) bytesOf.clear()
    let bucket = bytesOf.get(personId)
    if (!bucket) {
      bucket = new Bucket(hub.limits.bytesPerSecond, 2 * SYNC_BODY_MOST)
      bytesOf.set(personId, bucket)
    }
    const wait = bucket.take(length)
    if (wait === 0) return
    bucket.take(-length)
    reply.header('retry-after', String(Math.ceil(wait / 1000)))
    refuse('too_many_requests')
  }
}

function send(reply: FastifyReply, bytes: Uint8Array, packing: string | null) {
  if (packing) reply.header('content-encoding', packing)
  return reply
    .header('vary', 'accept-encoding')
    .type(OCTETS)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}
