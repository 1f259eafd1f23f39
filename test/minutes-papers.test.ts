import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MinutesFile } from '../shared/meetings/minutes.ts'
import { paperText } from '../shared/papers.ts'
import { digest } from '../server/lib/ids.ts'
import { canonical } from '../verify/canonical.ts'
import { checkMinutes } from '../verify/minutes.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { readMinutes, signed, withPassword } from './support/minutes.ts'
import { Council, draftOf, lines } from './support/procedures.ts'

let house: House
let table: Table

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const textOf = async (meeting: Sitting, client: Client = meeting.secretary) =>
  plain(paperText({ title: '', blocks: (await readMinutes(meeting, client)).blocks }))

async function wordsOf(client: Client, path: string): Promise<string> {
  const { statusCode, rawPayload } = await house.app.inject({
    method: 'GET',
    url: `/api${path}`,
    headers: { cookie: client.cookie },
  })
  expect(statusCode).toBe(200)
  const xml = strFromU8(unzipSync(rawPayload)['word/document.xml']!)
  return plain(xml.replaceAll(/<[^>]+>/g, ' ').replaceAll(/ +/g, ' '))
}

/** A meeting whose first item is a text before its council. */
async function withText(): Promise<{ meeting: Sitting; council: Council; close: () => Promise<void> }> {
  const meeting = await sitting(house, {
    members: 2,
    rules: { minutes: { remarksDays: { days: 0, working: false } } },
  })
  const { chair, secretary, voters } = meeting
  await withPassword(house, chair, secretary)
  const id = meeting.slug.replace('council-', '')
  const draftId = await draftOf(house, table, id, [secretary, ...voters], doc(...lines.map(paragraph)))
  await house.kit.db.updateTable('agendaItem').set({ draftId }).where('id', '=', meeting.items[0]!).execute()
  const council = new Council(house, table, { id, draftId, chair, secretary, voters })
  const close = async () => {
    const { step } = await council.view()
    for (const each of voters) await each.put(`/votes/${step!.voteId}/ballot`, { choice: 'for', turn: 1 })
    await meeting.does(chair, 'vote:closed', { voteId: step!.voteId! })
  }
  return { meeting, council, close }
}

test('T1 · the table of amendments says whose each is, which clause and which words it changes, and stays so', async () => {
  const { meeting, council, close } = await withText()
  const { chair, voters } = meeting
  const suggestionId = await council.suggest(voters[1]!, ['сентября', 'октября'], ['на совет', 'на комиссию'])
  await council.open({ meetingId: meeting.id, itemId: meeting.items[0]! })
  await meeting.begin()
  await council.does(chair, 'basis', {})
  await close()
  const { amendments } = await council.does(chair, 'close-list')
  await council.does(chair, 'votes', { amendments: amendments.map(({ id }) => id) })
  const { number, author, clause, wording } = (await meeting.state()).votes.at(-1)!.amendments![1]!
  expect({ number, author, clause, wording }).toMatchObject({
    number: 2,
    author: amendments[1]!.author,
    clause: amendments[1]!.passages[0]!.place,
    wording: 'слова «совет» заменить словами «комиссию»',
  })
  await close()
  await meeting.does(chair, 'meeting:closed', {})
  const row = `2 | ${author} | ${clause} | ${wording} | принята | 3 / 0 / 0 / 0`
  expect(await textOf(meeting)).toContain(row)
  await signed(house, meeting)
  const { sha256 } = await readMinutes(meeting)
  await house.kit.db
    .updateTable('amendment')
    .set({ author: 'Другой', passages: '[]' })
    .where('suggestionId', '=', suggestionId)
    .execute()
  expect(await textOf(meeting)).toContain(row)
  expect((await readMinutes(meeting)).sha256).toBe(sha256)

  const { body: file } = await meeting.secretary.get<MinutesFile>(`/meetings/${meeting.id}/minutes.json`)
  expect(checkMinutes(file).wrong).toBeNull()
  file.minutes.facts.items[0]!.amendments[0]!.amendments![1]!.author = 'Другой'
  file.sha256 = digest(canonical(file.minutes))
  for (const each of file.signatures) each.sha256 = file.sha256
  expect(checkMinutes(file).wrong).toMatchObject({ what: 'fact' })
})

test('T3 · the sheet says where people come from, and who checked in alone; contacts are the secretary’s', async () => {
  const meeting = await sitting(house, { invitees: [{ name: 'Гость Пётр Ильич' }] })
  const { secretary, chair, voters } = meeting
  const organizationId = await house.organization({ kind: 'nko' })
  await house.kit.db
    .updateTable('councilMember')
    .set({ organizationId })
    .where('id', '=', voters[1]!.memberId)
    .execute()
  const path = `/meetings/${meeting.id}/papers/attendance.docx`
  const { name: municipality } = await house.kit.db
    .selectFrom('municipality')
    .select('name')
    .where('code', '=', 'oly')
    .where('validTo', 'is', null)
    .executeTakeFirstOrThrow()
  const { email } = await house.kit.db
    .selectFrom('person')
    .select('email')
    .where('id', '=', voters[1]!.personId)
    .executeTakeFirstOrThrow()
  const before = await wordsOf(secretary, path)
  expect(before).toContain(`${municipality} Администрация, член совета НКО`)
  expect(before).toContain(
    'Согласия на обработку персональных данных получены: ____ (отдельными документами).',
  )
  expect(before).not.toContain('Контакт')
  expect(before).not.toContain(email)
  const withContacts = await wordsOf(secretary, `${path}?contacts=yes`)
  expect(withContacts).toContain('Контакт (не публикуется)')
  expect(withContacts).toContain(email)
  expect((await voters[2]!.get(`${path}?contacts=yes`)).body).toMatchObject({ code: 'not_allowed' })
  expect((await house.stranger.get(`${path}?contacts=yes`)).body).toMatchObject({ code: 'not_found' })

  await meeting.does(secretary, 'registration:opened', {})
  await meeting.seat(chair, voters[1]!)
  await meeting.does(voters[2]!, 'attendance:in', {
    ...{ who: voters[2]!.memberId, mode: 'in_person' as const },
    code: await meeting.code(),
  })
  await house.kit.db
    .updateTable('councilMember')
    .set({ organizationId: null })
    .where('id', '=', voters[1]!.memberId)
    .execute()
  const during = await wordsOf(secretary, path)
  expect(during).toContain(`${municipality} Администрация, член совета НКО очно`)
  expect(during).toContain('По категориям: НКО – 1, категория не указана – 2.')
  expect(during.match(/эл\. отметка/g)).toHaveLength(2)
  expect(during).not.toContain('отметка секретаря')
  await meeting.does(chair, 'meeting:opened', {})
  await meeting.does(chair, 'meeting:closed', {})
  const annex = await textOf(meeting)
  expect(annex).toContain('отметка секретаря')
  expect(annex).not.toContain(email)
})
