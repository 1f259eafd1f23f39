import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../shared/calendar.ts'
import { canonicalJson } from '../shared/drafts.ts'
import type { RevisionView } from '../shared/drafts.ts'
import type { ProcedureView } from '../shared/procedures.ts'
import type { VoteView } from '../shared/votes-views.ts'
import { freezeDraft, thawDraft } from '../server/drafts/actions.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table, Typist } from './support/collab.ts'
import { sitting } from './support/meetings.ts'
import { Council, councilWithText, draftOf, lines, swap } from './support/procedures.ts'
import { begin, linesOf, list, read, rewrite } from './support/suggestions.ts'

let house: House
let table: Table

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())

/** Says that something was refused, and that nothing was written and nobody told. */
async function refused(
  council: Council,
  attempt: () => Promise<{ status: number; body: { code?: string } }>,
  code: string,
): Promise<void> {
  const before = await council.view()
  const [journal, told] = [(await house.journalOf(council.procedureId)).length, house.published.length]
  const { status, body } = await attempt()
  expect([body.code, status >= 400]).toEqual([code, true])
  expect(await council.view()).toEqual(before)
  expect(await house.journalOf(council.procedureId)).toHaveLength(journal)
  expect(house.published.slice(told)).toEqual([])
}

/** Three amendments: the first two want the same words, the third is about another clause. */
async function withAmendments(): Promise<Council> {
  const council = await councilWithText(house, table)
  const [, anna, boris] = council.voters
  await council.suggest(anna!, ['первого сентября', 'первого октября'])
  house.pass(1000)
  await council.suggest(
    boris!,
    ['Отремонтировать мост до первого сентября.', 'Отремонтировать мост и дорогу до весны.'],
    ['на совет', 'на комиссию'],
  )
  await council.open()
  await council.toAmendments()
  return council
}

const byNumber = async (council: Council, number: number) =>
  (await council.view()).amendments.find((each) => each.number === number)!

test('domain §0.6 · a text is adopted as a basis, amended one by one, and adopted in whole: the very text that was voted, by its hash', async () => {
  const council = await councilWithText(house, table)
  const { chair, voters, draftId } = council
  await council.suggest(voters[1]!, ['сентября', 'октября'], ['администрация', 'глава'])
  await council.suggest(voters[2]!, ['на совет', 'на комиссию'])
  const opened = await council.open()
  expect(opened).toMatchObject({ state: 'prepared', can: { lead: true, moves: ['putBasis', 'giveBack'] } })
  expect(opened.amendments.map(({ number, passages }) => [number, passages[0]!.place])).toHaveLength(3)

  const basis = await council.does(chair, 'basis', council.until)
  expect(basis).toMatchObject({ state: 'basis_voting', step: { kind: 'basis', way: 'vote' } })
  const vote = (await chair.get<VoteView>(`/votes/${basis.step!.voteId}`)).body
  expect(vote.terms).toMatchObject({
    stage: 'basis',
    decision: { class: 'resolution_basis' },
    text: { revisionId: basis.basis!.revisionId, sha256: basis.basis!.sha256 },
  })
  expect(await council.yes()).toMatchObject({ state: 'basis_adopted', step: null })

  const closed = await council.does(chair, 'close-list')
  expect(closed.state).toBe('amendments')
  const [first, second, third] = closed.amendments
  expect([first, second, third].map((each) => each!.number)).toEqual([1, 2, 3])
  expect(first!.passages).toMatchObject([
    {
      runs: [
        { change: 'kept', text: 'Отремонтировать мост до первого ' },
        { change: 'removed', text: 'сентября' },
        { change: 'added', text: 'октября' },
        { change: 'kept', text: '.' },
      ],
    },
  ])

  const put = await council.put(first!)
  expect(put.step!.question).toContain('слова «сентября» заменить словами «октября»')
  const taken = await council.yes()
  expect(taken.amendments[0]).toMatchObject({ state: 'adopted', way: 'vote', result: { for: 3 } })
  expect(await linesOf(house, draftId)).toEqual([
    lines[0]!.replace('сентября', 'октября'),
    lines[1],
    lines[2],
  ])
  const row = (await table.logOf(draftId)).at(-1)!
  expect(row.personId).toBe(voters[1]!.personId)

  await council.put(second!)
  await council.no()
  await council.put(third!)
  const last = await council.yes()
  expect(last.amendments.map(({ state }) => state)).toEqual(['adopted', 'rejected', 'adopted'])
  expect(last.can.moves).toEqual(['putWhole', 'giveBack'])

  const whole = await council.does(chair, 'whole', council.until)
  const { terms } = (await chair.get<VoteView>(`/votes/${whole.step!.voteId}`)).body
  expect(terms.text).toMatchObject({ revisionId: whole.result!.revisionId, sha256: whole.result!.sha256 })
  const end = await council.yes()
  expect(end).toMatchObject({ state: 'adopted', can: { moves: [] } })
  const revision = (
    await chair.get<RevisionView & { content: string }>(`/revisions/${end.result!.revisionId}`)
  ).body
  const text = await house.kit.db
    .selectFrom('revision')
    .select(['content', 'sha256'])
    .where('id', '=', revision.id)
    .executeTakeFirstOrThrow()
  expect(digest(text.content)).toBe(terms.text!.sha256)
  expect(canonicalJson(JSON.parse(text.content))).toContain('октября')
  expect(await linesOf(house, draftId)).toEqual([
    'Отремонтировать мост до первого октября.',
    lines[1],
    'Контроль возложить на комиссию.',
  ])
  expect((await list(voters[1]!, draftId)).suggestions.map(({ state }) => state)).toEqual([
    'decided',
    'decided',
  ])
  expect((await house.journalOf(council.procedureId)).map(({ verb }) => verb)).toEqual([
    'procedure:opened',
    'procedure:basis_voting',
    'procedure:basis_adopted',
    'procedure:amendments',
    'procedure:put',
    'procedure:decided',
    'procedure:put',
    'procedure:decided',
    'procedure:put',
    'procedure:decided',
    'procedure:whole_voting',
    'procedure:adopted',
  ])
})

