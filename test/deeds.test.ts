import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type Answer, type House } from './house.ts'
import { deeds, type Deed } from './support/deeds.ts'
import { expectRecordsRecompute } from './support/records.ts'
import { added, everyRow, rowCounts } from './support/rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  expect(await expectRecordsRecompute(house)).toBeGreaterThan(0)
  await house.close()
})

/** Whoever asks again hears the same, or that it is done already. */
function expectAgain({ again }: Deed, first: Answer<unknown>, second: Answer<unknown>): void {
  expect(first.status, JSON.stringify(first.body)).toBeLessThan(300)
  if (again) expect(second.body).toMatchObject({ code: again })
  else {
    expect((second.body as { code?: string } | null)?.code ?? second.status).toBe(first.status)
    expect(second.body).toEqual(first.body)
  }
}

/** What the deed adds to each table when it is asked for once. */
async function once(prepare: (house: House) => Promise<Deed>) {
  const { ask } = await prepare(house)
  const before = await rowCounts(house.kit.db)
  await ask()
  return added(before, await rowCounts(house.kit.db))
}

test.each(deeds)(
  'R-76 · %s: asked again after a lost answer it is answered alike and done once',
  async (_, prepare) => {
    const deed = await prepare(house)
    const first = await deed.ask()
    const written = await everyRow(house.kit.db)
    house.pass(1000)
    expectAgain(deed, first, await deed.ask())
    expect(await everyRow(house.kit.db)).toBe(written)
  },
)

test.each(deeds)('R-76 · %s: two tabs at once are one deed', async (_, prepare) => {
  const control = await once(prepare)
  const deed = await prepare(house)
  const before = await rowCounts(house.kit.db)
  const answers = await Promise.all([deed.ask(), deed.ask()])
  const [first, second] = answers.toSorted((a, b) => a.status - b.status)
  expectAgain(deed, first!, second!)
  expect(added(before, await rowCounts(house.kit.db))).toEqual(control)
})

const flying = deeds.filter(([name]) => /ballot|sheet|hands|demand|pick/.test(name))

test.each(flying)(
  'R-76 · %s: closed while it flies, it is in what was counted or refused',
  async (_, prepare) => {
    const { meeting, ask } = await prepare(house)
    const { votes } = (await meeting.view()).state ?? { votes: [] }
    const voteId = votes[0]?.voteId ?? (await lastVote())
    const close = () =>
      votes.length > 0
        ? meeting.act(meeting.chair, 'vote:closed', { voteId })
        : meeting.chair.post<{ code?: string }>(`/votes/${voteId}/close`)
    const [asked, closed] = await Promise.all([ask(), close()])
    const code = (asked.body as { code?: string } | null)?.code
    if (asked.status >= 300) expect(['vote_closed', 'issuance_closed']).toContain(code)
    // Hands that are not agreed on keep the question open.
    const isOpen = closed.body.code === 'count_not_confirmed'
    expect(closed.body.code ?? closed.status).toBe(isOpen ? 'count_not_confirmed' : 200)
    const { state, result } = await house.kit.db
      .selectFrom('vote')
      .select(['state', 'result'])
      .where('id', '=', voteId)
      .executeTakeFirstOrThrow()
    expect([state, result === null]).toEqual(isOpen ? ['open', true] : ['closed', false])
  },
)

const lastVote = async () =>
  (await house.kit.db.selectFrom('vote').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
