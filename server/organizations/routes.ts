import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

export const organizations: FastifyPluginAsyncTypebox = async () => {}
