import { Type, type Static } from 'typebox'
import { Outcome } from './votes.ts'
import { Day, Id, Instant, Nullable, OneOf } from './values.ts'

const Council = Type.Object({ slug: Type.String(), shortName: Type.String(), timeZone: Type.String() })
const Authority = Type.Object({ slug: Type.String(), shortName: Type.String() })
const Count = Type.Integer({ minimum: 0 })

/** A thing with a permalink: the number and title of an initiative that the public may read. */
const Known = { number: Type.String(), title: Type.String() }

/** What the region is doing today; everything in it is public already. */
export const PortalView = Type.Object({
  now: Instant,
  discussed: Type.Array(Type.Object({ ...Known, council: Council, since: Instant })),
  votes: Type.Array(
    Type.Object({
      /** Null when the vote is about something that has no page of its own. */
      number: Nullable(Type.String()),
      question: Type.String(),
      council: Council,
      closesAt: Instant,
      cast: Count,
      electors: Count,
    }),
  ),
  decided: Type.Array(
    Type.Object({
      ...Known,
      council: Council,
      voteId: Id,
      closedAt: Instant,
      outcome: Outcome,
      for: Count,
      against: Count,
      abstain: Count,
      notVoted: Count,
    }),
  ),
  answered: Type.Array(
    Type.Object({
      ...Known,
      authority: Authority,
      verdict: OneOf('accepted', 'accepted_partially', 'rejected'),
      concludedOn: Day,
    }),
  ),
  overdue: Type.Array(
    Type.Object({
      ...Known,
      authority: Authority,
      /** What should have been done by `dueOn`. */
      what: OneOf('register', 'reply'),
      dueOn: Day,
      /** Calendar days past `dueOn`, in the council's time zone. */
      days: Type.Integer({ minimum: 1 }),
    }),
  ),
  /** Announced meetings of councils, the next one first. */
  meetings: Type.Array(
    Type.Object({
      number: Type.Integer(),
      title: Nullable(Type.String()),
      startsAt: Instant,
      council: Council,
      isLive: Type.Boolean(),
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
})
export type PortalView = Static<typeof PortalView>

/** JSON Feed 1.1 (jsonfeed.org): what was decided and answered, the latest first. */
export const Feed = Type.Object({
  version: Type.Literal('https://jsonfeed.org/version/1.1'),
  title: Type.String(),
  home_page_url: Type.String(),
  feed_url: Type.String(),
  language: Type.String(),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      url: Type.String(),
      title: Type.String(),
      content_text: Type.String(),
      date_published: Instant,
      tags: Type.Array(Type.String()),
    }),
  ),
})
export type Feed = Static<typeof Feed>
