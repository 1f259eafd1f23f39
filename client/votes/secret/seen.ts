import type { Cookies } from '@sveltejs/kit'

const NAME = 'ballots-seen'
const [MOST, MONTH_S] = [20, 30 * 86_400]

/** A ballot of somebody, short: a device may be shared. */
const markOf = (personId: string, voteId: string) => `${personId.slice(-8)}${voteId.slice(-12)}`
const marks = (cookies: Cookies) => (cookies.get(NAME) ?? '').split('.').filter(Boolean)

/** Whether this person has seen on this device that the ballot was issued. */
export const hasSeenBallot = (cookies: Cookies, personId: string, voteId: string): boolean =>
  marks(cookies).includes(markOf(personId, voteId))

export function seeBallot(cookies: Cookies, personId: string, voteId: string, url: URL): void {
  if (hasSeenBallot(cookies, personId, voteId)) return
  const value = [...marks(cookies), markOf(personId, voteId)].slice(-MOST).join('.')
  const secure = url.protocol === 'https:'
  cookies.set(NAME, value, { path: '/', maxAge: MONTH_S, httpOnly: true, sameSite: 'lax', secure })
}
