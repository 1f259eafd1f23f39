import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '../shared/drafts.ts'
import { minutesFacts } from '../shared/meetings/minutes-facts.ts'
import type { DeskView } from '../shared/desk.ts'
import type { MinutesFile } from '../shared/meetings/minutes.ts'
import { paperText } from '../shared/papers.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type Answer, type Client, type House } from './house.ts'
import { sitting, type Sitting } from './support/meetings.ts'
import { met, minutesAt, PASSWORD, readMinutes, sign, signed, withPassword } from './support/minutes.ts'

let house: House
const START = '2026-11-24T00:00:00.000Z'
const DAY = 86_400_000

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const textOf = async (meeting: Sitting, client: Client = meeting.secretary, edition?: number) =>
  plain(paperText({ title: '', blocks: (await readMinutes(meeting, client, edition)).blocks }))

const standing = async (meeting: Sitting) => ({
  minutes: await house.kit.db.selectFrom('minutes').selectAll().where('meetingId', '=', meeting.id).execute(),
  wording: await house.kit.db
    .selectFrom('minutesWording')
    .innerJoin('minutes', 'minutes.id', 'minutesId')
    .select(['part', 'version', 'text'])
    .where('meetingId', '=', meeting.id)
    .execute(),
  signatures: await house.kit.db
    .selectFrom('minutesSignature')
    .innerJoin('minutes', 'minutes.id', 'minutesId')
    .select(['role', 'minutesSignature.sha256'])
    .where('meetingId', '=', meeting.id)
    .execute(),
  dissents: await house.kit.db
    .selectFrom('dissent')
    .selectAll()
    .where('meetingId', '=', meeting.id)
    .execute(),
  journal: (await house.journalOf(meeting.id)).length,
})

/** Says that something was refused, and that nothing was written and nobody told. */
async function refused(
  meeting: Sitting,
  attempt: () => Promise<Answer<{ code?: string }>>,
  code: string,
): Promise<void> {
  const [before, told] = [await standing(meeting), house.published.length]
  const { body, status } = await attempt()
  expect([body.code, status >= 400]).toEqual([code, true])
  expect(await standing(meeting)).toEqual(before)
  expect(house.published.slice(told)).toEqual([])
}

const at = (meeting: Sitting, path: string) => `/meetings/${meeting.id}/minutes/${path}`
const word = (meeting: Sitting, client: Client, part: string, text: string, version = 0) =>
  client.put<{ version: number; code?: string }>(at(meeting, `parts/${encodeURIComponent(part)}`), {
    text,
    version,
  })
const circulate = (meeting: Sitting, client: Client = meeting.secretary, number?: number) =>
  client.post<{ code?: string }>(at(meeting, 'circulate'), { number: number ?? null })
const remark = (meeting: Sitting, client: Client, text = 'Срок иной.') =>
  client.post<{ id: string; code?: string }>(at(meeting, 'remarks'), { text })
const answer = (meeting: Sitting, client: Client, id: string, given: 'accepted' | 'rejected', reason = '') =>
  client.post<{ code?: string }>(at(meeting, `remarks/${id}/answer`), { answer: given, reason })
const dissent = (meeting: Sitting, client: Client, itemId = meeting.items[0]!) =>
  client.post<{ id: string; code?: string }>(`/meetings/${meeting.id}/dissents`, {
    itemId,
    text: 'Срок мал.',
  })

test('T1 · minutes write themselves while the meeting goes on, for the council alone', async () => {
  const meeting = await sitting(house, { items: ['О ремонте дороги'] })
  expect((await meeting.secretary.get(minutesAt(meeting))).status).toBe(404)
  await meeting.begin()
  const text = await textOf(meeting, meeting.voters[2])
  expect(text).toContain('РАССМОТРЕЛИ: вопрос «О ремонте дороги».')
  expect(text).toContain('Окончание: заседание продолжается.')
  const voteId = await meeting.ask('Поддержать?')
  expect(await textOf(meeting)).toContain('голосование не окончено')
  await meeting.does(meeting.chair, 'vote:closed', { voteId })
  expect(await textOf(meeting)).toContain('за – 0, против – 0, воздержались – 0, не голосовали – 5')
  for (const stranger of [house.stranger, await house.as(await house.person())])
    expect((await stranger.get(minutesAt(meeting))).body).toMatchObject({ code: 'not_found' })
})

