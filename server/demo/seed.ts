import { addDays, dayIn, instantOf } from '../../shared/calendar.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { defaultTimeZone } from '../../shared/organizations.ts'
import type { Id, Instant } from '../../shared/values.ts'
import { nameVersion } from '../drafts/revisions.ts'
import { planExchange } from '../exchanges/actions.ts'
import { addItem } from '../gatherings/programme.ts'
import { actorFor } from '../identify.ts'
import { inviteCoauthor } from '../initiatives/coauthors.ts'
import {
  createInitiative,
  openDiscussion,
  putToVote,
  sendToCouncil,
  submitToAuthority,
  withdraw,
} from '../initiatives/actions.ts'
import { act, type Work } from '../lib/act.ts'
import { clockActor } from '../lib/actor.ts'
import type { Kit } from '../lib/kit.ts'
import { listDaysOff } from '../organizations/queries.ts'
import { concludeReview, registerReview } from '../reviews/actions.ts'
import { castBallot, closeVote } from '../votes/actions.ts'
import { tellToday, tellNext } from './ahead.ts'
import { tellAsked } from './asked.ts'
import type { Telling } from './chamber.ts'
import { talkAbout } from './comments.ts'
import { exchanges } from './exchanges.ts'
import { tellHeld } from './held.ts'
import { administrator } from './region.ts'
import { tellElected, tellElecting } from './secret.ts'
import { suggest } from './suggestions.ts'
import { footpath, stories, walkers, type Step, type Story } from './stories.ts'
import { tellYear } from './year.ts'
import { addressOf, seedWho, type Who } from './who.ts'

/** The database holds people who are not of the demonstration, or a demonstration that was not finished. */
export class NotADemonstration extends Error {}

/**
 * Fills an empty database with the demonstration region, by the real actions at their real moments; leaves a filled one as it is.
 * Throws `NotADemonstration` rather than touch anybody's real region.
 */
export async function seedDemo(kit: Kit): Promise<void> {
  const people = await kit.db.selectFrom('person').select('email').execute()
  // Whoever was invited while playing has an address of any kind; the administrator of the demonstration has one of ours.
  if (people.length > 0 && !people.some((each) => each.email === addressOf(administrator)))
    throw new NotADemonstration(
      'this database belongs to a real region; the demonstration needs one of its own',
    )
  if (people.length > 0) {
    const last = await kit.db.selectFrom('exchange').select('id').executeTakeFirst()
    if (!last)
      throw new NotADemonstration(
        'the demonstration was not filled to its end: delete its data and start again',
      )
    return
  }
  const now = kit.clock()
  const today = dayIn(now.toISOString(), defaultTimeZone)
  const who = await kit.db.transaction().execute((trx) => seedWho(trx, today, now.toISOString()))
  const region = new Region(kit, who, today)
  // Keys of secret votes are made on other threads, while the rest is told.
  await Promise.all([region.live(), region.electInSecret()])
  await region.meet()
  for (const exchange of exchanges) await region.plan(exchange)
  // What was written to people of the past needs no delivery.
  await kit.db.deleteFrom('letter').execute()
}

class Region {
  readonly #kit: Kit
  readonly #who: Who
  readonly #today: string

  constructor(kit: Kit, who: Who, today: string) {
    this.#kit = kit
    this.#who = who
    this.#today = today
  }

  /** Lets every initiative go the way of its story. */
  async live(): Promise<void> {
    for (const story of stories) await this.#live(story)
  }

