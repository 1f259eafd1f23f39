import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../server/lib/ids.ts'
import type { OpenedVote } from '../server/votes/actions.ts'
import type { VoteView } from '../shared/votes-views.ts'
import type { Id } from '../shared/values.ts'
import { openHouse, type Client, type House } from './house.ts'
import { after, minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
beforeAll(async () => void (house = await openHouse()))
afterAll(() => house.close())

type Method = 'post' | 'put' | 'patch' | 'delete'
interface Route {
  method: Method
  path: string
}

/** Every route of the house that changes something about one vote, as the house itself describes them. */
async function routes(): Promise<Route[]> {
  const { body } = await house.stranger.get<{ paths: Record<string, Record<string, unknown>> }>(
    '/openapi.json',
  )
  return Object.entries(body.paths)
    .filter(([path]) => /^(\/api)?\/votes\/\{id\}/.test(path))
    .flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method): method is Method => ['post', 'put', 'patch', 'delete'].includes(method))
        .map((method) => ({ method, path: path.replace(/^\/api/, '') })),
    )
}

const ends = ({ path }: Route) => /close|demand|annul|following/.test(path)

/** What would take a protection away, under every name that a body could have for it, beside what each route needs. */
const loosened = (memberId: Id) => ({
  ...{
    choice: 'for',
    turn: 1,
    memberId,
    way: 'paper',
    picks: [],
    why: 'reconsideration',
    reason: 'так вышло',
  },
  ...{ for: 1, against: 0, abstain: 0, casting: null, blinded: '', body: {}, token: {} },
  form: 'open_roll_call',
  secret: false,
  isSecret: false,
  kMin: 1,
  hidden: false,
  mayChange: true,
  electors: [],
  electorate: { electors: [], others: [] },
  entitled: [],
  sitting: null,
  present: [],
  quorum: { base: 'actual_members', fraction: { num: 1, den: 100, strict: false } },
  decision: { class: 'procedural', base: 'votes_cast', fraction: { num: 1, den: 100, strict: false } },
  decisionClass: 'procedural',
  base: 'votes_cast',
  rules: {},
  terms: {},
  termsSha256: '0'.repeat(64),
  ways: ['app'],
  question: 'Другой вопрос?',
  options: ['Другой'],
  opensAt: '2026-01-01T00:00:00.000Z',
  closesAt: '2099-01-01T00:00:00.000Z',
})

const frozenOf = (voteId: Id) =>
  house.kit.db
    .selectFrom('vote')
    .select(['form', 'question', 'decisionClass', 'mayChange', 'terms', 'termsSha256', 'closesAt'])
    .where('id', '=', voteId)
    .executeTakeFirstOrThrow()
const electorsOf = (voteId: Id) =>
  house.kit.db
    .selectFrom('elector')
    .select('memberId')
    .where('voteId', '=', voteId)
    .orderBy('memberId')
    .execute()

const forms: Record<string, (ids: Id[]) => Partial<OpenedVote>> = {
  open_roll_call: () => ({}),
  absentee: () => ({ form: 'absentee', closesAt: after(house, minutes(14 * 24 * 60)) }),
  mixed: () => ({ form: 'mixed' }),
  election: () => ({ form: 'election', options: ['Иванова', 'Петров', 'Сидорова'] }),
  rating: () => ({ form: 'rating', decisionClass: 'rating', options: ['Дорога', 'Школа'] }),
  secret: () => ({ form: 'secret', decisionClass: 'secret_personal' }),
  open_count: (ids) => ({
    form: 'open_count',
    closesAt: null,
    sitting: { meetingId: newId(), itemId: null, present: ids, entitled: ids, presiding: ids[0]! },
  }),
}

describe.each(Object.keys(forms))('the terms of a vote, %s,', (form) => {
  const opened = async (more: Partial<OpenedVote>) => {
    const council = await votingCouncil(house, 7)
    const ids = council.members.map(({ memberId }) => memberId)
    const voteId = await openedVote(house, council.councilId, { ...forms[form]!(ids), ...more })
    return { ...council, voteId }
  }

  test.each(['announced', 'open'])(
    'once it is %s, are loosened by no route and nobody (domain §3)',
    async (state) => {
      const opensAt = state === 'announced' ? { opensAt: after(house, minutes(10)) } : {}
      const { voteId, chair, secretary, members } = await opened(opensAt)
      const [terms, electors] = [await frozenOf(voteId), await electorsOf(voteId)]
      const all = await routes()
      expect(all.length).toBeGreaterThan(8)
      // What ends the vote comes last, so that the others meet it as it is.
      for (const { method, path } of all.toSorted((a, b) => Number(ends(a)) - Number(ends(b)))) {
        for (const client of [members[4]!, secretary, chair] satisfies Client[])
          await client[method](path.replace('{id}', voteId), loosened(members[5]!.memberId))
        expect(await frozenOf(voteId), `${method} ${path}`).toEqual(terms)
        expect(await electorsOf(voteId), `${method} ${path}`).toEqual(electors)
      }
    },
  )

  test('stay the same whatever becomes of the council, its rules and its members', async () => {
    const { voteId, councilId, chair, members } = await opened({})
    const { terms, termsSha256 } = (await chair.get<VoteView>(`/votes/${voteId}`)).body
    await house.kit.db.updateTable('council').set({ established: 99 }).where('id', '=', councilId).execute()
    await house.kit.db
      .updateTable('councilRules')
      .set({ rules: '{}' })
      .where('councilId', '=', councilId)
      .execute()
    await house.kit.db
      .updateTable('councilMember')
      .set({ role: 'observer', hasVote: 0 })
      .where('id', '=', members[5]!.memberId)
      .execute()
    expect((await chair.get<VoteView>(`/votes/${voteId}`)).body).toMatchObject({ terms, termsSha256 })
  })
})
