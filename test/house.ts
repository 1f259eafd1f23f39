import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import { defaultCouncilRules, type StoredRules } from '../shared/council-rules.ts'
import { addDays, dayIn } from '../shared/calendar.ts'
import type { MeetingFormat } from '../shared/meetings/entries.ts'
import type { OrganizationKind } from '../shared/organizations.ts'
import type { Id } from '../shared/values.ts'
import { buildApp } from '../server/app.ts'
import type { Config } from '../server/config.ts'
import type { Post, SeatRole } from '../server/lib/actor.ts'
import { toJson } from '../server/lib/db/db.ts'
import { newId } from '../server/lib/ids.ts'
import { openKit, type Kit } from '../server/lib/kit.ts'
import { openSession, SESSION_COOKIE } from '../server/people/sessions.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Administration URL of a PostgreSQL that the tests started; null in the project that runs on SQLite. */
    postgres: string | null
  }
}

export const TIME_ZONE = 'Asia/Kamchatka'

export interface Answer<T = Record<string, unknown>> {
  status: number
  body: T
  headers: Record<string, string | string[] | number | undefined>
}

/** Somebody with a session, who asks over HTTP like a browser of ours does. */
export class Client {
  readonly personId: Id
  readonly cookie: string
  readonly #app: FastifyInstance

  constructor(app: FastifyInstance, personId: Id, cookie: string) {
    this.#app = app
    this.personId = personId
    this.cookie = cookie
  }

  get = <T = Record<string, unknown>>(url: string) => this.#ask<T>('GET', url)
  post = <T = Record<string, unknown>>(url: string, body?: unknown) => this.#ask<T>('POST', url, body)
  put = <T = Record<string, unknown>>(url: string, body?: unknown) => this.#ask<T>('PUT', url, body)
  patch = <T = Record<string, unknown>>(url: string, body?: unknown) => this.#ask<T>('PATCH', url, body)
  delete = <T = Record<string, unknown>>(url: string) => this.#ask<T>('DELETE', url)

  async #ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    const response = await this.#app.inject({
      method,
      url: `/api${url}`,
      headers: this.cookie ? { cookie: this.cookie } : {},
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const isJson = response.headers['content-type']?.toString().includes('json')
    return {
      status: response.statusCode,
      body: (isJson ? response.json() : response.body) as T,
      headers: response.headers,
    }
  }
}

export type Published = [room: string, event: string, data: unknown]

/** One running house of its own: a real database, a clock that stands still until it is moved, everything published. */
export class House {
  readonly kit: Kit
  readonly app: FastifyInstance
  readonly published: Published[] = []
  readonly stranger: Client
  readonly #clock: { now: Date; moved?: number }
  #count = 0

  constructor(kit: Kit, app: FastifyInstance, clock: { now: Date; moved?: number }) {
    this.kit = kit
    this.app = app
    this.#clock = clock
    this.stranger = new Client(app, '', '')
    const publish = kit.live.publish.bind(kit.live)
    kit.live.publish = (...message) => {
      this.published.push(message)
      publish(...message)
    }
  }

  get now(): Date {
    return this.#clock.now
  }

  get today(): string {
    return dayIn(this.now.toISOString(), TIME_ZONE)
  }

  /** Moves the clock; what is due happens at the next `kit.tick()`. */
  setClock(now: Date | string): void {
    this.#clock.now = new Date(now)
  }

  pass(milliseconds: number): void {
    this.#clock.now = new Date(this.#clock.now.getTime() + milliseconds)
  }

  /** Somebody sets the clock: no time has passed, and the house can tell. */
  jump(milliseconds: number): void {
    this.#clock.now = new Date(this.#clock.now.getTime() + milliseconds)
    this.#clock.moved = (this.#clock.moved ?? 0) + milliseconds
  }

  publishedTo = (room: string) => this.published.filter((each) => each[0] === room)

