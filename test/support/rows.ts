import { sql } from 'kysely'
import type { Db } from '../../server/lib/db/db.ts'
import { digest } from '../../server/lib/ids.ts'

const namesOf = async (db: Db) => (await db.introspection.getTables()).map(({ name }) => name).toSorted()

/** How many rows each table has. */
export async function rowCounts(db: Db): Promise<Record<string, number>> {
  const each = (await namesOf(db)).map(
    (name) => sql`select ${sql.lit(name)} as name, count(*) as count from ${sql.table(name)}`,
  )
  const { rows } = await sql<{ name: string; count: number }>`${sql.join(each, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

/** What was added between two counts, table by table. */
export const added = (before: Record<string, number>, after: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  )

/** One code for every row of every table: it is the same as long as nothing was written. */
export async function everyRow(db: Db): Promise<string> {
  const tables: string[] = []
  for (const name of await namesOf(db)) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    tables.push(
      `${name} ${rows
        .map((row) => JSON.stringify(row))
        .toSorted()
        .join()}`,
    )
  }
  return digest(tables.join('\n'))
}
