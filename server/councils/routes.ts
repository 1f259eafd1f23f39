import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

export const councils: FastifyPluginAsyncTypebox = async () => {}
