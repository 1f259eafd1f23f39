import { colourOf, type Presence as Person } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import { Malformed } from './bytes.ts'
import type { Limits } from './limits.ts'
import { awarenessFrame, readAwareness, type AwarenessEntry } from './wire.ts'

/** A line that somebody is present on. */
export interface Present {
  readonly personId: Id
  readonly name: string
  send(frame: Buffer): void
}

type PresenceLimits = Pick<Limits, 'awarenessState' | 'awarenessMs' | 'awarenessRenewalMs'>

/**
 * Who is here, and where their caret is. Identity comes from the session, whatever a client claims; a connection speaks for
 * one clientID only, and what it says of others (y-websocket echoes everything it hears) is ignored. Changes are gathered
 * and told together; signs of life that change nothing are told together more slowly. Never stored.
 */
export class PresenceBoard {
  readonly #limits: PresenceLimits
  readonly #lines: ReadonlySet<Present>
  /** The clientID of each line, and the line of each clientID. */
  readonly #clientIds = new Map<Present, number>()
  readonly #speakers = new Map<number, Present>()
  readonly #states = new Map<number, string>()
  /** Clocks are ours, so that one who comes back with an old clock is seen again. */
  readonly #clocks = new Map<number, number>()
  readonly #owners = new Map<number, Id>()
  #changed = new Set<number>()
  #renewed = new Set<number>()
  #soon: NodeJS.Timeout | null = null
  #later: NodeJS.Timeout | null = null

  constructor(lines: ReadonlySet<Present>, limits: PresenceLimits) {
    this.#lines = lines
    this.#limits = limits
  }

  /** Takes what a connection says of itself; throws `Malformed`. */
  heard(line: Present, bytes: Uint8Array): void {
    for (const { clientId, clock, state } of readAwareness(bytes)) {
      if (!this.#mayBe(line, clientId)) continue
      if (state.length > this.#limits.awarenessState) throw new Malformed('a state of presence is too large')
      this.#say(line, clientId, clock, stateOf(line, Buffer.from(state).toString('utf8')))
      return
    }
  }

  /** Everybody who is here, for one who has just come or asks. */
  tellAll(line: Present): void {
    const entries = [...this.#speakers].flatMap(([clientId, who]) =>
      who === line ? [] : this.#entry(clientId),
    )
    if (entries.length > 0) line.send(awarenessFrame(entries))
  }

  /** Who came with a clientID; undefined when nobody did. */
  ownerOf(clientId: number): Id | undefined {
    return this.#owners.get(clientId)
  }

  left(line: Present): void {
    const clientId = this.#clientIds.get(line)
    if (clientId === undefined) return
    this.#clientIds.delete(line)
    this.#speakers.delete(clientId)
    this.#states.delete(clientId)
    this.#clocks.set(clientId, (this.#clocks.get(clientId) ?? 0) + 1)
    this.#mark(this.#changed, clientId)
  }

  stop(): void {
    if (this.#soon) clearTimeout(this.#soon)
    if (this.#later) clearTimeout(this.#later)
  }

  #mayBe(line: Present, clientId: number): boolean {
    const own = this.#clientIds.get(line)
    if (own !== undefined) return own === clientId
    const owner = this.#owners.get(clientId)
    return owner === undefined || owner === line.personId
  }

  #say(line: Present, clientId: number, clock: number, state: string): void {
    // The same person on a new line: the old one is half open and not noticed yet.
    const before = this.#speakers.get(clientId)
    if (before && before !== line) this.#clientIds.delete(before)
    this.#clientIds.set(line, clientId)
    this.#speakers.set(clientId, line)
    this.#owners.set(clientId, line.personId)
    this.#clocks.set(clientId, Math.max((this.#clocks.get(clientId) ?? 0) + 1, Math.min(clock, 2 ** 40)))
    const isSame = this.#states.get(clientId) === state
    this.#states.set(clientId, state)
    this.#mark(isSame ? this.#renewed : this.#changed, clientId)
  }

  #mark(set: Set<number>, clientId: number): void {
    set.add(clientId)
    if (set === this.#changed) this.#soon ??= setTimeout(() => this.#tellChanged(), this.#limits.awarenessMs)
    else this.#later ??= setTimeout(() => this.#tellRenewed(), this.#limits.awarenessRenewalMs)
  }

  #tellChanged(): void {
    this.#soon = null
    for (const clientId of this.#changed) this.#renewed.delete(clientId)
    this.#tell(this.#changed)
    this.#changed = new Set()
  }

  #tellRenewed(): void {
    this.#later = null
    this.#tell(this.#renewed)
    this.#renewed = new Set()
  }

  /** One frame for all; whoever is spoken of gets one without themselves, or their own caret would jump back. */
  #tell(clientIds: ReadonlySet<number>): void {
    if (clientIds.size === 0) return
    const entries = [...clientIds].flatMap((clientId) => this.#entry(clientId))
    const shared = awarenessFrame(entries)
    for (const line of this.#lines) {
      const own = this.#clientIds.get(line)
      if (own === undefined || !clientIds.has(own)) line.send(shared)
      else if (entries.length > 1) line.send(awarenessFrame(entries.filter((each) => each.clientId !== own)))
    }
  }

  #entry(clientId: number): AwarenessEntry[] {
    const clock = this.#clocks.get(clientId)
    if (clock === undefined) return []
    return [{ clientId, clock, state: this.#states.get(clientId) ?? 'null' }]
  }
}

/** Keeps the caret, says who it is. `null` means they look elsewhere. */
function stateOf(line: Present, json: string): string {
  const said = parsed(json)
  if (said === null) return 'null'
  const user: Person = { id: line.personId, name: line.name, color: colourOf(line.personId) }
  const cursor = 'cursor' in said ? said.cursor : null
  return JSON.stringify({ user, cursor: typeof cursor === 'object' ? cursor : null })
}

function parsed(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' ? value : null
  } catch {
    throw new Malformed('a state of presence is not JSON')
  }
}
