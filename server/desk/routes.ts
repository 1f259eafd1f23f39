import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DeskView } from '../../shared/desk.ts'
import { actorOf } from '../lib/actor.ts'
import { viewDesk } from './queries.ts'

export const desk: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app

  app.get('/desk', { schema: { response: { 200: DeskView } } }, (request) =>
    viewDesk(kit.db, actorOf(request), kit.clock().toISOString()),
  )
}
