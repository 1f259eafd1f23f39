import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Check, Clean } from 'typebox/value'
import { commandData, EntryLine, type Command, type CommandVerb } from '../../shared/meetings/entries.ts'
import { AbsencesView, CheckInCode, MeetingView, Moved, PastView } from '../../shared/meetings/views.ts'
import { Id, Instant, RefusalBody } from '../../shared/values.ts'
import { pastOf } from '../../shared/meetings/past.ts'
import { act } from '../lib/act.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { throttle } from '../lib/throttle.ts'
import { viewAbsences } from './absences.ts'
import { actInMeeting, noteAnnulled, noteVote } from './actions.ts'
import { codeAt } from './check-in.ts'
import { meetingFile } from './file.ts'
import { planning } from './planning/routes.ts'
import { minutes } from './minutes/routes.ts'
import { findMeeting, findMeetingByNumber, listEntries } from './queries.ts'
import { mayLead, maySee, notAllowed } from './rules.ts'
import { LinePresence } from './presence.ts'
import { venueOf } from './venue.ts'
import { viewOf } from './view.ts'
import { workPlans } from './work-plans/routes.ts'

const params = Type.Object({ id: Id })
const address = Type.Object({ slug: Type.String(), number: Type.String({ pattern: '^[1-9][0-9]{0,5}$' }) })
const ActBody = Type.Object({
  key: Id,
  verb: Type.Enum(Object.keys(commandData) as CommandVerb[]),
  data: Type.Unknown(),
})

const says = ({ body }: FastifyRequest, name: string): unknown => {
  const { data } = body as { data: unknown }
  return typeof data === 'object' && data !== null
    ? Object.getOwnPropertyDescriptor(data, name)?.value
    : undefined
}

/** A meeting while it goes on; how it is planned and what is written about it afterwards stand beside. */
export const meetings: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const presence = new LinePresence(kit)
  kit.live.room('meeting', presence)
  kit.onDue((now) => presence.look(now))
  kit.procedures.venue = venueOf(kit)
  kit.listeners.on('vote:closed', noteVote)
  await app.register(planning)
  await app.register(workPlans)
  kit.listeners.on('vote:annulled', noteAnnulled)
  await app.register(minutes)

  app.get(
    '/councils/:slug/meetings/:number',
    { schema: { params: address, response: { 200: MeetingView, '4xx': RefusalBody } } },
    async ({ params: { slug, number }, actor }) => {
      const meeting = await findMeetingByNumber(kit.db, slug, Number(number))
      return (await viewOf(kit.db, meeting, actor, kit.clock().toISOString())) ?? refuse('not_found')
    },
  )

  app.get(
    '/councils/:slug/absences',
    {
      schema: {
        params: Type.Object({ slug: Type.String() }),
        response: { 200: AbsencesView, '4xx': RefusalBody },
      },
    },
    ({ params: { slug }, actor }) => viewAbsences(kit.db, actor, slug, kit.clock().toISOString()),
  )

  app.get(
    '/meetings/:id',
    { schema: { params, response: { 200: MeetingView, '4xx': RefusalBody } } },
    async (request) => {
      const meeting = await findMeeting(kit.db, request.params.id)
      return (await viewOf(kit.db, meeting, request.actor, kit.clock().toISOString())) ?? refuse('not_found')
    },
  )

  app.get(
    '/meetings/:id/entries',
    {
      schema: {
        params,
        querystring: Type.Object({ after: Type.String({ pattern: '^[0-9]{1,9}$', default: '0' }) }),
        response: { 200: Type.Object({ entries: Type.Array(EntryLine) }), '4xx': RefusalBody },
      },
    },
    async (request) => {
      const meeting = await findMeeting(kit.db, request.params.id)
      if (!meeting || !maySee(meeting, request.actor)) refuse('not_found')
      return { entries: await listEntries(kit.db, request.params.id, Number(request.query.after)) }
    },
  )

  app.get('/meetings/:id/entries.json', { schema: { params } }, async (request, reply) => {
    const { id } = request.params
    const meeting = await findMeeting(kit.db, id)
    if (!meeting || !maySee(meeting, request.actor)) refuse('not_found')
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="meeting-${id}.json"`)
      .send(Buffer.from(await meetingFile(kit.db, id)))
  })

  app.get(
    '/meetings/:id/presence',
    {
      schema: {
        params,
        querystring: Type.Object({ at: Instant }),
        response: { 200: PastView, '4xx': RefusalBody },
      },
    },
    async (request) => {
      const meeting = await findMeeting(kit.db, request.params.id)
      if (!meeting || !maySee(meeting, request.actor)) refuse('not_found')
      return pastOf(await listEntries(kit.db, request.params.id), new Date(request.query.at).toISOString())
    },
  )

  // Six digits are not to be guessed from somewhere else.
  const guesses = throttle(app, { max: 10, within: 1, per: ({ actor, ip }) => actor?.personId ?? ip })
  // What is written stays and is told to everybody: nobody raises and lowers a hand, or comes and goes, without end.
  const about = (request: FastifyRequest) =>
    [request.actor?.personId ?? request.ip, says(request, 'who')].join(' ')
  const repeats = throttle(app, { max: 60, within: 1, per: about }, { max: 300, within: 60, per: about })
  app.post(
    '/meetings/:id/acts',
    {
      schema: { params, body: ActBody, response: { 200: Moved, '4xx': RefusalBody } },
      preHandler: async function (request, reply) {
        if (says(request, 'code') !== undefined) await guesses.call(this, request, reply)
        if (says(request, 'who') !== undefined) await repeats.call(this, request, reply)
      },
    },
    async (request) => {
      const { key, verb } = request.body
      const data = Clean(commandData[verb], request.body.data)
      if (!Check(commandData[verb], data)) refuse('invalid_request', 'data')
      const entries = await act(kit, actorOf(request), (work) =>
        actInMeeting(work, kit, request.params.id, key, { verb, data } as Command),
      )
      return { entries }
    },
  )

  app.get(
    '/meetings/:id/check-in-code',
    { schema: { params, response: { 200: CheckInCode, '4xx': RefusalBody } } },
    async (request) => {
      const meeting = (await findMeeting(kit.db, request.params.id)) ?? refuse('not_found')
      if (!mayLead(actorOf(request), meeting.councilId)) refuse(notAllowed(meeting, request.actor))
      return codeAt(meeting.checkInSecret, kit.clock().toISOString())
    },
  )
}
