import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CountingProtocol } from '../shared/secret-views.ts'
import { paperText } from '../shared/papers.ts'
import { ballotPaper, countingPaper } from '../shared/votes-papers.ts'
import type { VotePapers, VoteTerms } from '../shared/votes-views.ts'
import { openHouse, type Client, type House } from './house.ts'
import { cast, issueAll, secretCouncil } from './support/secret-votes.ts'
import { after, castAll, minutes, votingCouncil } from './support/votes.ts'

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

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

test('T5 · a sheet names its member, and the protocol is there when the vote is over', async () => {
  const { voteId, members } = await votingCouncil(house, 9, {
    vote: { form: 'absentee', closesAt: after(house, 14 * minutes(24 * 60)) },
  })
  const [chair, ...others] = members
  const papers = `/votes/${voteId}/papers`
  const sheet = await wordsOf(chair!, `${papers}/sheet.docx?member=${others[2]!.memberId}`)
  const { electors } = (await chair!.get<{ terms: VoteTerms }>(`/votes/${voteId}`)).body.terms.electorate
  const place = electors.findIndex(({ memberId }) => memberId === others[2]!.memberId) + 1
  expect(sheet).toContain(`ОПРОСНЫЙ ЛИСТ ЧЛЕНА ОБЩЕСТВЕННОГО СОВЕТА № ${place} `)
  expect(await wordsOf(chair!, `${papers}/sheet.docx`)).toContain('СОВЕТА № ____')
  expect(sheet).toContain('Тестова4 Анна Петровна')
  expect(sheet).toContain('ВОЗДЕРЖАЛСЯ')
  const refused = async (path: string, client: Client = chair!) =>
    (await client.get<{ code: string }>(`${papers}/${path}`)).body.code
  expect(await refused('absentee.docx')).toBe('vote_still_open')
  expect(await refused(`sheet.docx?member=${voteId}`)).toBe('not_found')
  expect(await refused('ballot.docx')).toBe('vote_form_differs')
  expect(await refused('absentee.docx', house.stranger)).toBe('not_found')
  await castAll(voteId, members, [5, 1, 1])
  const spoilt = { memberId: members[8]!.memberId, way: 'paper', choice: 'invalid', dissent: 'Нет вопроса.' }
  expect((await chair!.put(`/votes/${voteId}/typed`, spoilt)).status).toBe(200)
  house.pass(15 * minutes(24 * 60))
  await house.kit.tick()
  const protocol = await wordsOf(chair!, `${papers}/absentee.docx`)
  expect(protocol).toContain('Направлено листов – 9; получено в срок – 8; признано недействительными – 1.')
  expect(protocol).toContain('Кворум: 8 из 9 – имеется (необходимо 5).')
  expect(protocol).toContain(
    'за – 5, против – 1, воздержались – 1, не голосовали – 2 (из них недействительных листов – 1).',
  )
  expect(protocol).toContain('Особые мнения: 1, прилагаются.')
  expect(protocol).toContain('Решение принято (более половины от установленной численности совета, 5 из 9).')
})

const papersFor = async (client: Client, voteId: string) =>
  (await client.get<VotePapers>(`/votes/${voteId}/papers`)).body.papers.map(({ kind, name }) => [kind, name])

test('T5 · the papers that there are: sheets while it goes on, each member their own, then the protocol for everybody', async () => {
  const { voteId, members } = await votingCouncil(house, 7, {
    vote: { form: 'absentee', closesAt: after(house, 14 * minutes(24 * 60)) },
  })
  const [chair, , member] = members
  expect(await papersFor(chair!, voteId)).toHaveLength(8)
  const [blank, own, ...others] = await papersFor(member!, voteId)
  expect([blank, own![0], others]).toEqual([['sheet', null], 'sheet', []])
  const foreign = `/votes/${voteId}/papers/sheet.docx?member=${chair!.memberId}`
  expect((await member!.get(foreign)).body).toMatchObject({ code: 'not_allowed' })
  expect((await house.stranger.get(`/votes/${voteId}/papers`)).body).toMatchObject({ code: 'not_found' })
  await castAll(voteId, members, [5, 1, 1])
  house.pass(15 * minutes(24 * 60))
  await house.kit.tick()
  for (const client of [member!, house.stranger])
    expect(await papersFor(client, voteId)).toEqual([['absentee', null]])
  expect((await chair!.post(`/votes/${voteId}/annul`, { reason: 'Ошибка в вопросе.' })).status).toBe(200)
  expect(await papersFor(house.stranger, voteId)).toEqual([])
  expect(JSON.stringify(await house.journalOf(voteId))).not.toContain('Ошибка')
})

