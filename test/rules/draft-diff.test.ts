import { expect, test } from 'vitest'
import { applyHunks } from '../../shared/draft-diff/apply.ts'
import { Budget } from '../../shared/draft-diff/budget.ts'
import { draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { collisions } from '../../shared/draft-diff/collide.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import { acceptHunk, catchUp, declineHunk, forkHunks, stillOutdated } from '../../shared/draft-diff/fork.ts'
import { findHunk, flip, hunkWords, isFormatOnly, type Hunk } from '../../shared/draft-diff/hunk.ts'
import { readsSame } from '../../shared/draft-diff/keys.ts'
import { merge3 } from '../../shared/draft-diff/merge.ts'
import type { DraftJson, DraftMark } from '../../shared/draft-schema.ts'
import { draftText } from '../../shared/draft-text.ts'
import { Speaker } from '../support/draft-histories.ts'
import { draws } from '../support/draws.ts'

const text = (words: string, ...marks: DraftMark[]): DraftJson => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks }),
})
const inline = (content: (DraftJson | string)[]) =>
  content.map((each) => (typeof each === 'string' ? text(each) : each))
const para = (...content: (DraftJson | string)[]): DraftJson => ({
  type: 'paragraph',
  ...(content.length > 0 && { content: inline(content) }),
})
const heading = (words: string, level = 1): DraftJson => ({
  type: 'heading',
  attrs: { level },
  content: [text(words)],
})
const item = (...content: DraftJson[]): DraftJson => ({ type: 'listItem', content })
const clause = (id: string, words: string): DraftJson => ({ ...item(para(words)), attrs: { clause: id } })
const list = (...words: string[]): DraftJson => ({
  type: 'orderedList',
  content: words.map((each) => item(para(each))),
})
const row = (...cells: string[]): DraftJson => ({
  type: 'tableRow',
  content: cells.map((each) => ({ type: 'tableCell', content: [para(each)] })),
})
const table = (...content: DraftJson[]): DraftJson => ({ type: 'table', content })
const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })
const comment = (id: string): DraftMark => ({ type: 'comment', attrs: { id } })

/** With the attributes that go without saying. */
const full = (draft: DraftJson) => draftOfNode(nodeOfDraft(draft))

const short = (hunks: readonly Hunk[]) => hunks.map(({ kind, removed, added }) => [kind, removed, added])
const changes = (a: DraftJson, b: DraftJson) => short(forkHunks(a, b))
const merged = (base: DraftJson, ours: DraftJson, theirs: DraftJson) => {
  const result = merge3(...([base, ours, theirs].map(nodeOfDraft) as [never, never, never]))
  return {
    text: draftText(draftOfNode(result.doc)),
    conflicts: result.conflicts,
    json: draftOfNode(result.doc),
  }
}

const A = 'Советы вправе проводить слушания по вопросам местного значения'
const B = 'Решения советов публикуются в течение пяти рабочих дней'

test('a word that changed is one change, however the paragraphs around it moved', () => {
  const before = doc(para(A), para(B))
  const after = doc(heading('Новая глава'), para(A.replace('слушания', 'общие слушания')), para(B))

  expect(changes(before, after)).toEqual([
    ['blocks', '', 'Новая глава'],
    ['text', '', 'общие '],
  ])
  const [, word] = forkHunks(before, after)
  expect(word!.id).toBe(forkHunks(doc(para(A)), doc(after.content![1]!))[0]!.id)
})

test('neighbouring words are one change, words apart are two', () => {
  expect(changes(doc(para('один два три четыре пять')), doc(para('один 2 3 четыре 5')))).toEqual([
    ['text', 'два три', '2 3'],
    ['text', 'пять', '5'],
  ])
})

test.each([
  ['a paragraph', (...parts: string[]) => doc(...parts.map((each) => para(each)))],
  ['an item', (...parts: string[]) => doc(list(...parts))],
])('%s that was split or joined is one change, which loses and doubles no word', (_, build) => {
  const [whole, halves] = [build(`${A} ${B}`), build(A, B)]

  expect(changes(whole, halves)).toEqual([['text', ' ', '\n']])
  expect(changes(halves, whole)).toEqual([['text', '\n', ' ']])
  expect(acceptHunk(whole, halves, forkHunks(whole, halves)[0]!.id)!.base).toEqual(full(build(A, B)))
})

