import { fewest } from './count.ts'
import type { Convened, Data, Participant } from './entries.ts'

interface Stay {
  mode: 'in_person' | 'video'
  from: string
  /** Null for who is here still; the stay does not hold this moment any more. */
  to: string | null
}

interface Person extends Participant {
  stays: Stay[]
}

export interface VoteHere {
  opened: Data<'vote:opened'>
  outcome: string | null
  /** What was written down at its closing. */
  closed: Data<'vote:closed'> | null
  isOpen: boolean
}

export interface Quorum {
  present: number
  base: number
  needed: number
  reached: boolean
}

/** Who is in the room at each moment, and what of it counts: told from the facts of a meeting, one after another. */
export class Sitting {
  readonly convened: Convened
  readonly people = new Map<string, Person>()
  readonly recused = new Map<string, Set<string>>()
  readonly items: Set<string>
  readonly votes = new Map<string, VoteHere>()
  readonly decisions = new Set<string>()
  phase: 'registration' | 'in_session' | 'recess' | 'over' = 'registration'
  presidingId: string
  currentItem: string | null = null
  openedAt: string | null = null
  /** Whether there was a quorum when that was last written down. */
  hadQuorum: boolean | null = null

  constructor(convened: Convened) {
    this.convened = convened
    this.presidingId = convened.presidingId
    this.items = new Set(convened.agenda.map(({ id }) => id))
    for (const each of convened.people) this.add(each)
  }

  get rules() {
    return this.convened.rules.rules
  }

  /** Regulations that say nothing look again before each vote. */
  get looksAgain(): boolean {
    return this.rules.quorum.check !== 'opening_only'
  }

  get openVote(): VoteHere | undefined {
    return [...this.votes.values()].find(({ isOpen }) => isOpen)
  }

  add(person: Participant): void {
    this.people.set(person.id, { ...person, stays: [] })
  }

  isHere(who: string): boolean {
    return this.#stay(this.people.get(who), null) !== undefined
  }

  /** Who changes from the hall to a line, or back, goes and comes at one moment. */
  come(who: string, mode: Stay['mode'], at: string): void {
    this.go(who, at)
    this.people.get(who)!.stays.push({ mode, from: at, to: null })
  }

  go(who: string, at: string): void {
    const stay = this.#stay(this.people.get(who), null)
    if (stay) stay.to = at < stay.from ? stay.from : at
  }

  end(at: string): void {
    for (const who of this.people.keys()) this.go(who, at)
    this.phase = 'over'
  }

  /** Members with a vote who are here and count towards the quorum; at a moment of the past, or now. */
  counting(itemId: string | null, at: string | null = null): string[] {
    const { countRemote = true, countRecused = true } = this.rules.quorum
    return this.#here(at).flatMap(({ id, mode }) =>
      (countRemote || mode !== 'video') && (countRecused || !this.#isRecused(id, itemId)) ? [id] : [],
    )
  }

  /** Those who are here with a vote and do not stand aside. */
  entitled(itemId: string | null): string[] {
    return this.#here(null).flatMap(({ id }) => (this.#isRecused(id, itemId) ? [] : [id]))
  }

  /** Those whom the quorum of a vote is counted of: as they are here now, or as they were at the opening. */
  standing(itemId: string | null): string[] {
    return this.looksAgain || this.openedAt === null
      ? this.counting(itemId)
      : this.counting(null, this.openedAt)
  }

  quorumOf(present: number): Quorum {
    const { base: of, fraction } = this.rules.quorum
    const members = [...this.people.values()].filter(({ hasVote }) => hasVote).length
    const base = of === 'established_number' ? this.convened.council.established : members
    const needed = fewest(fraction, base)
    return { present, base, needed, reached: present >= needed }
  }

  #here(at: string | null): { id: string; mode: Stay['mode'] }[] {
    return [...this.people.values()].flatMap((person) => {
      const stay = person.hasVote ? this.#stay(person, at) : undefined
      return stay ? [{ id: person.id, mode: stay.mode }] : []
    })
  }

  #stay(person: Person | undefined, at: string | null): Stay | undefined {
    return person?.stays.find(({ from, to }) =>
      at === null ? to === null : from <= at && (to === null || at < to),
    )
  }

  #isRecused(who: string, itemId: string | null): boolean {
    return itemId !== null && (this.recused.get(itemId)?.has(who) ?? false)
  }
}
