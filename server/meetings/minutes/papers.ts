import { dayIn } from '../../../shared/calendar.ts'
import {
  attendanceBlocks,
  dissentBlocks,
  sheetOf,
  type AttendanceSheet,
} from '../../../shared/meetings/minutes-annexes.ts'
import { extractPaper } from '../../../shared/meetings/minutes-extract.ts'
import { minutesPaper } from '../../../shared/meetings/minutes-paper.ts'
import { numberWords, signersOf, type MinutesFile } from '../../../shared/meetings/minutes.ts'
import { dayWords, surnameFirst } from '../../../shared/meetings/minutes-words.ts'
import { canonicalJson } from '../../../shared/drafts.ts'
import type { Block, Paper } from '../../../shared/papers.ts'
import type { Day, Id } from '../../../shared/values.ts'
import { findCouncil, listMembersOn } from '../../councils/queries.ts'
import { seatIn } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { refuse } from '../../lib/refuse.ts'
import { originsOf } from '../origins.ts'
import { listConcerned } from '../planning/concerned.ts'
import { mayArrange } from '../planning/rules.ts'
import { listInvitees, type Meeting } from '../queries.ts'
import { listDissents, listSignatures } from './queries.ts'
import { mayWord } from './rules.ts'
import { findSeen, type Asked, type Seen } from './view.ts'

async function signaturesOf(db: Db, { minutes, content }: Seen) {
  const all = minutes ? await listSignatures(db, minutes.id) : []
  return signersOf(content).flatMap(({ role }) => all.filter((each) => each.role === role))
}

const isSigned = ({ minutes }: Seen) => minutes?.state === 'signed' || minutes?.state === 'published'

/**
 * The minutes (T1) as they stand, or as they were signed; those with the `head` of the last day of the journal at their foot, so that every
 * copy keeps it. Refuses `not_found`.
 */
export async function paperOfMinutes(
  db: Db,
  meeting: Meeting,
  asked: Asked,
  head: { day: Day; head: string } | null,
): Promise<Paper> {
  const seen = (await findSeen(db, meeting, asked)) ?? refuse('not_found')
  const signatures = await signaturesOf(db, seen)
  if (!isSigned(seen)) return minutesPaper(seen.content, { signatures, sha256: null })
  const { title, blocks } = minutesPaper(seen.content, { signatures, sha256: seen.sha256 })
  return { title, blocks: [...blocks, ...(head ? [headLine(head)] : [])] }
}

const headLine = ({ day, head }: { day: Day; head: string }): Block => ({
  kind: 'line',
  words: [`Код журнала за ${dayWords(day)}: ${head}`],
})

/** An extract (T2) of signed minutes for some items. Refuses `not_found`, `not_allowed`, `minutes_wrong_state`. */
export async function paperOfExtract(
  db: Db,
  meeting: Meeting,
  asked: Asked,
  items: readonly Id[],
): Promise<Paper> {
  const seen = (await findSeen(db, meeting, asked)) ?? refuse('not_found')
  const { content, sha256, council } = seen
  if (!mayWord(asked.actor, council.id, content.facts)) refuse('not_allowed')
  if (!isSigned(seen)) refuse('minutes_wrong_state')
  const known = content.facts.items.filter(({ id, state }) => items.includes(id) && state === 'done')
  if (known.length === 0) refuse('not_found')
  return extractPaper(content, { items, sha256, madeOn: dayIn(asked.now, council.timeZone) })
}

/**
 * The attendance sheet (T3): before the registration with a line to sign for everybody who is expected, from then on with whoever came.
 * For the council alone; with `contacts` for whoever arranges the meeting, and never among the papers that are published. Refuses
 * `not_found`, `not_allowed`.
 */
export async function paperOfAttendance(
  db: Db,
  meeting: Meeting,
  asked: Asked,
  { contacts }: { contacts: boolean },
): Promise<Paper> {
  if (!seatIn(asked.actor, meeting.councilId)) refuse('not_found')
  if (contacts && !mayArrange(asked.actor, meeting)) refuse('not_allowed')
  const seen = await findSeen(db, meeting, asked)
  const council = (await findCouncil(db, meeting.councilId)) ?? refuse('not_found')
  const day = dayIn(meeting.startsAt, council.timeZone)
  const sheet = seen ? sheetOf(seen.content.facts) : await sheetBefore(db, meeting, { ...council, day })
  const reached = contacts ? await listConcerned(db, meeting, council.timeZone) : []
  return {
    title: `Лист регистрации от ${dayWords(day)}`,
    isLandscape: true,
    blocks: attendanceBlocks({
      ...{ ...sheet, isForPen: true },
      ...(contacts && { contacts: new Map(reached.map(({ who, to }) => [who, to?.email ?? ''])) }),
    }),
  }
}

async function sheetBefore(
  db: Db,
  meeting: Meeting,
  council: { id: Id; name: string; timeZone: string; day: Day },
): Promise<AttendanceSheet> {
  const { day } = council
  const members = await listMembersOn(db, council.id, day)
  const invitees = await listInvitees(db, meeting.id)
  const originOf = await originsOf(db, members, invitees, day)
  const people = [
    ...members.map(({ memberId: id, name, role, organizationName }) => ({
      ...{ id, name, role, title: organizationName, ...originOf(id) },
    })),
    ...invitees.map(({ id, name, title: office }) => ({
      ...{ id, name, role: 'invitee', title: office, ...originOf(id) },
    })),
  ]
  return {
    ...{ title: meeting.title ?? council.name, day, people, place: meeting.place },
    ...{ startsAt: meeting.startsAt, timeZone: council.timeZone },
    secretary: members.find(({ memberId }) => memberId === meeting.secretaryId)?.name ?? null,
  }
}

/** A dissenting opinion (T6) as a paper of its own. Refuses `not_found`. */
export async function paperOfDissent(db: Db, meeting: Meeting, asked: Asked, id: Id): Promise<Paper> {
  const seen = (await findSeen(db, meeting, asked)) ?? refuse('not_found')
  const dissent = (await listDissents(db, meeting.id)).find((each) => each.id === id) ?? refuse('not_found')
  const { document } = seen.content
  const number = document.number === null ? undefined : numberWords(document)
  return {
    title: `Особое мнение ${surnameFirst(dissent.name)}`,
    blocks: dissentBlocks(seen.content, dissent, number),
  }
}

/** Signed minutes as one file for anybody to check (docs/minutes.md). Refuses `not_found`, `minutes_wrong_state`. */
export async function fileOfMinutes(db: Db, meeting: Meeting, asked: Asked): Promise<string> {
  const seen = (await findSeen(db, meeting, asked)) ?? refuse('not_found')
  if (!isSigned(seen)) refuse('minutes_wrong_state')
  const { bytes, sha256, entries, content } = seen
  const { head } = JSON.parse(bytes) as MinutesFile['minutes']
  const dissents = (await listDissents(db, meeting.id)).map(({ id: _, ...each }) => each)
  const file: MinutesFile = {
    minutes: JSON.parse(bytes) as MinutesFile['minutes'],
    sha256,
    signatures: await signaturesOf(db, seen),
    // What was written after the signing is no part of what was signed.
    entries: entries.slice(0, head.seq),
    attached: dissents.slice(content.dissents.length),
  }
  return `${canonicalJson(file)}\n`
}
