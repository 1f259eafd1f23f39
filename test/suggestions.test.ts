import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSigns, sayChanges } from '../shared/change-words.ts'
import type { DraftRole } from '../shared/drafts.ts'
import type { DraftJson } from '../shared/draft-schema.ts'
import type { SuggestionView } from '../shared/suggestions.ts'
import type { Id } from '../shared/values.ts'
import { freezeDraft, thawDraft } from '../server/drafts/actions.ts'
import { openProposalsOf, takeProposals } from '../server/suggestions/actions.ts'
import type { Person } from '../server/lib/actor.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table } from './support/collab.ts'
import { begin, linesOf, list, read, rewrite, seen, send } from './support/suggestions.ts'

let house: House
let table: Table
/** Writes the text, suggests, suggests too, comments, and does not know of it. */
let anna: Client
let boris: Client
let vera: Client
let galina: Client
let nobody: Client

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Анкудинова' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
  vera = await house.as(await house.person({ familyName: 'Вуквукай' }))
  galina = await house.as(await house.person({ familyName: 'Гуторова' }))
  nobody = await house.as(await house.person())
})
afterAll(() => house.close())

const lines = ['Поставить остановку у школы.', 'Срок до первого сентября.', 'Ответственный — администрация.']

const text = (content = lines) => {
  const rights: [Client, DraftRole][] = [
    [anna, 'write'],
    [boris, 'suggest'],
    [vera, 'suggest'],
    [galina, 'comment'],
  ]
  return table.draft(rights, doc(...content.map(paragraph)))
}

const swap = (from: string, to: string) => (json: DraftJson) =>
  JSON.parse(JSON.stringify(json).replace(from, to)) as DraftJson

/** A suggestion of somebody that is sent, with these words in place of those. */
async function suggested(draftId: Id, who: Client, ...swaps: [string, string][]): Promise<SuggestionView> {
  const begun = await begin(who, draftId)
  for (const each of swaps) await rewrite(house, begun, swap(...each))
  return send(who, begun, 'Так точнее.')
}

const decide = (who: Client, { id }: { id: Id }, how: 'accept' | 'decline', body: object) =>
  who.post<SuggestionView & { code?: string }>(`/suggestions/${id}/${how}`, body)

const edit = (draftId: Id, who: Client, change: (json: DraftJson) => DraftJson) =>
  house.kit.drafts.edit(draftId, who, change)

test('a suggestion is begun once for a person, is theirs alone until it is sent, and then everybody at the text sees its changes', async () => {
  const id = await text()
  const begun = await begin(boris, id)
  expect(begun).toMatchObject({
    state: 'writing',
    changes: [],
    can: { write: true, send: true, decide: false },
  })
  expect((await begin(boris, id)).id).toBe(begun.id)
  await rewrite(house, begun, swap('первого сентября', 'первого октября'))
  expect((await anna.get(`/suggestions/${begun.id}`)).status).toBe(404)
  expect((await list(anna, id)).suggestions).toEqual([])
  const sent = await send(boris, begun, 'Раньше не успеть.')
  expect(sent.changes).toMatchObject([
    { kind: 'text', removed: 'сентября', added: 'октября', outdated: null },
  ])
  const forAnna = await read(anna, sent)
  expect(forAnna).toMatchObject({
    note: 'Раньше не успеть.',
    can: { write: false, send: false, withdraw: false, decide: true },
  })
  expect(forAnna.html).toContain('<del')
  expect((await list(galina, id)).suggestions).toMatchObject([{ id: sent.id, can: { decide: false } }])
  expect((await nobody.get(`/drafts/${id}/suggestions`)).status).toBe(404)
  expect((await nobody.get(`/suggestions/${sent.id}`)).status).toBe(404)
  expect((await house.stranger.get(`/drafts/${id}/suggestions`)).status).toBe(404)
})

