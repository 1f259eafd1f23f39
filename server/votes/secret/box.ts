import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { CastReceipt, MAX_BALLOT_BYTES, SecretBallot } from '../../../shared/secret-votes.ts'
import { Id } from '../../../shared/values.ts'
import { act } from '../../lib/act.ts'
import { clockActor, type Actor } from '../../lib/actor.ts'
import { refuse } from '../../lib/refuse.ts'
import { castSecretBallot } from './actions.ts'
import { KeyCupboard } from './cupboard.ts'

const params = Type.Object({ id: Id })
const nobody: Actor = { ...clockActor, name: 'ballot box' }
/** By these a ballot could be put together with a person; a browser of ours sends none of them. */
const NAMES = ['cookie', 'authorization', 'referer'] as const

/**
 * The ballot box: it stands outside of everything that knows who asks. No session is looked up, no line of the log and no metric is
 * written, no address is counted: what bounds a flood is that a ballot is small and needs a token to cost more than its check.
 */
export const ballotBox: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app
  const cupboard = new KeyCupboard(kit.config.dataDir)

  app.addHook('onRequest', async ({ headers }, reply) => {
    reply.header('cache-control', 'no-store')
    if (NAMES.some((name) => headers[name] !== undefined)) refuse('ballot_names_sender')
  })
  app.post(
    '/votes/:id/secret-ballots',
    {
      bodyLimit: MAX_BALLOT_BYTES,
      config: { unobserved: true },
      schema: { params, body: SecretBallot, response: { 200: CastReceipt } },
    },
    ({ params: { id }, body }) => act(kit, nobody, (work) => castSecretBallot(work, cupboard, id, body)),
  )
}