test('R-78 · the secretary words parts while the meeting goes on; nothing is written over and nothing lost', async () => {
  const meeting = await sitting(house, { items: ['О ремонте дороги'] })
  await meeting.begin()
  const part = `note:${meeting.items[0]}`
  const { secretary, chair } = meeting
  expect((await word(meeting, secretary, part, ' Обсудили. ')).body).toEqual({ version: 1 })
  expect(await textOf(meeting)).toContain('Обсудили.')
  const again = await standing(meeting)
  expect((await word(meeting, secretary, part, 'Обсудили.')).body).toEqual({ version: 1 })
  expect(await standing(meeting)).toEqual(again)
  await refused(meeting, () => word(meeting, chair, part, 'Иначе'), 'minutes_part_changed')
  expect((await word(meeting, chair, part, 'Иначе', 1)).body).toEqual({ version: 2 })
  await refused(meeting, () => word(meeting, meeting.voters[2]!, part, 'Моё', 2), 'not_allowed')
  await refused(meeting, () => word(meeting, house.stranger, part, 'Моё', 2), 'sign_in_required')
  await refused(meeting, () => word(meeting, secretary, 'note:other', 'Куда'), 'not_found')
  await refused(meeting, () => word(meeting, secretary, part, 'я'.repeat(20_001), 2), 'invalid_request')
  expect((await standing(meeting)).wording.map(({ text }) => text)).toEqual(['Обсудили.', 'Иначе'])
  expect(house.publishedTo(`meeting:${meeting.id}`).at(-1)).toEqual([
    `meeting:${meeting.id}`,
    'minutes:moved',
    { edition: 1 },
  ])
})

test('R-78 · whatever is worded, the numbers stay those of the chain', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const before = await textOf(meeting)
  await word(meeting, meeting.secretary, `speech:${meeting.speechId}`, 'за – 100, против – 0')
  const after = await textOf(meeting)
  expect(after.replace(' за – 100, против – 0', '')).toBe(before)
  expect(before).toContain('за – 3, против – 0, воздержались – 1, не голосовали – 0')
  expect(before).toContain(
    '1.1. Поддержать ремонт дороги. Ответственный: Секретарь. Срок: до 31 декабря 2026 г.',
  )
})

test('T1 · minutes are sent round with the next number of the council in the year', async () => {
  house.setClock(START)
  const meeting = await met(house)
  await refused(meeting, () => circulate(meeting, meeting.voters[2]), 'not_allowed')
  await refused(meeting, () => sign(meeting, meeting.chair), 'minutes_wrong_state')
  await refused(meeting, () => remark(meeting, meeting.voters[2]!), 'minutes_wrong_state')
  expect((await circulate(meeting)).status).toBe(204)
  await refused(meeting, () => circulate(meeting), 'minutes_wrong_state')
  expect(await readMinutes(meeting)).toMatchObject({
    number: 1,
    year: 2026,
    state: 'remarks',
    remarksUntil: '2026-11-27',
  })
  const letters = await house.kit.db.selectFrom('letter').select(['subject', 'body']).where('subject', 'like', 'Проект протокола%').execute() // prettier-ignore
  expect(letters).toHaveLength(6)
  expect(plain(letters[0]!.body)).toContain('Замечания принимаются до 27 ноября 2026 г. включительно.')
})

