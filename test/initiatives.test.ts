import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { act } from '../server/lib/act.ts'
import { personOf } from '../server/lib/actor.ts'
import { freezeDraft } from '../server/drafts/actions.ts'
import {
  listInitiativesWaitingFor,
  listNewsFor,
  listNumbers,
  listRecentlyAnswered,
  listRecentlyDecided,
  listUnderDiscussion,
} from '../server/initiatives/queries.ts'
import { listVotesWaitingFor } from '../server/votes/queries.ts'
import type { DraftRole } from '../shared/drafts.ts'
import type { DraftJson } from '../shared/draft-schema.ts'
import type { Candidate, InitiativeChoices, InitiativeList, InitiativeView } from '../shared/initiatives.ts'
import { initiativeStates, type InitiativeState } from '../shared/initiatives-states.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { DeskView } from '../shared/desk.ts'
import type { SuggestionView } from '../shared/suggestions.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type Client, type House } from './house.ts'
import { address, ask, card, initiativeAt, place, read, type Place } from './support/initiatives.ts'
import { after, minutes } from './support/votes.ts'

const DAY = 86_400_000

let house: House
let at: Place
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())
beforeEach(async () => void (at = await place(house)))

const list = async (client: Client, query = '') =>
  (await client.get<InitiativeList>(`/initiatives?council=${at.councilId}${query}`)).body
const lettersTo = async (client: Client) => {
  const { db } = house.kit
  const { email } = await db
    .selectFrom('person')
    .select('email')
    .where('id', '=', client.personId)
    .executeTakeFirstOrThrow()
  return db
    .selectFrom('letter')
    .select(['subject', 'body'])
    .where('recipient', '=', email)
    .orderBy('id')
    .execute()
}
/** What must not move when something is refused. */
const traces = async ({ id }: { id: Id }) => ({
  initiative: await house.kit.db.selectFrom('initiative').selectAll().where('id', '=', id).execute(),
  steps: await house.kit.db.selectFrom('initiativeStep').selectAll().where('initiativeId', '=', id).execute(),
  coauthors: await house.kit.db.selectFrom('coauthor').selectAll().where('initiativeId', '=', id).execute(),
  votes: await house.kit.db.selectFrom('vote').select('id').where('subjectId', '=', id).execute(),
  journal: await house.journalOf(id),
  published: house.publishedTo(`initiative:${id}`).length,
  letters: await house.kit.db.selectFrom('letter').select('id').execute(),
})
const textOf = (draftId: Id, words: string) =>
  house.kit.drafts.edit(draftId, { ...actorNobody, personId: at.author.personId }, (): DraftJson => ({
    type: 'doc',
    content: [{ type: 'paragraph', ...(words ? { content: [{ type: 'text', text: words }] } : {}) }],
  }))
const actorNobody = { name: '', sessionId: null, isAdministrator: false, seats: [], posts: [] }

