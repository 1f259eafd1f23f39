import type { Command, Fact, MeetingPhase } from '../../shared/meetings/entries.ts'
import { foldEntries } from '../../shared/meetings/fold.ts'
import { whyNot } from '../../shared/meetings/rules.ts'
import { noEntries, type MeetingState } from '../../shared/meetings/state.ts'
import type { Id } from '../../shared/values.ts'
import type { Surroundings } from '../initiatives/actions.ts'
import { findInitiative } from '../initiatives/queries.ts'
import type { Db } from '../lib/db/db.ts'
import { refuseIf } from '../lib/refuse.ts'
import type { Venue } from '../procedures/actions.ts'
import { write } from './actions.ts'
import { findMeeting, listPlannedItems, lockMeeting, readState } from './queries.ts'
import { selfIn } from './rules.ts'
import { openVoteAt } from './voting.ts'

/** A meeting as the place where a text is adopted: whoever leads it leads that too, and its votes stand in the chain. */
export const venueOf = (house: Surroundings): Venue => ({
  async enter(work, { meetingId, itemId }) {
    const meeting = await lockMeeting(work.trx, meetingId)
    if (!meeting) return null
    let state = await readState(work.trx, meeting)
    const agenda = state.convened ? state.agenda : await listPlannedItems(work.trx, meetingId)
    const item = agenda.find(({ id }) => id === itemId)
    if (!item) return null
    const self = selfIn(state, meeting.councilId, work.actor)
    const asking = (question: string): Command => ({
      verb: 'vote:opened',
      data: { itemId, question, form: 'open_roll_call', decisionClass: 'ordinary', stage: null },
    })
    const put = async (fact: Fact) => {
      state = foldEntries(await write(work, meeting, state, [fact]), state)
    }
    return {
      councilId: meeting.councilId,
      draftId: item.draftId ?? (await draftOf(work.trx, item.initiativeId)),
      leads: self.leads,
      whyNotAsk: whyNot(state, self, asking('')),
      async open({ question, revisionId, form = 'open_roll_call', decisionClass, stage = null, amendments }) {
        refuseIf(whyNot(state, self, asking(question)))
        const fact = await openVoteAt(work, house, meeting, state, {
          ...{ itemId, question, form, decisionClass, stage, revisionId },
          ...(amendments && { amendments }),
        })
        await put(fact)
        return fact.data.voteId
      },
      ...roomOf(state),
      // Before the registration there is no chain yet, and after the end it says nothing more.
      async note(verb, data) {
        if (goingOn.includes(state.phase)) await put({ verb, data: { ...data, itemId } } as unknown as Fact)
      },
    }
  },

  async look(db, actor, { meetingId }) {
    const meeting = await findMeeting(db, meetingId)
    const state = meeting ? await readState(db, meeting) : noEntries
    return { leads: meeting !== undefined && selfIn(state, meeting.councilId, actor).leads, ...roomOf(state) }
  },
})

const goingOn: readonly MeetingPhase[] = ['registration', 'in_session', 'recess']

/** Whether a meeting goes on, and who is there now, in the hall or by a line. */
const roomOf = ({ phase, people }: MeetingState) => ({
  goesOn: goingOn.includes(phase),
  isHere: (id: Id) =>
    people.some(({ personId, intervals }) => personId === id && intervals.at(-1)?.outAt === null),
})

const draftOf = async (db: Db, initiativeId: Id | null): Promise<Id | null> =>
  initiativeId === null ? null : ((await findInitiative(db, initiativeId))?.draftId ?? null)
