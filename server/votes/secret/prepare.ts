import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalJson } from '../../../shared/drafts.ts'
import { SUITE, TOKEN_KEY_BITS, type Manifest } from '../../../shared/secret-votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id } from '../../../shared/values.ts'
import { act, type Ground } from '../../lib/act.ts'
import { clockActor } from '../../lib/actor.ts'
import { fromJson } from '../../lib/db/db.ts'
import { digest } from '../../lib/ids.ts'
import { record } from '../../lib/journal.ts'
import type { Kit } from '../../lib/kit.ts'
import { lockVote } from '../queries.ts'
import { growBoard } from './board.ts'
import type { KeyCupboard } from './cupboard.ts'
import { findSecretVote, listUnprepared, type SecretVote } from './queries.ts'

const newKeys = promisify(generateKeyPair)

/** The public part of a key, with nothing that a manifest has no use for. */
type Jwk = Record<string, string>

/**
 * Makes the keys of an announced vote and opens the issuing of ballots. Apart from the announcement, because a key takes a second of
 * the thread pool and nobody may wait for it with a transaction in hand. A vote that has its keys is left as it is.
 */
export async function prepareSecretVote(ground: Ground, cupboard: KeyCupboard, voteId: Id): Promise<void> {
  const [token, board] = await Promise.all([
    newKeys('rsa', { modulusLength: TOKEN_KEY_BITS }),
    newKeys('ec', { namedCurve: 'P-256' }),
  ])
  await act(ground, clockActor, async (work) => {
    const { trx } = work
    await lockVote(trx, voteId)
    const vote = await findSecretVote(trx, voteId)
    if (!vote || vote.manifest !== null || vote.state !== 'open') return
    const manifest = drawUp(vote, jwkOf(token.publicKey), jwkOf(board.publicKey))
    const text = canonicalJson(manifest)
    const manifestSha256 = digest(text)
    await trx
      .updateTable('secretVote')
      .set({ manifest: text, manifestSha256 })
      .where('voteId', '=', voteId)
      .execute()
    await trx
      .insertInto('secretKey')
      .values([
        { voteId, purpose: 'token', sealed: cupboard.seal(voteId, 'token', token.privateKey) },
        { voteId, purpose: 'board', sealed: cupboard.seal(voteId, 'board', board.privateKey) },
      ])
      .execute()
    await growBoard(work, cupboard, voteId, [{ kind: 'announced', manifest }])
    await record(work, {
      verb: 'issuance:opened',
      subject: ['vote', voteId],
      councilId: vote.councilId,
      data: { manifestSha256 },
    })
    await work.tell('vote:changed', { voteId })
  })
}

/** Prepares what a crash has left announced, each apart. */
export async function prepareSecretVotes(kit: Kit, cupboard: KeyCupboard): Promise<void> {
  for (const { voteId } of await listUnprepared(kit.db)) await prepareSecretVote(kit, cupboard, voteId)
}

function drawUp(vote: SecretVote, tokenKey: Jwk, boardKey: Jwk): Manifest {
  const terms = fromJson<VoteTerms>(vote.terms)
  const { electors } = terms.electorate
  return {
    format: 'veche-secret-vote',
    version: 1,
    voteId: vote.id,
    termsSha256: vote.termsSha256,
    questionSha256: digest(vote.question),
    options: terms.options,
    rollSha256: digest(canonicalJson(electors)),
    rollSize: electors.length,
    kMin: vote.least,
    belowKMin: vote.ifFewer,
    tie: terms.rules.tie.rule === 'revote' ? 'revote' : 'not_adopted',
    windows: {
      issuanceOpensAt: vote.openedAt,
      issuanceClosesAt: vote.issuanceClosesAt,
      castingClosesAt: vote.closesAt,
    },
    suite: SUITE,
    tokenKey: { kty: 'RSA', n: tokenKey.n!, e: tokenKey.e! },
    boardKey: { kty: 'EC', crv: 'P-256', x: boardKey.x!, y: boardKey.y! },
  }
}

const jwkOf = (key: KeyObject): Jwk => key.export({ format: 'jwk' }) as Jwk