describe('beginning', () => {
  test('T10 · the card gets a number of its municipality and year, and a text with what was typed', async () => {
    const { status, body } = await at.author.post<InitiativeView>('/initiatives', card(at.councilId))

    expect(status).toBe(201)
    expect(body).toMatchObject({
      title: 'Тёплая остановка у школы',
      state: 'draft',
      municipality: { code: 'oly', name: 'Олюторский муниципальный район' },
      author: { personId: at.author.personId },
      draft: { access: 'write' },
      text: null,
      next: { who: 'authors', isYours: true },
      can: { openDiscussion: true, withdraw: true, changeCoauthors: true, openVote: false },
    })
    expect(body.number).toMatch(/^ИН-30827-2026-\d{3}$/)
    const draft = await at.author.get<{ html: string }>(`/drafts/${body.draft!.id}`)
    for (const words of ['Проблема', 'Дети ждут автобус', 'Предложение', 'План реализации', 'Ресурсы'])
      expect(draft.body.html).toContain(words)
    expect((await house.journalOf(body.id)).map((each) => each.verb)).toEqual(['initiative:created'])
  })

  test('ten at once, in two councils of one municipality, get ten numbers', async () => {
    const other = await place(house)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => {
        const { author, councilId } = i % 2 ? at : other
        return author.post<InitiativeView>('/initiatives', card(councilId))
      }),
    )
    expect(new Set(answers.map((each) => each.body.number)).size).toBe(10)
  })

  test('a municipality whose new ОКТМО is not published yet keeps the number of the old one', async () => {
    const { body } = await at.author.post<InitiativeView>(
      '/initiatives',
      card(at.councilId, { municipalityCode: 'eli' }),
    )
    expect(body.number).toMatch(/^ИН-30607-2026-/)
    expect(body.municipality.name).toBe('Елизовский муниципальный округ')
  })

  test('R-24 · somebody who speaks for an NKO may propose it to a council, and only for their NKO', async () => {
    const nko = await house.organization({ kind: 'nko', name: 'Тёплый дом' })
    const other = await house.organization({ kind: 'nko' })
    const nesterova = await house.post(nko, 'representative')

    const own = await nesterova.post<InitiativeView>(
      '/initiatives',
      card(at.councilId, { organizationId: nko }),
    )
    expect(own).toMatchObject({ status: 201, body: { organization: { name: 'Тёплый дом' } } })
    expect(await nesterova.post('/initiatives', card(at.councilId, { organizationId: other }))).toMatchObject(
      {
        status: 403,
        body: { code: 'not_allowed', field: 'organizationId' },
      },
    )
    const choices = (await nesterova.get<InitiativeChoices>('/initiatives/new')).body
    expect(choices.organizations.map((each) => each.id)).toEqual([nko])
    expect(choices.councils.map((each) => each.id)).toContain(at.councilId)
  })

  test.each([
    ['a stranger', 401, 'sign_in_required', () => Promise.resolve(house.stranger)],
    ['an observer', 403, 'not_allowed', () => Promise.resolve(at.observer)],
    ['an official', 403, 'not_allowed', () => Promise.resolve(at.official)],
    ['a member of another council', 403, 'not_allowed', async () => house.member(await house.council())],
  ] as const)('%s is refused with %i %s and nothing is begun', async (_, status, code, who) => {
    const client = await who()
    expect(await client.post('/initiatives', card(at.councilId))).toMatchObject({ status, body: { code } })
    const rows = house.kit.db.selectFrom('initiative').select('id').where('councilId', '=', at.councilId)
    expect(await rows.execute()).toEqual([])
  })

  test.each<[string, object]>([
    ['a blank title', { title: ' ' }],
    ['a title above 150 letters', { title: 'я'.repeat(151) }],
    ['no problem', { problem: '' }],
    ['a proposal that is too long', { proposal: 'я'.repeat(10_001) }],
    ['a kind that is none', { kind: 'other' }],
    ['a sector that is none', { sector: 'space' }],
    ['a municipality that is none', { municipalityCode: 'msk' }],
    ['a council that is no id', { councilId: '7' }],
  ])('%s is not understood and nothing is begun', async (_, values) => {
    expect(await at.author.post('/initiatives', { ...card(at.councilId), ...values })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', field: Object.keys(values)[0] },
    })
    const rows = house.kit.db.selectFrom('initiative').select('id').where('councilId', '=', at.councilId)
    expect(await rows.execute()).toEqual([])
  })
})