test('an item that is split keeps what stands below it, with the second half', () => {
  const below = list('подпункт один')
  const before = doc({ type: 'bulletList', content: [item(para(`${A} ${B}`), below)] })
  const after = doc({ type: 'bulletList', content: [item(para(A)), item(para(B), list('подпункт два'))] })

  expect(changes(before, after)).toEqual([
    ['text', ' ', '\n'],
    ['text', 'один', 'два'],
  ])
})

test('a paragraph that became a heading is one change, and a word in it another', () => {
  const [before, after] = [doc(para(A)), doc(heading(A.replace('слушания', 'собрания'), 2))]
  const [kind, word] = forkHunks(before, after)

  expect(kind).toMatchObject({
    kind: 'node',
    from: { type: 'paragraph' },
    to: { type: 'heading', attrs: { level: 2 } },
  })
  expect(hunkWords(word!)).toEqual({ removed: 'слушания', added: 'собрания' })
  expect(acceptHunk(before, after, kind!.id)!.base).toEqual(doc(heading(A, 2)))
  expect(declineHunk(before, after, kind!.id)!.fork).toEqual(doc(para(A.replace('слушания', 'собрания'))))
})

test('a paragraph that nothing is left of is one change of its words', () => {
  expect(changes(doc(para(A), para(B)), doc(para('Совсем другое'), para(B)))).toEqual([
    ['text', A, 'Совсем другое'],
  ])
})

test('a paragraph put into a list is one change, so that no half of it can be taken', () => {
  expect(changes(doc(para(A), para(B)), doc(list(A), para(B)))).toEqual([['blocks', A, A]])
})

test('rows of a table are changes of their own; a column is a change of the whole table', () => {
  const before = doc(table(row('Палана', '2'), row('Тигиль', '3')))
  const after = doc(table(row('Палана', '2'), row('Оссора', '4'), row('Тигиль', '5')))
  const wide = doc(table(row('Палана', '2', 'да'), row('Тигиль', '3', 'нет')))

  expect(changes(before, after)).toEqual([
    ['blocks', '', 'Оссора\n4'],
    ['text', '3', '5'],
  ])
  expect(forkHunks(before, wide)).toHaveLength(1)
  expect(acceptHunk(before, wide, forkHunks(before, wide)[0]!.id)!.base).toEqual(full(wide))
})

test('rows under a cell that is merged over them are compared by place, never taken alone', () => {
  const tall = (words: string): DraftJson => ({
    type: 'tableCell',
    attrs: { rowspan: 2 },
    content: [para(words)],
  })
  const merging = (words: string, last: string) =>
    doc(table({ type: 'tableRow', content: [tall(words), ...row('а').content!] }, row(last)))

  expect(changes(merging('Север', 'б'), merging('Север', 'в'))).toEqual([['text', 'б', 'в']])
  const longer = merging('Север', 'б')
  longer.content![0]!.content!.push(row('г', 'д'))
  expect(forkHunks(merging('Север', 'б'), longer)).toHaveLength(1)
})

test('a bold word is a change of the look only', () => {
  const [hunk] = forkHunks(doc(para('за и против')), doc(para('за и ', text('против', { type: 'bold' }))))
  expect(isFormatOnly(hunk!)).toBe(true)
})

test('footnotes, citations and line breaks come and go like words', () => {
  const note = { type: 'footnote', attrs: { text: 'см. протокол' } }
  const cited = { type: 'citation', attrs: { clause: 'c1', label: 'пункт 5' } }
  expect(changes(doc(para('по закону')), doc(para('по закону', note, cited, { type: 'hardBreak' })))).toEqual(
    [['text', '', ' [см. протокол]пункт 5\n']],
  )
})

test('a comment is no change, also in the middle of a word, and stays with the text it stands in', () => {
  const commented = doc(para('прове', text('дение слушаний', comment('c1')), ' по вопросам'))
  const plain = doc(para('проведение слушаний по вопросам'))
  const suggested = doc(para('проведение общих слушаний по вопросам'))

  expect(forkHunks(commented, plain)).toEqual([])
  const [hunk] = forkHunks(commented, suggested)
  expect(acceptHunk(commented, suggested, hunk!.id)!.base).toEqual(
    doc(para('прове', text('дение общих слушаний', comment('c1')), ' по вопросам')),
  )
})