test('domain §2.2 · collisions are shown before the vote, the most far-reaching is put first, and a block of those that exclude each other is refused', async () => {
  const council = await withAmendments()
  const { amendments } = await council.view()
  expect(amendments.map(({ number, collides }) => [number, collides])).toEqual([
    [2, [1]],
    [1, [2]],
    [3, []],
  ])
  const [far, near, other] = amendments
  const put = (...each: (typeof far)[]) =>
    council.ask(council.chair, 'votes', { amendments: each.map((one) => one!.id), ...council.until })
  await refused(council, () => put(far, near), 'amendments_collide')
  await refused(council, () => put(near, other, far), 'amendments_collide')
  expect((await put(near, other)).body).toMatchObject({ step: { amendments: [near!.id, other!.id] } })
  await council.yes()
  expect(await linesOf(house, council.draftId)).toEqual([
    'Отремонтировать мост до первого октября.',
    lines[1],
    'Контроль возложить на комиссию.',
  ])
  const authors = (await table.logOf(council.draftId)).slice(-2).map(({ personId }) => personId)
  expect(authors).toEqual([council.voters[1]!.personId, council.voters[2]!.personId])
})

test('domain §2.2 · an adopted amendment makes another fall: it is proposed, whoever leads confirms it, and until then the text is not put in whole', async () => {
  const council = await withAmendments()
  const { chair, voters } = council
  const [near, other] = [await byNumber(council, 1), await byNumber(council, 3)]
  await refused(council, () => council.ask(chair, `amendments/${other.id}/fall`), 'amendment_stands')
  await council.put(near, other)
  const fall = (who: Client, id: string) => council.ask(who, `amendments/${id}/fall`)
  await refused(council, async () => fall(chair, (await byNumber(council, 2)).id), 'amendment_stands')
  await council.yes()
  const far = await byNumber(council, 2)
  expect(far).toMatchObject({ state: 'pending', falls: { why: 'words', because: [1] } })
  await refused(council, () => council.ask(chair, 'whole', council.until), 'amendments_left')
  await refused(
    council,
    () => council.ask(chair, 'votes', { amendments: [far.id], ...council.until }),
    'amendment_falls',
  )
  await refused(council, () => fall(voters[2]!, far.id), 'not_allowed')
  expect((await fall(chair, far.id)).body.can.moves).toContain('putWhole')
  expect(await byNumber(council, 2)).toMatchObject({
    state: 'fallen',
    reason: 'отпала: принята поправка № 1',
  })
  await refused(council, () => fall(chair, far.id), 'amendment_decided')
})

