import type { CastReceipt, SecretBallot } from '../../../shared/secret-votes.ts'

export type Taken = { ok: true; receipt: CastReceipt } | { ok: false; code: string; isLost: boolean }

/** Casts a ballot past everything that says who casts it: no cookies, no referrer, a line of its own. */
export async function sendBallot(voteId: string, ballot: SecretBallot): Promise<Taken> {
  let response: Response
  try {
    response = await fetch(`/api/votes/${voteId}/secret-ballots`, {
      method: 'POST',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ballot),
    })
  } catch {
    return { ok: false, code: 'offline', isLost: true }
  }
  const data = (await response.json().catch(() => null)) as (CastReceipt & { code?: string }) | null
  if (response.ok && data) return { ok: true, receipt: data }
  return {
    ok: false,
    code: data?.code ?? 'internal',
    isLost: response.status >= 500 || response.status === 429,
  }
}

const SPREAD_MS = 15_000

/**
 * How long a ballot waits before it is sent, by chance: whoever watches the line then knows only roughly when it was chosen. Near the end
 * of the vote less, so that it is not late.
 */
export function chanceDelay(closesAt: string | null, now: number): number {
  const left = closesAt === null ? Infinity : Date.parse(closesAt) - now
  const spread = Math.max(0, Math.min(SPREAD_MS, left / 4))
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1))
  return Math.floor((spread * chance) / 2 ** 32)
}