test('a comment that was resolved in the base does not come back with an old suggestion', () => {
  const fork = doc(para(text('срочные слушания', comment('c1')), ' по вопросам'))
  const base = doc(para('слушания по вопросам'))
  expect(acceptHunk(base, fork, forkHunks(base, fork)[0]!.id)!.base).toEqual(
    doc(para('срочные слушания по вопросам')),
  )
})

test('what an item is cited by, and how it was called, are no changes', () => {
  const named = doc({ type: 'orderedList', content: [clause('k1', A)] })
  expect(forkHunks(named, doc({ type: 'orderedList', content: [item(para(A))] }))).toEqual([])
  const cited = (label: string) => doc(para({ type: 'citation', attrs: { clause: 'k1', label } }))
  expect(forkHunks(cited('пункт 1'), cited('пункт 2'))).toEqual([])
})

test('an item that is rewritten by a suggestion keeps what it is cited by', () => {
  const base = doc({ type: 'orderedList', content: [clause('k1', A), clause('k2', B)] })
  const fork = doc({
    type: 'orderedList',
    content: [item(para(A.replace('слушания', 'опросы'))), item(para(B))],
  })
  expect(acceptHunk(base, fork, forkHunks(base, fork)[0]!.id)!.base.content![0]!.content![0]!.attrs).toEqual({
    clause: 'k1',
  })
})

test('an item that is put into another list keeps what it is cited by, though the suggester never knew', () => {
  const base = doc({ type: 'orderedList', content: [clause('k1', A), item(para(B))] })
  const fork = doc(para('Во-первых:'), { type: 'bulletList', content: [item(para(`${A} края`))] }, para(B))
  const hunks = forkHunks(base, fork)
  const all = draftOfNode(applyHunks(nodeOfDraft(base), nodeOfDraft(fork), hunks))
  expect(all.content![1]!.content![0]!.attrs).toEqual({ clause: 'k1' })
})

test('changes that read alike are told apart by where they were seen', () => {
  const before = doc(para('пункт один'), heading('Глава'), para('пункт один'))
  const after = doc(para('пункт один.'), heading('Глава'), para('пункт один.'))
  const hunks = forkHunks(before, after)

  expect(new Set(hunks.map(({ id }) => id)).size).toBe(2)
  const left = forkHunks(acceptHunk(before, after, hunks[0]!.id)!.base, after)
  expect(findHunk(left, hunks[1]!.id, hunks[1]!.fromB)).toEqual(left[0])
  expect(findHunk(left, 'unknown')).toBeUndefined()
})

test('a change turned around takes back what it brought', () => {
  const [a, b] = [doc(para(A), para(B)), doc(para(A), para('Между'), para(B))].map(nodeOfDraft)
  const [hunk] = diffDrafts(a!, b!)
  expect(readsSame(applyHunks(b!, a!, [flip(hunk!)]), a!)).toBe(true)
  expect(flip(flip(hunk!))).toEqual(hunk)
})

test('emoji and letters of the north are never cut', () => {
  expect(changes(doc(para('👩‍👩‍👧 ӄоԓӽэӈ')), doc(para('👩‍👩‍👦 ӄоԓӽэн')))).toEqual([
    ['text', '👩‍👩‍👧 ӄоԓӽэӈ', '👩‍👩‍👦 ӄоԓӽэн'],
  ])
})

test('marks of inline leaves and unjoined texts, which the live text cannot keep, are no changes', () => {
  const odd = doc(para('од', 'но', { type: 'hardBreak', marks: [{ type: 'bold' }] }))
  expect(forkHunks(odd, doc(para('одно', { type: 'hardBreak' })))).toEqual([])
})

test('a text with nodes that are no draft is refused by a RangeError', () => {
  expect(() => nodeOfDraft(doc({ type: 'video' }))).toThrow(RangeError)
})

