import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DraftJson } from '../shared/draft-schema.ts'
import type { Attribution, VersionList } from '../shared/revisions.ts'
import type { Id } from '../shared/values.ts'
import { publishRevision } from '../server/drafts/actions.ts'
import { loadDocument } from '../server/drafts/queries.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table, Typist } from './support/collab.ts'

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let vera: Client
let reader: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Аннина' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
  vera = await house.as(await house.person({ familyName: 'Верина' }))
  reader = await house.as(await house.person())
  house.kit.drafts.history(table.kind, async (_db, actor) =>
    [anna, boris].some(({ personId }) => personId === actor.personId),
  )
})
beforeEach(async () => {
  draftId = await table.draft([
    [anna, 'write'],
    [boris, 'write'],
    [reader, 'comment'],
  ])
})
afterAll(() => house.close())

const edit = (who: Client, change: (content: DraftJson[]) => DraftJson[]) =>
  house.kit.drafts.edit(draftId, { personId: who.personId }, (json) => doc(...change(json.content ?? [])))
const says = (who: Client, ...texts: string[]) =>
  edit(who, (content) => [...content, ...texts.map(paragraph)])
const heading = (text: string): DraftJson => ({
  type: 'heading',
  attrs: { level: 1 },
  content: [{ type: 'text', text }],
})
const attribution = async (who: Client = anna) =>
  (await who.get<Attribution>(`/drafts/${draftId}/attribution`)).body

/** Every block as its passages: `Аннина: построить | Борисов: школу`. */
async function whose(): Promise<string[]> {
  const { contributors, blocks } = await attribution()
  return blocks.map(({ text, passages }) =>
    passages
      .map(({ from, to, by }) => {
        const name = contributors[by]!.person?.name.split(' ')[0] ?? 'никто'
        return `${name}: ${text.slice(from, to).trim()}`
      })
      .join(' | '),
  )
}

