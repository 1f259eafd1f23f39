import { canonical, sha256 } from './canonical.ts'
import { readSealed, type FileWrong } from './sealed.ts'
import {
  counting,
  day,
  hash,
  id,
  instant,
  listOf,
  orNull,
  record,
  text,
  whole,
  word,
  type Shaped,
} from './shape.ts'

export const DAY_FORMAT = 'veche-journal-day'

/** One act, as the journal wrote it down. `data` is the very text, because its bytes were sealed. */
const line = record({
  at: instant,
  personId: orNull(id),
  councilId: orNull(id),
  verb: text,
  subjectKind: text,
  subjectId: text,
  data: text,
})

/** One day of the journal: its seals, and the rows they stand for where the file was made for who may read them. */
const journalDay = record({
  format: word(DAY_FORMAT),
  version: counting,
  day,
  seals: listOf(
    record({
      seq: counting,
      sealedAt: instant,
      count: whole,
      rowsSha256: hash,
      previous: hash,
      hash,
      rows: orNull(listOf(record({ id, code: hash, line: orNull(line) }))),
    }),
  ),
  /** The code that was published for the day: of its last seal. */
  head: hash,
  /** SHA-256 of the canonical bytes of all the rest. */
  sha256: hash,
})
export type JournalDay = Shaped<typeof journalDay>
type Seal = JournalDay['seals'][number]

export type DayWrong =
  | FileWrong
  | { what: 'other_code'; code: string }
  | { what: 'no_seals' | 'head' | 'first' }
  | {
      what: 'seal_order' | 'seal_chain' | 'seal_changed' | 'seal_rows' | 'seal_count' | 'seal_time'
      seal: number
    }
  | { what: 'row_changed' | 'row_missing' | 'row_order'; seal: number; row: string }

export type DayChecked =
  { wrong: DayWrong } | { wrong: null; day: JournalDay; acts: number; isWhole: boolean }

const ZEROS = '0'.repeat(64)

/** Recomputes a day of the journal: every row, every seal and the chain from the head of the day before to its own. */
export function checkDay(file: string, known: { code?: string | undefined } = {}): DayChecked {
  const read = readSealed(file, { name: DAY_FORMAT, version: 1, shape: journalDay })
  if (read.wrong) return { wrong: read.wrong }
  const day = read.value
  const wrong = wrongIn(day) ?? matches(day, known.code)
  if (wrong) return { wrong }
  return {
    wrong: null,
    day,
    acts: day.seals.reduce((sum, { count }) => sum + count, 0),
    isWhole: day.seals.every(({ rows }) => rows !== null),
  }
}

function wrongIn({ day, seals, head }: JournalDay): DayWrong | null {
  const [first] = seals
  if (!first) return { what: 'no_seals' }
  // Only the first seal of all follows nothing.
  if ((first.seq === 1) !== (first.previous === ZEROS)) return { what: 'first' }
  for (const [at, seal] of seals.entries()) {
    const before = seals[at - 1]
    if (before && seal.seq !== before.seq + 1) return { what: 'seal_order', seal: seal.seq }
    if (before && seal.previous !== before.hash) return { what: 'seal_chain', seal: seal.seq }
    const wrong = wrongInSeal(seal, day)
    if (wrong) return wrong
  }
  return head === seals.at(-1)!.hash ? null : { what: 'head' }
}

function wrongInSeal(seal: Seal, day: string): DayWrong | null {
  const { seq, sealedAt, count, rowsSha256, previous, rows } = seal
  for (const [at, { id: row, code, line }] of (rows ?? []).entries()) {
    const before = rows![at - 1]
    if (before && before.id >= row) return { what: 'row_order', seal: seq, row }
    if (line === null) return { what: 'row_missing', seal: seq, row }
    if (sha256(canonical({ id: row, ...line })) !== code) return { what: 'row_changed', seal: seq, row }
  }
  if (rows && rows.length !== count) return { what: 'seal_count', seal: seq }
  if (rows && sha256(canonical(rows.map(({ id: row, code }) => [row, code]))) !== rowsSha256)
    return { what: 'seal_rows', seal: seq }
  if (sealedAt.slice(0, 10) > day) return { what: 'seal_time', seal: seq }
  const computed = sha256(canonical({ seq, day, sealedAt, count, rowsSha256, previous }))
  return computed === seal.hash ? null : { what: 'seal_changed', seal: seq }
}

/** A code known from elsewhere: the published head of this day or of the one before, of any seal of it, or of the file. */
function matches({ seals, head, sha256: own }: JournalDay, code: string | undefined): DayWrong | null {
  const codes = [own, head, seals[0]!.previous, ...seals.map(({ hash }) => hash)]
  return code === undefined || codes.includes(code) ? null : { what: 'other_code', code }
}
