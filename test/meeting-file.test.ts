import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Id } from '../shared/values.ts'
import type { Trx } from '../server/lib/db/db.ts'
import { digest, newId } from '../server/lib/ids.ts'
import { auditMeetings } from '../server/meetings/audit.ts'
import { checkMeeting, type MeetingFile } from '../verify/meeting.ts'
import { verdictOf } from '../verify/verdict.ts'
import { openHouse, type House } from './house.ts'
import { tampered } from './support/attacker.ts'
import { rechained as forged, resealed } from './support/forger.ts'
import { sitting, type Sitting } from './support/meetings.ts'

let house: House
let meeting: Sitting
/** The whole meeting as anybody gets it. */
let file: string
let voteIds: Id[]

/**
 * Of a chair and six members all but one come, one of them by video and one with an interest in the matter; two go before the second
 * vote, which takes the quorum away, and one comes back.
 */
beforeAll(async () => {
  house = await openHouse()
  meeting = await sitting(house, { members: 6, format: 'mixed', items: ['О дорогах', 'О волонтёрах'] })
  const { secretary, chair, voters, items } = meeting
  const later = () => house.pass(1000)
  await meeting.does(secretary, 'registration:opened', {})
  await meeting.seat(...voters.slice(0, 5))
  await meeting.does(secretary, 'attendance:in', { who: voters[5]!.memberId, mode: 'video' })
  later()
  await meeting.does(chair, 'meeting:opened', {})
  await meeting.does(chair, 'agenda:adopted', { voteId: null })
  await meeting.does(chair, 'item:begun', { itemId: items[0]! })
  const reason = 'Учредитель заявителя.'
  await meeting.does(secretary, 'recusal:declared', { who: voters[4]!.memberId, itemId: items[0]!, reason })
  const ask = async (choices: string[]) => {
    later()
    const voteId = await meeting.ask()
    for (const [at, choice] of choices.entries())
      await voters[at]!.put(`/votes/${voteId}/ballot`, { choice, turn: 1 })
    later()
    return voteId
  }
  const first = await ask(['for', 'for', 'for', 'against'])
  await meeting.does(chair, 'vote:closed', { voteId: first })
  const decision = { decisionId: newId(), itemId: items[0]!, text: 'Поддержать.', voteId: first }
  await meeting.does(secretary, 'decision:recorded', { ...decision, responsible: null, dueOn: null })
  const second = await ask(['for', 'for'])
  for (const each of [2, 3, 5])
    await meeting.does(secretary, 'attendance:out', { who: voters[each]!.memberId })
  await meeting.does(chair, 'vote:closed', { voteId: second })
  later()
  await meeting.seat(voters[2]!)
  await meeting.does(chair, 'recess:begun', { until: null })
  await meeting.does(chair, 'recess:ended', {})
  await meeting.does(chair, 'meeting:closed', {})
  voteIds = [first, second]
  file = await download(meeting.id)
})
afterAll(() => house.close())

const download = async (id: Id) =>
  (await house.app.inject({ url: `/api/meetings/${id}/entries.json` })).payload
const copyOf = (content: string) => JSON.parse(content) as MeetingFile
type Data = Record<string, unknown>
const entryOf = (read: MeetingFile, verb: string, nth = 0) =>
  read.entries.filter((each) => each.verb === verb)[nth]!
const dataOf = (read: MeetingFile, verb: string, nth = 0) => entryOf(read, verb, nth).data as Data

const rechained = (edit: (read: MeetingFile) => void) => forged(file, edit)
const wrong = (content: string, known = {}) => checkMeeting(content, known).wrong

test('the file of a meeting is told anew without the server: presence, quorum, votes and their numbers', async () => {
  const checked = checkMeeting(file)
  if (checked.wrong) throw new Error(JSON.stringify(checked.wrong))
  expect(checked.meeting).toMatchObject({
    quorum: { present: 6, base: 7, needed: 4, reached: true },
    votes: [{ outcome: 'adopted' }, { outcome: 'no_quorum' }],
    isOver: true,
    unknown: 0,
    backwards: null,
  })
  const verbs = copyOf(file).entries.map(({ verb }) => verb)
  expect(verbs.filter((verb) => verb.startsWith('quorum:'))).toEqual(['quorum:lost', 'quorum:regained'])
  const { lines, code } = await verdictOf(file, {}, 'ru')
  expect(code).toBe(0)
  expect(lines).toContain('Кворум при открытии: 6 из 7, нужно 4.')
  expect(lines).toContain('Голосование: Поддержать? – не состоялось: нет кворума.')
})

