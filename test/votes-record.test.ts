import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromJson } from '../server/lib/db/db.ts'
import { digest } from '../server/lib/ids.ts'
import type { Id } from '../shared/values.ts'
import { canonical } from '../verify/canonical.ts'
import { check, type Wrong } from '../verify/check.ts'
import type { VoteRecord } from '../verify/record.ts'
import { openHouse, type House } from './house.ts'
import { castAll, frozenText, minutes, openedVote, votingCouncil } from './support/votes.ts'

let house: House
let folder: string
beforeAll(async () => {
  house = await openHouse()
  folder = mkdtempSync(join(tmpdir(), 'veche-record-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await house.close()
})

const download = (voteId: Id, cookie = '') =>
  house.app.inject({ url: `/api/votes/${voteId}/record.json`, headers: cookie ? { cookie } : {} })

/** A council of seven with a vote and one observer, with a frozen text, four «за», one «против», one abstention, one silent. */
async function closedVote() {
  const { councilId, members, secretary } = await votingCouncil(house, 7)
  await house.member(councilId, { role: 'observer' })
  const text = await frozenText(house, councilId)
  const voteId = await openedVote(house, councilId, { revisionId: text.revisionId })
  house.pass(minutes(1))
  await castAll(voteId, members, [4, 1, 1])
  house.pass(minutes(1))
  await secretary.post(`/votes/${voteId}/close`)
  return { councilId, voteId, members, text, file: (await download(voteId)).payload }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Edit = (record: VoteRecord) => void
const copyOf = (file: string) => JSON.parse(file) as VoteRecord
/** As a forger would who knows how codes are computed. */
function resealed(file: string, edit: Edit): string {
  const record = copyOf(file)
  edit(record)
  record.termsSha256 = digest(canonical(record.terms))
  const { sha256: _, ...rest } = record
  return `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
}
const edited = (file: string, edit: Edit) => {
  const record = copyOf(file)
  edit(record)
  return `${canonical(record)}\n`
}

/** Every value that is no object, with where it stands. */
const leaves = (value: Json, at: (string | number)[] = []): (string | number)[][] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, each]) =>
        leaves(each, [...at, Array.isArray(value) ? Number(key) : key]),
      )
    : [at]

/** Another value of the same kind, so that only its meaning is wrong. */
const words: Record<string, string> = {
  for: 'against',
  against: 'for',
  abstain: 'for',
  adopted: 'not_adopted',
  present: 'votes_cast',
  actual_members: 'established_number',
  established_number: 'actual_members',
  ordinary: 'qualified',
  chair_casting: 'revote',
  presiding: 'chair_only',
  hand: 'clock',
  chair: 'deputy',
  secretary: 'member',
  member: 'deputy',
  observer: 'no_vote',
}
const other = (value: Json): Json => {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return 'chair'
  if (/^\d{4}-\d\d-\d\d/.test(value)) return `${Number(value.slice(0, 4)) + 1}${value.slice(4)}`
  if (/^[0-9a-f-]{36,64}$/.test(value)) return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`
  return words[value] ?? `${value}!`
}
const change =
  (path: (string | number)[]): Edit =>
  (record) => {
    const last = path.at(-1)!
    const parent = path.slice(0, -1).reduce((each, key) => (each as never)[key], record) as unknown
    const holder = parent as Record<string | number, Json>
    holder[last] = other(holder[last]!)
  }
/** A code of the record itself, which resealing makes anew. */
const isCode = (path: (string | number)[]) => ['sha256', 'termsSha256'].includes(path.join('/'))
const what = (file: string, known = {}) => check(file, known).wrong?.what ?? null

test('the record of a closed vote is canonical, sealed, complete and recomputes without the server', async () => {
  const { voteId, members, text } = await closedVote()
  const answer = await download(voteId)

  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="vote-${voteId}.json"`,
    'repr-digest': `sha-256=:${Buffer.from(digest(answer.payload), 'hex').toString('base64')}:`,
  })
  const { wrong, record } = check(answer.payload, { text: Buffer.from('{"type":"doc","content":[]}') })
  expect(wrong).toBeNull()
  expect(record).toMatchObject({
    format: 'veche-vote-record',
    version: 1,
    vote: { id: voteId, form: 'open_roll_call' },
    text: { revisionId: text.revisionId, number: 1, sha256: text.sha256 },
    terms: { rules: { basis: 'Положение о совете' }, electorate: { others: [{ why: 'observer' }] } },
    closedBy: 'hand',
    result: { outcome: 'adopted', for: 4, against: 1, abstain: 1, notVoted: 1 },
  })
  expect(record!.electors.map(({ memberId, why, ballot }) => [memberId, why, ballot?.choice])).toEqual(
    members.map(({ memberId }, at) => [
      memberId,
      'member_with_vote',
      ['for', 'for', 'for', 'for', 'against', 'abstain', undefined][at],
    ]),
  )
})

test('the record holds the last ballot of each, and is the same for ever', async () => {
  const { councilId, voteId, members, secretary } = await votingCouncil(house, 3)
  await castAll(voteId, members, [3, 0, 0])
  await members[2]!.put(`/votes/${voteId}/ballot`, { choice: 'against', turn: 2 })
  await secretary.post(`/votes/${voteId}/close`)
  const { payload } = await download(voteId)
  expect(check(payload).record?.result).toMatchObject({ for: 2, against: 1, outcome: 'adopted' })

  house.pass(minutes(9))
  const { db } = house.kit
  const renamed = { established: 30, name: 'Совет с другим именем', slug: `renamed-${councilId}` }
  await db.updateTable('council').set(renamed).where('id', '=', councilId).execute()
  await db.updateTable('councilMember').set({ role: 'member' }).where('councilId', '=', councilId).execute()
  expect((await download(voteId, members[0]!.cookie)).payload).toBe(payload)
  const closing = (await house.journalOf(voteId)).find(({ verb }) => verb === 'vote:closed')
  expect(fromJson(closing!.data)).toMatchObject({ recordSha256: copyOf(payload).sha256 })
})

test('while a vote is open nobody downloads a record: the council hears that it is, others that there is none', async () => {
  const { voteId, chair, members, secretary } = await votingCouncil(house, 3)
  await castAll(voteId, members, [2, 0, 0])
  const journal = await house.journalOf(voteId)
  expect(await chair.get(`/votes/${voteId}/record.json`)).toMatchObject({
    status: 409,
    body: { code: 'vote_still_open' },
  })
  const outsider = await house.stranger.get(`/votes/${voteId}/record.json`)
  const nothing = await house.stranger.get(`/votes/${chair.memberId}/record.json`)
  expect(outsider).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(outsider.body).toEqual(nothing.body)
  expect(await house.journalOf(voteId)).toEqual(journal)

  await secretary.post(`/votes/${voteId}/close`)
  expect((await download(voteId)).statusCode).toBe(200)
})

describe('the result of every kind recomputes', () => {
  test.each([
    ['a tie that the chair decides', 6, [3, 3, 0], 'chair_casting', 'adopted'],
    ['a tie that is voted again', 6, [3, 3, 0], 'revote', 'revote'],
    ['a vote without a quorum', 7, [3, 0, 0], 'chair_casting', 'no_quorum'],
    ['a vote that nobody took part in', 3, [0, 0, 0], 'chair_casting', 'no_quorum'],
    ['a question that lost', 5, [1, 3, 0], 'not_adopted', 'not_adopted'],
  ] as const)('%s', async (_, size, counts, rule, outcome) => {
    const tie = { rule, caster: 'presiding' } as const
    const { voteId, members, secretary } = await votingCouncil(house, size, { rules: { tie } })
    await castAll(voteId, members, counts)
    await secretary.post(`/votes/${voteId}/close`)
    const { wrong, count } = { count: null, ...check((await download(voteId)).payload) }
    expect(wrong).toBeNull()
    expect(count?.outcome).toBe(outcome)
  })
})

describe('tampering', () => {
  let file: string
  let original: VoteRecord
  beforeAll(async () => {
    file = (await closedVote()).file
    original = copyOf(file)
  })

  test('with any single value of the record is found', () => {
    const paths = leaves(original)
    expect(paths.length).toBeGreaterThan(100)
    for (const path of paths) expect(what(edited(file, change(path))), path.join('/')).not.toBeNull()
  })

  test('with any key, missing or added, is found by its place', () => {
    for (const path of leaves(original)) {
      if (isCode(path)) continue
      const last = path.at(-1)!
      const without = (record: VoteRecord) => {
        const parent = path.slice(0, -1).reduce((each, key) => (each as never)[key], record) as unknown
        if (Array.isArray(parent)) parent.splice(Number(last), 1)
        else delete (parent as Record<string, Json>)[last]
      }
      expect(what(resealed(file, without)), path.join('/')).not.toBeNull()
    }
    const more = resealed(file, (record) => void Object.assign(record.terms.rules, { note: 'x' }))
    expect(check(more).wrong).toEqual({ what: 'shape', where: '/terms/rules/note' })
  })

  test('by who recomputes the codes is found by counting, or by the code known from elsewhere', () => {
    const unseen = new Set<string>()
    for (const path of leaves(original)) {
      if (isCode(path)) continue
      const forged = resealed(file, change(path))
      expect(what(forged, { code: original.sha256 }), path.join('/')).not.toBeNull()
      if (what(forged) === null)
        unseen.add(path.map((key) => (typeof key === 'number' ? '*' : key)).join('/'))
    }
    // What no arithmetic can know: the terms stand behind the code that the page showed before the first ballot, the rest behind
    // the code of the record.
    expect([...unseen].toSorted()).toEqual([
      'closedAt',
      'council/id',
      'council/name',
      'council/slug',
      'terms/closesAt',
      'terms/electorate/others/*/memberId',
      'terms/electorate/others/*/name',
      'terms/numbers/established',
      'terms/question',
      'terms/rules/basis',
      'terms/rules/decision/qualified/base',
      'terms/rules/decision/qualified/fraction/den',
      'terms/rules/decision/qualified/fraction/num',
      'terms/rules/decision/qualified/fraction/strict',
      'terms/rules/id',
      'terms/rules/tie/caster',
      'terms/rules/tie/rule',
      'terms/rules/validFrom',
      'text/number',
      'vote/id',
      'vote/subject/id',
      'vote/subject/kind',
    ])
  })

  const elector = (record: VoteRecord, at: number) => record.electors[at]!
  test.each<[string, Edit, Wrong['what']]>([
    ['the outcome', (r) => (r.result.outcome = 'not_adopted'), 'outcome'],
    ['a number of votes', (r) => (r.result.for += 1), 'number'],
    ['a ballot', (r) => (elector(r, 0).ballot!.choice = 'against'), 'number'],
    ['a ballot that nobody cast', (r) => (elector(r, 6).ballot = elector(r, 0).ballot), 'number'],
    ['a ballot that is gone', (r) => (elector(r, 4).ballot = null), 'number'],
    ['a ballot after closing', (r) => (elector(r, 0).ballot!.castAt = r.terms.closesAt), 'ballot_time'],
    ['an elector who is gone', (r) => void r.electors.pop(), 'electors'],
    [
      'an elector in the place of another',
      (r) => (elector(r, 0).memberId = r.terms.electorate.others[0]!.memberId),
      'elector_differs',
    ],
    [
      'an elector twice',
      (r) => {
        r.terms.electorate.electors.push(r.terms.electorate.electors[0]!)
        r.electors.push(elector(r, 0))
      },
      'elector_twice',
    ],
    ['an observer with a vote', (r) => (r.terms.electorate.electors[0]!.role = 'observer'), 'elector_role'],
    ['the number of members', (r) => (r.terms.numbers.actual = 5), 'actual'],
    ['the quorum', (r) => (r.result.quorum.needed = 3), 'number'],
    ['whether there was a quorum', (r) => (r.result.quorum.reached = false), 'number'],
    ['the rule of the quorum', (r) => (r.terms.rules.quorum.fraction.den = 3), 'number'],
    ['the rule of the majority', (r) => (r.terms.decision.fraction.strict = false), 'majority'],
    ['the class of the decision', (r) => (r.terms.decision.class = 'qualified'), 'majority'],
    [
      'the class of the decision with its majority',
      (r) => (r.terms.decision = { class: 'qualified', ...r.terms.rules.decision.qualified }),
      'number',
    ],
    ['a share above the whole', (r) => (r.terms.rules.quorum.fraction.num = 9), 'fraction'],
    ['who decided a tie that was none', (r) => (r.result.tieBrokenBy = 'chair'), 'number'],
    ['the text voted on', (r) => (r.text!.sha256 = digest('another')), 'text'],
    ['the closing before the opening', (r) => (r.closedAt = '2020-01-01T00:00:00.000Z'), 'times'],
    ['a clock that closed early', (r) => (r.closedBy = 'clock'), 'times'],
    ['rules that came later', (r) => (r.terms.rules.validFrom = '2999-01-01'), 'rules_later'],
    ['a time zone that is none', (r) => (r.council.timeZone = 'Asia/Nowhere'), 'zone'],
    ['a choice less', (r) => void r.terms.options.pop(), 'options'],
  ])('with %s, codes recomputed, is named', (_, edit, named) => {
    expect(what(resealed(file, edit))).toBe(named)
  })

  test('with bytes that mean the same is found', () => {
    expect(what(JSON.stringify(original, null, 2))).toBe('not_canonical')
    expect(what(file.replace('{"closedAt"', '{"closedAt":"x","closedAt"'))).toBe('not_canonical')
  })

  test('with the terms alone is found by their code', () => {
    const forged = copyOf(resealed(file, (record) => (record.terms.question = 'Другой вопрос?')))
    const { sha256: _, ...rest } = { ...forged, termsSha256: original.termsSha256 }
    const again = `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
    expect(what(again)).toBe('terms_seal')
    expect(what(`${canonical(forged)}\n`, { code: original.termsSha256 })).toBe('other_code')
  })

  test('with the text is found by its bytes', () => {
    expect(what(file, { text: Buffer.from('{"type":"doc","content":[1]}') })).toBe('other_text')
  })
})

describe('npm run verify', () => {
  const run = promisify(execFile)
  const verify = async (...args: string[]) => {
    try {
      const { stdout } = await run(process.execPath, ['verify/verify.ts', ...args])
      return { code: 0, said: stdout }
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string }
      return { code, said: stderr }
    }
  }
  const saved = (content: string | Uint8Array) => {
    const path = join(folder, `${digest(content).slice(0, 12)}.json`)
    writeFileSync(path, content)
    return path
  }
  let file: string
  beforeAll(async () => {
    file = (await closedVote()).file
  })

  test('says that all agrees, in Russian or English, with the codes to compare', async () => {
    const { sha256, termsSha256 } = copyOf(file)
    const path = saved(file)
    const inRussian = await verify(path, '--code', termsSha256)
    expect(inRussian).toMatchObject({ code: 0, said: expect.stringContaining('Всё сходится') })
    expect(inRussian.said).toContain(sha256)
    const inEnglish = await verify('--en', path, '--text', saved('{"type":"doc","content":[]}'))
    expect(inEnglish).toMatchObject({ code: 0, said: expect.stringContaining('Outcome: adopted. For 4') })
  })

  test('names the first thing that is wrong in one sentence, with exit code 1', async () => {
    const forged = saved(resealed(file, (record) => (record.result.for = 5)))
    expect(await verify(forged)).toEqual({
      code: 1,
      said: 'Неверно голосов «за»: записано 5, а по подсчёту 4.\n',
    })
    expect(await verify(forged, '--en')).toEqual({
      code: 1,
      said: 'Wrong: the number of votes for; 5 is written, the count gives 4.\n',
    })
    expect(await verify(saved(file), '--code', 'a'.repeat(64))).toMatchObject({ code: 1 })
  })

  test('cannot be told to clear the screen by a name in a file', async () => {
    const name = '\u001b[2JВсё сходится'
    const forged = saved(
      resealed(
        file,
        (record) => (record.terms.electorate.others[0]!.memberId = record.electors[0]!.memberId),
      ),
    )
    expect((await verify(forged)).code).toBe(1)
    const screen = saved(resealed(file, (record) => (record.electors[0]!.name = name)))
    expect((await verify(screen)).said).not.toContain('\u001b')
  })

  test.each<[string, (content: string) => string | Uint8Array, string]>([
    ['cut off', (content) => content.slice(0, -300), 'cut off'],
    ['empty', () => '', 'cut off'],
    ['no JSON', () => 'протокол', 'not JSON'],
    ['JSON of something else', () => '[]', 'not a file of Veche'],
    ['a record of a later version', (content) => content.replace('"version":1', '"version":3'), 'version 3'],
    ['nested without end', () => '['.repeat(1_000_000), 'not JSON'],
    ['larger than any record', () => new Uint8Array(65 * 1024 * 1024), 'larger than 64 MB'],
  ])('has nothing to check in a file that is %s: exit code 2', async (_, make, said) => {
    expect(await verify('--en', saved(make(file)))).toEqual({ code: 2, said: expect.stringContaining(said) })
  })

  test('has nothing to check without a file, or with words it does not know: exit code 2', async () => {
    expect((await verify()).code).toBe(2)
    expect((await verify(join(folder, 'nowhere.json'))).code).toBe(2)
    expect((await verify(saved(file), '--fast')).code).toBe(2)
    expect((await verify(saved(file), '--code', 'short')).code).toBe(2)
  })
})
