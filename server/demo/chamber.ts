import type { Command, CommandData, CommandVerb, SpeechKind } from '../../shared/meetings/entries.ts'
import type { NewItem, NewMeeting, ReplyAnswer } from '../../shared/meetings/planning.ts'
import type { Choice, VoteStage } from '../../shared/votes.ts'
import type { Day, Id } from '../../shared/values.ts'
import { act, type Ground, type Work } from '../lib/act.ts'
import type { Person } from '../lib/actor.ts'
import { newId } from '../lib/ids.ts'
import type { Kit } from '../lib/kit.ts'
import { actInMeeting } from '../meetings/actions.ts'
import { addItem } from '../meetings/planning/agenda.ts'
import { addLink } from '../meetings/planning/materials.ts'
import { sendNotice, type Place } from '../meetings/planning/notice.ts'
import { planMeeting } from '../meetings/planning/plan.ts'
import { invite, reply } from '../meetings/planning/replies.ts'
import { findMeetingByNumber } from '../meetings/queries.ts'
import { castBallot } from '../votes/actions.ts'

/** What the past is told with: the house, and whoever acts in it at a moment. */
export interface Telling {
  kit: Kit
  today: Day
  council: { id: Id; slug: string }
  /** Seats of the council by the keys of its people. */
  seats: ReadonlyMap<string, Id>
  scene: (by: string, moment: Date) => Promise<{ actor: Person; ground: Ground }>
}

/** How long one act takes in the telling. */
const ACT_MS = 15_000
const MINUTE_MS = 60_000

/** Lets a council plan and hold a meeting by the real actions, with a clock that goes on as they speak. */
export class Chamber {
  readonly id: Id
  readonly place: Place
  readonly #telling: Telling
  #moment: Date

  private constructor(telling: Telling, id: Id, place: Place, moment: Date) {
    this.#telling = telling
    this.id = id
    this.place = place
    this.#moment = moment
  }

  /** Plans a meeting of the council; `by` is who arranges it. */
  static async plan(telling: Telling, by: string, moment: Date, input: NewMeeting): Promise<Chamber> {
    const { slug } = telling.council
    const { actor, ground } = await telling.scene(by, moment)
    const number = await act(ground, actor, (work) => planMeeting(work, slug, input))
    const { id } = (await findMeetingByNumber(telling.kit.db, slug, number))!
    return new Chamber(telling, id, { slug, number }, moment)
  }

  /** From now on it is this moment. */
  turnTo(moment: Date): void {
    this.#moment = moment
  }

  pass(minutes: number): void {
    this.#moment = new Date(this.#moment.getTime() + minutes * MINUTE_MS)
  }

  seat(person: string): Id {
    return this.#telling.seats.get(person)!
  }

  /** One act of somebody, now; then it is a little later. */
  async as<T>(by: string, deed: (work: Work) => Promise<T>): Promise<T> {
    const { actor, ground } = await this.#telling.scene(by, this.#moment)
    const result = await act(ground, actor, deed)
    this.#moment = new Date(this.#moment.getTime() + ACT_MS)
    return result
  }

  async item(
    by: string,
    { title, ...rest }: Pick<NewItem, 'title'> & Partial<Omit<NewItem, 'title'>>,
  ): Promise<Id> {
    const id = newId()
    const plain = { parentId: null, speaker: null, minutes: null, proposal: null }
    const unlinked = { voteForm: null, decisionClass: null, initiativeNumber: null }
    await this.as(by, (work) => addItem(work, this.place, { ...plain, ...unlinked, id, title, ...rest }))
    return id
  }

  async invite(by: string, name: string, title: string, email: string): Promise<Id> {
    const id = newId()
    await this.as(by, (work) => invite(work, this.place, { id, name, title, email }))
    return id
  }

  /** A reason in case days off have made it late: the story is told on any day of the year. */
  link(by: string, itemId: Id | null, title: string, url: string): Promise<void> {
    const lateReason = 'Праздничные дни'
    return this.as(by, (work) =>
      addLink(work, this.place, { id: newId(), itemId, title, url, isPublic: true, lateReason }),
    )
  }

  async notice(by: string): Promise<void> {
    const { db, config } = this.#telling.kit
    const { slug, number } = this.place
    const { version } = (await findMeetingByNumber(db, slug, number))!
    await this.as(by, (work) => sendNotice(work, this.place, { version, lateReason: null }, config.publicUrl))
  }

  reply(by: string, answer: ReplyAnswer, reason: string | null = null): Promise<void> {
    const who = this.seat(by)
    return this.as(by, (work) => reply(work, this.place, { who, answer, reason, guest: null }))
  }

  async does<V extends CommandVerb>(by: string, verb: V, data: CommandData<V>) {
    const { kit } = this.#telling
    return this.as(by, (work) => actInMeeting(work, kit, this.id, newId(), { verb, data } as Command))
  }

  /** Somebody asks to speak, is given the floor by `lead`, and speaks for so many minutes. Answers with the id of the speech. */
  async hears(lead: string, who: Id, kind: SpeechKind, minutes: number): Promise<Id> {
    const speechId = newId()
    await this.does(lead, 'speech:requested', { speechId, who, kind })
    await this.does(lead, 'speech:given', { speechId, seconds: 600 })
    this.pass(minutes)
    await this.does(lead, 'speech:ended', { speechId })
    return speechId
  }

  /** Puts a question to those who are here, lets them vote and closes it. Answers with the id of the vote. */
  async votes(
    lead: string,
    itemId: Id,
    question: string,
    ballots: Readonly<Record<string, Choice>>,
    stage: VoteStage | null = null,
  ): Promise<Id> {
    const form = 'open_roll_call'
    const decisionClass = stage === null ? 'ordinary' : (`resolution_${stage}` as const)
    const asked = { itemId, question, form, decisionClass, stage } as const
    const [opened] = await this.does(lead, 'vote:opened', asked)
    if (opened?.verb !== 'vote:opened') throw new Error(`no vote was opened: ${question}`)
    const { voteId } = opened.data
    for (const [person, choice] of Object.entries(ballots))
      await this.as(person, (work) => castBallot(work, voteId, { choice, turn: 1 }))
    await this.does(lead, 'vote:closed', { voteId })
    return voteId
  }

  async decides(
    lead: string,
    itemId: Id,
    voteId: Id | null,
    text: string,
    { responsible = null, dueOn = null }: { responsible?: string | null; dueOn?: Day | null } = {},
  ): Promise<Id> {
    const decisionId = newId()
    await this.does(lead, 'decision:recorded', { decisionId, itemId, text, voteId, responsible, dueOn })
    return decisionId
  }
}