test('T1 · a number is taken once in a council and a year, also by two at once', async () => {
  house.setClock(START)
  const first = await met(house)
  const council = (await house.kit.db.selectFrom('meeting').select('councilId').where('id', '=', first.id).executeTakeFirstOrThrow()).councilId // prettier-ignore
  const second = await house.meeting(council, {
    presidingId: first.chair.memberId,
    secretaryId: first.secretary.memberId,
  })
  const other = Object.assign(Object.create(Object.getPrototypeOf(first) as object) as Sitting, first, second)
  await other.begin()
  await other.does(other.chair, 'meeting:closed', {})
  expect((await circulate(first, first.secretary, 7)).status).toBe(204)
  await refused(other, () => circulate(other, other.secretary, 7), 'minutes_number_taken')
  const answers = await Promise.all([circulate(other), circulate(other, other.chair)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
  expect((await readMinutes(other)).number).toBe(8)
})

test('T1 · a meeting that goes on is not sent round', async () => {
  const meeting = await sitting(house)
  await meeting.begin()
  await refused(meeting, () => circulate(meeting), 'meeting_wrong_phase')
})

test('T1 · members remark within the term, and each remark gets its answer', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const anna = meeting.voters[1]!
  await circulate(meeting)
  const observer = await house.member((await house.kit.db.selectFrom('meeting').select('councilId').where('id', '=', meeting.id).executeTakeFirstOrThrow()).councilId, { role: 'observer' }) // prettier-ignore
  expect((await remark(meeting, observer)).status).toBe(201)
  const { id } = (await remark(meeting, anna)).body
  await refused(meeting, () => answer(meeting, anna, id, 'accepted'), 'not_allowed')
  await refused(meeting, () => answer(meeting, meeting.secretary, id, 'rejected'), 'reason_required')
  await refused(meeting, () => answer(meeting, meeting.secretary, meeting.id, 'accepted'), 'not_found')
  house.pass(4 * DAY)
  await refused(meeting, () => remark(meeting, anna), 'minutes_remarks_over')
  await refused(meeting, () => sign(meeting, meeting.chair), 'minutes_remarks_open')
  expect((await answer(meeting, meeting.secretary, id, 'rejected', 'Так решили.')).status).toBe(204)
  await refused(meeting, () => answer(meeting, meeting.secretary, id, 'accepted'), 'remark_answered')
  const [first, second] = (await readMinutes(meeting)).remarks
  expect(second).toMatchObject({ text: 'Срок иной.', answer: 'rejected', reason: 'Так решили.' })
  expect((await answer(meeting, meeting.secretary, first!.id, 'accepted')).status).toBe(204)
  expect((await sign(meeting, meeting.chair)).status).toBe(204)
})

test('T1 · two sign in the order of the rules after the term for remarks, each once, what they have read', async () => {
  house.setClock(START)
  const meeting = await met(house, { rules: { dissent: { dueDays: { days: 6, working: false } } } })
  const { chair, secretary, voters } = meeting
  await circulate(meeting)
  house.setClock('2026-11-27T11:59:00.000Z')
  await refused(meeting, () => sign(meeting, chair), 'minutes_remarks_period')
  house.setClock('2026-11-27T12:01:00.000Z')
  await refused(meeting, () => sign(meeting, chair), 'minutes_dissent_awaited')
  expect((await dissent(meeting, voters[2]!)).status).toBe(201)
  await refused(meeting, () => sign(meeting, secretary), 'minutes_not_your_turn')
  await refused(meeting, () => sign(meeting, voters[2]!), 'wrong_password')
  await withPassword(house, voters[2]!)
  await refused(meeting, () => sign(meeting, voters[2]!), 'not_allowed')
  await refused(meeting, () => sign(meeting, chair, { password: `${PASSWORD}!` }), 'wrong_password')
  const { sha256 } = await readMinutes(meeting, chair)
  await word(meeting, secretary, `note:${meeting.items[0]}`, 'Ещё слово.')
  await refused(meeting, () => sign(meeting, chair, { sha256 }), 'minutes_changed')
  const read = await readMinutes(meeting, chair)
  expect([read.can.sign, (await readMinutes(meeting, secretary)).can.sign]).toEqual([true, false])
  expect((await sign(meeting, chair)).status).toBe(204)
  await refused(meeting, () => sign(meeting, chair), 'minutes_already_signed')
  await refused(
    meeting,
    () => word(meeting, secretary, `note:${meeting.items[0]}`, 'Поздно', 1),
    'minutes_frozen',
  )
  expect((await sign(meeting, secretary)).status).toBe(204)
  await refused(meeting, () => sign(meeting, secretary), 'minutes_already_signed')
  const done = await readMinutes(meeting, secretary)
  expect(done).toMatchObject({ state: 'signed', sha256: read.sha256, publication: { isOverdue: false } })
  expect(done.signers.every(({ signedAt }) => signedAt !== null)).toBe(true)
  const vote = await house.kit.db
    .selectFrom('vote')
    .select('state')
    .where('id', '=', meeting.voteId)
    .executeTakeFirst()
  expect(vote?.state).toBe('confirmed')
})

test('T1 · whoever signs next may send minutes back; the signatures are void and the words free', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const { chair, secretary } = meeting
  const giveBack = (client: Client) =>
    client.post<{ code?: string }>(at(meeting, 'return'), { reason: 'Ошибка в фамилии.' })
  await circulate(meeting)
  house.pass(10 * DAY)
  await refused(meeting, () => giveBack(chair), 'minutes_wrong_state')
  await sign(meeting, chair)
  await refused(meeting, () => giveBack(chair), 'not_allowed')
  expect((await giveBack(secretary)).status).toBe(204)
  expect((await standing(meeting)).signatures).toEqual([])
  expect((await word(meeting, secretary, `note:${meeting.items[0]}`, 'Исправлено.')).status).toBe(200)
  expect((await sign(meeting, chair)).status).toBe(204)
  expect((await sign(meeting, secretary)).status).toBe(204)
  expect(await textOf(meeting)).toContain('Исправлено.')
})

