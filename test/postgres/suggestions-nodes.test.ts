import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { DraftRole } from '../../shared/drafts.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { SuggestionView } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import { Client, createDatabase, openHouse, type House } from '../house.ts'
import { doc, paragraph, Table, Typist } from '../support/collab.ts'
import { begin, linesOf, list, rewrite, seen, send } from '../support/suggestions.ts'

const nodes: { house: House; table: Table; origin: string }[] = []
let anna: Client
let boris: Client

beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgres')!)
  for (let n = 0; n < 2; n++) {
    const house = await openHouse({ databaseUrl })
    nodes.push({ house, table: new Table(house), origin: await house.listen() })
  }
  const { house } = nodes[0]!
  anna = await house.as(await house.person())
  boris = await house.as(await house.person())
})
afterAll(() => Promise.all(nodes.map(({ house }) => house.close())))

const here = () => nodes[0]!.house
const at = (n: number, { personId, cookie }: Client) => new Client(nodes[n]!.house.app, personId, cookie)

async function text(...lines: string[]): Promise<Id> {
  const rights: [Client, DraftRole][] = [
    [anna, 'write'],
    [boris, 'suggest'],
  ]
  const id = await nodes[0]!.table.draft(rights, doc(...lines.map(paragraph)))
  for (const { table } of nodes) for (const [who, role] of rights) table.allow(id, who, role)
  return id
}

const swap = (from: string, to: string) => (json: DraftJson) =>
  JSON.parse(JSON.stringify(json).replace(from, to)) as DraftJson

test('a change that is accepted at two nodes at once is in the text once', async () => {
  const id = await text('Дорога и мост.', 'Школа.')
  // Both nodes have the text in memory, so that each believes to know it.
  const readers = await Promise.all(nodes.map(({ origin }) => new Typist(origin, id, anna.cookie).open()))
  for (let round = 0; round < 5; round++) {
    const begun = await begin(boris, id)
    await rewrite(here(), begun, swap('мост', `мост, ещё${round}`))
    const sent = await send(boris, begun)
    const [change] = sent.changes!
    const answers = await Promise.all(
      [0, 1].map((n) => at(n, anna).post<SuggestionView>(`/suggestions/${sent.id}/accept`, seen(change!))),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  }
  expect(await linesOf(here(), id)).toEqual(['Дорога и мост, ещё4, ещё3, ещё2, ещё1, ещё0.', 'Школа.'])
  await Promise.all(readers.map((each) => each.sees('ещё4')))
  expect(readers[0]!.text).toBe(readers[1]!.text)
  readers.forEach((each) => each.leave())
  expect((await list(at(1, anna), id)).suggestions).toMatchObject([{ state: 'decided', changes: [] }])
})
