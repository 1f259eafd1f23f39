import type { SuggestedChange, SuggestionLine, SuggestionPlace } from '../../shared/suggestions.ts'

/** A change and whose it is. */
export interface OneChange {
  line: SuggestionLine
  change: SuggestedChange
}

/** One clause of the text with everything that is suggested for it. */
export interface Clause {
  key: string
  place: SuggestionPlace
  changes: OneChange[]
  /** Not all of it can be taken. */
  collides: boolean
}

/** Changes of all suggestions by the clause that they are for, in the order of the text. */
export function clausesOf(lines: readonly SuggestionLine[]): Clause[] {
  const all = lines.flatMap((line) => (line.changes ?? []).map((change) => ({ line, change })))
  const inOrder = all.toSorted((one, other) => one.change.from - other.change.from)
  const clauses = new Map<string, Clause>()
  for (const one of inOrder) {
    const { place, collides } = one.change
    const key = `${place.block} ${place.label}`
    const clause = clauses.get(key) ?? { key, place, changes: [], collides: false }
    clause.changes.push(one)
    clause.collides ||= collides.length > 0
    clauses.set(key, clause)
  }
  return [...clauses.values()]
}

/** Whose words these are: of who suggests, or of who stood in a file. */
export const authorOf = (
  { owner, authorName }: Pick<SuggestionLine, 'owner' | 'authorName'>,
  fromFile: (name: string) => string,
): string => (authorName === null ? owner.name : fromFile(authorName))

/** Suggestions that have something to be decided. */
export const waiting = (lines: readonly SuggestionLine[]): SuggestionLine[] =>
  lines.filter(({ state, changes }) => state === 'sent' && (changes === null || changes.length > 0))
