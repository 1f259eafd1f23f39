import type { Comparison, VersionLine, VersionList } from '../../shared/revisions.ts'
import type { Day } from '../../shared/values.ts'
import type { revisions } from '../texts/revisions.ts'

type Words = (typeof revisions)['ru']

/** How a version is called: an edition by its number, a named one by its name, an automatic one by why it was kept. */
export function nameOfVersion(
  {
    kind,
    edition,
    title,
    reason,
    number,
  }: Omit<NonNullable<Comparison['to']>, 'id' | 'at' | 'on'> & Partial<Pick<VersionLine, 'reason'>>,
  t: Words,
): string {
  if (edition !== null) return t.edition(edition, title)
  if (kind === 'named') return title
  return reason ? t.reasons[reason] : t.numbered(number)
}

export interface VersionDay {
  on: Day
  versions: VersionLine[]
}

/** Versions by day, the last first. */
export function byDay(versions: readonly VersionLine[]): VersionDay[] {
  const days: VersionDay[] = []
  for (const version of versions) {
    const last = days.at(-1)
    if (last?.on === version.on) last.versions.push(version)
    else days.push({ on: version.on, versions: [version] })
  }
  return days
}

/** The two ends of `3..7` or `3..now`, as far as the list has them. */
export function pairOf(
  pair: string,
  { versions }: VersionList,
): { from: VersionLine; to: VersionLine | null } | null {
  const [, first = '', second = ''] = /^(\d{1,9})\.\.(\d{1,9}|now)$/.exec(pair) ?? []
  const find = (number: string) => versions.find((each) => each.number === Number(number))
  const from = find(first)
  const to = second === 'now' ? null : find(second)
  return from && to !== undefined ? { from, to } : null
}

export const pairAt = (from: { number: number }, to: { number: number } | null): string =>
  `${from.number}..${to?.number ?? 'now'}`
