import { expect } from 'vitest'
import { verdictOf } from '../../verify/verdict.ts'
import type { House } from '../house.ts'

/** Every vote of the house that is over recomputes from its record, without the server (domain §6.4); answers with how many there are. */
export async function expectRecordsRecompute(house: House): Promise<number> {
  const votes = await house.kit.db
    .selectFrom('vote')
    .select(['id', 'form'])
    .where('result', 'is not', null)
    .orderBy('id')
    .execute()
  for (const { id, form } of votes) {
    const { payload } = await house.app.inject({ url: `/api/votes/${id}/record.json` })
    const { code, lines } = await verdictOf(payload, {}, 'en')
    expect(code, `${form} ${id}: ${lines.join(' ')}`).toBe(0)
  }
  return votes.length
}
