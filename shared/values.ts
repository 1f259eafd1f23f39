import { Type, type Static } from 'typebox'

/** UUIDv7 text, made by the server. */
export const Id = Type.String({ format: 'uuid' })
export type Id = string

/** ISO-8601 UTC with milliseconds, `2026-11-23T08:00:00.000Z`; compares as text. A leap second is no moment of our clocks. */
export const Instant = Type.String({ format: 'date-time', pattern: '[T ]\\d\\d:\\d\\d:[0-5]' })
export type Instant = string

/** Calendar day `YYYY-MM-DD` in the time zone of its council. */
export const Day = Type.String({ format: 'date' })
export type Day = string

export const Email = Type.String({ format: 'email', maxLength: 254 })

/** One line a person typed: trimmed by the rule that stores it, never empty. */
export const Line = (maxLength = 200) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })

/** Several lines a person typed; may be empty. */
export const Prose = (maxLength = 20_000) => Type.String({ maxLength })

export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** A closed list of words, as `'a' | 'b'`. */
export const OneOf = <T extends string[]>(...words: [...T]) => Type.Enum<T>(words)

/** What every refusal looks like on the wire; `field` names the input that was not understood. */
export const RefusalBody = Type.Object({
  code: Type.String(),
  field: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
})
export type RefusalBody = Static<typeof RefusalBody>
