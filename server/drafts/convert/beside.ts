import type { Id } from '../../../shared/values.ts'
import type { Person } from '../../lib/actor.ts'
import type { Draft } from '../queries.ts'
import type { ExchangedComment, ExchangedProposal } from './exchange.ts'

/** What other features keep beside a text: how it leaves in a file, and how it comes in from one. */
export interface Beside {
  comments: {
    /** As many of them as this person may see. */
    of(person: Person, draft: Draft): Promise<ExchangedComment[]>
    /** Writes down what a file brought, for nobody to see yet; answers with the ids of what there was room for. */
    note(person: Person, draftId: Id, brought: readonly ExchangedComment[]): Promise<Id[]>
    /** The text with their marks is in the draft now. Answers with how many there are. */
    open(person: Person, draftId: Id, ids: readonly Id[]): Promise<number>
  }
  proposals: {
    of(person: Person, draft: Draft): Promise<ExchangedProposal[]>
    /** Takes in what a file brought; the text is in the draft already. Answers with how many were taken. */
    take(person: Person, draftId: Id, brought: readonly ExchangedProposal[]): Promise<number>
  }
}

const none = () => Promise.resolve([])
const nobody = () => Promise.resolve(0)

/** Until somebody registers, nothing stands beside a text. */
export const nothingBeside = (): Beside => ({
  comments: { of: none, note: none, open: nobody },
  proposals: { of: none, take: nobody },
})
