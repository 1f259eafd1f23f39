import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { JournalDays } from '../../shared/journal.ts'
import { Feed } from '../../shared/portal.ts'
import { Day } from '../../shared/values.ts'
import { actorOf } from '../lib/actor.ts'
import { refuse } from '../lib/refuse.ts'
import { journalFeed } from './feed.ts'
import { journalDayFile } from './file.ts'
import { listClosedDays } from './queries.ts'
import { sealJournal } from './seal.ts'

const SHOWN = 31
const params = Type.Object({ day: Day })

declare module '../lib/kit.ts' {
  interface Kit {
    /** The head of the last day of the journal that is over, to be printed where nobody here can change it; null before there is one. */
    publishedHead: () => Promise<{ day: Day; head: string } | null>
  }
}

export const journal: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  kit.onDue(() => sealJournal(kit))
  kit.publishedHead = async () => (await listClosedDays(kit.db, { before: null, limit: 1 }))[0] ?? null

  app.get('/journal/feed.json', { schema: { response: { 200: Feed } } }, async (_request, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return journalFeed(await listClosedDays(kit.db, { before: null, limit: SHOWN }), kit.config.publicUrl)
  })

  const querystring = Type.Object({ before: Type.Optional(Day) })
  app.get(
    '/journal/days',
    { schema: { querystring, response: { 200: JournalDays } } },
    async ({ query, actor }) => {
      const days = await listClosedDays(kit.db, { before: query.before ?? null, limit: SHOWN + 1 })
      const shown = days.slice(0, SHOWN)
      return {
        days: shown,
        older: days.length > SHOWN ? shown.at(-1)!.day : null,
        can: { readLines: actor?.isAdministrator ?? false },
      }
    },
  )

  app.get('/journal/days/:day/seals.json', { schema: { params } }, async ({ params: { day } }, reply) =>
    sendFile(reply, `journal-${day}-seals.json`, await journalDayFile(kit.db, day, false)),
  )

  // Lines say who did what, and name people and councils by their ids.
  app.get('/journal/days/:day/lines.json', { schema: { params } }, async (request, reply) => {
    if (!actorOf(request).isAdministrator) refuse('not_allowed')
    const { day } = request.params
    return sendFile(reply, `journal-${day}.json`, await journalDayFile(kit.db, day, true))
  })
}

const sendFile = (reply: FastifyReply, name: string, text: string) =>
  reply
    .type('application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Buffer.from(text))
