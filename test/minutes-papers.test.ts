import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../shared/calendar.ts'
import type { JournalDays } from '../shared/journal.ts'
import { dayWords } from '../shared/meetings/minutes-words.ts'
import type { MinutesFile } from '../shared/meetings/minutes.ts'
import type { PlanView } from '../shared/meetings/planning.ts'
import { paperText, plainWords } from '../shared/papers.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { canonical } from '../verify/canonical.ts'
import { checkMinutes } from '../verify/minutes.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { met, readMinutes, sign, signed, withPassword } from './support/minutes.ts'
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

test('T1 · of an absence the minutes say only whether there is a good reason; words about it are nobody’s', async () => {
  const meeting = await sitting(house)
  const { chair, secretary, voters } = meeting
  const [, , told, silent] = voters
  const reason = 'Лежу в больнице.'
  const answered = await told!.put(`/councils/${meeting.slug}/meetings/${meeting.number}/reply`, {
    ...{ who: told!.memberId, answer: 'absent', reason, guest: null },
  })
  expect(answered.status, JSON.stringify(answered.body)).toBeLessThan(300)
  const reasonFor = async (client: Client) => {
    const { body } = await client.get<PlanView>(`/councils/${meeting.slug}/meetings/${meeting.number}/plan`)
    return body.replies.find(({ who }) => who === told!.memberId)!.reason
  }
  const seen = await Promise.all([secretary, told!, silent!].map(reasonFor))
  expect(seen).toEqual([reason, reason, null])
  await meeting.begin([chair, voters[1]!, voters[4]!])
  const word = (part: string, text: string) =>
    secretary.put<{ code?: string }>(
      `/meetings/${meeting.id}/minutes/parts/${encodeURIComponent(`absent:${part}`)}`,
      { text, version: 0 },
    )
  const lineOf = async (id: string) =>
    (await readMinutes(meeting)).blocks.flatMap((block) =>
      block.part === `absent:${id}` && block.kind === 'item' ? [plainWords(block.words)] : [],
    )
  expect(await lineOf(told!.memberId)).toMatchObject([expect.stringContaining('причина уважительная')])
  expect(await lineOf(silent!.memberId)).toMatchObject([expect.stringContaining('сведений о причине нет')])
  expect((await word(silent!.memberId, reason)).body).toMatchObject({ code: 'invalid_request' })
  expect((await word(silent!.memberId, 'причина уважительная')).status).toBe(200)
  expect(await lineOf(silent!.memberId)).toMatchObject([expect.stringContaining('причина уважительная')])
  await meeting.does(chair, 'meeting:closed', {})
  expect(await textOf(meeting)).not.toContain('больниц')
  const written = JSON.stringify([await meeting.entries(), await house.journalOf(meeting.id)])
  expect(written).not.toContain('больниц')
})

test('T1 · materials that everybody may read are listed among the annexes with a number', async () => {
  const meeting = await sitting(house)
  const add = (title: string, isPublic: boolean, itemId: string | null) =>
    meeting.secretary.post(`/councils/${meeting.slug}/meetings/${meeting.number}/materials`, {
      ...{
        id: newId(),
        itemId,
        title,
        isPublic,
        url: 'https://example.org/a',
        lateReason: 'Готово сегодня.',
      },
    })
  for (const [title, isPublic] of [
    ['Смета', true],
    ['Переписка', false],
  ] as const)
    // prettier-ignore
    expect((await add(title, isPublic, meeting.items[0]!)).status).toBeLessThan(300)
  await meeting.begin()
  const text = await textOf(meeting)
  expect(text).toContain('1. Лист регистрации на ____ л.')
  expect(text).toContain('2. Материалы к вопросу 1: «Смета» на ____ л.')
  expect(text).not.toContain('Переписка')
})

