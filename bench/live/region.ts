import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { createDraft } from '../../server/drafts/actions.ts'
import { act } from '../../server/lib/act.ts'
import { clockActor } from '../../server/lib/actor.ts'
import { newId } from '../../server/lib/ids.ts'
import { openKit } from '../../server/lib/kit.ts'
import { openSession, SESSION_COOKIE } from '../../server/people/sessions.ts'

export interface Region {
  dataDir: string
  /** One session each. */
  cookies: string[]
  drafts: string[]
  remove(): void
}

/** A council with empty drafts that so many people may write. */
export async function region(people: number, drafts: number): Promise<Region> {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-bench-'))
  const kit = await openKit(readConfig('test', { DATA_DIR: dataDir }), pino({ level: 'silent' }))
  const app = await buildApp(kit)
  const now = new Date().toISOString()
  const made = await act(kit, clockActor, async (work) => {
    const cookies: string[] = []
    for (let n = 0; n < people; n++) {
      const id = newId()
      await work.trx
        .insertInto('person')
        .values({
          id,
          email: `${id}@example.org`,
          familyName: `Читателев${n}`,
          givenName: 'Иван',
          patronymic: null,
          passwordDigest: null,
          administratorSince: null,
          createdAt: now,
          closedAt: null,
        })
        .execute()
      cookies.push(`${SESSION_COOKIE}=${(await openSession(work.trx, id, 'bench', now)).secret}`)
    }
    const councilId = newId()
    await work.trx
      .insertInto('council')
      .values({
        id: councilId,
        slug: 'bench',
        kind: 'municipal',
        name: 'Bench',
        shortName: 'Bench',
        municipalityCode: 'oly',
        authorityId: null,
        timeZone: 'Asia/Kamchatka',
        established: 9,
        createdAt: now,
      })
      .execute()
    const ids: string[] = []
    for (let n = 0; n < drafts; n++) ids.push(await createDraft(work, { councilId, subjectKind: 'note' }))
    return { cookies, drafts: ids }
  })
  await app.close()
  await kit.close()
  return { dataDir, ...made, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}