describe('who wrote what', () => {
  test('every passage has its author and time, and the shares are 100 together', async () => {
    await says(anna, 'построить школу в нашем селе')
    house.pass(60 * 60_000)
    const typist = await new Typist(origin, draftId, boris.cookie).open()
    const text = (typist.root.get(0) as Y.XmlElement).get(0) as Y.XmlText
    text.insert(16, 'и дорогу ')
    typist.write('до конца года')
    await typist.saved()
    typist.leave()
    expect(await whose()).toEqual([
      'Аннина: построить школу | Борисов: и дорогу | Аннина: в нашем селе',
      'Борисов: до конца года',
    ])
    const { contributors, blocks, head } = await attribution()
    expect(contributors).toMatchObject([
      { person: { id: anna.personId }, characters: 28, percent: 56 },
      { person: { id: boris.personId }, characters: 22, percent: 44, lastAt: house.now.toISOString() },
    ])
    expect(head).toBe((await table.logOf(draftId)).at(-1)!.seq)
    expect(blocks[0]).toMatchObject({
      path: [0],
      type: 'paragraph',
      text: 'построить школу и дорогу в нашем селе',
    })
    expect(blocks[0]!.passages.map((each) => each.at)).toEqual([
      '2026-11-24T00:00:00.000Z',
      house.now.toISOString(),
      '2026-11-24T00:00:00.000Z',
    ])
  })

  test('a paragraph that somebody else made a heading, split, joined or moved stays whose it was', async () => {
    await says(anna, 'Введение', 'построить школу и дорогу к ней')
    await edit(boris, ([, second]) => [heading('Введение'), second!])
    expect(await whose()).toEqual(['Аннина: Введение', 'Аннина: построить школу и дорогу к ней'])
    await edit(boris, ([first]) => [first!, paragraph('построить школу'), paragraph('и дорогу к ней')])
    expect(await whose()).toEqual(['Аннина: Введение', 'Аннина: построить школу', 'Аннина: и дорогу к ней'])
    await edit(boris, ([first, second, third]) => [third!, first!, second!])
    expect(await whose()).toEqual(['Аннина: и дорогу к ней', 'Аннина: Введение', 'Аннина: построить школу'])
    await edit(boris, ([third, first, second]) => [
      first!,
      { type: 'bulletList', content: [{ type: 'listItem', content: [second!, third!] }] },
    ])
    expect(await whose()).toEqual(['Аннина: Введение', 'Аннина: построить школу', 'Аннина: и дорогу к ней'])
    expect((await attribution()).blocks.map(({ path }) => path)).toEqual([[0], [1, 0, 0], [1, 0, 1]])
  })

  test('an edit on behalf of somebody makes the words that are new theirs, and no other', async () => {
    await says(anna, 'построить новую школу в селе Тигиль до конца года')
    // As a reviewer takes a suggestion: the server writes, the one who suggested it is the author.
    await edit(vera, () => [heading('построить старую школу в селе Тигиль к весне до конца года')])
    expect(await whose()).toEqual([
      'Аннина: построить | Верина: старую | Аннина: школу в селе Тигиль | Верина: к весне | Аннина: до конца года',
    ])
  })

  test('words that a restoration brings back are whose they were, not of who restored them', async () => {
    await says(anna, 'построить школу в нашем большом селе', 'и мост')
    const { body } = await anna.post<VersionList>(`/drafts/${draftId}/versions`, { title: 'всё' })
    await edit(boris, () => [paragraph('ничего не строить')])
    await boris.post(`/drafts/${draftId}/restore`, { revisionId: body.versions[0]!.id })
    expect(await whose()).toEqual(['Аннина: построить школу в нашем большом селе', 'Аннина: и мост'])
  })

  test('whoever takes back their own deletion has not written what comes back', async () => {
    await says(anna, 'построить школу в нашем селе', 'дороги')
    const typist = await new Typist(origin, draftId, boris.cookie).open()
    const undo = new Y.UndoManager(typist.root, { captureTimeout: 60_000 })
    const words = () => (typist.root.get(0) as Y.XmlElement).get(0) as Y.XmlText
    // Letter by letter, as by holding the key down.
    for (let at = 'построить школу'.length - 1; at >= 0; at--) {
      words().delete(at, 1)
      await typist.saved()
    }
    typist.root.delete(1, 1)
    await typist.saved()
    undo.undo()
    await typist.saved()
    expect(typist.text).toBe('построить школу в нашем селе\nдороги')
    expect(await whose()).toEqual(['Аннина: построить школу в нашем селе', 'Аннина: дороги'])
    undo.destroy()
    typist.leave()
  })

  test('what nobody is known for, as a form at the beginning, is nobody’s', async () => {
    draftId = await table.draft([[anna, 'write']], doc(paragraph('Совет решил:')))
    await says(anna, 'строить')
    expect(await whose()).toEqual(['никто: Совет решил:', 'Аннина: строить'])
    expect((await attribution()).contributors[0]).toMatchObject({ person: null, characters: 12 })
  })

  test('what was learnt is kept, and still known when the rows of the log are gone', async () => {
    await says(anna, 'построить школу в нашем селе')
    await edit(boris, ([first]) => [{ ...heading(''), content: first!.content! }])
    const before = await whose()
    house.pass(11 * 60_000)
    await house.kit.tick()
    const { doc: document, seq } = await loadDocument(house.kit.db, draftId)
    const bytes = Y.encodeStateAsUpdate(document)
    await house.kit.db
      .insertInto('draftSnapshot')
      .values({ draftId, seq, bytes, createdAt: house.now.toISOString() })
      .execute()
    await house.kit.db.deleteFrom('draftUpdate').where('draftId', '=', draftId).execute()
    expect(await whose()).toEqual(before)
    expect(before).toEqual(['Аннина: построить школу в нашем селе'])
    await says(boris, 'и дорогу')
    expect(await whose()).toEqual([...before, 'Борисов: и дорогу'])
    // Without what was kept the words are whose clientID put them there last.
    await house.kit.db.deleteFrom('draftAuthorship').where('draftId', '=', draftId).execute()
    expect(await whose()).toEqual(['Борисов: построить школу в нашем селе', 'Борисов: и дорогу'])
  })

  test('an empty text has neither passages nor contributors', async () => {
    expect(await attribution()).toMatchObject({ contributors: [], blocks: [] })
  })

  test('it is for those who may look back; for others there is nothing', async () => {
    await says(anna, 'построить школу')
    await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    expect((await boris.get(`/drafts/${draftId}/attribution`)).status).toBe(200)
    for (const who of [reader, vera, house.stranger])
      expect(await who.get(`/drafts/${draftId}/attribution`)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
  })
})