test('an accepted change is in the text as words of who suggested it, and the suggestion keeps the others', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'], ['администрация', 'глава округа'])
  const [first] = sent.changes!
  const answer = await decide(anna, sent, 'accept', seen(first!))
  expect(answer.status).toBe(200)
  expect(await linesOf(house, id)).toEqual([lines[0], 'Срок до первого октября.', lines[2]])
  expect(answer.body).toMatchObject({
    state: 'sent',
    changes: [{ added: 'глава округа' }],
    decisions: [{ decision: 'accepted', removed: 'сентября', added: 'октября' }],
  })
  const row = (await table.logOf(id)).at(-1)!
  expect(row.personId).toBe(boris.personId)
  const { clientId } = await house.kit.db
    .selectFrom('suggestionDecision')
    .select('clientId')
    .where('suggestionId', '=', sent.id)
    .executeTakeFirstOrThrow()
  const client = await house.kit.db
    .selectFrom('draftClient')
    .select('personId')
    .where('draftId', '=', id)
    .where('clientId', '=', clientId)
    .executeTakeFirst()
  expect(client?.personId).toBe(boris.personId)
  expect((await house.journalOf(sent.id)).map(({ verb }) => verb)).toEqual([
    'suggestion:begun',
    'suggestion:sent',
    'suggestion:accepted',
  ])
  expect(house.publishedTo(`draft:${id}`).at(-1)).toEqual([
    `draft:${id}`,
    'suggestions:changed',
    { draftId: id },
  ])
})

test('a change that is accepted twice is in the text once', async () => {
  const id = await text(['Дорога и мост.', 'Дорога и мост.'])
  const begun = await begin(boris, id)
  await rewrite(house, begun, () => doc(paragraph('Дорога и новый мост.'), paragraph('Дорога и новый мост.')))
  const sent = await send(boris, begun)
  const [first] = sent.changes!
  const answers = await Promise.all([1, 2].map(() => decide(anna, sent, 'accept', seen(first!))))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)!.body.code).toBe('suggestion_changed')
  expect(await linesOf(house, id)).toEqual(['Дорога и новый мост.', 'Дорога и мост.'])
})

test('a declined change leaves the suggestion for a reason, and the text as it was', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'], ['администрация', 'глава округа'])
  const [first, second] = sent.changes!
  const without = await decide(anna, sent, 'decline', seen(first!))
  expect([without.status, without.body.code]).toEqual([422, 'reason_required'])
  const declined = await decide(anna, sent, 'decline', { ...seen(first!), reason: 'Срок дан свыше.' })
  expect(declined.body).toMatchObject({
    changes: [{ added: 'глава округа' }],
    decisions: [
      { decision: 'declined', reason: 'Срок дан свыше.', by: expect.stringContaining('Анкудинова') },
    ],
  })
  expect(await linesOf(house, id)).toEqual(lines)
  const last = await decide(anna, sent, 'decline', { ...seen(second!), reason: 'Нет.' })
  expect(last.body).toMatchObject({ state: 'decided', changes: [] })
  expect(await linesOf(house, last.body.draftId)).toEqual(lines)
})

test('only who writes the text decides, only of what was sent, and only while the text is open', async () => {
  const id = await text()
  const begun = await begin(boris, id)
  await rewrite(house, begun, swap('сентября', 'октября'))
  const [change] = (await read(boris, begun)).changes!
  table.allow(id, vera, 'write')
  expect((await decide(vera, begun, 'accept', seen(change!))).status).toBe(404)
  await send(boris, begun)
  for (const who of [boris, galina]) {
    const answer = await decide(who, begun, 'accept', seen(change!))
    expect([answer.status, answer.body.code]).toEqual([403, 'not_allowed'])
  }
  expect((await decide(nobody, begun, 'accept', seen(change!))).status).toBe(404)
  expect((await decide(house.stranger, begun, 'accept', seen(change!))).status).toBe(401)
  await table.as(anna, (work) => freezeDraft(work, id, 'Текст'))
  const closed = await decide(anna, begun, 'accept', seen(change!))
  expect([closed.status, closed.body.code]).toEqual([409, 'draft_frozen'])
  expect((await boris.post<{ code: string }>(`/drafts/${id}/suggestions`)).body.code).toBe('draft_frozen')
  expect(await linesOf(house, id)).toEqual(lines)
  expect((await read(anna, begun)).changes).toHaveLength(1)
  await table.as(anna, (work) => thawDraft(work, id))
  expect((await decide(anna, begun, 'accept', seen(change!))).status).toBe(200)
})