test('the file of a meeting is held against the journal, the minutes and the records of its votes by their codes', async () => {
  const closing = (await house.journalOf(meeting.id)).find(({ verb }) => verb === 'meeting:closed')!
  const { hash } = JSON.parse(closing.data) as { hash: string }
  expect(hash).toBe(copyOf(file).entries.at(-1)!.hash)
  const { body } = await meeting.chair.get<{ sha256: string }>(`/votes/${voteIds[0]!}/record.json`)
  for (const code of [hash, body.sha256, copyOf(file).sha256]) expect(wrong(file, { code })).toBeNull()
  expect(wrong(file, { code: digest('x') })).toMatchObject({ what: 'other_code' })
})

test('a meeting that still goes on has a file, too; one that is planned is nobody’s yet', async () => {
  const other = await sitting(house)
  await other.begin()
  await other.ask()
  const checked = checkMeeting(await download(other.id))
  expect(checked).toMatchObject({ wrong: null, meeting: { isOver: false, votes: [{ outcome: null }] } })
  const nowhere = await house.app.inject({ url: `/api/meetings/${newId()}/entries.json` })
  expect([nowhere.statusCode, nowhere.json()]).toMatchObject([404, { code: 'not_found' }])
})

describe('tampering with a meeting', () => {
  test('with an entry, a gap or the order is found by the chain', () => {
    const changed = copyOf(file)
    ;(dataOf(changed, 'vote:closed') as Record<string, unknown>)['outcome'] = 'not_adopted'
    const { seq } = entryOf(changed, 'vote:closed')
    expect(wrong(resealed(changed))).toEqual({ what: 'entry_changed', seq })
    const cut = copyOf(file)
    cut.entries.splice(3, 1)
    expect(wrong(resealed(cut))).toEqual({ what: 'entry_order', seq: 4 })
    const swapped = copyOf(file)
    swapped.entries.splice(3, 2, swapped.entries[4]!, swapped.entries[3]!)
    expect(wrong(resealed(swapped))).toEqual({ what: 'entry_order', seq: 4 })
    const elsewhere = copyOf(file)
    elsewhere.meetingId = newId()
    expect(wrong(resealed(elsewhere))).toEqual({ what: 'entry_changed', seq: 1 })
    expect(wrong(resealed({ ...copyOf(file), entries: [] }))).toEqual({ what: 'no_entries' })
  })

  const set = (data: object, key: string, value: unknown) => Object.assign(data, { [key]: value })
  const without = (read: MeetingFile, verb: string, nth = 0) =>
    void read.entries.splice(read.entries.indexOf(entryOf(read, verb, nth)), 1)
  const result = (read: MeetingFile, nth = 0) =>
    (dataOf(read, 'vote:closed', nth) as { result: Record<string, unknown> }).result
  const quorumOf = (read: MeetingFile, verb: string) =>
    (dataOf(read, verb) as { quorum: Record<string, unknown> }).quorum

  test.each<[string, (read: MeetingFile) => void, string]>([
    ['somebody who never came', (r) => without(r, 'attendance:in', 2), 'quorum'],
    ['somebody who never left', (r) => without(r, 'attendance:out'), 'quorum'],
    ['the quorum at the opening', (r) => set(quorumOf(r, 'meeting:opened'), 'present', 7), 'quorum'],
    ['the quorum that was lost', (r) => set(quorumOf(r, 'quorum:lost'), 'present', 1), 'quorum'],
    ['a loss of the quorum that is not told', (r) => without(r, 'quorum:lost'), 'quorum_unnoted'],
    [
      'how many members there are',
      (r) => (dataOf(r, 'registration:opened')['people'] as object[]).pop(),
      'quorum',
    ],
    [
      'the rule of the quorum',
      (r) =>
        set(
          (dataOf(r, 'registration:opened') as { rules: { rules: { quorum: { fraction: object } } } }).rules
            .rules.quorum.fraction,
          'den',
          9,
        ),
      'quorum',
    ],
    ['a recusal that is not told', (r) => without(r, 'recusal:declared'), 'entitled_list'],
    ['who could vote', (r) => (dataOf(r, 'vote:opened')['entitled'] as string[]).pop(), 'entitled_list'],
    ['who counted', (r) => (dataOf(r, 'vote:opened')['present'] as string[]).pop(), 'present_list'],
    [
      'an elector twice',
      (r) => void (dataOf(r, 'vote:opened')['entitled'] as string[]).fill('x'),
      'entry_shape',
    ],
    ['a number of votes', (r) => set(result(r), 'for', 4), 'vote_number'],
    ['numbers that make the same sum', (r) => set(set(result(r), 'for', 2), 'against', 2), 'vote_number'],
    [
      'an outcome',
      (r) => set(set(dataOf(r, 'vote:closed'), 'outcome', 'not_adopted'), 'x', 1),
      'vote_number',
    ],
    [
      'an outcome and its result',
      (r) => {
        set(dataOf(r, 'vote:closed', 1), 'outcome', 'adopted')
        set(result(r, 1), 'outcome', 'adopted')
      },
      'vote_number',
    ],
    ['the quorum of a vote', (r) => set(result(r)['quorum'] as object, 'present', 7), 'vote_number'],
    [
      'the majority of a vote',
      (r) => set(result(r)['decision'] as object, 'baseName', 'votes_cast'),
      'vote_number',
    ],
    [
      'a decision on another vote',
      (r) => set(dataOf(r, 'decision:recorded'), 'voteId', voteIds[1]),
      'not_carried',
    ],
    ['the end before the opening', (r) => void r.entries.push(...r.entries.splice(7, 1)), 'phase'],
    ['two beginnings', (r) => void r.entries.push({ ...r.entries[0]! }), 'first_entry'],
    ['a vote that was never closed', (r) => without(r, 'vote:closed', 1), 'open_vote'],
    [
      'a vote put twice',
      (r) => void r.entries.splice(-3, 0, { ...entryOf(r, 'vote:opened', 1) }),
      'unknown_id',
    ],
    ['a stranger who came', (r) => set(dataOf(r, 'attendance:in'), 'who', newId()), 'unknown_id'],
    ['a mode that is none', (r) => set(dataOf(r, 'attendance:in'), 'mode', 'telepathy'), 'entry_shape'],
  ])('%s, chained anew: it is named', (_, edit, named) => {
    expect(wrong(rechained(edit))?.what).toBe(named)
  })

  test('with everything consistent is found by the code in the journal alone', () => {
    const code = copyOf(file).entries.at(-1)!.hash
    const forged = rechained((read) => set(dataOf(read, 'decision:recorded'), 'text', 'Отклонить.'))
    expect(wrong(forged)).toBeNull()
    expect(wrong(forged, { code })).toMatchObject({ what: 'other_code' })
  })

  test('a file nested without end is refused by its shape', () => {
    let deep: unknown = 1
    for (let n = 0; n < 60; n++) deep = [deep]
    expect(wrong(rechained((read) => set(entryOf(read, 'recess:begun'), 'data', deep)))?.what).toBe('shape')
  })

  const named = (what: string) => ({ kind: 'meeting', id: meeting.id, what })
  const found = (deed: (trx: Trx) => Promise<unknown>) =>
    tampered(house, deed, async (trx) => (await auditMeetings(trx)).wrong)
  const inEntry = (seq: number, change: Record<string, unknown>) => (trx: Trx) =>
    trx
      .updateTable('meetingEntry')
      .set(change)
      .where('meetingId', '=', meeting.id)
      .where('seq', '=', seq)
      .execute()

  test.each([
    ['the data of an entry', { data: '{}' }],
    ['the verb of an entry', { verb: 'x' }],
    ['the moment of an entry', { at: '2020-01-01T00:00:00.000Z' }],
    ['who did it', { personId: '01a208ed-8875-7747-9d2b-12e08961b03e' }],
    ['the code of an entry', { hash: '0'.repeat(64) }],
  ])('in the database, %s: it is found by the audit', async (_, change) => {
    expect(await found(inEntry(3, change))).toEqual(named('has another entry 3 than it had'))
  })

  test('in the database, an entry that is gone, from the middle or from the end, and the whole meeting', async () => {
    const last = copyOf(file).entries.length
    const gone = (seq: number) => (trx: Trx) =>
      trx.deleteFrom('meetingEntry').where('meetingId', '=', meeting.id).where('seq', '=', seq).execute()
    expect(await found(gone(4))).toEqual(named('lacks its entry 4'))
    const cut = `has other entries than it had at entry ${last}, says the journal`
    expect(await found(gone(last))).toEqual(named(cut))
    expect(await found((trx) => trx.deleteFrom('meeting').where('id', '=', meeting.id).execute())).toEqual(
      named('is gone'),
    )
    expect((await auditMeetings(house.kit.db)).wrong).toBeNull()
  })
})
