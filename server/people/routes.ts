import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Nullable } from '../../shared/values.ts'

const Me = Type.Object({
  person: Nullable(
    Type.Object({ id: Type.String(), name: Type.String(), isAdministrator: Type.Boolean() }),
  ),
})

export const people: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/me', { schema: { response: { 200: Me } } }, async ({ actor }) => ({
    person: actor?.personId
      ? { id: actor.personId, name: actor.name, isAdministrator: actor.isAdministrator }
      : null,
  }))
}
