import type { Stretch } from './authorship.ts'

/** A piece of text, and whose each part of it is. */
export interface Writing {
  text: string
  by: readonly Stretch[]
}

/** Words that came back: from where in the new text they stand, and whose they were. */
export interface Found {
  from: number
  by: Stretch[]
}

/** So many characters of what went are remembered; the oldest are forgotten. */
const MOST = 300_000

/** What went in another row comes back only as so many words in their order, or as the whole piece. */
const WORDS = 4

/** A shorter piece is not known again: anybody writes «и» or «школа». */
const SHORTEST = 6

/** Places of one word that are tried. */
const MOST_PLACES = 40

const TOKENS = /[\p{L}\p{M}\p{N}]+|\s+|[^\s\p{L}\p{M}\p{N}]+/gu
const isWord = (token: string) => /[\p{L}\p{N}]/u.test(token)

interface Token {
  text: string
  at: number
}

const tokensOf = (text: string): Token[] =>
  [...text.matchAll(TOKENS)].map(({ 0: text, index: at }) => ({ text, at }))

/** Text that went, and may come back. */
export class Lost {
  readonly #entries = new Set<Writing>()
  readonly #byText = new Map<string, Writing>()
  #size = 0
  /** Pieces by every four words in a row; made when somebody asks. */
  #index: Map<string, [entry: Writing, token: number][]> | null = null
  readonly #tokens = new WeakMap<Writing, Token[]>()

  constructor(entries: readonly Writing[] = []) {
    for (const entry of entries) this.add(entry)
  }

  /** The oldest first. */
  get entries(): Writing[] {
    return [...this.#entries].filter(({ text }) => text.length >= SHORTEST && isWord(text))
  }

  add(writing: Writing): void {
    this.#entries.add(writing)
    this.#size += writing.text.length
    this.#byText.set(writing.text, writing)
    this.#index = null
    for (const oldest of this.#entries) {
      if (this.#size <= MOST) break
      this.#remove(oldest)
    }
  }

  /** A piece that was lost goes on being deleted. */
  extend(writing: Writing, grown: Writing): void {
    if (!this.#entries.has(writing)) return
    this.#remove(writing)
    this.#tokens.delete(writing)
    this.add(Object.assign(writing, grown))
  }

  #remove(writing: Writing): void {
    this.#entries.delete(writing)
    this.#size -= writing.text.length
    if (this.#byText.get(writing.text) === writing) this.#byText.delete(writing.text)
    this.#index = null
  }

  /** Which parts of a new text were there before: word by word what went with it, longer pieces of what went earlier. */
  found(text: string, gone: readonly Writing[]): Found[] {
    const tokens = tokensOf(text)
    const words = tokens.filter((token) => isWord(token.text)).length
    if (words === 0) return []
    const taken = new Set<number>()
    const found = this.#among(tokens, gone, taken)
    if (taken.size < tokens.length) found.push(...this.#earlier(text, tokens, words, taken))
    return found
  }

  /** The longest runs of words that went in the same breath, each used once. */
  #among(tokens: readonly Token[], gone: readonly Writing[], taken: Set<number>): Found[] {
    if (gone.length === 0) return []
    const places = new Map<string, [Writing, number][]>()
    for (const writing of gone)
      this.#tokensOf(writing).forEach(({ text }, index) => {
        const known = places.get(text)
        if (known) known.push([writing, index])
        else places.set(text, [[writing, index]])
      })
    const used = new Map<Writing, Set<number>>()
    const found: Found[] = []
    for (let index = 0; index < tokens.length;) {
      const best = this.#longest(tokens, index, places.get(tokens[index]!.text) ?? [], taken, used)
      if (!best || !tokens.slice(index, index + best.length).some(({ text }) => isWord(text))) {
        index++
        continue
      }
      for (let step = 0; step < best.length; step++) {
        taken.add(index + step)
        const of = used.get(best.writing) ?? new Set()
        used.set(best.writing, of.add(best.token + step))
      }
      found.push(this.#credit(tokens, index, best))
      index += best.length
    }
    return found
  }

  #earlier(text: string, tokens: readonly Token[], words: number, taken: Set<number>): Found[] {
    if (taken.size === 0) {
      const whole = text.length >= SHORTEST ? this.#byText.get(text) : undefined
      if (whole) return [{ from: 0, by: [...whole.by] }]
    }
    if (words < WORDS) return []
    const places = (this.#index ??= this.#makeIndex())
    const found: Found[] = []
    for (let index = 0; index < tokens.length;) {
      const key = isWord(tokens[index]!.text) && !taken.has(index) ? fourFrom(tokens, index) : null
      const best = key && this.#longest(tokens, index, places.get(key) ?? [], taken, new Map())
      if (!best) {
        index++
        continue
      }
      found.push(this.#credit(tokens, index, best))
      index += best.length
    }
    return found
  }

  #longest(
    tokens: readonly Token[],
    index: number,
    places: readonly [Writing, number][],
    taken: ReadonlySet<number>,
    used: ReadonlyMap<Writing, ReadonlySet<number>>,
  ): Run | null {
    let best: Run | null = null
    // The latest first: what went last comes back first.
    for (const [writing, token] of places.slice(-MOST_PLACES).reverse()) {
      const old = this.#tokensOf(writing)
      const isUsed = used.get(writing)
      let length = 0
      while (
        index + length < tokens.length &&
        tokens[index + length]!.text === old[token + length]?.text &&
        !taken.has(index + length) &&
        !isUsed?.has(token + length)
      )
        length++
      if (length > (best?.length ?? 0)) best = { writing, token, length }
    }
    return best
  }

  #credit(tokens: readonly Token[], index: number, { writing, token, length }: Run): Found {
    const old = this.#tokensOf(writing)
    const from = old[token]!.at
    const last = old[token + length - 1]!
    return { from: tokens[index]!.at, by: cut(writing.by, from, last.at + last.text.length) }
  }

  #makeIndex() {
    const places = new Map<string, [Writing, number][]>()
    for (const writing of this.#entries) {
      const tokens = this.#tokensOf(writing)
      for (let index = 0; index < tokens.length; index++) {
        const key = isWord(tokens[index]!.text) ? fourFrom(tokens, index) : null
        if (!key) continue
        const known = places.get(key)
        if (known) known.push([writing, index])
        else places.set(key, [[writing, index]])
      }
    }
    return places
  }

  #tokensOf(writing: Writing): Token[] {
    const known = this.#tokens.get(writing) ?? tokensOf(writing.text)
    this.#tokens.set(writing, known)
    return known
  }
}

interface Run {
  writing: Writing
  token: number
  length: number
}

/** Four words in a row with what stands between them; null where there are fewer. */
function fourFrom(tokens: readonly Token[], index: number): string | null {
  let words = 0
  for (let end = index; end < tokens.length; end++) {
    if (isWord(tokens[end]!.text)) words++
    if (words === WORDS)
      return tokens
        .slice(index, end + 1)
        .map(({ text }) => text)
        .join('')
  }
  return null
}

/** The stretches between two characters. */
function cut(by: readonly Stretch[], from: number, to: number): Stretch[] {
  const parts: Stretch[] = []
  let start = 0
  for (const stretch of by) {
    const [low, high] = [Math.max(from, start), Math.min(to, start + stretch.length)]
    if (high > low) parts.push({ ...stretch, length: high - low })
    start += stretch.length
  }
  return parts
}
