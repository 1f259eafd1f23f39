import { closeCode } from '../../shared/drafts.ts'
import type { Id } from '../../shared/values.ts'
import type { Draft } from './queries.ts'

/** Version of the draft schema that a page says it knows; null when it does not say. */
export function schemaOf(wishes: URLSearchParams): number | null {
  const schema = wishes.get('schema')
  if (schema === null) return null
  return /^\d{1,6}$/.test(schema) ? Number(schema) : 0
}

/**
 * Why a page must not get the text by what it says of itself, null when it may: a client that lacks parts of the schema would delete
 * them for everybody; one of another epoch would bring back what is gone; a page of somebody who has signed out meanwhile would send
 * their edits as those of the one who signed in.
 */
export function whyNot(
  personId: Id,
  draft: Pick<Draft, 'epoch' | 'schemaVersion'>,
  wishes: URLSearchParams,
): typeof closeCode.signedOut | typeof closeCode.outdated | typeof closeCode.conflict | null {
  if ((wishes.get('person') ?? personId) !== personId) return closeCode.signedOut
  if ((schemaOf(wishes) ?? Infinity) < draft.schemaVersion) return closeCode.outdated
  const epoch = wishes.get('epoch')
  if (epoch !== null && Number(epoch) !== draft.epoch) return closeCode.conflict
  return null
}