test('an amendment is what it was when the list was closed: whoever writes in it after that is refused', async () => {
  const council = await withAmendments()
  const before = await council.view()
  const [suggestion] = (await list(council.voters[1]!, council.draftId)).suggestions
  const own = await read(council.voters[1]!, suggestion!)
  expect(own.can.write).toBe(false)
  await expect(rewrite(house, own, swap('октября', 'ноября'))).rejects.toThrow('draft_frozen')
  const another = await council.secretary.post<{ code: string }>(`/drafts/${council.draftId}/suggestions`)
  expect(another.body.code).toBe('not_allowed')
  expect(await council.view()).toEqual(before)
})

test('nobody writes beside the procedure: who could write may only suggest, and what was typed before is in the basis', async () => {
  const council = await councilWithText(house, table)
  const origin = await house.listen()
  const anna = council.voters[1]!
  const typist = await new Typist(origin, council.draftId, anna.cookie).open()
  typist.write('Это решение вступает в силу сразу.')
  await council.open()
  await typist.until(() => typist.hello?.role === 'read')
  typist.write('Это уже поздно.')
  await typist.until(() => typist.nacks.length > 0)
  await council.does(council.chair, 'basis', council.until)
  expect((await linesOf(house, council.draftId)).slice(0, 4)).toEqual([
    ...lines,
    'Это решение вступает в силу сразу.',
  ])
  expect((await begin(anna, council.draftId)).can.write).toBe(true)
  await council.yes()
  await council.does(council.chair, 'give-back', { reason: 'Нужен расчёт.' })
  await typist.until(() => typist.hello?.role === 'write')
  typist.leave()
})

test('what becomes of a text after it was given back is not told with its procedure, and one that was never put stays inside', async () => {
  const council = await councilWithText(house, table)
  const { chair, draftId } = council
  await council.open()
  await council.does(chair, 'give-back', { reason: 'Рано.' })
  expect((await house.stranger.get(`/procedures/${council.procedureId}`)).status).toBe(404)
  await council.open()
  await council.toAmendments()
  await council.does(chair, 'give-back', { reason: 'Нужен расчёт.' })
  await house.kit.drafts.edit(draftId, chair, swap('Контроль возложить', 'Тайна возложена'))
  const { status, body } = await house.stranger.get<ProcedureView>(`/procedures/${council.procedureId}`)
  expect([status, body.state, body.reason]).toEqual([200, 'returned', 'Нужен расчёт.'])
  expect(body.html).toContain('Контроль возложить')
  expect(body.html).not.toContain('Тайна')
})

test('a subject neither freezes nor opens a text that is in the procedure', async () => {
  const council = await councilWithText(house, table)
  const { chair, draftId } = council
  await council.open()
  await expect(table.as(chair, (work) => freezeDraft(work, draftId, 'Текст'))).rejects.toThrow(
    'procedure_running',
  )
  await council.toAmendments()
  await expect(table.as(chair, (work) => thawDraft(work, draftId))).rejects.toThrow('procedure_running')
  expect(await council.view()).toMatchObject({
    state: 'amendments',
    can: { moves: ['putWhole', 'giveBack'] },
  })
  await council.does(chair, 'give-back', { reason: 'Нужен расчёт.' })
  await table.as(chair, (work) => freezeDraft(work, draftId, 'Текст'))
})

test('two secretaries at once put one question, close one list, and take one amendment into the text once', async () => {
  const council = await councilWithText(house, table)
  const { chair, secretary, voters } = council
  await council.suggest(voters[1]!, ['сентября', 'октября'], ['администрация', 'глава'])
  await council.open()
  const both = async (verb: string, body?: object) => {
    const answers = await Promise.all([chair, secretary].map((who) => council.ask(who, verb, body)))
    return answers.map(({ status, body: { code } }) => code ?? status).toSorted()
  }
  expect(await both('basis', council.until)).toEqual([200, 'procedure_wrong_state'])
  await council.yes()
  expect(await both('close-list')).toEqual([200, 'procedure_wrong_state'])
  const { amendments } = await council.view()
  expect(amendments).toHaveLength(2)
  expect(await both('votes', { amendments: [amendments[0]!.id], ...council.until })).toEqual([
    200,
    'procedure_busy',
  ])
  const { voteId } = (await council.view()).step!
  for (const each of voters) await each.put(`/votes/${voteId}/ballot`, { choice: 'for', turn: 1 })
  const closed = await Promise.all([chair, secretary].map((who) => who.post(`/votes/${voteId}/close`)))
  expect(closed.map(({ status }) => status)).toEqual([200, 200])
  expect(await linesOf(house, council.draftId)).toEqual([
    lines[0]!.replace('сентября', 'октября'),
    lines[1],
    lines[2],
  ])
})

