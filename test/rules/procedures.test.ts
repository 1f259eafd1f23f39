import { expect, test } from 'vitest'
import { byClause, inVotingOrder, outcomeOf, whyNotMove, whyNotPut } from '../../server/procedures/rules.ts'
import { partsOf, together } from '../../server/procedures/texts.ts'
import { nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { diffDrafts } from '../../shared/draft-diff/diff.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import {
  afterMove,
  isEnded,
  procedureMoves,
  procedureStates,
  type ProcedureMove,
} from '../../shared/procedures.ts'

const para = (text: string): DraftJson => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const list = (...texts: string[]): DraftJson => ({
  type: 'orderedList',
  content: texts.map((text) => ({ type: 'listItem', content: [para(text)] })),
})
const doc = (...content: DraftJson[]): DraftJson => ({ type: 'doc', content })
const parts = (basis: DraftJson, suggested: DraftJson) =>
  partsOf(basis, suggested, diffDrafts(nodeOfDraft(basis), nodeOfDraft(suggested)))
const moves = Object.keys(procedureMoves) as ProcedureMove[]

test('domain §0.6 · every state that has not ended leads on, and from the end nothing leads anywhere', () => {
  for (const state of procedureStates)
    expect(
      moves.some((move) => afterMove(state, move) !== null),
      state,
    ).toBe(!isEnded(state))
})

test('domain §0.6 · no text is adopted in whole that was not adopted as a basis', () => {
  const reached = new Set(['prepared'])
  for (let size = 0; size !== reached.size;) {
    size = reached.size
    for (const move of moves.filter((each) => each !== 'adoptBasis'))
      for (const state of procedureStates)
        if (reached.has(state)) reached.add(afterMove(state, move) ?? state)
  }
  expect(reached.has('adopted')).toBe(false)
})

test.each(['no_quorum', 'revote', 'converted', 'second_round'] as const)(
  'V1 · a vote that ends in %s decides nothing of a text',
  (outcome) => expect(outcomeOf(outcome)).toBe('undecided'),
)

test('domain §2.2 · the whole is put only when no question is open and no amendment waits', () => {
  const standing = { state: 'amendments', isBusy: false, pending: 0 } as const
  expect(whyNotMove(standing, 'putWhole')).toBeNull()
  expect(whyNotMove({ ...standing, pending: 1 }, 'putWhole')).toBe('amendments_left')
  expect(whyNotMove({ ...standing, isBusy: true }, 'putWhole')).toBe('procedure_busy')
  expect(whyNotMove({ ...standing, state: 'basis_adopted' }, 'putWhole')).toBe('procedure_wrong_state')
})

test('an amendment is put once the list is closed, and asked about again only by a vote', () => {
  const waits = { state: 'pending', isObjected: 0 } as const
  const on = { state: 'amendments', isBusy: false } as const
  expect(whyNotPut(on, [waits], 'vote')).toBeNull()
  expect(whyNotPut({ ...on, state: 'basis_adopted' }, [waits], 'vote')).toBe('list_is_open')
  expect(whyNotPut(on, [{ ...waits, state: 'adopted' }], 'vote')).toBe('amendment_decided')
  expect(whyNotPut(on, [{ ...waits, isObjected: 1 }], 'consent')).toBe('amendment_objected')
  expect(whyNotPut(on, [{ ...waits, isObjected: 1 }], 'vote')).toBeNull()
})

test('T1 · a suggestion is an amendment for each clause, numbered by clause and then by time', () => {
  const basis = doc(para('Рекомендовать администрации:'), list('чистить дорогу', 'построить мост'))
  const anna = parts(
    basis,
    doc(para('Рекомендовать администрации:'), list('чистить дорогу', 'построить причал')),
  )
  const boris = parts(
    basis,
    doc(para('Поручить администрации:'), list('чистить дорогу утром', 'быстро построить мост')),
  )
  expect([anna.length, boris.length]).toEqual([1, 3])
  const all = byClause([
    ...boris.map((each) => ({ ...each, suggestionId: 'b', sentAt: '2' })),
    ...anna.map((each) => ({ ...each, suggestionId: 'a', sentAt: '1' })),
  ])
  expect(all.map(({ suggestionId, passages }) => [suggestionId, passages[0]!.place])).toEqual([
    ['b', 'Рекомендовать администрации:'],
    ['b', '1)'],
    ['a', '2)'],
    ['b', '2)'],
  ])
})

test('a clause that was moved is one amendment: its words do not stand there twice, nor nowhere', () => {
  const [one, two] = [
    'Решения публикуются в течение пяти рабочих дней',
    'Советы проводят слушания два раза в год',
  ]
  const moved = parts(doc(para(one), para('Прочее'), para(two)), doc(para('Прочее'), para(two), para(one)))
  expect(moved).toHaveLength(1)
})

test('domain §2.2 · of those that exclude each other the most far-reaching is put first', () => {
  const basis = doc(para('Мост построить до осени'), para('Дорогу чистить'))
  const [word] = parts(basis, doc(para('Мост построить до зимы'), para('Дорогу чистить')))
  const [all] = parts(basis, doc(para('Переправу наладить к ледоходу силами района'), para('Дорогу чистить')))
  const [other] = parts(basis, doc(para('Мост построить до осени'), para('Дорогу чистить утром')))
  expect(inVotingOrder([word!, all!, other!])).toEqual([all, word, other])
})

test('two amendments of one clause that do not touch stand in it together', () => {
  const basis = doc(para('Мост построить до осени, дорогу чистить утром'))
  const [one] = parts(basis, doc(para('Мост построить до зимы, дорогу чистить утром')))
  const [two] = parts(basis, doc(para('Мост построить до осени, дорогу чистить вечером')))
  const both = doc(para('Мост построить до зимы, дорогу чистить вечером'))
  for (const order of [
    [one!, two!],
    [two!, one!],
  ])
    expect(nodeOfDraft(together(basis, order)).eq(nodeOfDraft(both))).toBe(true)
})