test('300 paragraphs written anew, and one of 9 000 words, cost a bounded number of steps', () => {
  const speak = (name: string) => new Speaker(draws(7), name)
  const [one, other] = [speak('a'), speak('b')]
  const many = (speaker: Speaker) =>
    nodeOfDraft(doc(...Array.from({ length: 300 }, () => para(speaker.words(25, 35)))))
  const long = (speaker: Speaker) => nodeOfDraft(doc(para(speaker.words(9000, 9000))))
  const common = nodeOfDraft(doc(para('в и на по с о '.repeat(1500))))
  const mixed = nodeOfDraft(doc(para('на с по о и в '.repeat(1500))))

  const budgets = [
    [many(one), many(other)],
    [long(one), long(other)],
    [common, mixed],
  ].map(([a, b]) => {
    const budget = new Budget()
    const hunks = diffDrafts(a!, b!, budget)
    expect(readsSame(applyHunks(a!, b!, hunks), b!)).toBe(true)
    return budget
  })

  for (const { spent, wasShort } of budgets) {
    expect(spent).toBeLessThan(4_000_000)
    expect(wasShort).toBe(false)
  }
})

test('a budget that is too small makes changes coarser, never wrong', () => {
  const speaker = new Speaker(draws(9), 'a')
  const words = Array.from({ length: 60 }, () => speaker.words(20, 30))
  const [a, b] = [words, words.map((each, at) => each.replace(' ', ` новое${at} `))].map((all) =>
    nodeOfDraft(doc(...all.map((each) => para(each)))),
  )
  const budget = new Budget(500)
  const hunks = diffDrafts(a!, b!, budget)

  expect(budget.wasShort).toBe(true)
  expect(hunks.length).toBeLessThan(60)
  expect(readsSame(applyHunks(a!, b!, hunks), b!)).toBe(true)
})