test('V1 · a vote without a quorum decides nothing: the same question may be put again, of the basis, of an amendment and of the whole', async () => {
  const council = await councilWithText(house, table)
  const { chair, voters } = council
  await council.suggest(voters[1]!, ['сентября', 'октября'])
  await council.open()
  const basis = await council.does(chair, 'basis', council.until)
  expect(await council.vote(['for'])).toMatchObject({ state: 'prepared', steps: [{ outcome: 'undecided' }] })
  const again = await council.does(chair, 'basis', council.until)
  expect(again.basis).toEqual(basis.basis)
  await council.yes()
  const { amendments } = await council.does(chair, 'close-list')
  await council.put(amendments[0]!)
  expect((await council.vote(['for'])).amendments).toMatchObject([{ state: 'pending' }])
  expect(await linesOf(house, council.draftId)).toEqual(lines)
  await council.put(amendments[0]!)
  await council.yes()
  const whole = await council.does(chair, 'whole', council.until)
  expect((await council.vote(['against'])).state).toBe('amendments')
  const last = await council.does(chair, 'whole', council.until)
  expect(last.result).toEqual(whole.result)
  expect((await council.yes()).state).toBe('adopted')
})

test('a text that is voted down as a basis, or in whole, is its authors’ again', async () => {
  for (const stage of ['basis', 'whole']) {
    const council = await councilWithText(house, table)
    const { chair, voters, draftId } = council
    await council.suggest(voters[1]!, ['сентября', 'октября'])
    await council.open()
    if (stage === 'whole') {
      const { amendments } = await council.toAmendments()
      await council.put(amendments[0]!)
      await council.no()
    }
    await council.does(chair, stage, council.until)
    expect(await council.no()).toMatchObject({ state: 'rejected', can: { moves: [] } })
    expect((await chair.get(`/drafts/${draftId}`)).body).toMatchObject({ role: 'write', state: 'open' })
    expect((await council.open()).state).toBe('prepared')
  }
})

test('absentee · the clock closes the vote, and the procedure moves with it', async () => {
  const council = await councilWithText(house, table)
  const { chair, voters } = council
  await council.suggest(voters[1]!, ['сентября', 'октября'])
  await council.open()
  const { amendments } = await council.toAmendments()
  const { step } = await council.put(amendments[0]!)
  for (const each of voters) await each.put(`/votes/${step!.voteId}/ballot`, { choice: 'for', turn: 1 })
  house.pass(3_600_000)
  await house.kit.tick()
  expect(await council.view()).toMatchObject({ step: null, amendments: [{ state: 'adopted' }] })
  expect(await linesOf(house, council.draftId)).toContain('Отремонтировать мост до первого октября.')
  await refused(
    council,
    () => council.ask(chair, 'consent', { amendments: [amendments[0]!.id] }),
    'amendment_decided',
  )
})

test('an author takes an amendment back until it is voted on, also with the suggestion that it was', async () => {
  const council = await withAmendments()
  const [, anna, boris] = council.voters
  const [first, second, third] = [1, 2, 3].map((number) => byNumber(council, number))
  const withdraw = async (who: Client, amendment: typeof first) =>
    council.ask(who, `amendments/${(await amendment!).id}/withdraw`)
  await refused(council, () => withdraw(boris!, first), 'not_allowed')
  await council.put((await first)!)
  await refused(council, () => withdraw(anna!, first), 'amendment_in_vote')
  const [own] = (await list(anna!, council.draftId)).suggestions
  await refused(council, () => anna!.post(`/suggestions/${own!.id}/withdraw`), 'amendment_in_vote')
  await council.no()
  await refused(council, () => withdraw(anna!, first), 'amendment_decided')
  expect((await withdraw(boris!, second)).body.amendments).toMatchObject([
    { number: 2, state: 'withdrawn', reason: 'снята автором' },
    { number: 1, state: 'rejected' },
    { number: 3, state: 'pending', can: { withdraw: true } },
  ])
  const suggestion = (await list(boris!, council.draftId)).suggestions.at(-1)!
  expect((await boris!.post(`/suggestions/${suggestion.id}/withdraw`)).status).toBe(200)
  expect(await byNumber(council, 3)).toMatchObject({ id: (await third)!.id, state: 'withdrawn' })
})