test('R-78 · why minutes were sent back stands among the remarks, and not in the journal', async () => {
  const meeting = await sitting(house, { rules: { minutes: { remarksDays: { days: 0, working: false } } } })
  const { chair, secretary } = meeting
  await withPassword(house, chair, secretary)
  await meeting.begin()
  await meeting.does(chair, 'meeting:closed', {})
  await secretary.post(`/meetings/${meeting.id}/minutes/circulate`, {})
  house.pass(10 * 86_400_000)
  expect((await sign(meeting, chair)).status).toBe(204)
  const back = await secretary.post(`/meetings/${meeting.id}/minutes/return`, { reason: 'Ошибка в фамилии.' })
  expect(back.status).toBe(204)
  expect((await readMinutes(meeting)).remarks).toMatchObject([
    { text: 'Ошибка в фамилии.', answer: 'accepted' },
  ])
  expect(JSON.stringify(await house.journalOf(meeting.id))).not.toContain('Ошибка')
})

test('T1 · in the place of a signer who left the council signs who holds the office then, and the journal says why', async () => {
  const meeting = await sitting(house, { rules: { minutes: { remarksDays: { days: 0, working: false } } } })
  const { chair, secretary, voters, id } = meeting
  const councilId = meeting.slug.replace('council-', '')
  const deputy = await house.member(councilId, { role: 'deputy' })
  await withPassword(house, chair, secretary, deputy)
  await meeting.begin()
  await meeting.does(chair, 'meeting:closed', {})
  await secretary.post(`/meetings/${id}/minutes/circulate`, {})
  house.pass(10 * 86_400_000)
  const ask = (client: Client, role = 'secretary') =>
    client.post<{ code?: string }>(`/meetings/${id}/minutes/substitute`, { role })
  const refused = async (client: Client, code: string, role?: string) => {
    const before = [await readMinutes(meeting, chair), await house.journalOf(id)]
    expect((await ask(client, role)).body).toMatchObject({ code })
    expect([await readMinutes(meeting, chair), await house.journalOf(id)]).toEqual(before)
  }
  expect((await sign(meeting, chair)).status).toBe(204)
  await refused(chair, 'signer_in_office')
  await refused(chair, 'minutes_already_signed', 'presiding')
  await refused(chair, 'not_found', 'chair')
  await house.kit.db
    .updateTable('councilMember')
    .set({ endsOn: addDays(house.today, -1) })
    .where('id', '=', secretary.memberId)
    .execute()
  await refused(voters[2]!, 'not_allowed')
  const { signers } = await readMinutes(meeting, chair)
  expect(signers.map(({ substitute }) => substitute !== null)).toEqual([false, true])
  expect((await ask(chair)).status).toBe(204)
  const line = (await house.journalOf(id)).find(({ verb }) => verb === 'minutes:signer_replaced')
  expect(JSON.parse(line!.data)).toMatchObject({
    ...{ role: 'secretary', from: secretary.memberId, to: deputy.memberId, why: 'left_council' },
  })

  expect((await readMinutes(meeting, chair)).signers.every(({ signedAt }) => signedAt === null)).toBe(true)
  expect((await sign(meeting, deputy)).body).toMatchObject({ code: 'minutes_not_your_turn' })
  expect((await sign(meeting, chair)).status).toBe(204)
  expect((await sign(meeting, deputy)).status).toBe(204)
  expect(await textOf(meeting, chair)).toMatch(
    /Вместо секретаря \(.*\), чьи полномочия в совете прекращены, подписывает заместитель председателя совета\./,
  )
  const { state, sha256 } = await readMinutes(meeting, chair)
  expect(state).toBe('signed')
  await refused(chair, 'minutes_wrong_state')
  const { body: file } = await chair.get<MinutesFile>(`/meetings/${id}/minutes.json`)
  expect(file.signatures.map(({ role, memberId, sha256: code }) => [role, memberId, code])).toEqual([
    ['presiding', chair.memberId, sha256],
    ['secretary', deputy.memberId, sha256],
  ])
  expect(checkMinutes(file).wrong).toBeNull()
})

test('signed minutes carry the head of the last day of the journal at their foot, for every copy to keep', async () => {
  const meeting = await met(house)
  const path = `/meetings/${meeting.id}/papers/minutes.docx`
  expect(await wordsOf(meeting.secretary, path)).not.toContain('Код журнала')
  await house.kit.tick()
  await signed(house, meeting)
  await house.kit.tick()
  const { days } = (await house.stranger.get<JournalDays>('/journal/days')).body
  expect(await wordsOf(meeting.secretary, path)).toContain(
    `Код журнала за ${plain(dayWords(days[0]!.day))}: ${days[0]!.head}`,
  )
})