test('R-78 · signed minutes are changed by nobody; a new edition leaves the old one and its hash as they are', async () => {
  house.setClock(START)
  const meeting = await met(house)
  await signed(house, meeting)
  const { secretary, chair } = meeting
  const first = await readMinutes(meeting)
  await refused(
    meeting,
    () => word(meeting, secretary, `note:${meeting.items[0]}`, 'Правка'),
    'minutes_frozen',
  )
  await expect(
    house.kit.db.updateTable('minutes').set({ content: '{}' }).where('meetingId', '=', meeting.id).execute(),
  ).rejects.toThrow(/signed minutes/)
  await expect(
    house.kit.db.deleteFrom('minutes').where('meetingId', '=', meeting.id).execute(),
  ).rejects.toThrow(/signed minutes|foreign key|FOREIGN KEY/)
  const amend = (client: Client) =>
    client.post<{ code?: string }>(at(meeting, 'amend'), { reason: 'Опечатка.' })
  await refused(meeting, () => amend(meeting.voters[2]!), 'not_allowed')
  expect((await amend(secretary)).status).toBe(204)
  await refused(meeting, () => amend(secretary), 'minutes_wrong_state')
  await word(meeting, secretary, `note:${meeting.items[0]}`, 'Исправленное слово.')
  await circulate(meeting)
  house.pass(10 * DAY)
  expect((await sign(meeting, chair)).status).toBe(204)
  expect((await sign(meeting, secretary)).status).toBe(204)
  const second = await readMinutes(meeting)
  expect(second).toMatchObject({ edition: 2, number: first.number, state: 'signed' })
  expect(second.sha256).not.toBe(first.sha256)
  expect(await textOf(meeting)).toContain(
    `Изменение № 1: Опечатка. Контрольная сумма прежней редакции: ${first.sha256}.`,
  )
  const old = await readMinutes(meeting, secretary, 1)
  expect([old.sha256, old.blocks]).toEqual([first.sha256, first.blocks])
})