test('who decides without end is asked to wait; others are not', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  const [change] = (await read(anna, sent)).changes!
  const code = async (who: Client) => (await decide(who, sent, 'accept', seen(change!))).body.code
  const rita = await house.as(await house.person())
  table.allow(id, rita, 'suggest')
  for (let n = 0; n < 120; n++) expect(await code(rita)).toBe('not_allowed')
  expect(await code(rita)).toBe('too_many_requests')
  expect((await decide(anna, sent, 'accept', seen(change!))).status).toBe(200)
})

test('a suggestion keeps its place while the text moves, and what both changed is shown as three texts and taken only when confirmed', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'], ['администрация', 'глава округа'])
  await edit(id, anna, ({ content = [] }) => doc(paragraph('Решили:'), ...content))
  await edit(id, anna, swap('сентября', 'ноября'))
  const now = await read(anna, sent)
  expect(now.changes).toMatchObject([
    {
      added: expect.stringContaining('октября'),
      outdated: { then: 'сентября', now: 'ноября', suggested: 'октября' },
    },
    { removed: 'администрация', added: 'глава округа', outdated: null },
  ])
  const [outdated, other] = now.changes!
  const refused = await decide(anna, sent, 'accept', seen(outdated!))
  expect([refused.status, refused.body.code]).toEqual([409, 'suggestion_outdated'])
  const all = await anna.post<SuggestionView>(`/suggestions/${sent.id}/accept-all`, {
    changes: [seen(outdated!), seen(other!)],
  })
  expect(await linesOf(house, id)).toEqual([
    'Решили:',
    lines[0],
    'Срок до первого ноября.',
    'Ответственный — глава округа.',
  ])
  expect(all.body.changes).toMatchObject([{ outdated: { then: 'сентября' } }])
  const [left] = all.body.changes!
  const taken = await decide(anna, sent, 'accept', { ...seen(left!), isConfirmed: true })
  expect(taken.body).toMatchObject({ state: 'decided', changes: [] })
  expect((await linesOf(house, id))[2]).toBe('Срок до первого октября.')
})

test('two suggestions that want the same words changed name one another, and the second is outdated once the first is taken', async () => {
  const id = await text()
  const one = await suggested(id, boris, ['сентября', 'октября'])
  const other = await suggested(id, vera, ['сентября', 'августа'])
  const both = (await list(anna, id)).suggestions
  expect(both.map(({ changes }) => changes![0]!.collides)).toEqual([[other.id], [one.id]])
  await decide(anna, one, 'accept', seen(both[0]!.changes![0]!))
  const left = await read(anna, other)
  expect(left.changes).toMatchObject([
    { outdated: { then: 'сентября', now: 'октября', suggested: 'августа' }, collides: [] },
  ])
})

test('all changes of one person are declined for one reason', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'], ['администрация', 'глава округа'])
  const changes = sent.changes!.map(seen)
  const without = await anna.post<{ code: string }>(`/suggestions/${sent.id}/decline-all`, { changes })
  expect(without.body.code).toBe('reason_required')
  const done = await anna.post<SuggestionView>(`/suggestions/${sent.id}/decline-all`, {
    changes,
    reason: 'Обсудили на заседании.',
  })
  expect(done.body.decisions.map(({ reason }) => reason)).toEqual(Array(2).fill('Обсудили на заседании.'))
  expect(done.body.state).toBe('decided')
  expect(await linesOf(house, id)).toEqual(lines)
})

test('a suggestion that is taken back is closed, and a new one may be begun', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  expect((await anna.post<{ code: string }>(`/suggestions/${sent.id}/withdraw`)).body.code).toBe(
    'not_allowed',
  )
  const gone = await boris.post<SuggestionView>(`/suggestions/${sent.id}/withdraw`)
  expect(gone.body).toMatchObject({ state: 'withdrawn', can: { write: false, send: false, withdraw: false } })
  const late = await decide(anna, sent, 'accept', seen(sent.changes![0]!))
  expect([late.status, late.body.code]).toEqual([409, 'suggestion_withdrawn'])
  await expect(rewrite(house, sent, swap('октября', 'мая'))).rejects.toThrow('draft_frozen')
  expect((await list(anna, id)).suggestions).toEqual([])
  expect((await begin(boris, id)).id).not.toBe(sent.id)
})