test('T4 · of a secret vote there is a ballot while it goes on, and a protocol when it was counted; of a named one none', async () => {
  const { voteId, members, ...made } = await secretCouncil(house, 5)
  const [, , member] = members
  expect(await papersFor(member!, voteId)).toEqual([['ballot', null]])
  const voters = await issueAll(voteId, made, members)
  house.pass(minutes(11))
  await house.kit.tick()
  for (const voter of voters) await cast(house, voteId, await voter.ballot('for'))
  house.pass(minutes(11))
  await house.kit.tick()
  expect(await papersFor(house.stranger, voteId)).toEqual([['counting', null]])
  expect(await wordsOf(member!, `/votes/${voteId}/papers/counting.docx`)).toContain('за – 5')
  const named = await votingCouncil(house, 5)
  expect(await papersFor(named.members[0]!, named.voteId)).toEqual([])
})

const terms = {
  question: 'Избрать председателя',
  options: ['a', 'b', 'against'],
  candidates: [
    { id: 'a', title: 'Иванов И.И.' },
    { id: 'b', title: 'Петрова А.А.' },
  ],
} as VoteTerms
const titles = { a: 'Иванов И.И.', b: 'Петрова А.А.' }
const about = { council: { name: 'Совет', timeZone: 'Asia/Kamchatka' }, terms }

test('T4 · a ballot has a box for each candidate and against all, and nothing that tells it from another', () => {
  const lines = plain(paperText(ballotPaper(about))).split('\n')
  expect(lines.filter((line) => line.startsWith('□'))).toEqual([
    '□ Иванов И.И.',
    '□ Петрова А.А.',
    '□ ПРОТИВ ВСЕХ',
  ])
  expect(lines.join()).not.toMatch(/№/)
})

test('T4 · the protocol of the counting commission has its eight lines and the checksum of the board', () => {
  const protocol: CountingProtocol = {
    ...{ voteId: 'v', question: terms.question, closedAt: '2026-11-24T02:00:00.000Z', outcome: 'adopted' },
    numbers: { roll: 9, present: 8, issued: 8, cast: 7, valid: 6, invalid: 1 },
    counts: [
      { option: 'a', votes: 4 },
      { option: 'b', votes: 1 },
      { option: 'against', votes: 1 },
    ],
    ...{ broken: null, kMin: 5, manifestSha256: '' },
    head: { hash: 'ab12' } as CountingProtocol['head'],
  }
  const text = plain(paperText(countingPaper(about.council, titles, protocol)))
  for (const words of [
    '1. Число членов совета, имеющих право голоса: 9',
    '2. Присутствует (зарегистрировано): 8',
    '3. Выдано бюллетеней: 8',
    '4. Обнаружено в урне (принято системой): 7',
    '5. Действительных: 6',
    '6. Недействительных: 1',
    '7. Результат: Иванов И.И. – 4, Петрова А.А. – 1, против всех – 1',
    '8. Решение: принято.',
    'Контрольная сумма доски: ab12',
    'Результат проверки независимой программой: ____',
    'Протокол утверждён советом открытым голосованием: за – ____',
  ])
    expect(text).toContain(words)
  const closed = plain(
    paperText(countingPaper(about.council, titles, { ...protocol, counts: null, outcome: 'not_adopted' })),
  )
  expect(closed).toContain('7. Бюллетени не вскрывались: их меньше 5.')
})
