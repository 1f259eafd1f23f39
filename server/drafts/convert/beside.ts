import type { Id } from '../../../shared/values.ts'
import type { Person } from '../../lib/actor.ts'
import type { Draft } from '../queries.ts'
import type { ExchangedComment, ExchangedProposal } from './exchange.ts'

/** What other features keep beside a text: how it leaves in a file, and how it comes in from one. */
export interface BesideOf<T> {
  /** As much of it as this person may see. */
  of(person: Person, draft: Draft): Promise<T[]>
  /** Takes in what a file brought; the text with its marks is in the draft already. Answers with how many were taken. */
  take(person: Person, draftId: Id, brought: readonly T[]): Promise<number>
}

export interface Beside {
  comments: BesideOf<ExchangedComment>
  proposals: BesideOf<ExchangedProposal>
}

const nothing: BesideOf<never> = { of: () => Promise.resolve([]), take: () => Promise.resolve(0) }

/** Until somebody registers, nothing stands beside a text. */
export const nothingBeside = (): Beside => ({ comments: nothing, proposals: nothing })