  /** Lets one council have elected in secret, and the other one begin to. */
  async electInSecret(): Promise<void> {
    await Promise.all([
      tellElected(await this.#telling('olyutorsky')),
      tellElecting(await this.#telling('palana')),
    ])
  }

  async #live(story: Story): Promise<void> {
    const { council, municipality, author, organization, title, kind, sector, problem, proposal, begun } =
      story
    const { number } = await this.#as(author, begun, '10:00', (work) =>
      createInitiative(work, {
        ...{ councilId: this.#who.council.get(council)!, title, kind, sector, problem, proposal },
        municipalityCode: municipality,
        organizationId: organization === null ? null : this.#who.organization.get(organization)!,
      }),
    )
    for (const each of story.coauthors)
      await this.#as(author, begun, '10:30', (work) =>
        inviteCoauthor(work, number, this.#kit, this.#person(each)),
      )
    const { draftId } = await this.#find(number)
    await this.#kit.drafts.edit(draftId, await this.#actor(author, new Date()), () => textOf(story))
    await this.#kit.drafts.settle(draftId)
    for (const step of story.steps) await this.#take(step, story, number)
  }

  /** Lets a council meet, ask and plan. */
  async meet(): Promise<void> {
    const { db } = this.#kit
    const daysOff = await listDaysOff(db)
    const telling = await this.#telling('palana')
    const numberOf = async (title: string) =>
      (
        await db
          .selectFrom('initiative')
          .select('number')
          .where('title', '=', title)
          .executeTakeFirstOrThrow()
      ).number
    const initiative = await numberOf(footpath)
    const authorityId = this.#who.organization.get('admin-palana')!
    const held = await tellHeld(telling, { initiative, authorityId, daysOff })
    await tellYear(telling, initiative, held)
    await tellToday(telling, await numberOf(walkers))
    await tellNext(telling, daysOff)
    await tellAsked(telling, daysOff)
  }

  /** What the past of a council is told with. */
  async #telling(slug: string): Promise<Telling> {
    const id = this.#who.council.get(slug)!
    const seated = await this.#kit.db
      .selectFrom('councilMember')
      .select(['id', 'personId'])
      .where('councilId', '=', id)
      .execute()
    const seatOf = new Map(seated.map((each) => [each.personId, each.id]))
    const seats = [...this.#who.person].flatMap(([key, personId]) => {
      const seat = seatOf.get(personId)
      return seat === undefined ? [] : [[key, seat] as const]
    })
    return {
      ...{ kit: this.#kit, today: this.#today, council: { id, slug }, seats: new Map(seats) },
      scene: (by, moment) => this.#sceneAt(by, moment),
    }
  }

  async plan(exchange: (typeof exchanges)[number]): Promise<void> {
    const { council, cohost, moderator, by, inDays, startsTime, endsTime, programme, ...words } = exchange
    const on = addDays(this.#today, inDays)
    const id = await this.#as(by, Math.max(0, 14 - inDays), '11:00', (work) =>
      planExchange(work, {
        ...words,
        councilId: this.#who.council.get(council)!,
        cohostId: this.#who.organization.get(cohost)!,
        moderatorId: this.#person(moderator),
        startsOn: on,
        startsTime,
        endsOn: on,
        endsTime,
      }),
    )
    const { gatheringId } = await this.#kit.db
      .selectFrom('exchange')
      .select('gatheringId')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    for (const item of programme)
      await this.#as(by, Math.max(0, 14 - inDays), '11:30', (work) => addItem(work, gatheringId, item))
  }

