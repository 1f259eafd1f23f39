import type { Id, Instant } from '../values.ts'
import type { SpeechKind } from './entries.ts'
import { spokenAt } from './fold.ts'
import type { MeetingState, Speech } from './state.ts'

const ORDER: readonly SpeechKind[] = ['order', 'report', 'question', 'reply', 'debate']

/**
 * Whose turn is when: by kind of speech, in the debate whoever has spoken less often on this item before others, then by the moment of
 * asking.
 */
export function queueOf({ speeches, currentItemId }: MeetingState): Speech[] {
  const spoke = new Map<Id, number>()
  for (const each of speeches)
    if (each.state === 'ended' && each.kind === 'debate' && each.itemId === currentItemId)
      spoke.set(each.who, (spoke.get(each.who) ?? 0) + 1)
  const before = (speech: Speech) => (speech.kind === 'debate' ? (spoke.get(speech.who) ?? 0) : 0)
  return speeches
    .filter(({ state }) => state === 'requested')
    .map((speech, index) => ({ speech, index }))
    .sort(
      (a, b) =>
        ORDER.indexOf(a.speech.kind) - ORDER.indexOf(b.speech.kind) ||
        before(a.speech) - before(b.speech) ||
        a.index - b.index,
    )
    .map(({ speech }) => speech)
}

/** Who has the floor, speaking or paused; at most one does. */
export const onFloor = ({ speeches }: MeetingState): Speech | undefined =>
  speeches.find(({ state }) => state === 'given' || state === 'paused')

/** The vote that is open now; at most one is. */
export const openVoteOf = ({ votes }: MeetingState) => votes.find(({ closedAt }) => closedAt === null)

/** How often somebody had the floor in this meeting, and for how many seconds altogether up to `at`. */
export function floorOf(
  speeches: readonly Speech[],
  who: Id,
  at: Instant,
): { times: number; seconds: number } {
  const theirs = speeches.filter((each) => each.who === who && each.givenAt !== null)
  return { times: theirs.length, seconds: theirs.reduce((sum, each) => sum + spokenAt(each, at), 0) }
}
