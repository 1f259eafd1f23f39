import type { Command, CommandData, SpeechKind } from '../../shared/meetings/entries.ts'
import type { MeetingState } from '../../shared/meetings/state.ts'
import type { NextStep } from '../../shared/meetings/next-step.ts'

/** What the console asks before it does; `id` is the item it is about. */
export type Question =
  | {
      name:
        | 'registration'
        | 'fail'
        | 'close'
        | 'closeVote'
        | 'closeIssuance'
        | 'recess'
        | 'presiding'
        | 'guest'
        | 'recuse'
    }
  | { name: 'item' | 'queue' | 'vote' | 'decision' }
  | { name: 'remove'; id: string }

/** How long somebody usually speaks, in seconds, by the kind of speech. */
export const usualSeconds: Record<SpeechKind, number> = {
  order: 60,
  report: 600,
  question: 60,
  debate: 300,
  reply: 120,
}

/** A step with what taking it needs: a command that is sent at once, or a question before it. */
export interface Step extends NextStep {
  command: Command | null
  question: Question | null
  /** Whom it is about, for its name. */
  who: string | null
}

const asking = (step: NextStep, question: Question): Step => ({ ...step, question, command: null, who: null })
const doing = (step: NextStep, command: Command, who: string | null = null): Step => ({
  ...step,
  ...{ command, who, question: null },
})

/** The question of an item that its last vote left open, as it is put again: after a tie, or for the leaders of an election. */
function askedAgain({ votes }: MeetingState, item: string): CommandData<'vote:opened'> | null {
  const last = votes.findLast(({ itemId }) => itemId === item)
  if (last?.outcome !== 'revote' && last?.outcome !== 'second_round') return null
  const { voteId, itemId, question, form, decisionClass, stage, outcome } = last
  return { itemId, question, form, decisionClass, stage, follows: { voteId, why: outcome } }
}

/**
 * What the console does when a step is taken: what cannot be undone or needs words is asked first. `isIssuing`: of the open secret vote
 * ballots are still given out.
 */
export function stepOf(
  state: MeetingState,
  step: NextStep,
  seconds: Record<SpeechKind, number>,
  isIssuing = false,
): Step {
  const { verb, id = '' } = step
  const speech = state.speeches.find((each) => each.id === id)
  switch (verb) {
    case 'registration:opened':
      return asking(step, { name: 'registration' })
    case 'vote:opened': {
      const again = askedAgain(state, id)
      return again ? doing(step, { verb, data: again }) : asking(step, { name: 'vote' })
    }
    case 'vote:closed':
      return asking(step, { name: isIssuing ? 'closeIssuance' : 'closeVote' })
    case 'decision:recorded':
      return asking(step, { name: 'decision' })
    case 'recess:begun':
      return asking(step, { name: 'recess' })
    case 'attendance:in':
      return doing(step, { verb, data: { who: id, mode: 'in_person' } }, id)
    case 'meeting:opened':
    case 'recess:ended':
      return doing(step, { verb, data: {} })
    case 'agenda:adopted': {
      // By the vote that was taken on it, if somebody wanted one.
      const vote = state.votes.findLast(({ itemId, outcome }) => itemId === null && outcome === 'adopted')
      return doing(step, { verb, data: { voteId: vote?.voteId ?? null } })
    }
    case 'item:begun':
      return doing(step, { verb, data: { itemId: id } })
    case 'speech:given':
      return doing(
        step,
        { verb, data: { speechId: id, seconds: seconds[speech?.kind ?? 'debate'] } },
        speech?.who ?? null,
      )
    case 'speech:ended':
      return doing(step, { verb, data: { speechId: id } }, speech?.who ?? null)
    default:
      return asking(step, { name: 'close' })
  }
}