describe('R-25 · the road', () => {
  test.each(initiativeStates)('leads to %s, with every step, its day and what comes next', async (state) => {
    const { number } = await initiativeAt(house, at, state)
    const initiative = await read(at.author, number)

    expect(initiative.state).toBe(state)
    expect(initiative.steps.at(-1)).toMatchObject({ state, on: house.today })
    expect(initiative.road.find((each) => each.place === 'now')).toMatchObject({ state, on: house.today })
    const journal = await house.journalOf(initiative.id)
    expect(journal).toHaveLength(initiative.steps.length)
    const ended: InitiativeState[] = [
      'not_adopted',
      'accepted',
      'accepted_partially',
      'rejected',
      'withdrawn',
    ]
    expect(initiative.next === null).toBe(ended.includes(state))
  })

  test('of an accepted initiative everybody reads the whole path without an account', async () => {
    const { number } = await initiativeAt(house, at, 'accepted')
    const seen = await read(house.stranger, number)

    expect(seen.steps.map((each) => each.verb)).toEqual([
      'created',
      'openDiscussion',
      'sendToCouncil',
      'openVote',
      'adopt',
      'submit',
      'register',
      'accept',
    ])
    expect(seen.text).toMatchObject({ number: 3, title: 'Тёплая остановка у школы' })
    expect(seen.text?.html).toContain('Поставить остановку с обогревом.')
    expect(seen.votes).toMatchObject([
      { state: 'closed', result: { outcome: 'adopted', for: 3, notVoted: 1 } },
    ])
    expect(seen.review).toMatchObject({ state: 'concluded', conclusion: { verdict: 'accepted' } })
    expect(seen.draft).toBeNull()
    expect(Object.values(seen.can)).not.toContain(true)
    // Who moved it is known inside; outside it is nobody's business.
    expect(seen.steps.map((each) => each.by)).toEqual(Array(8).fill(null))
    expect((await read(at.member, number)).steps[0]?.by).toContain('Анна Петровна')
  })

  test('I14 · the vote is about the very words that were frozen', async () => {
    const { number } = await initiativeAt(house, at, 'vote')
    const initiative = await read(at.member, number)
    const vote = (await at.member.get<VoteView>(`/votes/${initiative.votes[0]!.id}`)).body

    expect(vote.terms.text?.sha256).toBe(initiative.text?.sha256)
    expect(vote.terms.question).toBe(`Поддержать инициативу № ${number} «Тёплая остановка у школы»?`)
    const draft = await at.author.get<{ state: string }>(`/drafts/${initiative.draft!.id}`)
    expect(draft.body.state).toBe('frozen')
  })

  test('an annulled vote gives it back to the council with the reason; what has gone to an authority stays, and so does its vote', async () => {
    const annul = (voteId: string) => at.chair.post(`/votes/${voteId}/annul`, { reason: 'Не было связи.' })
    const { number } = await initiativeAt(house, at, 'adopted')
    const voteId = (await read(at.secretary, number)).votes[0]!.id
    expect((await annul(voteId)).status).toBe(200)
    const back = await read(at.secretary, number)
    expect(back).toMatchObject({ state: 'council_review', can: { openVote: true } })
    expect(back.steps.at(-1)).toMatchObject({ verb: 'voteAgain', reason: 'Не было связи.' })

    const gone = await initiativeAt(house, at, 'submitted_to_authority')
    const stays = (await read(at.secretary, gone.number)).votes[0]!.id
    expect((await annul(stays)).body.code).toBe('initiative_wrong_state')
    expect((await at.chair.get<VoteView>(`/votes/${stays}`)).body.state).toBe('closed')
    expect((await read(at.secretary, gone.number)).state).toBe('submitted_to_authority')
  })

  test.each([
    ['revote', ['for', 'against'], 'voteAgain', { rule: 'revote', caster: 'presiding' }],
    ['no quorum', [], 'voteAgain', null],
  ] as const)(
    'after a vote that decided nothing (%s) it is back at the council with its text open',
    async (_, choices, verb, tie) => {
      const atLeastHalf = { num: 1, den: 2, strict: false }
      at = await place(house, {
        ...(tie && { tie }),
        quorum: { base: 'actual_members', fraction: atLeastHalf },
      })
      const { number, votes } = await initiativeAt(house, at, 'vote')
      for (const [i, choice] of choices.entries())
        await [at.chair, at.member][i]!.put(`/votes/${votes[0]!.id}/ballot`, { choice, turn: 1 })
      await at.secretary.post(`/votes/${votes[0]!.id}/close`)

      const initiative = await read(at.secretary, number)
      expect(initiative).toMatchObject({
        state: 'council_review',
        can: { openVote: true, returnToDraft: true },
      })
      expect(initiative.steps.at(-1)?.verb).toBe(verb)
      const draft = await at.author.get<{ state: string; role: string }>(`/drafts/${initiative.draft!.id}`)
      expect(draft.body).toMatchObject({ state: 'open', role: 'write' })
      const again = await ask(at.secretary, number, 'open-vote', { closesAt: after(house, minutes(60)) })
      expect(again.body.votes).toHaveLength(2)
    },
  )

  test('the clock closes the vote and the initiative moves by itself', async () => {
    const { number, votes, id } = await initiativeAt(house, at, 'vote')
    for (const client of [at.chair, at.secretary, at.member])
      await client.put(`/votes/${votes[0]!.id}/ballot`, { choice: 'for', turn: 1 })
    house.pass(minutes(60))
    await house.kit.tick()

    expect(await read(house.stranger, number)).toMatchObject({ state: 'adopted' })
    expect((await house.journalOf(id)).at(-1)).toMatchObject({ verb: 'initiative:moved', personId: null })
  })

  test('what the authority owes shows, and is overdue by itself', async () => {
    const { number } = await initiativeAt(house, at, 'registered')
    expect((await read(at.official, number)).next).toMatchObject({
      who: 'authority',
      isYours: true,
      term: { what: 'conclude', daysLeft: 30, isOverdue: false },
    })
    const before = house.now
    house.pass(31 * DAY)
    expect((await read(house.stranger, number)).next).toMatchObject({
      isYours: false,
      term: { isOverdue: true },
    })
    expect((await list(house.stranger)).initiatives[0]?.next?.term).toMatchObject({ isOverdue: true })
    house.setClock(before)
  })

  const everyMove = [
    ['publish-for-discussion', {}],
    ['submit-to-council', {}],
    ['return-to-draft', { reason: 'Уточните смету' }],
    ['open-vote', { closesAt: '2099-01-01T00:00:00.000Z' }],
    ['submit-to-authority', { authorityId: '01890000-0000-7000-8000-000000000000' }],
    ['withdraw', { reason: 'Передумали' }],
  ] as const

  test.each(everyMove)(
    '%s belongs to nobody outside: a stranger is asked to sign in, a visitor is told no',
    async (path, body) => {
      const initiative = await initiativeAt(house, at, 'public_discussion')
      const visitor = await house.as(await house.person())
      const before = await traces(initiative)

      expect(await ask(house.stranger, initiative.number, path, body)).toMatchObject({ status: 401 })
      expect(await ask(visitor, initiative.number, path, body)).toMatchObject({
        status: 403,
        body: { code: 'not_allowed' },
      })
      expect(await ask(at.observer, initiative.number, path, body)).toMatchObject({ status: 403 })
      expect(await traces(initiative)).toEqual(before)
    },
  )

  test.each(everyMove)('%s out of its turn is refused and nothing moves', async (path, body) => {
    const initiative = await initiativeAt(house, at, 'not_adopted')
    const before = await traces(initiative)
    for (const client of [at.author, at.secretary, at.chair]) {
      const { status, body: answer } = await ask(client, initiative.number, path, body)
      expect([403, 409]).toContain(status)
      expect(['not_allowed', 'initiative_wrong_state']).toContain(
        (answer as unknown as { code: string }).code,
      )
    }
    expect(await traces(initiative)).toEqual(before)
  })

  test.each([
    ['return-to-draft', 'council_review', () => at.secretary],
    ['withdraw', 'council_review', () => at.author],
  ] as const)('%s without a reason is refused', async (path, state, who) => {
    const initiative = await initiativeAt(house, at, state)
    const before = await traces(initiative)
    for (const body of [{}, { reason: '' }, { reason: ' \n' }, { reason: null }])
      expect(await ask(who(), initiative.number, path, body)).toMatchObject({
        status: 422,
        body: { code: 'reason_required' },
      })
    expect(await traces(initiative)).toEqual(before)
  })

  test('a text without a letter is not shown to anybody', async () => {
    const initiative = await initiativeAt(house, at, 'draft')
    await textOf(initiative.draft!.id, '')
    const before = await traces(initiative)
    expect(await ask(at.author, initiative.number, 'publish-for-discussion')).toMatchObject({
      status: 422,
      body: { code: 'draft_empty' },
    })
    expect(await traces(initiative)).toEqual(before)
  })

  test('a vote that cannot be opened leaves the text unfrozen: one act, all or nothing', async () => {
    const initiative = await initiativeAt(house, at, 'council_review')
    const before = await traces(initiative)
    expect(
      await ask(at.secretary, initiative.number, 'open-vote', { closesAt: house.now.toISOString() }),
    ).toMatchObject({
      status: 422,
      body: { code: 'vote_closes_in_past' },
    })
    expect(await traces(initiative)).toEqual(before)
    expect((await at.author.get(`/drafts/${initiative.draft!.id}`)).body).toMatchObject({ state: 'open' })
  })

  test('two secretaries at once open one vote', async () => {
    const initiative = await initiativeAt(house, at, 'council_review')
    const body = { closesAt: after(house, minutes(60)) }
    const answers = await Promise.all([
      ask(at.secretary, initiative.number, 'open-vote', body),
      ask(at.chair, initiative.number, 'open-vote', body),
    ])
    expect(answers.map((each) => each.status).sort()).toEqual([200, 409])
    expect((await traces(initiative)).votes).toHaveLength(1)
  })

  test('only to an authority can it be submitted', async () => {
    const initiative = await initiativeAt(house, at, 'adopted')
    const nko = await house.organization({ kind: 'nko' })
    const before = await traces(initiative)
    expect(await ask(at.chair, initiative.number, 'submit-to-authority', { authorityId: nko })).toMatchObject(
      {
        status: 422,
        body: { code: 'not_an_authority' },
      },
    )
    expect(await traces(initiative)).toEqual(before)
  })
})

