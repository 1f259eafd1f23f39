import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Feed, PortalView } from '../../shared/portal.ts'
import { viewFeed } from './feed.ts'
import { viewPortal } from './queries.ts'

export const portal: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app

  app.get('/portal', { schema: { response: { 200: PortalView } } }, () =>
    viewPortal(kit.db, kit.clock().toISOString()),
  )

  app.get('/feed.json', { schema: { response: { 200: Feed } } }, async (_request, reply) => {
    // The same for everybody, so it may be kept on the way for a minute.
    reply.header('cache-control', 'public, max-age=60')
    return viewFeed(kit.db, kit.config.publicUrl)
  })
}
