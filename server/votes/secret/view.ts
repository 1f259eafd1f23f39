import { dayIn } from '../../../shared/calendar.ts'
import { canonicalJson } from '../../../shared/drafts.ts'
import type { CountingProtocol, SecretView } from '../../../shared/secret-views.ts'
import type { BoardEntry } from '../../../shared/secret-votes.ts'
import type { VoteTerms } from '../../../shared/votes-views.ts'
import type { Id, Instant } from '../../../shared/values.ts'
import type { Actor } from '../../lib/actor.ts'
import { fromJson, type Db } from '../../lib/db/db.ts'
import { findElector, findVoteState } from '../queries.ts'
import { maySeeVote } from '../rules.ts'
import {
  boardOf,
  countCast,
  findSecretVote,
  listBoard,
  listIssues,
  manifestOf,
  type SecretVote,
} from './queries.ts'
import { mayShutIssuance, phaseOf, whyNotIssue } from './rules.ts'

/** The secret part of a vote as this reader may see it at `now`; undefined as for a vote that is not there or is not secret. */
export async function findSecretView(
  db: Db,
  id: Id,
  actor: Actor | null,
  now: Instant,
): Promise<SecretView | undefined> {
  const vote = await seen(db, id, actor)
  if (!vote) return undefined
  const today = dayIn(now, vote.timeZone)
  const elector = actor?.personId ? await findElector(db, vote, actor.personId, today) : undefined
  const issues = new Map((await listIssues(db, id)).map((each) => [each.memberId, each.issuedAt]))
  const { electors } = fromJson<VoteTerms>(vote.terms).electorate
  const phase = phaseOf(vote, now)
  const { entries, heads } = await listBoard(db, id)
  const issuedAt = elector ? (issues.get(elector.memberId) ?? null) : null
  const isIssuing = phase === 'issuance_open' || phase === 'issuance_closed'
  return {
    voteId: id,
    phase,
    manifest: manifestOf(vote),
    manifestSha256: vote.manifestSha256,
    kMin: vote.least,
    belowKMin: vote.ifFewer,
    windows: {
      issuanceOpensAt: vote.openedAt,
      issuanceClosesAt: vote.issuanceClosesAt,
      issuanceClosedAt: vote.issuanceClosedAt,
      castingClosesAt: vote.closesAt,
    },
    issuance: electors.map(({ memberId, name }) => ({
      memberId,
      name,
      issuedAt: issues.get(memberId) ?? null,
    })),
    cast: castOf(entries) ?? (await countCast(db, id)),
    mine: elector ? { issuedAt } : null,
    heads,
    protocol: protocolOf(vote, entries, heads),
    can: {
      issue: elector !== undefined && issuedAt === null && whyNotIssue(phase, elector) === null,
      closeIssuance: isIssuing && mayShutIssuance(actor, vote),
    },
  }
}

/** The protocol of the counting commission (T4) of a counted secret vote; undefined before, and for who may not see the vote. */
export async function countingProtocol(
  db: Db,
  voteId: Id,
  actor: Actor | null,
): Promise<CountingProtocol | undefined> {
  const vote = await seen(db, voteId, actor)
  if (!vote) return undefined
  const { entries, heads } = await listBoard(db, voteId)
  return protocolOf(vote, entries, heads) ?? undefined
}

/**
 * The board as canonical JSON, for anybody who may see the vote: all of it that is public at the moment, the ballots themselves
 * once it is closed. Undefined as for a vote that is not there.
 */
export async function readBoard(db: Db, voteId: Id, actor: Actor | null): Promise<string | undefined> {
  const vote = await seen(db, voteId, actor)
  if (!vote) return undefined
  return `${canonicalJson(await boardOf(db, voteId))}\n`
}

async function seen(db: Db, voteId: Id, actor: Actor | null): Promise<SecretVote | undefined> {
  const state = await findVoteState(db, voteId)
  return state && maySeeVote(state, actor) ? findSecretVote(db, voteId) : undefined
}

const closedOf = (entries: readonly BoardEntry[]) => entries.find((each) => each.kind === 'closed')
const castOf = (entries: readonly BoardEntry[]) => closedOf(entries)?.numbers.cast

function protocolOf(
  vote: SecretVote,
  entries: readonly BoardEntry[],
  heads: CountingProtocol['head'][],
): CountingProtocol | null {
  const closed = closedOf(entries)
  const head = heads.at(-1)
  if (!closed || !head) return null
  const { options } = fromJson<VoteTerms>(vote.terms)
  const { counts } = closed
  return {
    voteId: vote.id,
    question: vote.question,
    closedAt: closed.at,
    numbers: closed.numbers,
    counts: counts && options.map((option) => ({ option, votes: counts[option] ?? 0 })),
    outcome: closed.outcome,
    broken: closed.broken,
    kMin: vote.least,
    manifestSha256: vote.manifestSha256 ?? '',
    head,
  }
}