  journalOf = (subjectId: Id) =>
    this.kit.db.selectFrom('journal').selectAll().where('subjectId', '=', subjectId).orderBy('id').execute()

  async person(values: { familyName?: string; email?: string; administrator?: boolean } = {}): Promise<Id> {
    const id = newId()
    const n = ++this.#count
    await this.kit.db
      .insertInto('person')
      .values({
        id,
        email: values.email ?? `person-${n}-${id}@example.org`,
        familyName: values.familyName ?? `Тестова${n}`,
        givenName: 'Анна',
        patronymic: 'Петровна',
        passwordDigest: null,
        administratorSince: values.administrator ? this.now.toISOString() : null,
        createdAt: this.now.toISOString(),
        closedAt: null,
      })
      .execute()
    return id
  }

  /** A client with an open session of the person. */
  async as(personId: Id): Promise<Client> {
    const { secret } = await this.kit.db
      .transaction()
      .execute((trx) => openSession(trx, personId, 'test', this.now.toISOString()))
    return new Client(this.app, personId, `${SESSION_COOKIE}=${secret}`)
  }

  async organization(values: { kind?: OrganizationKind; name?: string } = {}): Promise<Id> {
    const id = newId()
    await this.kit.db
      .insertInto('organization')
      .values({
        id,
        slug: `organization-${id}`,
        kind: values.kind ?? 'local_authority',
        name: values.name ?? 'Администрация проверочного района',
        shortName: 'Администрация',
        municipalityCode: 'oly',
        timeZone: TIME_ZONE,
        inn: null,
        ogrn: null,
        createdAt: this.now.toISOString(),
      })
      .execute()
    return id
  }

  /** Gives a (new) person a post in an organization; answers with the client. */
  async post(organizationId: Id, role: Post['role'] = 'official', personId?: Id): Promise<Client> {
    const person = personId ?? (await this.person())
    await this.kit.db
      .insertInto('post')
      .values({
        id: newId(),
        organizationId,
        personId: person,
        role,
        title: null,
        startsOn: addDays(this.today, -100),
        endsOn: null,
      })
      .execute()
    return this.as(person)
  }

  /** Every test opens its own council, so that a mistake in scoping fails a test. */
  async council(values: { rules?: StoredRules; established?: number; authorityId?: Id } = {}): Promise<Id> {
    const id = newId()
    const createdAt = this.now.toISOString()
    await this.kit.db
      .insertInto('council')
      .values({
        id,
        slug: `council-${id}`,
        kind: 'municipal',
        name: 'Общественный совет проверочного района',
        shortName: 'Проверочный совет',
        municipalityCode: 'oly',
        authorityId: values.authorityId ?? null,
        timeZone: TIME_ZONE,
        established: values.established ?? 9,
        createdAt,
      })
      .execute()
    await this.kit.db
      .insertInto('councilRules')
      .values({
        id: newId(),
        councilId: id,
        validFrom: addDays(this.today, -365),
        basis: 'Положение о совете',
        rules: toJson({ ...defaultCouncilRules, ...values.rules }),
        createdAt,
      })
      .execute()
    return id
  }

  /** Seats a (new) person in the council; answers with a client of theirs. */
  async member(
    councilId: Id,
    values: {
      role?: SeatRole
      hasVote?: 0 | 1
      personId?: Id
      startsOn?: string
      endsOn?: string | null
    } = {},
  ): Promise<Client & { memberId: Id }> {
    const personId = values.personId ?? (await this.person())
    const memberId = newId()
    await this.kit.db
      .insertInto('councilMember')
      .values({
        id: memberId,
        councilId,
        personId,
        role: values.role ?? 'member',
        hasVote: values.hasVote ?? 1,
        organizationId: null,
        startsOn: values.startsOn ?? addDays(this.today, -100),
        endsOn: values.endsOn ?? null,
        createdAt: this.now.toISOString(),
      })
      .execute()
    return Object.assign(await this.as(personId), { memberId })
  }

