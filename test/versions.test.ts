import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { closeCode, type RevisionView } from '../shared/drafts.ts'
import type { Attribution, Comparison, Restored, VersionList } from '../shared/revisions.ts'
import type { Id } from '../shared/values.ts'
import { createDraft, freezeDraft, publishRevision } from '../server/drafts/actions.ts'
import { draftJson } from '../server/drafts/queries.ts'
import { openHouse, type Client, type House } from './house.ts'
import { doc, paragraph, Table, Typist } from './support/collab.ts'
import { begin, read, rewrite, seen, send } from './support/suggestions.ts'

const MINUTE = 60_000

let house: House
let table: Table
let origin: string
let anna: Client
let boris: Client
let reader: Client
let draftId: Id

beforeAll(async () => {
  house = await openHouse()
  origin = await house.listen()
  table = new Table(house)
  anna = await house.as(await house.person({ familyName: 'Аннина' }))
  boris = await house.as(await house.person({ familyName: 'Борисов' }))
  reader = await house.as(await house.person())
  // As for an initiative: whoever could write looks back, also when the text is frozen.
  house.kit.drafts.history(table.kind, async (_db, actor) =>
    [anna, boris].some(({ personId }) => personId === actor.personId),
  )
})
beforeEach(async () => {
  draftId = await table.draft(
    [
      [anna, 'write'],
      [boris, 'write'],
      [reader, 'read'],
    ],
    doc(paragraph('Совет решил:')),
  )
})
afterAll(() => house.close())

const versions = async (who: Client = anna) =>
  (await who.get<VersionList>(`/drafts/${draftId}/versions`)).body
const writeAs = (who: Client, ...texts: string[]) =>
  house.kit.drafts.edit(draftId, { personId: who.personId }, (json) => ({
    ...json,
    content: [...json.content!, ...texts.map(paragraph)],
  }))
const erase = (who: Client) =>
  house.kit.drafts.edit(draftId, { personId: who.personId }, () => doc(paragraph('пусто')))
const textNow = async () =>
  (await draftJson(house.kit.db, draftId)).content!.map((each) => each.content?.[0]?.text ?? '').join('|')
const name = (title: string, who = anna) => who.post<VersionList>(`/drafts/${draftId}/versions`, { title })
const restore = (revisionId: Id, who = anna) =>
  who.post<Restored>(`/drafts/${draftId}/restore`, { revisionId })
const rest = async (minutes: number) => {
  house.pass(minutes * MINUTE)
  await house.kit.tick()
}

