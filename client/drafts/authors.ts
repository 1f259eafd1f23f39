import type { AuthoredBlock } from '../../shared/revisions.ts'

const TONES = 7
const LINES = 5

/** How the words of a contributor look: a tint and the pattern of a line; thirty-five people differ in one of both. */
export const lookOf = (by: number): { tone: number; line: number } => ({ tone: by % TONES, line: by % LINES })

export interface AuthoredPart {
  text: string
  /** A place in the list of contributors; null for what stands between passages. */
  by: number | null
  at: string | null
}

/** A block as its passages, without gaps; what is no text in the line is left out. */
export function partsOf({ text, passages }: AuthoredBlock): AuthoredPart[] {
  const parts: AuthoredPart[] = []
  let done = 0
  const put = (from: number, to: number, by: number | null, at: string | null) => {
    const words = text.slice(from, to).replaceAll('\ufffc', '')
    if (words !== '') parts.push({ text: words, by, at })
  }
  for (const { from, to, by, at } of passages) {
    put(done, from, null, null)
    put(from, to, by, at)
    done = to
  }
  put(done, text.length, null, null)
  return parts
}
