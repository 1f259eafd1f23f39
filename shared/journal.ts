import { Type, type Static } from 'typebox'
import { Day, Nullable } from './values.ts'

/** A day of the journal that is over: how many acts were sealed in it, and its published code. */
export const JournalDay = Type.Object({
  /** In UTC, because councils have several time zones and the journal is one. */
  day: Day,
  count: Type.Integer({ minimum: 0 }),
  /** SHA-256 of the last seal of the day. */
  head: Type.String(),
  /** The head of the day before it; zeros for the first. */
  previous: Type.String(),
})
export type JournalDay = Static<typeof JournalDay>

export const JournalDays = Type.Object({
  /** The latest first. */
  days: Type.Array(JournalDay),
  /** Where the list goes on: days before this one; null at its end. */
  older: Nullable(Day),
  can: Type.Object({ readLines: Type.Boolean() }),
})
export type JournalDays = Static<typeof JournalDays>
