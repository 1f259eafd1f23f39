import type { FastifyReply, FastifyRequest } from 'fastify'
import { COPIES_COOKIE, COPIES_PATH } from '../../shared/person-cookie.ts'
import type { Id } from '../../shared/values.ts'
import type { Config } from '../config.ts'
import { digest } from '../lib/ids.ts'

/** As many drafts as one device is remembered to have a copy of; the ones opened last. */
const MOST = 60
const YEAR_SECONDS = 365 * 86_400

const nameOf = (personId: Id, draftId: Id) => digest(`${personId} ${draftId}`).slice(0, 12)

/**
 * Remembers with the browser that a page of it is about to keep a copy of the draft for this person; answers whether one was to be there already.
 * A browser may throw away everything that pages have stored, and say nothing; a cookie that the server has set stays with it.
 */
export function noteCopy(
  request: FastifyRequest,
  reply: FastifyReply,
  config: Config,
  copy: { personId: Id; draftId: Id },
): boolean {
  const name = nameOf(copy.personId, copy.draftId)
  const before = (request.cookies[COPIES_COOKIE] ?? '').split('.').filter((each) => /^\w{12}$/.test(each))
  void reply.setCookie(
    COPIES_COOKIE,
    [name, ...before.filter((each) => each !== name)].slice(0, MOST).join('.'),
    {
      ...{ path: COPIES_PATH, httpOnly: true, sameSite: 'lax', maxAge: YEAR_SECONDS },
      secure: config.publicUrl.protocol === 'https:',
    },
  )
  return before.includes(name)
}
