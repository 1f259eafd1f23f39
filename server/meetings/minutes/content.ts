import type { CouncilRules } from '../../../shared/council-rules.ts'
import type { Entry } from '../../../shared/meetings/entries.ts'
import { minutesFacts, votesOf, type MinutesFacts } from '../../../shared/meetings/minutes-facts.ts'
import {
  absenceWords,
  dayOf,
  isAbsenceWord,
  minutesBytes,
  partsOf,
  type MinutesContent,
  type Wording,
} from '../../../shared/meetings/minutes.ts'
import type { BallotsFact } from '../../../shared/meetings/minutes-votes.ts'
import type { Id } from '../../../shared/values.ts'
import { listExcused } from '../../councils/queries.ts'
import type { Db } from '../../lib/db/db.ts'
import { digest } from '../../lib/ids.ts'
import { readBallots } from '../../votes/papers/queries.ts'
import { listEntries, type Meeting } from '../queries.ts'
import {
  listDissents,
  listEditions,
  listOpenMaterials,
  listSubstitutes,
  listTold,
  listWording,
  type Minutes,
} from './queries.ts'

/** The minutes of a meeting as they stand, or as they were signed. */
export interface Drawn {
  content: MinutesContent
  entries: Entry[]
  rules: CouncilRules
  /** What is or would be signed, byte for byte, and its SHA-256. */
  bytes: string
  sha256: string
}

/**
 * Draws the minutes up from the entries of the meeting and what was worded; from the first signature on they are read as they were
 * signed. Null before the meeting is convened.
 */
export async function drawUp(db: Db, meeting: Meeting, minutes: Minutes | undefined): Promise<Drawn | null> {
  const entries = await listEntries(db, meeting.id)
  const [first] = entries
  const facts = minutesFacts(entries)
  if (!facts || first?.verb !== 'registration:opened') return null
  const { rules } = first.data.rules
  if (minutes?.content && minutes.sha256) {
    const content = JSON.parse(minutes.content) as MinutesContent
    return { content, entries, rules, bytes: minutes.content, sha256: minutes.sha256 }
  }
  const content = await contentOf(db, meeting, minutes, facts)
  const { seq, hash } = entries.at(-1)!
  const bytes = minutesBytes(meeting.id, { seq, hash }, content)
  return { content, entries, rules, bytes, sha256: digest(bytes) }
}

async function contentOf(
  db: Db,
  meeting: Meeting,
  minutes: Minutes | undefined,
  facts: MinutesFacts,
): Promise<MinutesContent> {
  const earlier = minutes?.amendsId
    ? (await listEditions(db, meeting.id)).find(({ id }) => id === minutes.amendsId)
    : undefined
  const substitutes = minutes ? await listSubstitutes(db, minutes.id) : []
  return {
    facts,
    wording: await wordingOf(db, meeting, minutes, facts),
    ballots: await ballotsOf(db, facts),
    dissents: (await listDissents(db, meeting.id)).map(({ id: _, ...each }) => each),
    materials: await listOpenMaterials(db, meeting.id),
    ...(substitutes.length > 0 && { substitutes }),
    document: {
      number: minutes?.number ?? null,
      year: minutes?.year ?? Number(dayOf(facts).slice(0, 4)),
      edition: minutes?.edition ?? 1,
      reason: minutes?.reason ?? null,
      amends: earlier?.sha256 ?? null,
    },
  }
}

/**
 * Only what has a place in the paper. Of who is absent it is said that they have a good reason when they told ahead that they would be
 * away, until the secretary says otherwise; never which.
 */
async function wordingOf(
  db: Db,
  meeting: Meeting,
  minutes: Minutes | undefined,
  facts: MinutesFacts,
): Promise<Wording> {
  const typed = minutes ? await listWording(db, minutes.id) : new Map<string, { text: string }>()
  const excused = await listExcused(db, meeting.councilId, dayOf(facts))
  const told = new Set([...(await listTold(db, meeting)), ...excused].map((who) => `absent:${who}`))
  return Object.fromEntries(
    partsOf(facts).flatMap(({ key, kind }) => {
      const text = typed.get(key)?.text ?? ''
      if (kind !== 'absent') return text ? [[key, text]] : []
      return [[key, isAbsenceWord(text) ? text : absenceWords[told.has(key) ? 0 : 1]]]
    }),
  )
}

async function ballotsOf(db: Db, facts: MinutesFacts): Promise<Record<Id, BallotsFact>> {
  const known: [Id, BallotsFact][] = []
  for (const { voteId, closedAt } of votesOf(facts)) {
    const ballots = closedAt === null ? null : await readBallots(db, voteId)
    if (ballots) known.push([voteId, ballots])
  }
  return Object.fromEntries(known)
}
