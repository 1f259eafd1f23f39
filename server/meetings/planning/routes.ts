import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import multipart from '@fastify/multipart'
import {
  Type,
  type FastifyPluginAsyncTypebox,
  type TypeBoxTypeProvider,
} from '@fastify/type-provider-typebox'
import {
  CalendarMonth,
  ItemInput,
  ItemPlace,
  MeetingChange,
  MeetingList,
  NewDemand,
  NewInvitee,
  NewItem,
  NewLink,
  NewMeeting,
  NewProposal,
  NoticeInput,
  PlanChoices,
  PlanView,
  Reasoned,
  ReplyInput,
} from '../../../shared/meetings/planning.ts'
import { defaultTimeZone } from '../../../shared/organizations.ts'
import { Id, Instant, RefusalBody } from '../../../shared/values.ts'
import { act } from '../../lib/act.ts'
import { actorOf, clockActor, personOf, type Actor } from '../../lib/actor.ts'
import { writeCalendar } from '../../lib/calendar.ts'
import { doingIn, done } from '../../lib/done.ts'
import { refuse } from '../../lib/refuse.ts'
import { throttle } from '../../lib/throttle.ts'
import { findMeetingByNumber } from '../queries.ts'
import { addItem, changeItem, moveItem, removeItem } from './agenda.ts'
import { putAsked } from './asked.ts'
import { carryOver } from './carry.ts'
import { demandMeeting, councilAt, joinDemand, leaveDemand } from './demands.ts'
import { eventOf } from './ics.ts'
import { beginItemText, listenToTexts } from './item-text.ts'
import { addFile, addLink, readMaterial, removeMaterial, showMaterial } from './materials.ts'
import { linkTo, listToRemind, refuseBefore, remind, sendNotice, type Place } from './notice.ts'
import { cancelMeeting, changeMeeting, planMeeting } from './plan.ts'
import { decideProposal, proposeItem, withdrawProposal } from './proposals.ts'
import { listForFeed, readParts } from './queries.ts'
import { invite, reply as replyTo, uninvite } from './replies.ts'
import { endings } from './sniff.ts'
import { readForm } from './upload.ts'
import { viewChoices, viewMeetings, viewMonth, viewPlan } from './view.ts'

const slug = Type.String({ maxLength: 100 })
const ofCouncil = Type.Object({ slug })
const meetingNumber = Type.String({ pattern: '^[1-9][0-9]{0,5}$' })
const address = Type.Object({ slug, number: meetingNumber })
const part = Type.Object({ ...address.properties, id: Id })
const demand = Type.Object({ slug, id: Id })
const byGuest = Type.Object({ guest: Type.Optional(Type.String({ maxLength: 100 })) })
const refused = { '4xx': RefusalBody }

const placeOf = ({ slug, number }: { slug: string; number: string }): Place => ({
  slug,
  number: Number(number),
})