describe('automatic versions', () => {
  test('§6.10 · a text that has rested ten minutes is kept once, with who had written', async () => {
    await writeAs(anna, 'построить школу')
    await writeAs(boris, 'и дорогу')
    await rest(9)
    expect((await versions()).versions).toEqual([])
    await rest(2)
    await rest(2)
    const { versions: kept, now } = await versions()
    expect(kept).toMatchObject([
      { number: 1, kind: 'automatic', reason: 'rest', title: '', edition: null, words: 6, by: null },
    ])
    expect(kept[0]!.authors.map((each) => each.id).sort()).toEqual([anna.personId, boris.personId].sort())
    expect(now).toMatchObject({ isKept: true, wordsMore: 0 })
    await writeAs(boris, 'и мост')
    await rest(11)
    expect((await versions()).versions).toMatchObject([
      { number: 2, wordsMore: 2, authors: [{ id: boris.personId, name: expect.stringMatching(/^Борисов/) }] },
      { number: 1, wordsMore: null },
    ])
  })

  test('whoever only commented or changed the look of words has not written', async () => {
    await writeAs(anna, 'построить школу')
    const look = (who: Client, mark: { type: string; attrs?: Record<string, unknown> }) =>
      house.kit.drafts.edit(draftId, { personId: who.personId }, (json) =>
        doc(json.content![0]!, {
          type: 'paragraph',
          content: [{ type: 'text', text: 'построить школу', marks: [mark] }],
        }),
      )
    await look(boris, { type: 'comment', attrs: { id: 'c1' } })
    await look(boris, { type: 'bold' })
    await rest(11)
    expect((await versions()).versions[0]!.authors.map(({ id }) => id)).toEqual([anna.personId])
    await erase(boris)
    expect((await versions()).now!.authors.map(({ id }) => id)).toEqual([boris.personId])
  })

  test('a text that nobody has begun, and one that came back to what it was, are not kept again', async () => {
    const empty = await table.draft([[anna, 'write']], doc(paragraph('')))
    await rest(11)
    await writeAs(anna, 'два')
    await house.kit.drafts.edit(draftId, { personId: boris.personId }, () => doc(paragraph('Совет решил:')))
    await rest(11)
    expect(await versions()).toMatchObject({ versions: [{ number: 1 }], now: { isKept: true } })
    expect((await anna.get<VersionList>(`/drafts/${empty}/versions`)).body.versions).toEqual([])
  })

  test('§6.10 · before somebody takes away more than 30 % of the text at once, it is kept', async () => {
    const long = (n: number) => `абзац ${n}: ${'слова '.repeat(30)}`
    await writeAs(anna, ...[1, 2, 3, 4].map(long))
    const typist = await new Typist(origin, draftId, boris.cookie).open()
    // One of four paragraphs is less than a third.
    typist.root.delete(4, 1)
    await typist.saved()
    expect((await versions()).versions).toEqual([])
    typist.root.delete(2, 2)
    await typist.saved()
    typist.write('и больше ничего')
    await typist.saved()
    typist.leave()
    const { versions: kept, now } = await versions()
    expect(kept).toMatchObject([{ kind: 'automatic', reason: 'deletion', by: null }])
    expect(now).toMatchObject({ isKept: false })
    await restore(kept[0]!.id)
    expect(await textNow()).toBe(['Совет решил:', ...[1, 2, 3].map(long)].join('|'))
    expect((await versions()).versions.map((each) => each.reason)).toEqual(['restore', 'deletion'])
  })

  /** Takes a file with one line in the place of the text. */
  async function takeFile(): Promise<number[]> {
    const bytes = await house.app.inject({
      method: 'POST',
      url: `/api/drafts/${draftId}/imports`,
      headers: { cookie: anna.cookie, 'content-type': 'multipart/form-data; boundary=b' },
      payload:
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nТолько это.\r\n--b--\r\n',
    })
    const { id } = bytes.json<{ id: string }>()
    const how = { mode: 'replace', comments: true, proposals: true }
    const taken = await anna.post(`/drafts/${draftId}/imports/${id}`, how)
    return [bytes.statusCode, taken.status]
  }

  test('§6.10 · before a file is taken in the text is kept', async () => {
    await writeAs(anna, 'построить школу')
    expect(await takeFile()).toEqual([201, 200])
    expect(await textNow()).toBe('Только это.')
    const { versions: kept } = await versions()
    expect(kept).toMatchObject([{ reason: 'import' }])
    await restore(kept[0]!.id)
    expect(await textNow()).toBe('Совет решил:|построить школу')
  })

  test('§6.10 · what somebody typed in the moment in which a file was taken in is kept, too', async () => {
    const { drafts } = house.kit
    const keepBefore = drafts.keepBefore.bind(drafts)
    let isTyped = false
    drafts.keepBefore = async (...parts) => {
      await keepBefore(...parts)
      if (!isTyped) await writeAs(boris, 'построить школу')
      isTyped = true
    }
    expect(await takeFile()).toEqual([201, 200])
    drafts.keepBefore = keepBefore
    expect(await textNow()).toBe('Только это.')
    const { versions: kept } = await versions()
    expect(kept).toMatchObject([{ reason: 'import' }, { reason: 'import' }])
    await restore(kept[0]!.id)
    expect(await textNow()).toBe('Совет решил:|построить школу')
  })

  test('§6.10 · before suggestions are accepted in bulk the text is kept, once', async () => {
    await writeAs(anna, 'построить новую школу', 'и широкую дорогу к ней')
    const fork = await begin(boris, draftId)
    await rewrite(house, fork, () =>
      doc(paragraph('Совет решил:'), paragraph('построить старую школу'), paragraph('и узкую дорогу к ней')),
    )
    const sent = await send(boris, fork)
    const { changes } = await read(anna, sent)
    const { status } = await anna.post(`/suggestions/${sent.id}/accept-all`, { changes: changes!.map(seen) })
    expect(status).toBe(200)
    expect(await textNow()).toBe('Совет решил:|построить старую школу|и узкую дорогу к ней')
    const { versions: kept } = await versions()
    expect(kept).toMatchObject([{ reason: 'accept' }])
    const { blocks, contributors } = (await anna.get<Attribution>(`/drafts/${draftId}/attribution`)).body
    const by = blocks[1]!.passages.map((each) => contributors[each.by]!.person!.id)
    expect(by).toEqual([anna.personId, boris.personId, anna.personId])
  })

  test('words that were only moved were not taken away', async () => {
    await writeAs(anna, ...[1, 2, 3].map((n) => `абзац ${n}: ${'слова '.repeat(30)}`))
    await house.kit.drafts.edit(draftId, { personId: boris.personId }, (json) => ({
      ...json,
      content: json.content!.toReversed(),
    }))
    expect((await versions()).versions).toEqual([])
  })

  test('a draft whose subject knows no history gets none', async () => {
    house.kit.drafts.access('other', async () => 'write')
    const councilId = await house.council()
    const other = await table.as(anna, (work) =>
      createDraft(work, { councilId, subjectKind: 'other', content: doc(paragraph('слова')) }),
    )
    await rest(30)
    expect((await anna.get<VersionList>(`/drafts/${other}/versions`)).body.versions).toEqual([])
  })
})