describe('I14 · the last words', () => {
  test('typed before the freeze are in the text that is voted on', async () => {
    const initiative = await initiativeAt(house, at, 'council_review')
    await textOf(initiative.draft!.id, 'Последнее слово')
    const { body } = await ask(at.secretary, initiative.number, 'open-vote', {
      closesAt: after(house, minutes(60)),
    })
    expect(body.text?.html).toContain('Последнее слово')
  })
})

describe('a draft never leaks', () => {
  const outsiders: [string, () => Promise<Client>][] = [
    ['a stranger', () => Promise.resolve(house.stranger)],
    ['a visitor', async () => house.as(await house.person())],
    ['a chair of another council', async () => house.member(await house.council(), { role: 'chair' })],
    ['an official of another authority', async () => house.post(await house.organization())],
    ['an administrator', async () => house.as(await house.person({ administrator: true }))],
  ]

  test.each(outsiders)('%s gets the very answer of an initiative that is not there', async (_, who) => {
    const { number, id, draft } = await initiativeAt(house, at, 'draft')
    const client = await who()
    const missing = await client.get(address('ИН-30827-2026-999'))

    for (const url of [address(number), address(id)]) {
      const { status, body } = await client.get(url)
      expect({ status, body }).toEqual({ status: 404, body: { code: 'not_found' } })
      expect({ status, body }).toEqual({ status: missing.status, body: missing.body })
    }
    expect((await client.get(`/drafts/${draft!.id}`)).status).toBe(404)
  })

  test.each(outsiders)('%s finds it neither in lists, nor by search, nor in a count', async (_, who) => {
    await initiativeAt(house, at, 'draft', { title: 'Тайный замысел' })
    const client = await who()
    for (const query of ['', '&state=draft', '&q=замысел', '&q=ИН-30827', '&page=2'])
      expect(await list(client, query)).toMatchObject({ initiatives: [], total: 0, pages: 1 })
  })

  test.each(outsiders.slice(1))('%s is told of every move that it is not there', async (_, who) => {
    const initiative = await initiativeAt(house, at, 'draft')
    const client = await who()
    const before = await traces(initiative)
    for (const path of ['publish-for-discussion', 'withdraw', 'open-vote', 'coauthors']) {
      const body = { reason: 'x', closesAt: '2099-01-01T00:00:00.000Z', personId: client.personId }
      expect(await ask(client, initiative.number, path, body)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
    expect((await client.get(`${address(initiative.number)}/candidates?q=А`)).status).toBe(404)
    expect(await traces(initiative)).toEqual(before)
  })

  test('nobody hears of it: what is published goes to its writers only', async () => {
    const { id } = await initiativeAt(house, at, 'withdrawn')
    expect(house.publishedTo(`initiative:${id}`)).toEqual([])
    expect(house.publishedTo(`person:${at.author.personId}`).map((each) => each[1])).toContain(
      'initiative:changed',
    )
  })

  test('withdrawn before it was shown, it stays hidden', async () => {
    const { number } = await initiativeAt(house, at, 'withdrawn')
    expect((await house.stranger.get(address(number))).status).toBe(404)
    expect(await list(house.stranger)).toMatchObject({ total: 0 })
    expect((await at.member.get(address(number))).status).toBe(200)
  })

  test('words written after the publication are not public, and neither is a text that was returned', async () => {
    const { number, draft, id } = await initiativeAt(house, at, 'council_review')
    await textOf(draft!.id, 'Секретное дополнение')
    const seen = await read(house.stranger, number)
    expect(JSON.stringify(seen)).not.toContain('Секретное')
    const revisionId = seen.text!.revisionId
    expect(await mayRead(house.stranger, revisionId)).toBe(true)

    const published = house.publishedTo(`initiative:${id}`).length
    await ask(at.secretary, number, 'return-to-draft', { reason: 'Уточните смету' })
    expect((await house.stranger.get(address(number))).status).toBe(404)
    expect(await list(house.stranger)).toMatchObject({ total: 0 })
    expect(await mayRead(house.stranger, revisionId)).toBe(false)
    // The hint to read again says nothing of what is there, and is the last one until it is public again.
    const hints = house.publishedTo(`initiative:${id}`).slice(published)
    expect(hints.map((each) => Object.keys(each[2] as object).sort())).toEqual([['id', 'movedAt', 'number']])
    await at.author.post(`${address(number)}/coauthors`, { personId: at.member.personId })
    expect(house.publishedTo(`initiative:${id}`)).toHaveLength(published + 1)
  })

  test('a revision that no move has published is read by insiders only', async () => {
    const { draft } = await initiativeAt(house, at, 'public_discussion')
    const actor = (await house.kit.identify(at.author.cookie))!
    const { id } = await act(house.kit, actor, (work) => freezeDraft(work, draft!.id, 'Рабочая'))
    expect(await mayRead(house.stranger, id)).toBe(false)
    expect(await mayRead(at.member, id)).toBe(true)
  })

  const mayRead = async (client: Client, revisionId: Id) => {
    const revision = await house.kit.db
      .selectFrom('revision')
      .selectAll()
      .where('id', '=', revisionId)
      .executeTakeFirstOrThrow()
    return house.kit.drafts.mayRead(await house.kit.identify(client.cookie), revision)
  }
})

describe('domain §3 · who opens the live text', () => {
  const people: [string, () => Client, DraftRole | null, 'read' | null][] = [
    ['the author', () => at.author, 'write', 'read'],
    ['the chair', () => at.chair, 'write', 'read'],
    ['the secretary', () => at.secretary, 'write', 'read'],
    ['a member', () => at.member, 'write', 'read'],
    ['an observer', () => at.observer, 'comment', 'read'],
    ['an official of the authority', () => at.official, 'comment', 'read'],
    ['a stranger', () => house.stranger, null, null],
  ]

  test.each(people)('%s', async (_, who, whileWritten, afterwards) => {
    const written = await initiativeAt(house, at, 'public_discussion')
    expect((await read(who(), written.number)).draft?.access ?? null).toBe(whileWritten)
    const frozen = await initiativeAt(house, at, 'vote')
    expect((await read(who(), frozen.number)).draft?.access ?? null).toBe(afterwards)
  })

  test('while it is discussed in public an NKO suggests and anybody with an account comments; not while the council works', async () => {
    const nko = await house.post(await house.organization({ kind: 'nko' }), 'representative')
    const citizen = await house.as(await house.person())
    const access = async (who: Client, number: string) => (await read(who, number)).draft?.access ?? null
    const { number } = await initiativeAt(house, at, 'public_discussion')
    expect([await access(nko, number), await access(citizen, number)]).toEqual(['suggest', 'comment'])
    const reviewed = await initiativeAt(house, at, 'council_review')
    expect([await access(nko, reviewed.number), await access(citizen, reviewed.number)]).toEqual([null, null])
  })

  test('a visitor reads it once it is frozen, and not what was withdrawn unfrozen', async () => {
    const visitor = await house.as(await house.person())
    const frozen = await initiativeAt(house, at, 'vote')
    expect((await read(visitor, frozen.number)).draft).toEqual({ id: frozen.draft!.id, access: 'read' })
    const { number, draft } = await initiativeAt(house, at, 'public_discussion')
    await ask(at.author, number, 'withdraw', { reason: 'Передумали' })
    expect((await read(visitor, number)).draft).toBeNull()
    expect((await visitor.get(`/drafts/${draft!.id}`)).status).toBe(404)
  })
})

describe('coauthors', () => {
  const invite = (client: Client, number: string, personId: Id, role?: string) =>
    client.post<InitiativeView>(`${address(number)}/coauthors`, { personId, ...(role && { role }) })
  const dismiss = (client: Client, number: string, personId: Id) =>
    client.delete<InitiativeView>(`${address(number)}/coauthors/${personId}`)

  test('are found by the beginning of a name, asked once, write along, and leave', async () => {
    const { number, draft } = await initiativeAt(house, at, 'draft')
    const kim = await house.post(
      await house.organization({ kind: 'nko' }),
      'representative',
      await house.person({ familyName: 'Кимова' }),
    )
    const found = await at.author.get<{ candidates: Candidate[] }>(
      `${address(number)}/candidates?q=${encodeURIComponent('кимо')}`,
    )
    expect(found.body.candidates).toMatchObject([
      { personId: kim.personId, name: 'Кимова Анна Петровна', of: 'Администрация' },
    ])

    await invite(at.author, number, kim.personId)
    const { body } = await invite(at.author, number, kim.personId)
    expect(body.coauthors).toMatchObject([{ personId: kim.personId }])
    expect(await read(kim, number)).toMatchObject({
      draft: { access: 'write' },
      can: { openDiscussion: true, withdraw: false },
    })
    expect((await list(kim)).initiatives).toHaveLength(1)
    expect((await lettersTo(kim)).map((each) => each.subject)).toEqual([`Вы соавтор инициативы № ${number}`])

    expect((await dismiss(at.author, number, kim.personId)).body.coauthors).toEqual([])
    expect((await kim.get(address(number))).status).toBe(404)
    expect((await kim.get(`/drafts/${draft!.id}`)).status).toBe(404)
  })

  test('are asked to write, to suggest or to comment, and may be asked for something else', async () => {
    const { number, draft } = await initiativeAt(house, at, 'draft')
    const kim = await house.post(await house.organization({ kind: 'nko' }), 'representative')
    await invite(at.author, number, kim.personId, 'comment')
    expect(await read(kim, number)).toMatchObject({ draft: { access: 'comment' } })
    const { body } = await invite(at.author, number, kim.personId, 'suggest')
    expect(body.coauthors).toMatchObject([{ personId: kim.personId, role: 'suggest' }])
    expect(await read(kim, number)).toMatchObject({
      draft: { access: 'suggest' },
      can: { openDiscussion: false, changeCoauthors: false },
      next: { isYours: false },
    })
    expect((await kim.get<{ initiatives: unknown[] }>('/desk')).body.initiatives).toEqual([])
    const begun = await kim.post<SuggestionView>(`/drafts/${draft!.id}/suggestions`)
    expect(begun.body).toMatchObject({ can: { write: true } })
    expect((await invite(at.author, number, kim.personId, 'rule')).status).toBe(400)
    await invite(at.author, number, kim.personId, 'write')
    expect(await read(kim, number)).toMatchObject({
      draft: { access: 'write' },
      can: { openDiscussion: true },
    })
  })

  test.each([
    ['another member', 403, 'not_allowed', () => at.member],
    ['a stranger', 401, 'sign_in_required', () => house.stranger],
  ])('are not for %s to choose: %i %s', async (_, status, code, who) => {
    const initiative = await initiativeAt(house, at, 'draft')
    const before = await traces(initiative)
    const refused = { status, body: { code } }
    expect(await invite(who(), initiative.number, at.chair.personId)).toMatchObject(refused)
    expect(await dismiss(who(), initiative.number, at.chair.personId)).toMatchObject(refused)
    expect(await who().get(`${address(initiative.number)}/candidates?q=Т`)).toMatchObject(refused)
    expect(await traces(initiative)).toEqual(before)
  })

  test('are people of the region, and not the author again', async () => {
    const initiative = await initiativeAt(house, at, 'draft')
    const passerBy = await house.person()
    const before = await traces(initiative)
    for (const personId of [passerBy, at.author.personId, crypto.randomUUID()])
      expect(await invite(at.author, initiative.number, personId)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', field: 'personId' },
      })
    expect(await traces(initiative)).toEqual(before)
  })

  test('stay as they are once the council votes', async () => {
    const initiative = await initiativeAt(house, at, 'vote')
    expect(await invite(at.author, initiative.number, at.member.personId)).toMatchObject({
      status: 409,
      body: { code: 'initiative_wrong_state' },
    })
  })
})

describe('those concerned', () => {
  test('get a letter for each move that is not their own, with the permalink; conclusions go to the council', async () => {
    const { number } = await initiativeAt(house, at, 'rejected')
    const subjects = async (client: Client) => (await lettersTo(client)).map((each) => each.subject)
    const about = `Инициатива № ${number}: `

    expect(await subjects(at.author)).toEqual([
      `${about}вынесена на голосование`,
      `Проголосуйте: инициатива № ${number}`,
      `${about}принята советом`,
      `${about}направлена органу власти`,
      `${about}зарегистрирована органом власти`,
      `${about}отказано`,
    ])
    expect(await subjects(at.secretary)).toEqual([
      `${about}открыто обсуждение`,
      `${about}передана совету`,
      `${about}зарегистрирована органом власти`,
      `${about}отказано`,
    ])
    expect(await subjects(at.member)).toEqual([`Проголосуйте: инициатива № ${number}`, `${about}отказано`])
    expect(await subjects(at.official)).toEqual([])
    const last = (await lettersTo(at.author)).at(-1)!
    expect(last.body).toContain('Рассмотрено.')
    expect(last.body).toContain(`http://localhost:8080/initiatives/${encodeURIComponent(number)}`)
  })

  test('of a text that was given up before anybody saw it the secretary hears nothing', async () => {
    await initiativeAt(house, at, 'withdrawn')
    expect(await lettersTo(at.secretary)).toEqual([])
  })
})

describe('lists', () => {
  test('show everybody what is public, and the council what is being written too', async () => {
    await initiativeAt(house, at, 'draft')
    await initiativeAt(house, at, 'adopted')
    expect((await list(house.stranger)).initiatives.map((each) => each.state)).toEqual(['adopted'])
    expect(await list(at.member)).toMatchObject({ total: 2, can: { create: true } })
    expect(await list(at.official)).toMatchObject({ total: 2, can: { create: false } })
  })

  test('are searched in any case, with ё as е, and a sign of the search language is a letter', async () => {
    await initiativeAt(house, at, 'public_discussion', { title: 'Тёплая остановка 100%' })
    for (const q of ['теплая', 'ТЁПЛАЯ  остановка', 'ин-30827', '100%', 'автобус'])
      expect((await list(house.stranger, `&q=${encodeURIComponent(q)}`)).total, q).toBe(1)
    for (const q of ['100_', '%%', 'тепло'])
      expect((await list(house.stranger, `&q=${encodeURIComponent(q)}`)).total, q).toBe(0)
  })

  test('come in pages of twenty, the last moved first', async () => {
    const numbers: string[] = []
    for (let i = 0; i < 21; i++) {
      house.pass(1000)
      numbers.unshift((await initiativeAt(house, at, 'draft', { title: `Замысел ${i}` })).number)
    }
    const first = await list(at.author)
    expect(first).toMatchObject({ total: 21, pages: 2, page: 1 })
    expect(first.initiatives.map((each) => each.number)).toEqual(numbers.slice(0, 20))
    expect((await list(at.author, '&page=2')).initiatives.map((each) => each.number)).toEqual(
      numbers.slice(20),
    )
    expect((await list(at.author, '&page=3')).initiatives).toEqual([])
  })

  test.each(['page=0', 'page=x', 'state=idea'])('with %s are not understood', async (query) => {
    expect((await house.stranger.get(`/initiatives?${query}`)).status).toBe(400)
  })
})

describe('for the desk and the portal,', () => {
  const actorOf = async (client: Client) => personOf(await house.kit.identify(client.cookie))

  test('what waits for a person names the duty, and why it came back', async () => {
    const begun = await initiativeAt(house, at, 'draft')
    const discussed = await initiativeAt(house, at, 'public_discussion')
    const back = await initiativeAt(house, at, 'council_review')
    await ask(at.secretary, back.number, 'return-to-draft', { reason: 'Уточните смету' })
    const before = await initiativeAt(house, at, 'council_review')
    const adopted = await initiativeAt(house, at, 'adopted')
    const duties = async (client: Client) =>
      new Map(
        (await listInitiativesWaitingFor(house.kit.db, await actorOf(client))).map((each) => [
          each.number,
          [each.duty, each.reason],
        ]),
      )

    expect(await duties(at.author)).toEqual(
      new Map([
        [begun.number, ['openDiscussion', null]],
        [discussed.number, ['sendToCouncil', null]],
        [back.number, ['mend', 'Уточните смету']],
      ]),
    )
    const ofCouncil = new Map([
      [before.number, ['openVote', null]],
      [adopted.number, ['submit', null]],
    ])
    expect(await duties(at.secretary)).toEqual(ofCouncil)
    expect(await duties(at.chair)).toEqual(ofCouncil)
    expect(await duties(at.member)).toEqual(new Map())
  })

  test('an open vote waits for those who have not cast a ballot and still may', async () => {
    const { votes } = await initiativeAt(house, at, 'vote')
    const waiting = async (client: Client) =>
      (await listVotesWaitingFor(house.kit.db, client.personId, house.now.toISOString())).map(
        (each) => each.id,
      )
    expect(await waiting(at.member)).toEqual([votes[0]!.id])
    await at.member.put(`/votes/${votes[0]!.id}/ballot`, { choice: 'for', turn: 1 })
    expect(await waiting(at.member)).toEqual([])
    expect(await waiting(at.observer)).toEqual([])
    await house.kit.db
      .updateTable('councilMember')
      .set({ endsOn: '2026-01-01' })
      .where('id', '=', at.chair.memberId)
      .execute()
    expect(await waiting(at.chair)).toEqual([])
  })

  test('what was decided, answered and is discussed is public, and nothing else is', async () => {
    await initiativeAt(house, at, 'draft')
    await initiativeAt(house, at, 'withdrawn')
    const discussed = await initiativeAt(house, at, 'public_discussion')
    const refused = await initiativeAt(house, at, 'not_adopted')
    const answered = await initiativeAt(house, at, 'accepted')
    const here = (rows: { councilId: Id; number: string }[]) =>
      rows.filter((each) => each.councilId === at.councilId).map((each) => each.number)

    expect(here(await listUnderDiscussion(house.kit.db, 50))).toEqual([discussed.number])
    expect(here(await listRecentlyDecided(house.kit.db, 50)).sort()).toEqual(
      [refused.number, answered.number].sort(),
    )
    expect(here(await listRecentlyAnswered(house.kit.db, 50))).toEqual([answered.number])
    expect(await listNumbers(house.kit.db, [answered.id])).toEqual(new Map([[answered.id, answered.number]]))
  })

  test('news of an initiative are the moves that others made', async () => {
    const { number } = await initiativeAt(house, at, 'adopted')
    const news = await listNewsFor(house.kit.db, at.author.personId, 10)
    expect(news.filter((each) => each.number === number).map((each) => each.verb)).toEqual([
      'adopt',
      'openVote',
    ])
  })
})

describe('suggestions', () => {
  test('are told to those who write the text, wait on their desks, and their verdicts to who made them', async () => {
    const { number, draft } = await initiativeAt(house, at, 'public_discussion', { title: 'Лыжня у школы' })
    const nko = await house.post(await house.organization({ kind: 'nko' }), 'representative')
    const begun = (await nko.post<SuggestionView>(`/drafts/${draft!.id}/suggestions`)).body
    await house.kit.drafts.edit(begun.draftId, nko, ({ content = [] }) => ({
      type: 'doc',
      content: [...content, { type: 'paragraph', content: [{ type: 'text', text: 'И осветить её.' }] }],
    }))
    const sent = (await nko.post<SuggestionView>(`/suggestions/${begun.id}/send`, { note: 'Зимой темно.' }))
      .body
    const letters = async (who: Client) =>
      (await lettersTo(who)).filter(({ subject }) => subject.includes(number)).map(({ subject }) => subject)
    expect(await letters(at.author)).toContain(`Инициатива № ${number}: предложены правки`)
    const deskOf = async (who: Client) => (await who.get<DeskView>('/desk')).body
    expect((await deskOf(at.author)).suggested).toMatchObject([{ number, suggestions: 1 }])
    expect((await deskOf(at.chair)).suggested).toEqual([])
    const [change] = sent.changes!
    await at.author.post(`/suggestions/${sent.id}/decline`, {
      change: change!.id,
      near: change!.near,
      reason: 'Освещение уже есть.',
    })
    expect((await deskOf(at.author)).suggested).toEqual([])
    expect((await deskOf(nko)).decided).toMatchObject([{ number }])
    expect(await letters(nko)).toContain(`Инициатива № ${number}: ваши правки рассмотрены`)
    const [word] = (await lettersTo(nko)).filter(({ subject }) => subject.includes('рассмотрены'))
    expect(word!.body).toContain('Причина: Освещение уже есть.')
  })
})
