import { canonical, sha256 } from './canonical.ts'
import type { Shape } from './shape.ts'

/** What may be wrong with any file, whatever it tells. */
export type FileWrong =
  | { what: 'not_json' | 'not_a_record' }
  | { what: 'version'; found: string }
  | { what: 'shape'; where: string }
  | { what: 'not_canonical' }
  | { what: 'seal'; written: string; computed: string }

export interface Format<T> {
  name: string
  version: number
  shape: Shape<T>
}

/** Problems that leave nothing to check, other than a file that is wrong. */
export const isUnreadable = ({ what }: { what: string }): boolean =>
  what === 'not_json' || what === 'not_a_record' || what === 'version'

/** What kind of file this is and which version of it, as far as it says so; `value` is null when it is no JSON. */
export function kindOf(file: string): { format: string | null; version: number | null; value: unknown } {
  try {
    const value: unknown = JSON.parse(file)
    const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
    return {
      format: typeof format === 'string' ? format : null,
      version: typeof version === 'number' ? version : null,
      value,
    }
  } catch {
    return { format: null, version: null, value: null }
  }
}

/** Reads a file of this format: its shape, its one canonical form and the code of all the rest that stands in it as `sha256`. */
export function readSealed<T extends { sha256: string }>(
  file: string,
  format: Format<T>,
): { value: T; wrong: null } | { wrong: FileWrong } {
  let value: unknown
  try {
    value = JSON.parse(file)
  } catch {
    return { wrong: { what: 'not_json' } }
  }
  const head = value as { format?: unknown; version?: unknown } | null
  if (head === null || typeof head !== 'object' || head.format !== format.name)
    return { wrong: { what: 'not_a_record' } }
  if (head.version !== format.version)
    return { wrong: { what: 'version', found: typeof head.version === 'number' ? `${head.version}` : '–' } }
  const where = format.shape(value, '')
  if (where !== null) return { wrong: { what: 'shape', where } }
  const read = value as T
  // Other bytes with the same meaning (a key twice, other blanks) are another file.
  if (canonical(read) !== file.trimEnd()) return { wrong: { what: 'not_canonical' } }
  const { sha256: written, ...rest } = read
  const computed = sha256(canonical(rest))
  return computed === written ? { value: read, wrong: null } : { wrong: { what: 'seal', written, computed } }
}