describe('named versions', () => {
  test('a writer gives the text a name, and calls it differently', async () => {
    await writeAs(boris, 'построить школу')
    const { status, body } = await name('  до совещания 12 ноября ')
    expect(status).toBe(200)
    expect(body.versions).toMatchObject([
      { kind: 'named', title: 'до совещания 12 ноября', by: { id: anna.personId }, can: { rename: true } },
    ])
    const renamed = await boris.patch<VersionList>(`/revisions/${body.versions[0]!.id}`, { title: 'итог' })
    expect(renamed.body.versions).toMatchObject([{ title: 'итог', by: { id: anna.personId } }])
    expect((await house.journalOf(draftId)).map((each) => each.verb)).toEqual([
      'draft:created',
      'revision:named',
      'revision:renamed',
    ])
  })

  test('the same name twice is one version, and an automatic one of the same words gets the name', async () => {
    await writeAs(anna, 'построить школу')
    await rest(11)
    await name('первая')
    const { body } = await name('первая')
    expect(body.versions).toMatchObject([{ number: 1, kind: 'named', title: 'первая', reason: 'rest' }])
    expect((await name('вторая')).body.versions).toHaveLength(2)
  })

  test.each([
    ['a reader', () => reader, 403, 'not_allowed'],
    ['a stranger', () => house.stranger, 401, 'sign_in_required'],
  ] as const)('%s names nothing', async (_, who, status, code) => {
    await writeAs(anna, 'построить школу')
    expect(await name('моё', who())).toMatchObject({ status, body: { code } })
    expect((await versions()).versions).toEqual([])
  })

  test('a name is no name when it is blank, and none is given to an empty or a frozen text', async () => {
    expect(await name('   ')).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    await house.kit.drafts.edit(draftId, { personId: anna.personId }, () => doc(paragraph('')))
    expect(await name('пусто')).toMatchObject({ status: 422, body: { code: 'draft_empty' } })
    await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе'))
    expect(await name('поздно')).toMatchObject({ status: 409, body: { code: 'draft_frozen' } })
    expect((await versions()).versions).toMatchObject([{ kind: 'frozen' }])
  })

  test('§6.8 · after so many named versions no more are named; those that are may be called differently', async () => {
    const { limits } = house.kit.drafts.hub
    const usual = limits.namedVersions
    limits.namedVersions = 2
    await name('Первая')
    await writeAs(anna, 'построить школу')
    const { body } = await name('Вторая')
    await writeAs(anna, 'и дорогу')
    await rest(11)
    const before = await versions()
    expect(before.versions.map(({ kind }) => kind)).toEqual(['automatic', 'named', 'named'])
    const journal = await house.journalOf(draftId)

    const refused = { status: 429, body: { code: 'too_many_versions' } }
    expect(await name('Третья')).toMatchObject(refused)
    const rename = (id: Id) => anna.patch<VersionList>(`/revisions/${id}`, { title: 'Иначе' })
    expect(await rename(before.versions[0]!.id)).toMatchObject(refused)
    expect(await versions()).toEqual(before)
    expect(await house.journalOf(draftId)).toEqual(journal)
    expect((await rename(body.versions[0]!.id)).status).toBe(200)
    limits.namedVersions = usual
    expect((await name('Третья')).status).toBe(200)
  })

  test('an edition keeps the title under which it was published', async () => {
    const { id } = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    expect(await anna.patch(`/revisions/${id}`, { title: 'иначе' })).toMatchObject({
      status: 409,
      body: { code: 'revision_fixed' },
    })
    expect((await versions()).versions).toMatchObject([{ title: 'О школе', can: { rename: false } }])
  })
})