test('T6 · a dissenting opinion is handed in once by who took part, and not after its term', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const [, anna, boris] = meeting.voters
  const absent = meeting.voters.at(-1)!
  await refused(meeting, () => dissent(meeting, absent), 'not_allowed')
  await refused(meeting, () => dissent(meeting, meeting.secretary), 'not_allowed')
  await refused(meeting, () => dissent(meeting, boris!, meeting.items[1]), 'not_found')
  expect((await dissent(meeting, boris!)).status).toBe(201)
  await refused(meeting, () => dissent(meeting, boris!), 'already_dissenting')
  expect(await textOf(meeting)).toContain('Срок мал.')
  expect((await readMinutes(meeting, anna)).mayDissent.map(({ id }) => id)).toEqual([meeting.items[0]])
  house.setClock('2026-11-27T12:01:00.000Z')
  await refused(meeting, () => dissent(meeting, anna!), 'dissent_too_late')
  expect((await readMinutes(meeting, anna)).mayDissent).toEqual([])
})

test('T6 · an opinion that comes after the signing is attached and changes nothing that was signed', async () => {
  house.setClock(START)
  const meeting = await met(house, {
    rules: {
      dissent: { dueDays: { days: 30, working: false } },
      minutes: { remarksDays: { days: 0, working: false } },
    },
  })
  await dissent(meeting, meeting.voters[2]!)
  await circulate(meeting)
  await sign(meeting, meeting.chair)
  await sign(meeting, meeting.secretary)
  const before = await readMinutes(meeting)
  expect((await dissent(meeting, meeting.voters[1]!)).status).toBe(201)
  const after = await readMinutes(meeting)
  expect([after.sha256, after.blocks]).toEqual([before.sha256, before.blocks])
  expect(after.attached).toMatchObject([{ item: '1' }])
})

test('R-74 · published minutes are everybody’s; until then strangers know of none', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const publish = (client: Client) => client.post<{ code?: string }>(at(meeting, 'publish'))
  await refused(meeting, () => publish(meeting.secretary), 'minutes_wrong_state')
  await signed(house, meeting)
  await refused(meeting, () => publish(meeting.voters[2]!), 'not_allowed')
  expect((await house.stranger.get(minutesAt(meeting))).status).toBe(404)
  expect((await house.stranger.get(`/meetings/${meeting.id}/papers/minutes.docx`)).status).toBe(404)
  house.pass(15 * DAY)
  expect((await readMinutes(meeting)).publication).toMatchObject({ isOverdue: true })
  expect((await publish(meeting.secretary)).status).toBe(204)
  expect((await publish(meeting.secretary)).status).toBe(204)
  const seen = await readMinutes(meeting, house.stranger)
  expect(seen).toMatchObject({ state: 'published', parts: [], remarks: [] })
  expect(Object.values(seen.can).some(Boolean)).toBe(false)
  await meeting.secretary.post(at(meeting, 'amend'), { reason: 'Опечатка.' })
  expect((await readMinutes(meeting, house.stranger)).edition).toBe(1)
})

test('R-74 · the desk says whose turn it is with the minutes, and until when', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const { secretary, chair } = meeting
  const waits = async (client: Client) =>
    (await client.get<DeskView>('/desk')).body.meetings
      .filter(({ number }) => number !== null)
      .map(({ duty, dueOn }) => [duty, dueOn])
  expect(await waits(secretary)).toEqual([['writeMinutes', '2026-12-01']])
  expect(await waits(meeting.voters[2]!)).toEqual([])
  await circulate(meeting)
  const { id } = (await remark(meeting, meeting.voters[1]!)).body
  expect(await waits(secretary)).toEqual([['answerRemarks', '2026-12-01']])
  await answer(meeting, secretary, id, 'accepted')
  house.pass(4 * DAY)
  expect([await waits(secretary), await waits(chair)]).toEqual([[], [['signMinutes', '2026-12-01']]])
  await sign(meeting, chair)
  expect([await waits(secretary), await waits(chair)]).toEqual([[['signMinutes', '2026-12-01']], []])
  await sign(meeting, secretary)
  expect(await waits(secretary)).toEqual([['publishMinutes', '2026-12-11']])
  await secretary.post(at(meeting, 'publish'))
  expect(await waits(secretary)).toEqual([])
})

