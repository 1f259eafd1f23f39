import { pino, type DestinationStream, type Logger } from 'pino'

/**
 * The log of the house. An error is told by what it is and where it happened, never by what was in it: whatever else hangs on it
 * (rows, parameters, bodies) belongs to people.
 */
export const openLog = (level: string, into?: DestinationStream): Logger =>
  pino({ level, base: undefined, serializers: { err: toldError } }, into)

/** `message` is missing for errors of PostgreSQL, which quote what was given; their constraint and table are told instead. */
export interface ToldError {
  type: string
  message?: string
  stack?: string
  code?: unknown
  constraint?: unknown
  table?: unknown
}

/** What of an error goes into the log. Anything that was thrown and is no error is told by its type only. */
export function toldError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table, severity } = error as Error & Record<string, unknown>
  const named = { type: error.name, ...(code !== undefined && { code }) }
  if (severity === undefined) return { ...named, message: error.message, ...stackOf(error.stack) }
  const frames = error.stack?.replace(error.message, () => '')
  return { ...named, constraint, table, ...stackOf(frames) }
}

const stackOf = (stack: string | undefined) => (stack === undefined ? {} : { stack })