describe('restoring', () => {
  test('the text of a version comes back as a new change, and the version before takes that back', async () => {
    await writeAs(anna, 'построить школу')
    const [first] = (await name('школа')).body.versions
    await erase(boris)
    await writeAs(boris, 'и мост')
    const log = await table.logOf(draftId)
    const { status, body } = await restore(first!.id)
    expect(status).toBe(200)
    expect(await textNow()).toBe('Совет решил:|построить школу')
    // Forward only: what was in the log is there.
    expect((await table.logOf(draftId)).slice(0, log.length)).toEqual(log)
    expect((await versions()).versions).toMatchObject([
      { id: body.before, kind: 'automatic', reason: 'restore', number: 2 },
      { id: first!.id },
    ])
    expect((await house.journalOf(draftId)).at(-1)).toMatchObject({
      verb: 'draft:restored',
      personId: anna.personId,
    })
    await restore(body.before!)
    expect(await textNow()).toBe('пусто|и мост')
  })

  test('restoring what the text is already changes nothing', async () => {
    const [first] = (await name('как есть')).body.versions
    const log = await table.logOf(draftId)
    expect((await restore(first!.id)).body).toEqual({ before: null })
    expect(await table.logOf(draftId)).toEqual(log)
    expect((await versions()).versions).toHaveLength(1)
    expect((await house.journalOf(draftId)).map((each) => each.verb)).not.toContain('draft:restored')
  })

  test('I13 · whoever types meanwhile keeps their words', async () => {
    await writeAs(anna, 'первый абзац', 'второй абзац', 'третий абзац')
    const [first] = (await name('три абзаца')).body.versions
    await house.kit.drafts.edit(draftId, { personId: anna.personId }, (json) =>
      doc(json.content![0]!, paragraph('первый иначе'), json.content![2]!, paragraph('третий иначе')),
    )
    const typist = await new Typist(origin, draftId, boris.cookie).open()
    const second = typist.root.get(2) as Y.XmlElement
    typist.provider.disconnect()
    ;(second.get(0) as Y.XmlText).insert(0, 'мой ')
    typist.write('и мой новый')
    await restore(first!.id)
    typist.provider.connect()
    await typist.until(() => typist.text.includes('третий абзац'))
    await typist.saved()
    expect(typist.text).toBe('Совет решил:\nпервый абзац\nмой второй абзац\nтретий абзац\nи мой новый')
    typist.leave()
  })

  test.each([
    ['', false],
    [', also when the text was put away since', true],
  ])(
    'I13 · words that were typed meanwhile into what the restoration takes away are not lost%s',
    async (_, isPutAway) => {
      await writeAs(anna, 'первый абзац')
      const [first] = (await name('один абзац')).body.versions
      await writeAs(anna, 'второй абзац о дороге к школе')
      const typist = await new Typist(origin, draftId, boris.cookie).open()
      const second = typist.root.get(2) as Y.XmlElement
      typist.provider.disconnect()
      ;(second.get(0) as Y.XmlText).insert(12, ' и о мосте')
      await restore(first!.id)
      expect(await textNow()).toBe('Совет решил:|первый абзац')
      if (isPutAway) {
        const live = (await house.kit.drafts.hub.acquire(draftId))!
        live.drop(closeCode.reload, 'put away')
        house.kit.drafts.hub.release(live)
      }
      typist.provider.connect()
      await typist.until(() => typist.text.includes('и о мосте'))
      await typist.saved()
      expect(await textNow()).toContain('и о мосте')
      typist.leave()
    },
  )

  test.each([
    ['a reader', () => reader, 403, 'not_allowed'],
    ['a stranger', () => house.stranger, 401, 'sign_in_required'],
  ] as const)('%s restores nothing', async (_, who, status, code) => {
    const { id } = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    await writeAs(anna, 'и мост')
    const log = await table.logOf(draftId)
    expect(await restore(id, who())).toMatchObject({ status, body: { code } })
    expect(await table.logOf(draftId)).toEqual(log)
    expect((await versions()).versions).toHaveLength(1)
  })

  test('a version that is no draft is neither restored nor compared, and the text is as it was', async () => {
    const [first] = (await name('рабочая')).body.versions
    await writeAs(anna, 'и мост')
    const content = JSON.stringify({ type: 'doc', content: [{ type: 'listItem' }] })
    await house.kit.db.updateTable('revision').set({ content }).where('id', '=', first!.id).execute()
    const refused = { status: 422, body: { code: 'revision_misshapen' } }
    expect(await restore(first!.id)).toMatchObject(refused)
    expect(await textNow()).toBe('Совет решил:|и мост')
    expect((await house.journalOf(draftId)).map((each) => each.verb)).not.toContain('draft:restored')
    await house.kit.db
      .updateTable('revision')
      .set({ content: content.replace('listItem', 'nonsense') })
      .where('id', '=', first!.id)
      .execute()
    expect(await anna.get(`/revisions/${first!.id}/compare?with=now`)).toMatchObject(refused)
  })

  test('a version of another text, and one into a frozen text, are refused', async () => {
    const [first] = (await name('здесь')).body.versions
    const here = draftId
    draftId = await table.draft([[anna, 'write']], doc(paragraph('другой текст')))
    expect(await restore(first!.id)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    draftId = here
    await writeAs(anna, 'и мост')
    await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе'))
    expect(await restore(first!.id)).toMatchObject({ status: 409, body: { code: 'draft_frozen' } })
    expect(await textNow()).toBe('Совет решил:|и мост')
  })
})

describe('comparing', () => {
  const compare = (from: Id, to: string, who = anna) =>
    who.get<Comparison>(`/revisions/${from}/compare?with=${to}`)

  test('two versions are shown as one text, with how many words came and went', async () => {
    await writeAs(anna, 'построить новую школу', 'раз', 'два', 'три', 'четыре')
    const [first] = (await name('школа')).body.versions
    await house.kit.drafts.edit(draftId, { personId: boris.personId }, (json) =>
      doc(
        json.content![0]!,
        paragraph('построить старую школу'),
        ...json.content!.slice(2),
        paragraph('и мост'),
      ),
    )
    const [second] = (await name('мост')).body.versions
    const { status, body } = await compare(first!.id, second!.id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      from: { number: 1, title: 'школа' },
      to: { number: 2, title: 'мост' },
      wordsAdded: 3,
      wordsRemoved: 1,
    })
    expect(body.changes).toHaveLength(2)
    for (const id of body.changes) expect(body.html).toContain(`id="hunk-${id}"`)
    expect(body.html).toMatch(/<del[^>]*>.*новую<\/del>.*<ins[^>]*>.*старую<\/ins>/)
    expect(body.html).toContain('<details')
    expect((await compare(second!.id, 'now')).body).toMatchObject({ to: null, changes: [], wordsAdded: 0 })
    const back = (await compare(second!.id, first!.id)).body
    expect([back.wordsAdded, back.wordsRemoved]).toEqual([1, 3])
  })

  test('who compares without end is asked to wait, and nobody else', async () => {
    const edition = await table.as(anna, (work) => publishRevision(work, draftId, 'Опубликовано'))
    const many = await house.as(await house.person())
    table.allow(draftId, many, 'read')
    for (let n = 0; n < 60; n++) expect((await compare(edition.id, 'now', many)).status).toBe(200)
    const refused = { status: 429, body: { code: 'too_many_requests' } }
    expect(await compare(edition.id, 'now', many)).toMatchObject(refused)
    expect((await compare(edition.id, 'now', reader)).status).toBe(200)
  })

  test('a version that somebody may not read is compared with nothing, and neither is one of another text', async () => {
    const [first] = (await name('рабочая')).body.versions
    const edition = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    expect((await compare(edition.id, 'now', reader)).status).toBe(200)
    const refused = { status: 404, body: { code: 'not_found' } }
    expect(await compare(edition.id, first!.id, reader)).toMatchObject(refused)
    expect(await compare(first!.id, 'now', reader)).toMatchObject(refused)
    table.publicRevisions.add(edition.id)
    expect(await compare(edition.id, 'now', house.stranger)).toMatchObject(refused)
    expect((await compare(edition.id, edition.id, house.stranger)).status).toBe(200)
    draftId = await table.draft([[anna, 'write']], doc(paragraph('другой текст')))
    const [other] = (await name('чужая')).body.versions
    expect(await compare(first!.id, other!.id)).toMatchObject(refused)
    expect(await compare(first!.id, 'nonsense')).toMatchObject({ status: 400 })
  })
})