test('whoever leads changes the order in which amendments are put, of all that wait', async () => {
  const council = await withAmendments()
  const ids = (await council.view()).amendments.map(({ id }) => id)
  const order = (who: Client, amendments: string[]) =>
    who.put<{ code?: string }>(`/procedures/${council.procedureId}/order`, { amendments })
  await refused(council, () => order(council.voters[1]!, ids.toReversed()), 'not_allowed')
  await refused(council, () => order(council.chair, ids.slice(1)), 'conflict')
  expect((await order(council.chair, ids.toReversed())).status).toBe(200)
  expect((await council.view()).amendments.map(({ id }) => id)).toEqual(ids.toReversed())
})

test('who may not see a text learns nothing of its procedure, and only the chair, a deputy or the secretary leads one', async () => {
  const council = await councilWithText(house, table)
  const outsider = await house.as(await house.person())
  const open = (who: Client) =>
    who.post<{ code: string }>(`/drafts/${council.draftId}/procedures`, { title: 'О дорогах' })
  expect((await open(outsider)).body.code).toBe('not_found')
  expect((await open(house.stranger)).body.code).toBe('sign_in_required')
  expect((await open(council.voters[1]!)).body.code).toBe('not_allowed')
  await council.open()
  expect((await open(council.secretary)).body.code).toBe('procedure_running')
  expect((await outsider.get(`/procedures/${council.procedureId}`)).status).toBe(404)
  expect((await house.stranger.get(`/procedures/${council.procedureId}`)).status).toBe(404)
  expect((await council.ask(outsider, 'basis', council.until)).body.code).toBe('not_found')
  await refused(council, () => council.ask(council.voters[1]!, 'basis', council.until), 'not_allowed')
  await refused(council, () => council.ask(council.chair, 'basis', {}), 'invalid_request')
  await refused(council, () => council.ask(council.chair, 'close-list'), 'procedure_wrong_state')
  await refused(council, () => council.ask(council.chair, 'whole', council.until), 'procedure_wrong_state')
  await refused(council, () => council.ask(council.chair, 'give-back', { reason: ' ' }), 'reason_required')
  await council.does(council.chair, 'basis', council.until)
  await council.yes()
  expect((await house.stranger.get(`/procedures/${council.procedureId}`)).body).toMatchObject({
    state: 'basis_adopted',
    can: { lead: false, suggest: false, moves: [] },
  })
})

test('a text without a letter is not put', async () => {
  const council = await councilWithText(house, table, { text: doc(paragraph('')) })
  await council.open()
  await refused(council, () => council.ask(council.chair, 'basis', council.until), 'draft_empty')
})

test('domain §2.3 · an editorial commission mends the wording in a copy, and everybody sees what it changed of what was voted', async () => {
  const council = await councilWithText(house, table)
  const { chair, voters } = council
  const [, anna] = voters
  await council.open()
  await refused(
    council,
    () => council.ask(chair, 'editorial', { editors: [anna!.personId] }),
    'procedure_wrong_state',
  )
  await council.toAmendments()
  await council.does(chair, 'whole', council.until)
  const adopted = await council.yes()
  const outsider = await house.as(await house.person())
  await refused(council, () => council.ask(chair, 'editorial', { editors: [outsider.personId] }), 'not_found')
  const begun = await council.does(chair, 'editorial', { editors: [anna!.personId] })
  const { draftId } = begun.editorial!
  expect((await anna!.get(`/drafts/${draftId}`)).body).toMatchObject({ role: 'write' })
  expect((await voters[2]!.get(`/drafts/${draftId}`)).body).toMatchObject({ role: 'read' })
  await house.kit.drafts.edit(draftId, anna!, swap('Деньги выделяет', 'Средства выделяет'))
  const seat = house.kit.db.updateTable('councilMember').where('id', '=', anna!.memberId)
  await seat.set({ endsOn: addDays(house.today, -1) }).execute()
  expect((await anna!.get(`/drafts/${draftId}`)).body).toMatchObject({ role: 'read' })
  const done = await council.does(chair, 'editorial/finish')
  expect(done.result).toEqual(adopted.result)
  expect(done.editorial!.text!.sha256).not.toBe(adopted.result!.sha256)
  const seen = (
    await house.stranger.get<{ editorial: { html: string } }>(`/procedures/${council.procedureId}`)
  ).body
  expect(seen.editorial.html).toContain('<del')
  expect(seen.editorial.html).toContain('Средства')
  expect((await house.stranger.get(`/revisions/${done.editorial!.text!.revisionId}`)).status).toBe(200)
  expect(await linesOf(house, council.draftId)).toEqual(lines)
  await refused(council, () => council.ask(chair, 'editorial/finish'), 'procedure_wrong_state')
})

