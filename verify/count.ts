/**
 * The count of a vote, written a second time from the regulation's own words (quorum, majority, tie) and from nothing else: it
 * shares no line with the server that counted first, so that the two may be held against each other.
 *
 * The first count compares products; this one asks how many people it takes, by division with remainder, and then counts heads.
 */

/** A share of a whole: «более 1/2» is strict, «не менее 2/3» is not. */
export interface Share {
  num: number
  den: number
  strict: boolean
}

export type QuorumBase = 'actual_members' | 'established_number'
export type MajorityBase = QuorumBase | 'present' | 'votes_for_against' | 'votes_cast'
export type Choice = 'for' | 'against' | 'abstain'
export type Outcome = 'adopted' | 'not_adopted' | 'no_quorum' | 'revote'

export interface Meeting {
  /**
   * Seats there should be; members with a vote there are; those of them who take part, silent ones included; those who count towards the
   * quorum, where they are others.
   */
  people: { established: number; actual: number; present: number; quorate?: number }
  votes: Readonly<Record<Choice, number>>
  quorum: { base: QuorumBase; fraction: Share }
  majority: { base: MajorityBase; fraction: Share }
  tieRule: 'chair_casting' | 'not_adopted' | 'revote'
  /** How whoever has the casting vote voted; null when nobody has it or they were silent. */
  casting: Choice | null
  isSecret: boolean
}

/** A bar to be reached: by how many, of how many, and whether they were enough. */
export interface Bar {
  count: number
  base: number
  needed: number
  isReached: boolean
}

export interface Count {
  quorum: Bar
  majority: Bar
  /** The casting vote made the outcome. */
  isCast: boolean
  outcome: Outcome
}

/**
 * The fewest people who are this share of so many: 8 for more than half of 14, 4 for at least half of 8, 5 for more. Of nobody
 * there is no share, and it takes somebody to be anything.
 */
export function fewest({ num, den, strict }: Share, whole: number): number {
  const parts = BigInt(whole) * BigInt(num)
  const full = parts / BigInt(den)
  const isExact = parts % BigInt(den) === 0n
  return Math.max(1, Number(isExact && !strict ? full : full + 1n))
}

/** Quorum first, then the majority, then what a tie comes to. */
export function countAgain(meeting: Meeting): Count {
  const { people, votes } = meeting
  const inFavour = votes.for
  const quorum = bar(
    people.quorate ?? people.present,
    people[baseOfQuorum(meeting.quorum.base)],
    meeting.quorum.fraction,
  )
  const majority = bar(inFavour, wholeOf(meeting), meeting.majority.fraction)
  const counted = { quorum, majority, isCast: false }
  if (!quorum.isReached) return { ...counted, outcome: 'no_quorum' }
  if (majority.isReached) return { ...counted, outcome: 'adopted' }
  if (!isTie(meeting, majority.base)) return { ...counted, outcome: 'not_adopted' }
  switch (meeting.tieRule) {
    case 'not_adopted':
      return { ...counted, outcome: 'not_adopted' }
    case 'revote':
      return { ...counted, outcome: 'revote' }
    case 'chair_casting': {
      // Nobody's vote may weigh twice where nobody's vote may be known.
      const word = meeting.isSecret ? null : meeting.casting
      return {
        ...counted,
        isCast: word === 'for' || word === 'against',
        outcome: word === 'for' ? 'adopted' : 'not_adopted',
      }
    }
  }
}

const bar = (count: number, base: number, share: Share): Bar => {
  const needed = fewest(share, base)
  return { count, base, needed, isReached: count >= needed }
}

const baseOfQuorum = (base: QuorumBase) => (base === 'actual_members' ? 'actual' : 'established')

/** What «за» is measured against. */
function wholeOf({ people, votes, majority }: Meeting): number {
  switch (majority.base) {
    case 'present':
      return people.present
    case 'votes_for_against':
      return votes.for + votes.against
    case 'votes_cast':
      return votes.for + votes.against + votes.abstain
    case 'actual_members':
      return people.actual
    case 'established_number':
      return people.established
  }
}

/**
 * A tie: «за» equals «против», and nothing is short but the word «более» — with «не менее» in its place the question would have been
 * carried. In the base of those present an abstention is a «not for» (`abstain.counts`), so 4-4-2 of ten is four against six and no
 * tie: were it one, a casting vote would carry it while 5-4-1, with one «за» more, is lost.
 */
const isTie = ({ votes, majority: { fraction } }: Meeting, base: number) =>
  votes.for === votes.against && votes.for >= fewest({ ...fraction, strict: false }, base)
