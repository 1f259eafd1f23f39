import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DraftView } from '../../shared/drafts.ts'
import { createDatabase, openHouse } from '../house.ts'
import { Table, type Typist } from './collab.ts'

export interface Region {
  /** Settings of the server that works on it. */
  env: Record<string, string>
  draftId: string
  /** All of them. */
  draftIds: string[]
  cookies: string[]
  remove(): void
}

/**
 * A region with one draft and two people; its server is not running yet. In `under`, and on PostgreSQL when there is an
 * administration URL.
 */
export async function region(
  administration: string | null,
  under = tmpdir(),
  { drafts = 1 } = {},
): Promise<Region> {
  const dataDir = mkdtempSync(join(under, 'veche-crash-'))
  const databaseUrl = administration ? await createDatabase(administration) : null
  const house = await openHouse({ dataDir, databaseUrl })
  house.setClock(new Date())
  const people = [await house.as(await house.person()), await house.as(await house.person())]
  const table = new Table(house)
  const draftIds = await Promise.all(
    Array.from({ length: drafts }, () => table.draft(people.map((each) => [each, 'write']))),
  )
  await house.close()
  return {
    env: { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    draftId: draftIds[0]!,
    draftIds,
    cookies: people.map((each) => each.cookie),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

export async function textOf(origin: string, draftId: string, cookie: string): Promise<string> {
  const response = await fetch(`${origin}/api/drafts/${draftId}`, { headers: { cookie } })
  return ((await response.json()) as DraftView).html
}

/** How often each token of the typing stands in a text. */
export function tokensIn(text: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const [token] of text.matchAll(/\[\d+\.\d+\.\d+\]/g)) found.set(token, (found.get(token) ?? 0) + 1)
  return found
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Types without pause, at most a few edits ahead of the disk, as fast fingers are; ends when it is over. */
export async function type(typist: Typist, round: number, who: number, isOver: () => boolean): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    typist.write(`[${who}.${round}.${n}]`)
    if (typist.made - typist.acked > 5) await typist.until(() => typist.made - typist.acked < 3 || isOver())
    await turn()
  }
}
