import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { seedReference } from './seeds.ts'

export const councils: FastifyPluginAsyncTypebox = async (app) => {
  await seedReference(app.kit.db)
}
