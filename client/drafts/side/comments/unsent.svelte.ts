import type { Place } from './place.ts'

interface Kept {
  text: string
  named: { id: string; label: string }[]
  key: string
  place: Place | null
}

/** `crypto.randomUUID` is only there over https, and some councils stand in a network without. */
const newKey = () =>
  crypto.getRandomValues(new Uint32Array(4)).reduce((key, part) => `${key}${part.toString(36)}-`, 'k')

const blank = (): Kept => ({ text: '', named: [], key: newKey(), place: null })

/**
 * Words that were written and not sent yet: they outlive a failed sending, a closed panel and a page that is loaded anew in this
 * tab. What is sent twice carries one key, so that the server takes it once.
 */
export class Unsent {
  readonly #name: string
  #kept = $state.raw<Kept>(blank())

  constructor(name: string) {
    this.#name = name
    try {
      const kept = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Partial<Kept> | null
      if (kept) this.#kept = { ...blank(), ...kept }
    } catch {
      // Kept by another release, or not readable at all: begin anew.
    }
  }

  get text(): string {
    return this.#kept.text
  }

  set text(text: string) {
    this.#keep({ text })
  }

  get key(): string {
    return this.#kept.key
  }

  get place(): Place | null {
    return this.#kept.place
  }

  set place(place: Place | null) {
    this.#keep({ place })
  }

  /** Who is spoken to: those who were chosen and whose names still stand in the words. */
  get mentions(): string[] {
    const { named, text } = this.#kept
    const ids = named.filter(({ label }) => text.includes(label)).map(({ id }) => id)
    return ids.filter((id, at) => ids.indexOf(id) === at)
  }

  name(id: string, label: string): void {
    this.#keep({ named: [...this.#kept.named, { id, label }] })
  }

  clear(): void {
    this.#kept = blank()
    this.#try(() => sessionStorage.removeItem(this.#name))
  }

  #keep(change: Partial<Kept>): void {
    // Other words are another comment: what the server may have taken already must not stand for them.
    const isOther = change.text !== undefined && change.text !== this.#kept.text
    this.#kept = { ...this.#kept, ...(isOther && { key: newKey() }), ...change }
    const { text, place } = this.#kept
    this.#try(() =>
      text || place
        ? sessionStorage.setItem(this.#name, JSON.stringify(this.#kept))
        : sessionStorage.removeItem(this.#name),
    )
  }

  #try(deed: () => void): void {
    try {
      deed()
    } catch {
      // No room, or not allowed here: the words stay on the page all the same.
    }
  }
}
