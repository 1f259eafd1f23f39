import { Type, type Static } from 'typebox'
import { MeetingDuty } from './meetings/planning.ts'
import { ReviewTerm } from './reviews.ts'
import { Day, Id, Instant, Nullable, OneOf } from './values.ts'

const Council = Type.Object({ slug: Type.String(), shortName: Type.String(), timeZone: Type.String() })

/** What a person may have to do about an initiative, by who they are to it. */
const Duty = OneOf('openDiscussion', 'mend', 'sendToCouncil', 'openVote', 'submit')

/** What waits for whoever is signed in, and until when; each list with the most urgent first. */
export const DeskView = Type.Object({
  now: Instant,
  /** Open votes in which they are an elector and have not cast a ballot. */
  votes: Type.Array(
    Type.Object({
      id: Id,
      question: Type.String(),
      council: Council,
      /** Null at a meeting, which closes it by hand. */
      closesAt: Nullable(Instant),
      /** When a secret ballot was issued in their name: if it was not they who took it, they say so. */
      ballotIssuedAt: Nullable(Instant),
    }),
  ),
  initiatives: Type.Array(
    Type.Object({
      number: Type.String(),
      title: Type.String(),
      council: Council,
      duty: Duty,
      /** Since when it stands there. */
      since: Instant,
      /** Why it came back, for `mend`. */
      reason: Nullable(Type.String()),
    }),
  ),
  /** What an official has to register or to answer. */
  reviews: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      council: Type.String(),
      authority: Type.String(),
      term: ReviewTerm,
    }),
  ),
  /** Texts that they write and to which others have suggested changes. */
  suggested: Type.Array(
    Type.Object({
      number: Type.String(),
      title: Type.String(),
      council: Council,
      /** How many suggestions wait. */
      suggestions: Type.Integer(),
      since: Instant,
    }),
  ),
  /** Their own suggestions, once all of it was decided. */
  decided: Type.Array(
    Type.Object({ number: Type.String(), title: Type.String(), timeZone: Type.String(), at: Instant }),
  ),
  /** Where they are spoken to by name, or answered, beside a text, and have said nothing since. */
  addressed: Type.Array(
    Type.Object({
      number: Type.String(),
      title: Type.String(),
      threadId: Id,
      byWhom: Type.String(),
      text: Type.String(),
      at: Instant,
    }),
  ),
  /** What waits for them about meetings, the most urgent first. */
  meetings: Type.Array(MeetingDuty),
  /** Terms that end soon: their own, and those of the councils whose roll they keep. */
  terms: Type.Array(
    Type.Object({
      memberId: Id,
      name: Type.String(),
      isMine: Type.Boolean(),
      council: Council,
      endsOn: Day,
      today: Day,
    }),
  ),
  exchanges: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      startsAt: Instant,
      timeZone: Type.String(),
      council: Type.String(),
      isLive: Type.Boolean(),
    }),
  ),
  /** What happened lately to the initiatives they write, the latest first. */
  news: Type.Array(
    Type.Object({
      number: Type.String(),
      title: Type.String(),
      timeZone: Type.String(),
      verb: Type.String(),
      at: Instant,
      reason: Nullable(Type.String()),
    }),
  ),
  can: Type.Object({ inTray: Type.Boolean() }),
})
export type DeskView = Static<typeof DeskView>
