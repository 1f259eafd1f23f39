import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '../shared/drafts.ts'
import type { RevisionView } from '../shared/drafts.ts'
import type { VoteView } from '../shared/votes-views.ts'
import { digest } from '../server/lib/ids.ts'
import { openHouse, type House } from './house.ts'
import { Table } from './support/collab.ts'
import { councilWithText, lines } from './support/procedures.ts'
import { linesOf, list } from './support/suggestions.ts'

let house: House
let table: Table

beforeAll(async () => {
  house = await openHouse()
  table = new Table(house)
})
afterAll(() => house.close())

test('domain §0.6 · a text is adopted as a basis, amended one by one, and adopted in whole: the very text that was voted, by its hash', async () => {
  const council = await councilWithText(house, table)
  const { chair, voters, draftId } = council
  await council.suggest(voters[1]!, ['сентября', 'октября'], ['администрация', 'глава'])
  await council.suggest(voters[2]!, ['на совет', 'на комиссию'])
  const opened = await council.open()
  expect(opened).toMatchObject({ state: 'prepared', can: { lead: true, moves: ['putBasis', 'giveBack'] } })
  expect(opened.amendments.map(({ number, passages }) => [number, passages[0]!.place])).toHaveLength(3)

  const basis = await council.does(chair, 'basis', council.until)
  expect(basis).toMatchObject({ state: 'basis_voting', step: { kind: 'basis', way: 'vote' } })
  const vote = (await chair.get<VoteView>(`/votes/${basis.step!.voteId}`)).body
  expect(vote.terms).toMatchObject({
    stage: 'basis',
    decision: { class: 'resolution_basis' },
    text: { revisionId: basis.basis!.revisionId, sha256: basis.basis!.sha256 },
  })
  expect(await council.yes()).toMatchObject({ state: 'basis_adopted', step: null })

  const closed = await council.does(chair, 'close-list')
  expect(closed.state).toBe('amendments')
  const [first, second, third] = closed.amendments
  expect([first, second, third].map((each) => each!.number)).toEqual([1, 2, 3])
  expect(first!.passages).toMatchObject([
    {
      runs: [
        { change: 'kept', text: 'Отремонтировать мост до первого ' },
        { change: 'removed', text: 'сентября' },
        { change: 'added', text: 'октября' },
        { change: 'kept', text: '.' },
      ],
    },
  ])

  const put = await council.put(first!)
  expect(put.step!.question).toContain('слова «сентября» заменить словами «октября»')
  const taken = await council.yes()
  expect(taken.amendments[0]).toMatchObject({ state: 'adopted', way: 'vote', result: { for: 3 } })
  expect(await linesOf(house, draftId)).toEqual([
    lines[0]!.replace('сентября', 'октября'),
    lines[1],
    lines[2],
  ])
  const row = (await table.logOf(draftId)).at(-1)!
  expect(row.personId).toBe(voters[1]!.personId)

  await council.put(second!)
  await council.no()
  await council.put(third!)
  const last = await council.yes()
  expect(last.amendments.map(({ state }) => state)).toEqual(['adopted', 'rejected', 'adopted'])
  expect(last.can.moves).toEqual(['putWhole', 'giveBack'])

  const whole = await council.does(chair, 'whole', council.until)
  const { terms } = (await chair.get<VoteView>(`/votes/${whole.step!.voteId}`)).body
  expect(terms.text).toMatchObject({ revisionId: whole.result!.revisionId, sha256: whole.result!.sha256 })
  const end = await council.yes()
  expect(end).toMatchObject({ state: 'adopted', can: { moves: [] } })
  const revision = (
    await chair.get<RevisionView & { content: string }>(`/revisions/${end.result!.revisionId}`)
  ).body
  const text = await house.kit.db
    .selectFrom('revision')
    .select(['content', 'sha256'])
    .where('id', '=', revision.id)
    .executeTakeFirstOrThrow()
  expect(digest(text.content)).toBe(terms.text!.sha256)
  expect(canonicalJson(JSON.parse(text.content))).toContain('октября')
  expect(await linesOf(house, draftId)).toEqual([
    'Отремонтировать мост до первого октября.',
    lines[1],
    'Контроль возложить на комиссию.',
  ])
  expect((await list(voters[1]!, draftId)).suggestions.map(({ state }) => state)).toEqual([
    'decided',
    'decided',
  ])
  expect((await house.journalOf(council.procedureId)).map(({ verb }) => verb)).toEqual([
    'procedure:opened',
    'procedure:basis_voting',
    'procedure:basis_adopted',
    'procedure:amendments',
    'procedure:put',
    'procedure:decided',
    'procedure:put',
    'procedure:decided',
    'procedure:put',
    'procedure:decided',
    'procedure:whole_voting',
    'procedure:adopted',
  ])
})