test('an annulled vote lets an amendment wait again that was voted down; what came into the text stays', async () => {
  const council = await withAmendments()
  const { chair } = council
  const first = await byNumber(council, 1)
  await council.put(first)
  const lost = (await council.view()).step!.voteId!
  await council.no()
  const annul = (id: string) =>
    chair.post<{ code?: string }>(`/votes/${id}/annul`, { reason: 'Ошибка в списке' })
  expect((await annul(lost)).body.code).toBeUndefined()
  expect(await byNumber(council, 1)).toMatchObject({ state: 'pending' })
  await council.put(first)
  const won = (await council.view()).step!.voteId!
  await council.yes()
  await refused(council, () => annul(won), 'procedure_went_on')
})

test('R-74 · at a meeting the questions of a text stand in its chain, and without objections an amendment is taken without a vote', async () => {
  const meeting = await sitting(house, { members: 2 })
  const { chair, secretary, voters } = meeting
  const councilId = meeting.slug.replace('council-', '')
  const draftId = await draftOf(house, table, councilId, [secretary, ...voters], doc(...lines.map(paragraph)))
  const council = new Council(house, table, { id: councilId, draftId, chair, secretary, voters })
  await house.kit.db.updateTable('agendaItem').set({ draftId }).where('id', '=', meeting.items[0]!).execute()
  await council.suggest(voters[1]!, ['сентября', 'октября'], ['на совет', 'на комиссию'])
  const place = { meetingId: meeting.id, itemId: meeting.items[0]! }
  const another = await draftOf(house, table, councilId, [secretary, ...voters], doc(paragraph('Иное.')))
  expect(
    (await chair.post<{ code: string }>(`/drafts/${another}/procedures`, { title: 'Иное', ...place })).body
      .code,
  ).toBe('item_wrong_text')
  await council.open(place)
  await refused(council, () => council.ask(chair, 'basis', {}), 'meeting_wrong_phase')
  await meeting.begin()
  const close = async () => {
    const { step } = await council.view()
    for (const each of voters) await each.put(`/votes/${step!.voteId}/ballot`, { choice: 'for', turn: 1 })
    await meeting.does(chair, 'vote:closed', { voteId: step!.voteId! })
    return council.view()
  }
  const { step } = await council.does(chair, 'basis', {})
  expect((await meeting.state()).votes).toMatchObject([
    { voteId: step!.voteId, stage: 'basis', closedAt: null },
  ])
  expect((await close()).state).toBe('basis_adopted')
  const { amendments } = await council.does(chair, 'close-list')
  const [first, second] = amendments
  const ask = (id: string) => council.ask(chair, 'consent', { amendments: [id] })

  expect((await ask(first!.id)).body.step).toMatchObject({ way: 'consent', amendments: [first!.id] })
  await refused(council, () => ask(second!.id), 'procedure_busy')
  await refused(council, () => council.ask(voters[1]!, 'consent/conclude'), 'not_allowed')
  expect((await council.view(voters[2])).can.object).toBe(true)
  await refused(
    council,
    async () => council.ask(await house.as(await house.person()), 'consent/object'),
    'not_allowed',
  )
  const objected = await council.does(voters[2]!, 'consent/object')
  expect(objected.steps.at(-1)).toMatchObject({
    outcome: 'objected',
    objectedBy: expect.stringContaining('Анна'),
  })
  await refused(council, () => council.ask(chair, 'consent/conclude'), 'no_open_question')
  await refused(council, () => ask(first!.id), 'amendment_objected')

  await council.does(chair, 'consent', { amendments: [second!.id] })
  const taken = await council.does(chair, 'consent/conclude')
  expect(taken.amendments[1]).toMatchObject({
    state: 'adopted',
    way: 'consent',
    voteId: null,
    question: expect.stringContaining('Нет ли возражений против поправки № 2'),
  })
  expect((await table.logOf(draftId)).at(-1)!.personId).toBe(voters[1]!.personId)
  await council.does(chair, 'votes', { amendments: [first!.id] })
  expect((await close()).amendments[0]).toMatchObject({ state: 'adopted', way: 'vote' })
  await council.does(chair, 'whole', {})
  expect(await close()).toMatchObject({ state: 'adopted' })
  expect((await meeting.state()).votes.map(({ stage, outcome }) => [stage, outcome])).toEqual([
    ['basis', 'adopted'],
    ['amendment', 'adopted'],
    ['whole', 'adopted'],
  ])
  expect((await house.stranger.get(`/items/${meeting.items[0]}/procedure`)).body).toMatchObject({
    state: 'adopted',
  })
})