  async #take(step: Step, { author }: Story, number: string): Promise<void> {
    const house = this.#kit
    switch (step.do) {
      case 'discuss':
        return this.#as(author, step.ago, '12:00', (work) => openDiscussion(work, number, house))
      case 'name': {
        const { draftId } = await this.#find(number)
        await this.#as(step.by, step.ago, '17:00', (work) => nameVersion(work, draftId, step.title))
        return
      }
      case 'add': {
        const { draftId } = await this.#find(number)
        const added = { type: 'paragraph', content: [{ type: 'text', text: step.words }] }
        await this.#kit.drafts.edit(draftId, await this.#actor(step.by, new Date()), (json) => ({
          ...json,
          content: [...(json.content ?? []), added],
        }))
        return
      }
      case 'send':
        return this.#as(author, step.ago, '12:00', (work) => sendToCouncil(work, number, house))
      case 'talk':
        return talkAbout(house, (await this.#find(number)).draftId, step, (...scene) => this.#scene(...scene))
      case 'suggest':
        return suggest(house, (await this.#find(number)).draftId, step, (...scene) => this.#scene(...scene))
      case 'withdraw':
        return this.#as(author, step.ago, '15:00', (work) => withdraw(work, number, house, step.reason))
      case 'vote':
        return this.#vote(step, number)
      case 'submit':
        await this.#as(step.by, step.ago, '14:00', (work) =>
          submitToAuthority(work, number, house, this.#who.organization.get(step.to)!),
        )
        return
      case 'register':
        return this.#withReview(number, (reviewId) =>
          this.#as(step.by, step.ago, '16:00', (work) =>
            registerReview(work, reviewId, {
              number: step.number,
              registeredOn: addDays(this.#today, -step.ago),
            }),
          ),
        )
      case 'conclude': {
        const { verdict, text, outNumber, ground = null, part = null } = step
        return this.#withReview(number, (reviewId) =>
          this.#as(step.by, step.ago, '11:00', (work) =>
            concludeReview(work, reviewId, { verdict, text, outNumber, ground, part }),
          ),
        )
      }
    }
  }

  async #vote(step: Extract<Step, { do: 'vote' }>, number: string): Promise<void> {
    const closesAt = this.#at(step.ago - step.openDays, '18:00')
    const voteId = await this.#as(step.by, step.ago, '09:00', (work) =>
      putToVote(work, number, this.#kit, { closesAt }),
    )
    let minute = 0
    for (const [person, choice] of Object.entries(step.ballots)) {
      const time = `${String(10 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
      await this.#as(person, step.ago, time, (work) => castBallot(work, voteId, { choice, turn: 1 }))
      minute += 37
    }
    const closes = new Date(closesAt)
    if (closes <= this.#kit.clock())
      await act(this.#ground(closes), clockActor, (work) => closeVote(work, voteId, 'clock'))
  }

  async #withReview(number: string, deed: (reviewId: Id) => Promise<void>): Promise<void> {
    const { reviewId } = await this.#find(number)
    await deed(reviewId!)
  }

  #find(number: string) {
    return this.#kit.db
      .selectFrom('initiative')
      .select(['draftId', 'reviewId'])
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
  }

  async #as<T>(person: string, ago: number, time: string, action: (work: Work) => Promise<T>): Promise<T> {
    const moment = this.#moment(ago, time)
    return act(this.#ground(moment), await this.#actor(person, moment), action)
  }

  async #scene(by: string, ago: number, time: string) {
    return this.#sceneAt(by, this.#moment(ago, time))
  }

  async #sceneAt(by: string, moment: Date) {
    return { actor: await this.#actor(by, moment), ground: this.#ground(moment) }
  }

  #moment(ago: number, time: string): Date {
    return new Date(Math.min(Date.parse(this.#at(ago, time)), this.#kit.clock().getTime()))
  }

  async #actor(person: string, moment: Date) {
    const row = await this.#kit.db
      .selectFrom('person')
      .select(['id', 'familyName', 'givenName', 'patronymic', 'administratorSince'])
      .where('id', '=', this.#person(person))
      .executeTakeFirstOrThrow()
    return actorFor(this.#kit.db, { ...row, personId: row.id, sessionId: null }, moment)
  }

  #person(key: string): Id {
    return this.#who.person.get(key)!
  }

  #at(ago: number, time: string): Instant {
    return instantOf(addDays(this.#today, -ago), time, defaultTimeZone)!
  }

  /** The house as it stood at a moment of the past. */
  #ground(moment: Date) {
    const { db, listeners, live, log } = this.#kit
    return { db, listeners, live, log, clock: () => moment, cut: () => undefined }
  }
}

const heading = (text: string): DraftJson => ({
  type: 'heading',
  attrs: { level: 2 },
  content: [{ type: 'text', text }],
})
const paragraph = (text: string): DraftJson => ({ type: 'paragraph', content: [{ type: 'text', text }] })

function textOf({ problem, proposal, result, plan, resources }: Story): DraftJson {
  return {
    type: 'doc',
    content: [
      heading('Проблема'),
      paragraph(problem),
      heading('Предложение'),
      paragraph(proposal),
      heading('Ожидаемый результат'),
      paragraph(result),
      heading('План реализации'),
      {
        type: 'orderedList',
        attrs: { start: 1, numbering: 'decimal' },
        content: plan.map((each) => ({ type: 'listItem', content: [paragraph(each)] })),
      },
      heading('Ресурсы'),
      paragraph(resources),
    ],
  }
}