test('the words of a suggestion that was taken back are read by nobody else, whether it was sent before or not', async () => {
  for (const isSent of [true, false]) {
    const id = await text()
    const begun = await begin(boris, id)
    await rewrite(house, begun, swap('сентября', 'октября'))
    if (isSent) await send(boris, begun)
    expect((await galina.get(`/drafts/${begun.draftId}`)).status).toBe(isSent ? 200 : 404)
    expect((await boris.post(`/suggestions/${begun.id}/withdraw`)).status).toBe(200)
    for (const who of [galina, anna])
      for (const path of ['', '/state', '/export.txt'])
        expect((await who.get(`/drafts/${begun.draftId}${path}`)).status).toBe(404)
    expect(await boris.get(`/drafts/${begun.draftId}`)).toMatchObject({ status: 200, body: { role: 'read' } })
  }
})

test('what was taken back is not in the text after that, also when it was accepted in the same moment', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await text()
    const sent = await suggested(id, boris, ['сентября', 'октября'])
    const [accepted, withdrawn] = await Promise.all([
      decide(anna, sent, 'accept', seen(sent.changes![0]!)),
      boris.post(`/suggestions/${sent.id}/withdraw`),
    ])
    expect(withdrawn.status).toBe(200)
    const verbs = (await house.journalOf(sent.id)).map(({ verb }) => verb)
    const isTaken = accepted.status === 200
    expect(verbs).toEqual([
      'suggestion:begun',
      'suggestion:sent',
      ...(isTaken ? ['suggestion:accepted'] : []),
      'suggestion:withdrawn',
    ])
    expect((await linesOf(house, id))[1]).toBe(
      isTaken ? 'Срок до первого октября.' : 'Срок до первого сентября.',
    )
  }
})

test('no words hide from those who decide behind the signs that stand for the words of the page', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['у школы', 'у школы \uE000и передать землю\uE001'])
  const { html } = await read(anna, sent)
  const said = sayChanges(html!, { ...changeSigns, added: 'Добавлено', shape: () => '' })
  expect(said).toContain('Добавлено')
  expect(said).toContain('&#57344;и передать землю&#57345;')
})

test('what differs in nothing is not sent, and a suggestion for a suggestion is not begun', async () => {
  const id = await text()
  const begun = await begin(boris, id)
  const empty = await boris.post<{ code: string }>(`/suggestions/${begun.id}/send`, {})
  expect([empty.status, empty.body.code]).toEqual([422, 'suggestion_empty'])
  const nested = await boris.post<{ code: string }>(`/drafts/${begun.draftId}/suggestions`)
  expect([nested.status, nested.body.code]).toEqual([403, 'not_allowed'])
  const actor = (await house.kit.identify(boris.cookie))! as Person
  const brought = [{ author: 'Иванов И. И.', at: null, json: doc(paragraph('Срок до мая.')) }]
  await expect(takeProposals(house.kit, actor, begun.draftId, brought)).rejects.toMatchObject({
    code: 'not_allowed',
  })
  const commenter = await galina.post<{ code: string }>(`/drafts/${id}/suggestions`)
  expect([commenter.status, commenter.body.code]).toEqual([403, 'not_allowed'])
})

test('after everything was decided its owner goes on with the same draft, for themselves until it is sent again', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  await decide(anna, sent, 'accept', seen(sent.changes![0]!))
  const again = await begin(boris, id)
  expect(again).toMatchObject({ id: sent.id, state: 'writing', changes: [] })
  await rewrite(house, again, swap('администрация', 'глава округа'))
  expect((await anna.get(`/suggestions/${sent.id}`)).status).toBe(404)
  expect((await send(boris, again)).changes).toHaveLength(1)
})

test('a server that dies between the text and the suggestion changes nothing: what was taken is no change any more', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'], ['администрация', 'глава округа'])
  // What the accept writes first, and then nothing more.
  await edit(id, boris, swap('сентября', 'октября'))
  const after = await read(anna, sent)
  expect(after.changes).toMatchObject([{ added: 'глава округа' }])
  await decide(anna, sent, 'accept', seen(after.changes![0]!))
  expect(await linesOf(house, id)).toEqual([
    lines[0],
    'Срок до первого октября.',
    'Ответственный — глава округа.',
  ])
})