/** Meetings of councils until their registration opens: plan, agenda, notice, answers, calendar. */
export const planning: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const home = kit.config.publicUrl
  const now = () => kit.clock().toISOString()
  const doing = doingIn(kit)
  listenToTexts(kit)

  kit.onDue(async (at) => {
    for (const { id } of await listToRemind(kit.db, at))
      await act(kit, clockActor, (work) => remind(work, id, home))
  })

  app.get(
    '/councils/:slug/meetings',
    {
      schema: {
        params: ofCouncil,
        querystring: Type.Object({ before: Type.Optional(Instant) }),
        response: { 200: MeetingList, ...refused },
      },
    },
    ({ params, query, actor }) =>
      viewMeetings(kit.db, params.slug, { actor, now: now(), before: query.before }),
  )

  app.get(
    '/councils/:slug/meetings/choices',
    {
      schema: {
        params: ofCouncil,
        querystring: Type.Object({ after: Type.Optional(meetingNumber) }),
        response: { 200: PlanChoices, ...refused },
      },
    },
    (request) => {
      const after = request.query.after === undefined ? undefined : Number(request.query.after)
      return viewChoices(kit.db, request.params.slug, { actor: actorOf(request), now: now(), after })
    },
  )

  app.post(
    '/councils/:slug/meetings',
    {
      schema: {
        params: ofCouncil,
        body: NewMeeting,
        response: { 201: Type.Object({ number: Type.Integer() }), ...refused },
      },
    },
    async (request, reply) => {
      const number = await act(kit, actorOf(request), (work) =>
        planMeeting(work, request.params.slug, request.body),
      )
      return reply.status(201).send({ number })
    },
  )

  app.get(
    '/councils/:slug/meetings/:number/plan',
    { schema: { params: address, querystring: byGuest, response: { 200: PlanView, ...refused } } },
    async ({ params, query, actor }) =>
      (await viewPlan(kit.db, placeOf(params), { actor, guest: query.guest, now: now() })) ??
      refuse('not_found'),
  )

  app.put(
    '/councils/:slug/meetings/:number/plan',
    { schema: { params: address, body: MeetingChange, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => changeMeeting(work, placeOf(params), body, home)),
  )

  app.post(
    '/councils/:slug/meetings/:number/cancel',
    { schema: { params: address, body: Reasoned, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => cancelMeeting(work, placeOf(params), body, home)),
  )

  app.post(
    '/councils/:slug/meetings/:number/notice',
    { schema: { params: address, body: NoticeInput, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => sendNotice(work, placeOf(params), body, home)),
  )

  app.post(
    '/councils/:slug/meetings/:number/carry',
    {
      schema: { params: address, body: Type.Object({ from: Type.Integer({ minimum: 1 }) }), response: done },
    },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => carryOver(work, placeOf(params), body.from)),
  )

  app.post(
    '/councils/:slug/meetings/:number/asked',
    { schema: { params: address, body: Type.Object({ voteId: Id }), response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => putAsked(work, placeOf(params), body.voteId)),
  )

  app.post(
    '/councils/:slug/meetings/:number/agenda',
    { schema: { params: address, body: NewItem, response: done } },
    ({ params, body, actor }, reply) => doing(actor, reply, (work) => addItem(work, placeOf(params), body)),
  )

  app.put(
    '/councils/:slug/meetings/:number/agenda/:id',
    { schema: { params: part, body: ItemInput, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => changeItem(work, placeOf(params), params.id, body)),
  )

  app.post(
    '/councils/:slug/meetings/:number/agenda/:id/move',
    { schema: { params: part, body: ItemPlace, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => moveItem(work, placeOf(params), params.id, body)),
  )

  app.post(
    '/councils/:slug/meetings/:number/agenda/:id/text',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) =>
      doing(actor, reply, (work) => beginItemText(work, placeOf(params), params.id)),
  )

  app.delete(
    '/councils/:slug/meetings/:number/agenda/:id',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) => doing(actor, reply, (work) => removeItem(work, placeOf(params), params.id)),
  )

  app.post(
    '/councils/:slug/meetings/:number/proposals',
    { schema: { params: address, body: NewProposal, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => proposeItem(work, placeOf(params), body)),
  )

  app.post(
    '/councils/:slug/meetings/:number/proposals/:id/withdraw',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) =>
      doing(actor, reply, (work) => withdrawProposal(work, placeOf(params), params.id)),
  )

  const Decision = Type.Object({ isAccepted: Type.Boolean(), reason: Reasoned.properties.reason })
  app.post(
    '/councils/:slug/meetings/:number/proposals/:id/decide',
    { schema: { params: part, body: Decision, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => decideProposal(work, placeOf(params), params.id, body, home)),
  )

  app.post(
    '/councils/:slug/meetings/:number/invitees',
    { schema: { params: address, body: NewInvitee, response: done } },
    ({ params, body, actor }, reply) => doing(actor, reply, (work) => invite(work, placeOf(params), body)),
  )

  app.delete(
    '/councils/:slug/meetings/:number/invitees/:id',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) => doing(actor, reply, (work) => uninvite(work, placeOf(params), params.id)),
  )

  /** A guest answers without an account, by the word from their letter. */
  const stranger: Actor = { ...clockActor, name: 'guest' }
  app.put(
    '/councils/:slug/meetings/:number/reply',
    {
      schema: { params: address, body: ReplyInput, response: done },
      preHandler: throttle(app, { max: 60, within: 1 }),
    },
    async (request, reply) => {
      await act(kit, request.actor ?? stranger, (work) =>
        replyTo(work, placeOf(request.params), request.body),
      )
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/councils/:slug/meetings/:number/materials',
    { schema: { params: address, body: NewLink, response: done } },
    ({ params, body, actor }, reply) => doing(actor, reply, (work) => addLink(work, placeOf(params), body)),
  )

  await app.register(async (files) => {
    await files.register(multipart, { throwFileSizeLimit: false })
    files.withTypeProvider<TypeBoxTypeProvider>().post(
      '/councils/:slug/meetings/:number/files',
      {
        schema: { params: address, response: done },
        config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      },
      async (request, reply) => {
        await refuseBefore(kit.db, placeOf(request.params), request.actor)
        const { material, bytes } = await readForm(request)
        // Over a thin line a file takes minutes: what was allowed when it began may be over.
        const actor = await kit.identify(request.headers.cookie)
        await act(kit, personOf(actor), (work) => addFile(work, placeOf(request.params), material, bytes))
        return reply.status(204).send(null)
      },
    )
  })

  app.put(
    '/councils/:slug/meetings/:number/materials/:id/visibility',
    { schema: { params: part, body: Type.Object({ isPublic: Type.Boolean() }), response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => showMaterial(work, placeOf(params), params.id, body.isPublic)),
  )

  app.delete(
    '/councils/:slug/meetings/:number/materials/:id',
    { schema: { params: part, response: done } },
    ({ params, actor }, reply) =>
      doing(actor, reply, (work) => removeMaterial(work, placeOf(params), params.id)),
  )

  const binary = { schema: Type.String({ format: 'binary' }) }
  const file = { 200: { content: Object.fromEntries(Object.keys(endings).map((type) => [type, binary])) } }
  app.get(
    '/councils/:slug/meetings/:number/materials/:id/file',
    { schema: { params: part, querystring: byGuest, response: file } },
    async ({ params, query, actor }, reply) => {
      const meeting = await findMeetingByNumber(kit.db, params.slug, Number(params.number))
      const material = await readMaterial(kit.db, meeting, { id: params.id, actor, guest: query.guest })
      if (!material?.mediaType) refuse('not_found')
      return sendFile(reply, { ...material, mediaType: material.mediaType }, readParts(kit.db, material.id))
    },
  )

  const calendarFile = { 200: Type.String(), ...refused }
  app.get(
    '/councils/:slug/meetings/:number/calendar.ics',
    { schema: { params: address, querystring: byGuest, response: calendarFile } },
    async ({ params, query, actor }, reply) => {
      const plan =
        (await viewPlan(kit.db, placeOf(params), { actor, guest: query.guest, now: now() })) ??
        refuse('not_found')
      const link = linkTo(home, params.slug, plan.number, query.guest ?? null)
      const { timeZone } = plan.council
      const calendar = writeCalendar([eventOf({ ...plan, state: plan.phase }, plan.council, link)], {
        ...{ timeZone, now: now() },
      })
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', `attachment; filename="meeting-${plan.number}.ics"`)
        .send(calendar)
    },
  )

  const DAYS = 400
  const since = () => new Date(kit.clock().getTime() - DAYS * 86_400_000).toISOString()
  app.get(
    '/councils/:slug/meetings.ics',
    { schema: { params: ofCouncil, response: calendarFile } },
    async ({ params }, reply) => {
      const council = await councilAt(kit.db, params.slug)
      const lines = await listForFeed(kit.db, since(), council.id)
      const events = lines.map((each) =>
        eventOf({ ...each, callUrl: null }, council, linkTo(home, council.slug, each.number)),
      )
      const { timeZone, shortName: name } = council
      return reply
        .type('text/calendar; charset=utf-8')
        .header('cache-control', 'public, max-age=300')
        .send(writeCalendar(events, { timeZone, name, now: now() }))
    },
  )

  app.get('/meetings.ics', { schema: { response: calendarFile } }, async (_request, reply) => {
    const lines = await listForFeed(kit.db, since())
    const events = lines.map((each) =>
      eventOf({ ...each, callUrl: null }, each, linkTo(home, each.slug, each.number)),
    )
    return reply
      .type('text/calendar; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(writeCalendar(events, { timeZone: defaultTimeZone, name: 'Заседания советов', now: now() }))
  })

  const month = Type.Object({ month: Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' }) })
  app.get(
    '/calendar',
    { schema: { querystring: month, response: { 200: CalendarMonth, ...refused } } },
    ({ query }) => viewMonth(kit.db, query.month, defaultTimeZone),
  )

  app.post(
    '/councils/:slug/demands',
    { schema: { params: ofCouncil, body: NewDemand, response: done } },
    ({ params, body, actor }, reply) =>
      doing(actor, reply, (work) => demandMeeting(work, params.slug, body, home)),
  )

  app.post(
    '/councils/:slug/demands/:id/join',
    { schema: { params: demand, response: done } },
    ({ params, actor }, reply) =>
      doing(actor, reply, (work) => joinDemand(work, params.slug, params.id, home)),
  )

  app.post(
    '/councils/:slug/demands/:id/leave',
    { schema: { params: demand, response: done } },
    ({ params, actor }, reply) => doing(actor, reply, (work) => leaveDemand(work, params.slug, params.id)),
  )
}

/** Bytes part by part, as fast as they are read. */
const sendFile = (
  reply: FastifyReply,
  { mediaType, title, size }: { mediaType: string; title: string; size: number | null },
  bytes: AsyncIterable<Buffer>,
) =>
  reply
    .type(mediaType)
    .headers({
      'content-length': size ?? 0,
      'content-disposition': attached(title, endings[mediaType] ?? 'bin'),
      // Whatever is in it, it runs nothing and asks nobody.
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
    })
    .send(Readable.from(bytes))

/** A name that is Russian goes as RFC 5987 has it; what could break the header is left out. */
function attached(title: string, ending: string): string {
  const name = title
    .replaceAll(/[^\p{L}\p{N} №«»().,-]/gu, ' ')
    .slice(0, 100)
    .toWellFormed()
    .trim()
  return `attachment; filename="material.${ending}"; filename*=UTF-8''${encodeURIComponent(`${name}.${ending}`)}`
}
