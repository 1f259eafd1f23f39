import { request, type Agent } from 'node:http'
import type { Work } from '../server/lib/act.ts'
import { toJson } from '../server/lib/db/db.ts'
import { newId } from '../server/lib/ids.ts'
import { openSession, SESSION_COOKIE } from '../server/people/sessions.ts'
import { defaultCouncilRules } from '../shared/council-rules.ts'

/** The value below which so large a share of them lies. */
export const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

export interface Somebody {
  personId: string
  cookie: string
}

/** Somebody with an account and an open session. */
export async function account(work: Work, n: number): Promise<Somebody> {
  const personId = newId()
  await work.trx
    .insertInto('person')
    .values({
      id: personId,
      email: `${personId}@example.org`,
      familyName: `Членов${n}`,
      givenName: 'Иван',
      patronymic: null,
      passwordDigest: null,
      administratorSince: null,
      createdAt: work.now,
      closedAt: null,
    })
    .execute()
  const { secret } = await openSession(work.trx, personId, 'bench', work.now)
  return { personId, cookie: `${SESSION_COOKIE}=${secret}` }
}

/** A member with a vote; the first one is the chair. */
export async function seat(
  work: Work,
  councilId: string,
  n: number,
): Promise<Somebody & { memberId: string }> {
  const somebody = await account(work, n)
  const memberId = newId()
  await work.trx
    .insertInto('councilMember')
    .values({
      id: memberId,
      councilId,
      personId: somebody.personId,
      role: n === 0 ? 'chair' : 'member',
      hasVote: 1,
      organizationId: null,
      startsOn: '2020-01-01',
      endsOn: null,
      basis: null,
      replacesId: null,
      endReason: null,
      endBasis: null,
      createdAt: work.now,
    })
    .execute()
  return { ...somebody, memberId }
}

/** A council with so many seats; answers with its id. */
export const councilOf = async ({ trx, now }: Work, established: number): Promise<string> => {
  const councilId = newId()
  await trx
    .insertInto('council')
    .values({
      id: councilId,
      slug: 'bench',
      kind: 'municipal',
      name: 'Большой совет',
      shortName: 'Большой совет',
      municipalityCode: 'oly',
      authorityId: null,
      timeZone: 'Asia/Kamchatka',
      established,
      createdAt: now,
    })
    .execute()
  await trx
    .insertInto('councilRules')
    .values({
      id: newId(),
      councilId,
      validFrom: '2020-01-01',
      basis: 'Положение о совете',
      rules: toJson(defaultCouncilRules),
      createdAt: now,
    })
    .execute()
  return councilId
}

export interface Asked {
  origin: string
  agent: Agent
  method: 'GET' | 'PUT' | 'POST'
  path: string
  cookie: string
  body?: object
}

/** One question on a kept line; answers with the milliseconds it took, and fails on anything but 200. */
export function ask({ origin, agent, method, path, cookie, body }: Asked): Promise<number> {
  const started = performance.now()
  const payload = body && JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, origin),
      {
        method,
        agent,
        headers: {
          cookie,
          ...(payload && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        },
      },
      (response) => {
        response.resume()
        response.once('end', () =>
          response.statusCode === 200
            ? resolve(performance.now() - started)
            : reject(new Error(`${method} ${path} answered ${response.statusCode}`)),
        )
      },
    )
    asked.once('error', reject)
    asked.end(payload)
  })
}