describe('who may look back', () => {
  test('versions between the editions are for those who could write; others get the editions without names', async () => {
    await name('рабочая')
    const edition = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    const { versions: mine } = await versions()
    expect(mine.map((each) => each.kind)).toEqual(['published', 'named'])
    expect(await versions(reader)).toMatchObject({
      versions: [
        { id: edition.id, edition: 1, by: null, authors: [], can: { rename: false, restore: false } },
      ],
      now: { authors: [] },
      can: { name: false, attribution: false },
    })
    for (const url of [`/revisions/${mine[1]!.id}`, `/revisions/${mine[1]!.id}/content.json`]) {
      expect((await boris.get(url)).status).toBe(200)
      for (const who of [reader, house.stranger])
        expect(await who.get(url)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    expect((await house.stranger.get(`/drafts/${draftId}/versions`)).status).toBe(404)
    expect((await house.stranger.get(`/revisions/${edition.id}/versions`)).status).toBe(404)
    table.publicRevisions.add(edition.id)
    const seen = await house.stranger.get<VersionList>(`/revisions/${edition.id}/versions`)
    expect(seen.body).toMatchObject({ versions: [{ id: edition.id, authors: [] }], now: null })
    expect(seen.body.versions).toHaveLength(1)
  })

  test('whoever loses the right loses the versions, also after the text is frozen', async () => {
    const [first] = (await name('рабочая')).body.versions
    await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе'))
    table.allow(draftId, boris, 'read')
    expect((await versions(boris)).versions).toHaveLength(2)
    const url = `/revisions/${first!.id}`
    expect((await boris.get(url)).status).toBe(200)
    expect((await reader.get(url)).status).toBe(404)
  })
})

describe('the checksum of an edition', () => {
  const bytesOf = async (revisionId: Id, who = anna) => {
    const { statusCode, headers, rawPayload } = await house.app.inject({
      url: `/api/revisions/${revisionId}/content.json`,
      headers: who.cookie ? { cookie: who.cookie } : {},
    })
    return { statusCode, headers, rawPayload }
  }

  test('anybody makes it again from the file with nothing but SHA-256', async () => {
    await writeAs(anna, 'построить школу — «Ӄайӈын» 👩‍👩‍👧')
    const { id } = await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе'))
    table.publicRevisions.add(id)
    const { sha256 } = (await house.stranger.get<RevisionView>(`/revisions/${id}`)).body
    const { rawPayload, headers } = await bytesOf(id, house.stranger)
    expect(createHash('sha256').update(rawPayload).digest('hex')).toBe(sha256)
    expect(headers['content-type']).toContain('application/json')
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+"$/)
    expect(headers['repr-digest']).toBe(`sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    expect(JSON.parse(rawPayload.toString('utf8'))).toMatchObject({ type: 'doc' })
  })

  test('a file or paper of an edition carries it below the text, and one of a version of the writers does not', async () => {
    const [named] = (await name('рабочая')).body.versions
    const edition = await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе'))
    const textOf = async (id: Id) => (await anna.get<string>(`/revisions/${id}/export.txt`)).body
    expect(await textOf(edition.id)).toContain(`SHA-256: ${edition.sha256}`)
    expect(await textOf(named!.id)).not.toContain('SHA-256')
  })

  test('places of comments do not change it', async () => {
    await writeAs(anna, 'построить школу')
    const first = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    await house.kit.drafts.edit(draftId, { personId: boris.personId }, (json) => {
      const marks = [{ type: 'comment', attrs: { id: 'c1' } }]
      return doc(json.content![0]!, {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'построить ', marks },
          { type: 'text', text: 'школу' },
        ],
      })
    })
    const second = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    expect(second.sha256).toBe(first.sha256)
  })

  test('every edition carries the chain of the one before; versions between them do not count', async () => {
    const first = await table.as(anna, (work) => publishRevision(work, draftId, 'О школе'))
    await writeAs(anna, 'и мост')
    await name('рабочая')
    const second = await table.as(anna, (work) => freezeDraft(work, draftId, 'О школе и мосте'))
    expect([first, second].map((each) => each.edition)).toEqual([1, 2])
    const sha = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(first.chainSha256).toBe(sha(first.sha256))
    expect(second.chainSha256).toBe(sha(`${first.chainSha256}${second.sha256}`))
    expect((await versions()).versions.map((each) => each.edition)).toEqual([2, null, 1])
  })
})
