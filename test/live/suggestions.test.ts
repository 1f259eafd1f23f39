import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCode, type DraftRole } from '../../shared/drafts.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { SuggestionView } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'
import { freezeDraft, thawDraft } from '../../server/drafts/actions.ts'
import { draftJson } from '../../server/drafts/queries.ts'
import { openHouse, type Client, type House } from '../house.ts'
import { doc, mark, paragraph, RawClient, syncMessage, Table, Typist } from '../support/collab.ts'
import { begin, linesOf, read, rewrite, seen, send } from '../support/suggestions.ts'
import { watch } from '../support/live.ts'

let house: House
let table: Table
let origin: string
/** Writes the text, writes it too, suggests. */
let anna: Client
let vera: Client
let boris: Client
const typists: Typist[] = []

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Анкудинова' }))
  vera = await house.as(await house.person({ familyName: 'Вуквукай' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
})
afterEach(() => typists.splice(0).forEach((each) => each.leave()))
afterAll(() => house.close())

const text = (...lines: string[]) => {
  const rights: [Client, DraftRole][] = [
    [anna, 'write'],
    [vera, 'write'],
    [boris, 'suggest'],
  ]
  return table.draft(rights, doc(...lines.map(paragraph)))
}

function typist(draftId: Id, who: Client): Promise<Typist> {
  const typist = new Typist(origin, draftId, who.cookie)
  typists.push(typist)
  return typist.open()
}

/** Puts words into a paragraph, as a keyboard would. */
function type(typist: Typist, line: number, at: number, words: string): void {
  const block = typist.root.get(line) as Y.XmlElement
  ;(block.get(0) as Y.XmlText).insert(at, words)
}

const swap = (from: string, to: string) => (json: DraftJson) =>
  JSON.parse(JSON.stringify(json).replace(from, to)) as DraftJson

const accept = async (who: Client, suggestion: SuggestionView, at = 0) => {
  const { changes } = await read(who, suggestion)
  return who.post<SuggestionView>(`/suggestions/${suggestion.id}/accept`, seen(changes![at]!))
}

test('who may suggest writes in their own draft only, also with a modified client (I5)', async () => {
  const id = await text('Решили:', 'построить школу.')
  const begun = await begin(boris, id)
  const own = await typist(begun.draftId, boris)
  expect(own.hello!.role).toBe('write')
  type(own, 1, 0, 'срочно ')
  await own.saved()
  const raw = await new RawClient(origin, id, boris.cookie).open()
  const stolen = new Y.Doc()
  stolen.getXmlFragment('default').push([new Y.XmlElement('paragraph')])
  raw.say(syncMessage('step2', Y.encodeStateAsUpdate(stolen)))
  raw.say(syncMessage('update', Y.encodeStateAsUpdate(stolen)))
  raw.say(mark(1))
  await raw.until(() => raw.kind(103).length > 0)
  raw.socket.terminate()
  expect(await linesOf(house, id)).toEqual(['Решили:', 'построить школу.'])
  expect(await table.logOf(id)).toHaveLength(1)
  // Nor does somebody else write in theirs, or see it before it is sent.
  const stranger = await new RawClient(origin, begun.draftId, anna.cookie).open()
  await stranger.until(() => stranger.closed !== null)
  expect(stranger.closed).toBe(closeCode.notFound)
  await send(boris, begun)
  const reader = await typist(begun.draftId, anna)
  expect(reader.hello!.role).toBe('read')
  await reader.sees('срочно построить школу.')
})

test('a change is accepted while others type in the same paragraph, and the words of everyone survive with their authors', async () => {
  const id = await text('Срок до первого сентября для всех школ района.')
  const begun = await begin(boris, id)
  await rewrite(house, begun, swap('сентября', 'октября'))
  const sent = await send(boris, begun)
  const [a, v] = [await typist(id, anna), await typist(id, vera)]
  const word = await watch<{ draftId: Id }>(origin, vera, `draft:${id}`, 'suggestions:changed')
  // What is typed after the comparison is in flight when the change is written.
  const accepted = accept(anna, sent)
  for (let n = 0; n < 12; n++) {
    type(a, 0, 0, 'а')
    type(v, 0, (v.root.get(0) as Y.XmlElement).get(0).length, 'в')
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect((await accepted).status).toBe(200)
  await Promise.all([a.saved(), v.saved(), a.sees('октября'), v.sees('октября'), word.until(() => true)])
  word.leave()
  const [line] = await linesOf(house, id)
  expect(line).toBe(`${'а'.repeat(12)}Срок до первого октября для всех школ района.${'в'.repeat(12)}`)
  const authors = new Set((await table.logOf(id)).map(({ personId }) => personId))
  expect(authors).toEqual(new Set([null, anna.personId, vera.personId, boris.personId]))
})

test('words typed into a block that a change writes anew are put into what stands there now', async () => {
  const id = await text('Порядок работы комиссии', 'Комиссия собирается раз в месяц.')
  const begun = await begin(boris, id)
  await rewrite(house, begun, ({ content = [] }) => ({
    type: 'doc',
    content: [{ ...content[0]!, type: 'heading', attrs: { level: 2 } }, ...content.slice(1)],
  }))
  const sent = await send(boris, begun)
  const away = await typist(id, vera)
  away.provider.disconnect()
  type(away, 0, 0, 'Новый ')
  type(away, 1, 0, 'Теперь ')
  expect((await accept(anna, sent)).status).toBe(200)
  away.provider.connect()
  await away.saved()
  await away.until(() => away.text.startsWith('Новый Порядок'))
  expect(await linesOf(house, id)).toEqual([
    'Новый Порядок работы комиссии',
    'Теперь Комиссия собирается раз в месяц.',
  ])
  expect((await draftJson(house.kit.db, id)).content![0]!.type).toBe('heading')
  expect((await table.logOf(id)).at(-1)!.personId).toBe(vera.personId)
})

test('who suggests without a connection keeps every word, whatever the server has put into their draft meanwhile', async () => {
  const id = await text('Проложить лыжню у школы.', 'Освещать её до девяти вечера.', 'Назначить смотрителя.')
  const begun = await begin(boris, id)
  const own = await typist(begun.draftId, boris)
  type(own, 0, 0, 'Зимой ')
  await own.saved()
  const sent = await send(boris, begun)
  own.provider.disconnect()
  type(own, 0, 0, 'Этой ')
  type(own, 1, 0, 'Ещё: ')
  type(own, 2, 0, 'Срочно ')
  // What was suggested is taken, and the paragraphs they are typing in are written anew.
  expect((await accept(anna, sent)).status).toBe(200)
  await house.kit.drafts.edit(id, anna, ({ content = [] }) => ({
    type: 'doc',
    content: [
      content[0]!,
      { ...content[1]!, type: 'heading', attrs: { level: 3 } },
      paragraph('Смотрителя назначает глава.'),
    ],
  }))
  await begin(boris, id)
  own.provider.connect()
  await own.saved()
  const lines = await linesOf(house, begun.draftId)
  expect(lines[0]).toBe('Этой Зимой Проложить лыжню у школы.')
  expect(lines[1]).toBe('Ещё: Освещать её до девяти вечера.')
  expect(lines.join('\n')).toContain('Срочно')
  expect(await linesOf(house, id)).toEqual([
    'Зимой Проложить лыжню у школы.',
    'Освещать её до девяти вечера.',
    'Смотрителя назначает глава.',
  ])
})

test('when the text is frozen so are the suggestions for it, and they open again with it (I14)', async () => {
  const id = await text('Решили:')
  const begun = await begin(boris, id)
  const own = await typist(begun.draftId, boris)
  await table.as(anna, (work) => freezeDraft(work, id, 'Текст'))
  await own.until(() => own.hello!.state === 'frozen' && own.hello!.role === 'read')
  own.write('поздно')
  await own.until(() => own.nacks.length > 0)
  expect(own.nacks[0]!.code).toBe(closeCode.frozen)
  expect(await linesOf(house, begun.draftId)).toEqual(['Решили:'])
  await table.as(anna, (work) => thawDraft(work, id))
  await own.until(() => own.hello!.role === 'write')
  await own.saved()
  expect(await linesOf(house, begun.draftId)).toEqual(['Решили:', 'поздно'])
})

test('who loses the right to suggest keeps reading what they wrote, and writes it no more (I6)', async () => {
  const id = await text('Решили:')
  const begun = await begin(boris, id)
  const own = await typist(begun.draftId, boris)
  table.allow(id, boris, 'comment')
  await house.kit.drafts.recheck(id)
  await own.until(() => own.hello!.role === 'read')
  table.allow(id, boris, null)
  await house.kit.drafts.recheck(id)
  await own.until(() => own.closed === closeCode.noAccess)
  expect((await boris.get(`/suggestions/${begun.id}`)).status).toBe(404)
})

test('a text that a modified client has left in no shape is not compared, and its suggestions stay', async () => {
  const id = await text('Решили:')
  const begun = await begin(boris, id)
  await rewrite(house, begun, swap('Решили', 'Постановили'))
  const sent = await send(boris, begun)
  const a = await typist(id, anna)
  const item = new Y.XmlElement('listItem')
  item.insert(0, [new Y.XmlText('сам по себе')])
  a.root.push([item])
  await a.saved()
  const now = await read(anna, sent)
  expect([now.state, now.changes, now.html]).toEqual(['sent', null, null])
  const answer = await anna.post<{ code: string }>(`/suggestions/${sent.id}/accept`, seen(sent.changes![0]!))
  expect([answer.status, answer.body.code]).toEqual([422, 'comparison_impossible'])
})