test('T2 · an extract holds the chosen items with their numbers and the hash of the original', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const ask = (client: Client, items: string) =>
    client.get<{ code?: string }>(`/meetings/${meeting.id}/papers/extract.docx?items=${items}`)
  expect((await ask(meeting.secretary, meeting.items[0]!)).body.code).toBe('minutes_wrong_state')
  await signed(house, meeting)
  expect((await ask(meeting.voters[2]!, meeting.items[0]!)).body.code).toBe('not_allowed')
  expect((await ask(meeting.secretary, meeting.items[1]!)).body.code).toBe('not_found')
  const { sha256 } = await readMinutes(meeting)
  const text = await wordsOf(
    meeting.secretary,
    `/meetings/${meeting.id}/papers/extract.docx?items=${meeting.items[0]}`,
  )
  expect(text).toContain('ВЫПИСКА ИЗ ПРОТОКОЛА')
  expect(text).toContain('Присутствовали: 4 члена совета')
  expect(text).toContain('Поддержать ремонт дороги')
  expect(text).toContain('Верно.')
  expect(text).toContain(sha256)
  expect(text).not.toContain('О плане работы')
})

async function wordsOf(client: Client, path: string): Promise<string> {
  const response = await house.app.inject({
    method: 'GET',
    url: `/api${path}`,
    headers: { cookie: client.cookie },
  })
  expect(response.statusCode).toBe(200)
  const xml = strFromU8(unzipSync(response.rawPayload)['word/document.xml']!)
  return plain(xml.replaceAll(/<[^>]+>/g, ' ').replaceAll(/ +/g, ' '))
}

test('T3 · the sheet has lines to sign before the meeting, and times and forms after it; strangers get none', async () => {
  house.setClock(START)
  const meeting = await sitting(house, { invitees: [{ name: 'Гость Пётр Ильич' }] })
  const path = `/meetings/${meeting.id}/papers/attendance.docx`
  expect((await house.stranger.get(path)).status).toBe(404)
  const before = await wordsOf(meeting.secretary, path)
  expect(before).toContain('Гость Пётр Ильич')
  expect(before).toContain('Всего зарегистрировано: ____ чел.')
  await meeting.begin()
  const after = await wordsOf(meeting.secretary, path)
  expect(after).toContain('Всего зарегистрировано: 5 чел., в том числе членов совета: 5, приглашённых: 0.')
  expect(after).toContain('12:00')
  expect(after).not.toContain('Гость')
})

test('R-78 · the file of signed minutes holds everything to check them by', async () => {
  house.setClock(START)
  const meeting = await met(house)
  const path = `/meetings/${meeting.id}/minutes.json`
  expect((await meeting.secretary.get(path)).body).toMatchObject({ code: 'minutes_wrong_state' })
  await signed(house, meeting)
  expect((await house.stranger.get(path)).status).toBe(404)
  await meeting.secretary.post(at(meeting, 'publish'))
  const { body: file } = await house.stranger.get<MinutesFile>(path)
  expect(digest(canonicalJson(file.minutes))).toBe(file.sha256)
  expect(file.signatures.map(({ role, sha256 }) => [role, sha256])).toEqual([
    ['presiding', file.sha256],
    ['secretary', file.sha256],
  ])
  let previous = '0'.repeat(64)
  for (const { hash, ...entry } of file.entries) {
    expect(digest(canonicalJson({ ...entry, meetingId: meeting.id, previous }))).toBe(hash)
    previous = hash
  }
  expect(file.minutes.head).toEqual({ seq: file.entries.length, hash: previous })
  expect(minutesFacts(file.entries)).toEqual(file.minutes.facts)
})
