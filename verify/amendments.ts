import type { Data, PutAmendment } from './entries.ts'

/** An amendment as the minutes tell it. */
export interface Amended extends Omit<PutAmendment, 'id' | 'sha256'> {
  outcome: 'pending' | 'adopted' | 'rejected' | 'withdrawn' | 'fallen'
  way: 'vote' | 'consent' | null
  voteId: string | null
  takenOverBy: string | null
  reason: string | null
}

export type TextWrong = 'amendment_list' | 'amendment_state' | 'amendment_question' | 'amendments_left'

/** What becomes of amendments, told from the facts of a meeting one after another: each answers with what is wrong with it, or null. */
export class Amendments {
  readonly #all = new Map<string, Amended & { itemId: string; sha256: string }>()
  readonly #inVote = new Map<string, string[]>()
  /** Those of whom it was asked whether anybody objects. */
  #asked: string[] | null = null

  list({ itemId, amendments }: Data<'amendments:listed'>): TextWrong | null {
    if (amendments.some(({ id, number }, at) => number !== at + 1 || this.#all.has(id)))
      return 'amendment_list'
    for (const each of amendments) this.#add(itemId, each)
    return null
  }

  ask(ids: readonly string[]): TextWrong | null {
    if (this.#asked) return 'amendment_question'
    this.#asked = [...ids]
    return this.#wait(ids)
  }

  /** The answer to what was asked, which is about the same amendments. */
  answer(ids: readonly string[], isTaken: boolean): TextWrong | null {
    if (this.#asked?.join() !== ids.join()) return 'amendment_question'
    this.#asked = null
    return isTaken ? this.#become(ids, { outcome: 'adopted', way: 'consent' }) : null
  }

  keep(id: string, takenOverBy: string): TextWrong | null {
    return this.#wait([id]) ?? this.#become([id], { takenOverBy })
  }

  end(id: string, outcome: 'withdrawn' | 'fallen', reason: string): TextWrong | null {
    const isBusy = this.#asked?.includes(id) || [...this.#inVote.values()].some((ids) => ids.includes(id))
    if (isBusy) return 'amendment_question'
    return this.#wait([id]) ?? this.#become([id], { outcome, reason })
  }

  /** One falls because of those that were adopted before it. */
  fall({ itemId, amendmentId, because, reason }: Data<'amendment:fallen'>): TextWrong | null {
    const adopted = this.of(itemId).flatMap(({ outcome, number }) => (outcome === 'adopted' ? [number] : []))
    return because.every((number) => adopted.includes(number))
      ? this.end(amendmentId, 'fallen', reason)
      : 'amendment_state'
  }

  open({ voteId, itemId, stage, amendments = [] }: Data<'vote:opened'>): TextWrong | null {
    if (itemId === null) return amendments.length > 0 ? 'amendment_list' : null
    if (stage === 'whole' && this.of(itemId).some(({ outcome }) => outcome === 'pending'))
      return 'amendments_left'
    if (amendments.length === 0) return null
    if (stage !== 'amendment' || this.#asked) return 'amendment_question'
    for (const each of amendments) {
      const told = this.#all.get(each.id)
      if (!told) this.#add(itemId, each)
      else if (wordsOf(told) !== wordsOf(each) || told.itemId !== itemId) return 'amendment_list'
    }
    const ids = amendments.map(({ id }) => id)
    this.#inVote.set(voteId, ids)
    return this.#wait(ids) ?? this.#become(ids, { voteId })
  }

  close({ voteId, outcome }: { voteId: string; outcome: string }): TextWrong | null {
    const ids = this.#inVote.get(voteId) ?? []
    this.#inVote.delete(voteId)
    if (outcome !== 'adopted' && outcome !== 'not_adopted') return null
    return this.#become(ids, { way: 'vote', outcome: outcome === 'adopted' ? 'adopted' : 'rejected' })
  }

  annul(voteId: string): TextWrong | null {
    const ids = [...this.#all].flatMap(([id, each]) => (each.voteId === voteId ? [id] : []))
    return this.#become(ids, { outcome: 'pending', way: null })
  }

  /** Of one item, by number. */
  of(itemId: string): Amended[] {
    return [...this.#all.values()]
      .filter((each) => each.itemId === itemId)
      .sort((one, other) => one.number - other.number)
      .map(({ itemId: _, sha256: __, ...told }) => told)
  }

  #add(itemId: string, { id, number, author, clause, wording, sha256 }: PutAmendment): void {
    this.#all.set(id, {
      ...{ itemId, sha256, number, author, clause, wording },
      ...{ outcome: 'pending', way: null, voteId: null, takenOverBy: null, reason: null },
    })
  }

  #wait(ids: readonly string[]): TextWrong | null {
    return ids.every((id) => this.#all.get(id)?.outcome === 'pending') ? null : 'amendment_state'
  }

  #become(ids: readonly string[], change: Partial<Amended>): TextWrong | null {
    for (const id of ids) {
      const told = this.#all.get(id)
      if (!told) return 'amendment_state'
      this.#all.set(id, { ...told, ...change })
    }
    return null
  }
}

const wordsOf = ({ number, author, clause, wording, sha256 }: Omit<PutAmendment, 'id'>) =>
  JSON.stringify([number, author, clause, wording, sha256])
