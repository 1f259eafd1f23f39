import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type Answer, type House } from './house.ts'
import { deeds, type Deed } from './support/deeds.ts'
import { added, everyRow, rowCounts } from './support/rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

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
