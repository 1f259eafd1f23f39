import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import type { Paper } from '../../../shared/papers.ts'
import { absenteePaper, ballotPaper, countingPaper, sheetPaper } from '../../../shared/votes-papers.ts'
import { VotePaperKind, VotePapers, type VoteTerms } from '../../../shared/votes-views.ts'
import { Id, OneOf, RefusalBody } from '../../../shared/values.ts'
import { findCouncil } from '../../councils/queries.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { refuse } from '../../lib/refuse.ts'
import { paperFile, paperFormats } from '../../papers/files.ts'
import { listSettled } from '../ballots.ts'
import { findVote, resultOf } from '../queries.ts'
import { mayCount, maySeeVote } from '../rules.ts'
import { listPapers, titlesOf } from './queries.ts'
import { countingProtocol } from '../secret/view.ts'

const binary = { schema: Type.String({ format: 'binary' }) }
const file = { 200: { content: Object.fromEntries([['application/octet-stream', binary]]) } }

/** Papers of a vote (T4, T5) as files, for whoever sees the vote. */
export const votePapers: FastifyPluginAsyncTypebox = async (app) => {
  const { kit } = app

  app.get(
    '/votes/:id/papers',
    { schema: { params: Type.Object({ id: Id }), response: { 200: VotePapers, '4xx': RefusalBody } } },
    async ({ params: { id }, actor }) => {
      const papers = (await listPapers(kit.db, id, actor)) ?? refuse('not_found')
      const formats = paperFormats.filter((each) => each !== 'pdf' || kit.config.chromium !== null)
      return { formats: papers.length > 0 ? formats : [], papers }
    },
  )

  app.get(
    '/votes/:id/papers/:kind.:format',
    {
      schema: {
        params: Type.Object({ id: Id, kind: VotePaperKind, format: OneOf(...paperFormats) }),
        querystring: Type.Object({ member: Type.Optional(Id) }),
        response: file,
      },
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const { id, kind, format } = request.params
      const paper = await paperOf(kit.db, { id, kind, member: request.query.member }, request.actor)
      const { bytes, headers } = await paperFile(paper, format, kit.config.chromium)
      return sent(reply, bytes, headers)
    },
  )
}

const sent = (reply: FastifyReply, bytes: Buffer, headers: Record<string, string>) =>
  reply.headers(headers).send(bytes)

/** Refuses `not_found`, `not_allowed` for the sheet of another member, `vote_form_differs` for a paper that this form of vote has not, `vote_still_open` for a protocol before the count. */
async function paperOf(
  db: Db,
  { id, kind, member }: { id: Id; kind: VotePaperKind; member: Id | undefined },
  actor: Actor | null,
): Promise<Paper> {
  const vote = await findVote(db, id)
  if (!vote || !maySeeVote(vote, actor)) return refuse('not_found')
  const council = (await findCouncil(db, vote.councilId)) ?? refuse('not_found')
  const terms = fromJson<VoteTerms>(vote.terms)
  const about = { council, terms }
  if (vote.form !== (kind === 'ballot' || kind === 'counting' ? 'secret' : 'absentee'))
    return refuse('vote_form_differs')
  switch (kind) {
    case 'ballot':
      return ballotPaper(about)
    case 'counting':
      return countingPaper(
        council,
        titlesOf(terms),
        (await countingProtocol(db, id, actor)) ?? refuse('vote_still_open'),
      )
    case 'sheet': {
      const isTheirs = member === seatIn(actor, vote.councilId)?.memberId
      if (member !== undefined && !isTheirs && !mayCount(actor, vote.councilId)) return refuse('not_allowed')
      return sheetPaper(about, member === undefined ? null : placeOf(terms, member))
    }
    case 'absentee': {
      const result = resultOf(vote)
      if (!result || vote.closedAt === null) return refuse('vote_still_open')
      const dissents = (await listSettled(db, id, terms)).filter(({ ballot }) => ballot?.dissent).length
      return absenteePaper(about, { closedAt: vote.closedAt, result, dissents })
    }
  }
}

/** The sheet of a member has their place among the electors for its number: the terms are frozen, so it stays. */
function placeOf({ electorate }: VoteTerms, memberId: Id): { name: string; number: number } {
  const at = electorate.electors.findIndex((each) => each.memberId === memberId)
  const { name } = electorate.electors[at] ?? refuse('not_found')
  return { name, number: at + 1 }
}
