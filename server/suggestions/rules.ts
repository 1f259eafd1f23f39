import type { DraftRole, DraftState } from '../../shared/drafts.ts'
import { reaches } from '../../shared/drafts.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { SuggestionState } from '../../shared/suggestions.ts'
import type { Id } from '../../shared/values.ts'

/** The most that may lie before one text at once, and of one person in it: files bring one for each author. */
export const MOST_OF_A_TEXT = 200
export const MOST_OF_A_PERSON = 40

interface Standing {
  ownerId: Id
  state: SuggestionState
}

/** Who stands before a suggestion: what they may do with the text it is for, and whether that text may be changed now. */
export interface Reader {
  personId: Id | null
  role: DraftRole | null
  base: DraftState
}

const owns = ({ ownerId }: Standing, { personId }: Reader) => ownerId === personId

/** While it is written it is its owner's alone; once sent it is there for whoever may open the text. */
export const maySeeSuggestion = (suggestion: Standing, reader: Reader): boolean =>
  reader.role !== null && (owns(suggestion, reader) || suggestion.state !== 'writing')

/**
 * What somebody may do in the draft of a suggestion: only its owner writes there, as long as they may suggest (coediting §3.3). What was
 * taken back is read by nobody else any more.
 */
export function forkRole(suggestion: Standing, reader: Reader): DraftRole | null {
  if (!maySeeSuggestion(suggestion, reader)) return null
  if (suggestion.state === 'withdrawn' && !owns(suggestion, reader)) return null
  const mayWrite =
    owns(suggestion, reader) &&
    reaches(reader.role, 'suggest') &&
    reader.base === 'open' &&
    suggestion.state !== 'withdrawn'
  return mayWrite ? 'write' : 'read'
}

/** Why somebody may not suggest changes of a text, or null. */
export function whyNotSuggest({ role, base }: Omit<Reader, 'personId'>): RefusalCode | null {
  if (role === null) return 'not_found'
  if (!reaches(role, 'suggest')) return 'not_allowed'
  return base === 'open' ? null : 'draft_frozen'
}

/** Why the owner may not send it now, or null. */
export function whyNotSend(suggestion: Standing, reader: Reader): RefusalCode | null {
  if (!maySeeSuggestion(suggestion, reader)) return 'not_found'
  if (!owns(suggestion, reader)) return 'not_allowed'
  if (suggestion.state === 'withdrawn') return 'suggestion_withdrawn'
  return whyNotSuggest(reader)
}

/** Why the owner may not take it back, or null: what was said may be taken back also when the text is closed. */
export function whyNotWithdraw(suggestion: Standing, reader: Reader): RefusalCode | null {
  if (!maySeeSuggestion(suggestion, reader)) return 'not_found'
  if (!owns(suggestion, reader)) return 'not_allowed'
  return suggestion.state === 'withdrawn' ? 'suggestion_withdrawn' : null
}

/** Why changes of it may not be accepted or declined by somebody, or null: whoever writes the text decides. */
export function whyNotDecide(suggestion: Standing, reader: Reader): RefusalCode | null {
  if (!maySeeSuggestion(suggestion, reader)) return 'not_found'
  if (reader.role !== 'write') return 'not_allowed'
  if (suggestion.state === 'withdrawn') return 'suggestion_withdrawn'
  if (suggestion.state === 'writing') return 'suggestion_not_sent'
  return reader.base === 'open' ? null : 'draft_frozen'
}

export const whyNotAnother = ({ all, own }: { all: number; own: number }): RefusalCode | null =>
  all >= MOST_OF_A_TEXT || own >= MOST_OF_A_PERSON ? 'too_many_suggestions' : null