test('what two people changed in different places stands together', () => {
  const result = merged(
    doc(para(A), para(B)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
    doc(para(A), para(B), para('Третье')),
  )
  expect(result.text).toBe(`${A.replace('слушания', 'опросы')}\n${B}\nТретье`)
  expect(result.conflicts).toEqual([])
})

test('the same change by both is made once', () => {
  const changed = doc(para(A.replace('слушания', 'опросы')))
  expect(merged(doc(para(A)), changed, changed)).toMatchObject({ json: changed, conflicts: [] })
})

test('where both changed the same words the suggestion stays, with the three texts', () => {
  const base = doc(para('быстрый порядок рассмотрения'))
  const { text: words, conflicts } = merged(
    base,
    doc(para('скорый порядок рассмотрения')),
    doc(para('справедливый порядок рассмотрения')),
  )

  expect(words).toBe('скорый порядок рассмотрения')
  expect(conflicts).toMatchObject([
    { then: 'быстрый', now: 'справедливый', kept: 'скорый', merged: { from: 1, to: 7 } },
  ])
})

test.each([
  [
    'wraps a paragraph in a list',
    doc(list(A), para(B)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
    `1) ${A.replace('слушания', 'опросы')}\n${B}`,
  ],
  [
    'moves a paragraph',
    doc(para(B), para(A)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
    `${B}\n${A.replace('слушания', 'опросы')}`,
  ],
  [
    'makes a heading of it',
    doc(heading(A), para(B)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
    `${A.replace('слушания', 'опросы')}\n${B}`,
  ],
  [
    'splits it',
    doc(para('Советы вправе'), para(A.replace('Советы вправе ', '')), para(B)),
    doc(para(A.replace('местного', 'краевого')), para(B)),
    `Советы вправе\n${A.replace('Советы вправе ', '').replace('местного', 'краевого')}\n${B}`,
  ],
])(
  'one %s and the other changes a word in it: both stand, whoever did which',
  (_, shaped, worded, expected) => {
    const base = doc(para(A), para(B))
    const [one, other] = [merged(base, shaped, worded), merged(base, worded, shaped)]

    expect([one.text, other.text]).toEqual([expected, expected])
    expect([one.conflicts, other.conflicts]).toEqual([[], []])
  },
)

test('a paragraph that the base deleted and the suggester edited stays, flagged', () => {
  const { text: words, conflicts } = merged(
    doc(para(A), para(B)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
    doc(para(B)),
  )

  expect(words).toBe(`${A.replace('слушания', 'опросы')}\n${B}`)
  expect(conflicts).toMatchObject([{ then: A, now: '', kept: A.replace('слушания', 'опросы') }])
})

test('a paragraph that the suggester deleted and the base edited stays deleted, flagged', () => {
  const { text: words, conflicts } = merged(
    doc(para(A), para(B)),
    doc(para(B)),
    doc(para(A.replace('слушания', 'опросы')), para(B)),
  )

  expect(words).toBe(B)
  expect(conflicts).toMatchObject([{ then: A, now: A.replace('слушания', 'опросы'), kept: '' }])
})

test('a paragraph that the suggester deleted and the base moved is not brought back unsaid', () => {
  const { text: words, conflicts } = merged(doc(para(A), para(B)), doc(para(B)), doc(para(B), para(A)))

  expect(words).toBe(B)
  expect(conflicts).toMatchObject([{ now: A, kept: '' }])
})

test('a paragraph that the suggester moved and the base deleted is kept where it was moved to, flagged', () => {
  const { text: words, conflicts } = merged(doc(para(A), para(B)), doc(para(B), para(A)), doc(para(B)))

  expect(words).toBe(`${B}\n${A}`)
  expect(conflicts).toMatchObject([{ then: A, kept: A }])
})

test('each side deletes one of the two paragraphs of a cell: the cell is not emptied', () => {
  const cell = (...content: DraftJson[]) =>
    doc(table({ type: 'tableRow', content: [{ type: 'tableCell', content }] }))
  const { json, conflicts } = merged(cell(para(A), para(B)), cell(para(A)), cell(para(B)))

  expect(json).toEqual(full(cell(para(A))))
  expect(conflicts).toHaveLength(1)
})

test('a fork that nothing touches is not written when the base goes on elsewhere and it suggests nothing', () => {
  const fork = doc(para(A))
  const result = catchUp(fork, fork, fork)
  expect(result).toMatchObject({ isSame: true, hunks: [], outdated: [] })
  expect(result.fork).toBe(fork)
})

test('a suggestion whose words the base changed is outdated, and stays so until it is written anew', () => {
  const base = doc(para('быстрый порядок рассмотрения'), para(B))
  const now = doc(para('справедливый порядок рассмотрения'), para(B))
  const first = catchUp(base, doc(para('скорый порядок рассмотрения'), para(B)), now)

  expect(first.outdated).toMatchObject([
    { id: first.hunks[0]!.id, then: 'быстрый', now: 'справедливый', kept: 'скорый' },
  ])
  const later = doc(para('Преамбула'), ...now.content!)
  const second = catchUp(now, first.fork, later)
  expect(second.outdated).toEqual([])
  expect(stillOutdated(first.outdated, second.hunks)).toMatchObject([
    { id: second.hunks[0]!.id, now: 'справедливый' },
  ])
  const anew = doc(para('Преамбула'), para('установленный законом порядок рассмотрения'), para(B))
  expect(stillOutdated(first.outdated, forkHunks(later, anew))).toEqual([])
})

test('two proposals collide on the same words, the same point and the same block, and nowhere else', () => {
  const base = doc(para(A), para(B))
  const of = (fork: DraftJson) => forkHunks(base, fork)
  const word = of(doc(para(A.replace('слушания', 'опросы')), para(B)))
  const sameWord = of(doc(para(A.replace('слушания', 'сходы')), para(B)))
  const otherWord = of(doc(para(A.replace('местного', 'краевого')), para(B)))
  const deleted = of(doc(para(B)))
  const inFront = of(doc(heading('Глава'), para(A), para(B)))
  const alsoInFront = of(doc(heading('Раздел'), para(A), para(B)))
  const kind = of(doc(heading(A), para(B)))

  const count = (ones: Hunk[], others: Hunk[]) => collisions(ones, others).length
  expect([
    count(word, sameWord),
    count(word, deleted),
    count(inFront, alsoInFront),
    count(kind, deleted),
  ]).toEqual([1, 1, 1, 1])
  expect([count(word, otherWord), count(kind, word), count(inFront, deleted), count(inFront, kind)]).toEqual([
    0, 0, 0, 0,
  ])
})

test('a change that is gone is neither accepted nor declined', () => {
  const base = doc(para(A))
  const fork = doc(para(A.replace('слушания', 'опросы')))
  const [hunk] = forkHunks(base, fork)
  const accepted = acceptHunk(base, fork, hunk!.id)!

  expect(accepted.base).toEqual(fork)
  expect(acceptHunk(accepted.base, fork, hunk!.id)).toBeNull()
  expect(declineHunk(accepted.base, fork, hunk!.id)).toBeNull()
})
