import { fromJson, type Db } from '../lib/db/db.ts'
import { digest } from '../lib/ids.ts'
import { findGone, findLostSeal, findStray, listSealed, listSealsAfter, type Seal } from './queries.ts'
import { BEGINNING, rowCode, sealCode } from './seal.ts'

/** The first thing in the journal that is not as it was sealed. */
export type JournalWrong =
  | { what: 'seal_missing' | 'seal_changed' | 'seal_chain' | 'seal_day'; seal: number }
  | { what: 'row_changed' | 'row_missing' | 'row_added'; seal: number; row: string }
  | { what: 'row_unsealed' | 'row_gone'; row: string }

export interface JournalChecked {
  seals: number
  rows: number
  head: string
  wrong: JournalWrong | null
}

const AT_ONCE = 20

/** Recomputes every seal from the rows it stands for, from the first to the last; stops at the first thing that is wrong. */
export async function checkJournal(db: Db): Promise<JournalChecked> {
  const checked: JournalChecked = { seals: 0, rows: 0, head: BEGINNING, wrong: null }
  let day = ''
  for (;;) {
    const seals = await listSealsAfter(db, checked.seals, AT_ONCE)
    if (seals.length === 0) break
    for (const seal of seals) {
      const wrong = wrongIn(seal, checked, day) ?? (await wrongAmong(db, seal))
      if (wrong) return { ...checked, wrong }
      checked.seals = seal.seq
      checked.rows += seal.count
      checked.head = seal.hash
      day = seal.day
    }
  }
  // The last ones could be cut off, or all of them, and what is left would be a chain.
  const lost = await findLostSeal(db)
  if (lost) return { ...checked, wrong: { what: 'seal_missing', seal: lost.seal } }
  const stray = await findStray(db)
  if (stray) return { ...checked, wrong: { what: 'row_unsealed', row: stray.id } }
  const gone = await findGone(db)
  return gone ? { ...checked, wrong: { what: 'row_gone', row: gone.id } } : checked
}

function wrongIn(seal: Seal, before: JournalChecked, day: string): JournalWrong | null {
  const { seq } = seal
  if (seq !== before.seals + 1) return { what: 'seal_missing', seal: before.seals + 1 }
  if (seal.hash !== sealCode(seal) || seal.rowsSha256 !== digest(seal.rows))
    return { what: 'seal_changed', seal: seq }
  if (seal.previous !== before.head) return { what: 'seal_chain', seal: seq }
  return seal.day < day ? { what: 'seal_day', seal: seq } : null
}

async function wrongAmong(db: Db, { seq, rows: listed }: Seal): Promise<JournalWrong | null> {
  const codes = new Map(fromJson<[string, string][]>(listed))
  const rows = new Map((await listSealed(db, seq)).map((row) => [row.id, row]))
  for (const [id, code] of codes) {
    const row = rows.get(id)
    if (!row) return { what: 'row_missing', seal: seq, row: id }
    if (rowCode(row) !== code) return { what: 'row_changed', seal: seq, row: id }
  }
  const added = [...rows.keys()].find((id) => !codes.has(id))
  return added === undefined ? null : { what: 'row_added', seal: seq, row: added }
}
