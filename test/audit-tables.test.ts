import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditRevisions } from '../server/drafts/audit.ts'
import { checkJournal } from '../server/journal/check.ts'
import type { Db, Trx } from '../server/lib/db/db.ts'
import { auditMeetings } from '../server/meetings/audit.ts'
import { auditMinutes } from '../server/meetings/minutes/audit.ts'
import { auditVotes } from '../server/votes/audit.ts'
import { openHouse, type House } from './house.ts'
import { tampered } from './support/attacker.ts'
import { met, signed } from './support/minutes.ts'
import { frozenText, openedVote, votingCouncil } from './support/votes.ts'

/** Tables that hold what was decided, and what in a row of each somebody with the whole database might change. */
const guarded: Record<string, string[]> = {
  journal: ['verb', 'data', 'subject_id', 'at'],
  journal_seal: ['hash', 'rows', 'previous'],
  meeting_entry: ['data', 'verb', 'at', 'hash'],
  minutes: ['content', 'sha256', 'signed_at'],
  minutes_signature: ['sha256'],
  open_ballot: ['choice'],
  revision: ['content', 'sha256'],
  vote: ['terms', 'terms_sha256', 'result', 'closed_by'],
}

/** Part of the record of a vote of their form, which the closing seals; they are tampered with where such votes are held. */
const ofForms =
  'board_entry hand_count rating_ballot secret_ballot secret_issue secret_key secret_vote session_demand typed_ballot'
/** Frozen into something guarded when it counts (the first entry of a meeting, the terms of a vote, signed minutes), and free before. */
const frozenThere =
  'agenda_item amendment council council_member council_rules elector invitee meeting member_conflict member_leave minutes_remark minutes_signer minutes_wording dissent procedure procedure_step'
/** Nothing was decided there, or everybody sees who did what by other means. */
const free =
  'account_link agenda_material agenda_material_part agenda_proposal attendance coauthor comment conclusion day_off draft draft_authorship draft_client draft_snapshot draft_update exchange gathering initiative initiative_counter initiative_step journal_sealing letter meeting_carry meeting_change meeting_demand meeting_demand_name meeting_line meeting_notice meeting_reply municipality organization person post programme_item question question_support review session suggestion suggestion_decision thread turn work_plan work_plan_item'

/** What does not read as JSON at all stops the audit by itself. */
const isJson = new Set(['data', 'result', 'terms'])

let house: House
beforeAll(async () => {
  house = await openHouse()
  const meeting = await met(house)
  await signed(house, meeting)
  const { councilId } = await votingCouncil(house, 3)
  const { revisionId } = await frozenText(house, councilId)
  await openedVote(house, councilId, { revisionId })
  await house.kit.tick()
})
afterAll(() => house.close())

async function found(db: Db): Promise<string | null> {
  for (const audit of [auditVotes, auditMeetings, auditMinutes, auditRevisions]) {
    const { wrong } = await audit(db)
    if (wrong) return `${wrong.kind}: ${wrong.what}`
  }
  return (await checkJournal(db)).wrong?.what ?? null
}

test('every table of the house is known to be guarded or not to be: a new one is classified by whoever adds it', async () => {
  const tables = (await house.kit.db.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('kysely_') && !name.startsWith('sqlite_'))
  const known = new Set(
    [Object.keys(guarded), ofForms.split(' '), frozenThere.split(' '), free.split(' ')].flat(),
  )
  expect(tables.filter((name) => !known.has(name))).toEqual([])
  expect([...known].filter((name) => !tables.includes(name))).toEqual([])
})

test('as it is, nothing is found', async () => {
  expect(await found(house.kit.db)).toBeNull()
})

const changes = Object.entries(guarded).flatMap(([table, columns]) =>
  columns.map((column) => [table, column]),
)
test.each(changes)('T-V · a row of %s with another %s is found', async (table, column) => {
  const other = /(^|_)at$/.test(column) ? '2020-01-01T00:00:00.000Z' : isJson.has(column) ? '{}' : 'x'
  const deed = (trx: Trx) => sql`update ${sql.table(table)} set ${sql.ref(column)} = ${other}`.execute(trx)
  expect(await tampered(house, deed, found)).not.toBeNull()
})

test.each(Object.keys(guarded))('T-V · rows of %s that are gone are found', async (table) => {
  const deed = (trx: Trx) => sql`delete from ${sql.table(table)}`.execute(trx)
  expect(await tampered(house, deed, found)).not.toBeNull()
})