test('what authors of a file had proposed becomes a suggestion for each of them, and goes out again', async () => {
  const id = await text()
  const actor = (await house.kit.identify(anna.cookie))!
  const proposals = [
    {
      author: 'Иванов  И. И.',
      at: null,
      json: doc(...[lines[0]!, 'Срок до мая.', lines[2]!].map(paragraph)),
    },
    { author: 'Петров П. П.', at: null, json: doc(...lines.map(paragraph)) },
  ]
  const taken = await takeProposals(house.kit, { ...actor, personId: anna.personId }, id, proposals)
  expect(taken).toHaveLength(1)
  const [one] = (await list(galina, id)).suggestions
  expect(one).toMatchObject({ authorName: 'Иванов И. И.', owner: { personId: anna.personId }, state: 'sent' })
  await edit(id, anna, ({ content = [] }) => doc(paragraph('Решили:'), ...content))
  expect(await openProposalsOf(house.kit, id)).toMatchObject([
    {
      author: 'Иванов И. И.',
      json: {
        content: [{ content: [{ text: 'Решили:' }] }, {}, { content: [{ text: 'Срок до мая.' }] }, {}],
      },
    },
  ])
})

test('two clicks at once begin one suggestion', async () => {
  const id = await text()
  const begun = await Promise.all([1, 2, 3].map(() => begin(boris, id)))
  expect(new Set(begun.map((each) => each.id)).size).toBe(1)
  expect((await list(boris, id)).suggestions).toHaveLength(1)
})

test('what somebody sent is decided also when they may suggest nothing any more', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  table.allow(id, boris, null)
  const answer = await decide(anna, sent, 'accept', seen(sent.changes![0]!))
  expect(answer.status).toBe(200)
  expect((await linesOf(house, id))[1]).toBe('Срок до первого октября.')
  expect((await boris.get(`/suggestions/${sent.id}`)).status).toBe(404)
})

test('a change that its owner has rewritten meanwhile is not taken by its old name', async () => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  await rewrite(house, sent, swap('октября', 'ноября'))
  const answer = await decide(anna, sent, 'accept', seen(sent.changes![0]!))
  expect([answer.status, answer.body.code]).toEqual([409, 'suggestion_changed'])
  const all = await anna.post<{ code: string }>(`/suggestions/${sent.id}/accept-all`, {
    changes: sent.changes!.map(seen),
  })
  expect([all.status, all.body.code]).toEqual([409, 'suggestion_changed'])
  expect(await linesOf(house, id)).toEqual(lines)
})

test.each([
  ['accept', {}],
  ['accept', { change: 'x' }],
  ['accept', { change: 'x', near: -1 }],
  ['accept', { change: 'x', near: 1.5 }],
  ['decline', { change: 'x', near: 1, reason: 'а'.repeat(1001) }],
  ['accept-all', { changes: [] }],
  ['accept-all', { changes: [{ change: 'x' }] }],
  ['send', { note: 'а'.repeat(2001) }],
])('%s does not understand %o', async (verb, body) => {
  const id = await text()
  const sent = await suggested(id, boris, ['сентября', 'октября'])
  const who = verb === 'send' ? boris : anna
  const answer = await who.post<{ code: string }>(`/suggestions/${sent.id}/${verb}`, body)
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  expect((await read(anna, sent)).changes).toHaveLength(1)
})

test('nobody fills a text with suggestions without end, and of a file that brings too many none is taken', async () => {
  const id = await text()
  const actor = { ...(await house.kit.identify(anna.cookie))!, personId: anna.personId }
  const of = (n: number) => ({
    author: `Автор ${n}`,
    at: null,
    json: doc(...[lines[0]!, `Срок до мая ${n}.`, lines[2]!].map(paragraph)),
  })
  const many = Array.from({ length: 41 }, (_, n) => of(n))
  await expect(takeProposals(house.kit, actor, id, many)).rejects.toThrow('too_many_suggestions')
  expect((await list(anna, id)).suggestions).toEqual([])
  expect(await takeProposals(house.kit, actor, id, many.slice(1))).toHaveLength(40)
  await expect(takeProposals(house.kit, actor, id, [of(50)])).rejects.toThrow('too_many_suggestions')
})
