/** The day of a moment by the clocks of a time zone; null when there is no such zone. */
export function dayOf(moment: string, timeZone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(moment))
  } catch {
    return null
  }
}