  /** A meeting that was planned and noticed, with an agenda of these titles; answers with its id, number and items. */
  async meeting(
    councilId: Id,
    values: {
      presidingId: Id
      secretaryId?: Id | null
      format?: MeetingFormat
      items?: readonly string[]
      invitees?: readonly { name: string; personId?: Id }[]
    },
  ): Promise<{ id: Id; number: number; items: Id[]; invitees: Id[] }> {
    const id = newId()
    const number = ++this.#count
    const startsAt = this.now.toISOString()
    const items = (values.items ?? ['О дороге', 'О паромной переправе']).map((title) => ({
      id: newId(),
      title,
    }))
    const invitees = (values.invitees ?? []).map((each) => ({ id: newId(), ...each }))
    await this.kit.db
      .insertInto('meeting')
      .values({
        id,
        councilId,
        number,
        kind: 'regular',
        format: values.format ?? 'mixed',
        state: 'notified',
        title: null,
        startsAt,
        endsAt: new Date(this.now.getTime() + 7_200_000).toISOString(),
        place: 'Зал заседаний',
        callUrl: 'https://call.example.org/veche',
        phone: null,
        presidingId: values.presidingId,
        secretaryId: values.secretaryId ?? null,
        basis: null,
        noticedAt: startsAt,
        checkInSecret: newId(),
        version: 1,
        createdBy: await this.person(),
        createdAt: startsAt,
      })
      .execute()
    if (items.length > 0)
      await this.kit.db
        .insertInto('agendaItem')
        .values(
          items.map((item, position) => ({
            ...item,
            meetingId: id,
            parentId: null,
            position,
            speaker: null,
            minutes: null,
            proposal: null,
            voteForm: null,
            decisionClass: null,
            initiativeId: null,
            draftId: null,
          })),
        )
        .execute()
    if (invitees.length > 0)
      await this.kit.db
        .insertInto('invitee')
        .values(
          invitees.map(({ id: inviteeId, name, personId }) => ({
            id: inviteeId,
            meetingId: id,
            personId: personId ?? null,
            name,
            title: null,
            email: null,
          })),
        )
        .execute()
    return { id, number, items: items.map((each) => each.id), invitees: invitees.map((each) => each.id) }
  }

  /** Opens a port of its own for sockets; answers with its origin, `http://127.0.0.1:…`. */
  listen = (): Promise<string> => this.app.listen({ port: 0, host: '127.0.0.1' })

  async close(): Promise<void> {
    await this.app.close()
    await this.kit.close()
  }
}

const silent = pino({ level: 'silent' })

export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    mode: 'test',
    port: 0,
    host: 'localhost',
    publicUrl: new URL('http://localhost:8080'),
    dataDir: '/nonexistent',
    databaseUrl: null,
    redisUrl: null,
    logLevel: 'silent',
    smtpUrl: null,
    chromium: null,
    ...overrides,
  }
}

/** Opens a house on the engine of this test project; close it in `afterAll`. */
export async function openHouse(overrides: Partial<Config> = {}, log = silent): Promise<House> {
  const dataDir = mkdtempSync(join(tmpdir(), 'veche-test-'))
  const administration = inject('postgres')
  const databaseUrl = administration ? await createDatabase(administration) : null
  const clock = { now: new Date('2026-11-24T00:00:00.000Z'), moved: 0 }
  const config = testConfig({ dataDir, databaseUrl, ...overrides })
  const steady = () => clock.now.getTime() - clock.moved
  const kit = await openKit(config, log, () => clock.now, steady)
  kit.onClose(() => {
    rmSync(dataDir, { recursive: true, force: true })
    return Promise.resolve()
  })
  const app = await buildApp(kit)
  await app.ready()
  return new House(kit, app, clock)
}

export async function createDatabase(administration: string): Promise<string> {
  const name = `veche_${newId().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: administration })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(administration)
  url.pathname = `/${name}`
  return url.href
}
