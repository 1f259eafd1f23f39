import { expect } from 'vitest'
import { commandData, type CommandData, type CommandVerb } from '../../shared/meetings/entries.ts'
import type { VoteForm } from '../../shared/votes.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import type { Id } from '../../shared/values.ts'
import { newId } from '../../server/lib/ids.ts'
import type { Answer, House } from '../house.ts'
import { sitting, type Sitting } from './meetings.ts'
import { met, PASSWORD, readMinutes } from './minutes.ts'
import { cast, issueAll, secretView, Voter } from './secret-votes.ts'
import { after, minutes } from './votes.ts'

/** Something that somebody asks of a meeting or a vote; all that has to come before it is done. The same words every time it is asked. */
export interface Deed {
  ask(): Promise<Answer<unknown>>
  meeting: Sitting
  /** How whoever asks again is answered, where it is not as the first time. */
  again?: string
  /** How often it may be asked in a row, where that is limited. */
  most?: number
}

const NAMES = ['Анна', 'Борис', 'Вера']
const yes = { choice: 'for', turn: 1 }

/** Registration is open and everybody has come. */
async function gathered(meeting: Sitting): Promise<void> {
  await meeting.does(meeting.secretary, 'registration:opened', {})
  await meeting.seat(...meeting.voters)
}

async function asked(meeting: Sitting, kind: 'report' | 'debate' = 'report'): Promise<Id> {
  const speechId = newId()
  const { voters, secretary } = meeting
  await meeting.does(secretary, 'speech:requested', { speechId, who: voters[1]!.memberId, kind })
  return speechId
}

async function speaking(meeting: Sitting): Promise<Id> {
  await meeting.begin()
  const speechId = await asked(meeting)
  await meeting.does(meeting.secretary, 'speech:given', { speechId, seconds: 300 })
  return speechId
}

/** Puts a question in this form on the item that was begun. */
export async function putIn(meeting: Sitting, form: VoteForm): Promise<Id> {
  const [opened] = await meeting.does(meeting.chair, 'vote:opened', {
    ...{ itemId: meeting.items[0]!, question: 'Поддержать?', form, stage: null },
    decisionClass: form === 'secret' ? 'secret_personal' : 'ordinary',
    ...(form === 'election' && { options: NAMES }),
  })
  if (opened?.verb !== 'vote:opened') throw new Error('the vote was not opened')
  return opened.data.voteId
}

/** What leads a meeting to where a command has its place; whoever adds a command adds here how it is come by. */
const commands: { [V in CommandVerb]: (meeting: Sitting) => Promise<CommandData<V>> } = {
  'registration:opened': () => Promise.resolve({}),
  async 'participant:added'(meeting) {
    await gathered(meeting)
    return { id: newId(), name: 'Сосед', title: null }
  },
  async 'attendance:in'(meeting) {
    await meeting.does(meeting.secretary, 'registration:opened', {})
    return { who: meeting.voters[1]!.memberId, mode: 'in_person' }
  },
  async 'attendance:out'(meeting) {
    // With the third of five the quorum goes, too: two entries of one act.
    await meeting.begin(meeting.voters.slice(0, 3))
    return { who: meeting.voters[2]!.memberId }
  },
  async 'presiding:changed'(meeting) {
    await meeting.begin()
    return { who: meeting.voters[1]!.memberId }
  },
  async 'meeting:opened'(meeting) {
    await gathered(meeting)
    return {}
  },
  async 'meeting:failed'(meeting) {
    await meeting.does(meeting.secretary, 'registration:opened', {})
    return {}
  },
  async 'agenda:adopted'(meeting) {
    await gathered(meeting)
    await meeting.does(meeting.chair, 'meeting:opened', {})
    return { voteId: null }
  },
  async 'item:added'(meeting) {
    await meeting.begin()
    const item = { id: newId(), title: 'О разном', speaker: null, minutes: null, proposal: null }
    return { item, afterId: null }
  },
  async 'item:removed'(meeting) {
    await meeting.begin()
    return { itemId: meeting.items[1]!, reason: 'Докладчик болен.' }
  },
  async 'item:begun'(meeting) {
    await meeting.begin()
    return { itemId: meeting.items[1]! }
  },
  async 'item:ended'(meeting) {
    await meeting.begin()
    return { itemId: meeting.items[0]! }
  },
  async 'recusal:declared'(meeting) {
    await meeting.begin()
    return { who: meeting.voters[1]!.memberId, itemId: meeting.items[1]!, reason: 'Родство.' }
  },
  async 'recusal:withdrawn'(meeting) {
    const { reason, ...recusal } = await commands['recusal:declared'](meeting)
    await meeting.does(meeting.secretary, 'recusal:declared', { ...recusal, reason })
    return recusal
  },
  async 'speech:requested'(meeting) {
    await meeting.begin()
    return { speechId: newId(), who: meeting.voters[1]!.memberId, kind: 'question' }
  },
  async 'speech:withdrawn'(meeting) {
    await meeting.begin()
    return { speechId: await asked(meeting) }
  },
  async 'speech:given'(meeting) {
    await meeting.begin()
    return { speechId: await asked(meeting), seconds: 180 }
  },
  'speech:paused': async (meeting) => ({ speechId: await speaking(meeting) }),
  async 'speech:resumed'(meeting) {
    const speechId = await speaking(meeting)
    await meeting.does(meeting.secretary, 'speech:paused', { speechId })
    return { speechId }
  },
  'speech:extended': async (meeting) => ({ speechId: await speaking(meeting), seconds: 60 }),
  'speech:ended': async (meeting) => ({ speechId: await speaking(meeting) }),
  'speech:recalled': async (meeting) => ({ speechId: await speaking(meeting) }),
  async 'vote:opened'(meeting) {
    await meeting.begin()
    return {
      ...{ itemId: meeting.items[0]!, question: 'Поддержать?', form: 'open_roll_call' },
      ...{ decisionClass: 'ordinary', stage: null },
    }
  },
  async 'vote:closed'(meeting) {
    await meeting.begin()
    const voteId = await meeting.ask()
    for (const each of meeting.voters) await each.put(`/votes/${voteId}/ballot`, yes)
    return { voteId }
  },
  async 'decision:recorded'(meeting) {
    await meeting.begin()
    return {
      ...{ decisionId: newId(), itemId: meeting.items[0]!, text: 'Поддержать.' },
      ...{ voteId: null, responsible: null, dueOn: null },
    }
  },
  async 'decision:withdrawn'(meeting) {
    const decision = await commands['decision:recorded'](meeting)
    await meeting.does(meeting.secretary, 'decision:recorded', decision)
    return { decisionId: decision.decisionId }
  },
  async 'dissent:announced'(meeting) {
    await meeting.begin()
    return { who: meeting.voters[1]!.memberId, itemId: meeting.items[0]! }
  },
  async 'recess:begun'(meeting) {
    await meeting.begin()
    return { until: null }
  },
  async 'recess:ended'(meeting) {
    await meeting.begin()
    await meeting.does(meeting.chair, 'recess:begun', { until: null })
    return {}
  },
  async 'meeting:closed'(meeting) {
    await meeting.begin()
    return {}
  },
}

/** A council of five and a secretary, before its registration. */
const council = (house: House) => sitting(house, { members: 4, format: 'mixed' })

/** Asks for the command under one key, as a page does that had no answer. */
async function commanded<V extends CommandVerb>(house: House, verb: V): Promise<Deed> {
  const meeting = await council(house)
  const data = await commands[verb](meeting)
  const key = newId()
  return { meeting, ask: () => meeting.act(meeting.secretary, verb, data, key) }
}

/** A meeting that goes on, with an open question of this form. */
async function voting(house: House, form: VoteForm) {
  const meeting = await council(house)
  await meeting.begin()
  const voteId = await putIn(meeting, form)
  return { meeting, voteId, at: `/votes/${voteId}` }
}

/** A secret question for which everybody has taken a ballot. */
async function issued(house: House) {
  const secret = await voting(house, 'secret')
  const { manifest, manifestSha256 } = await secretView(secret.meeting.chair, secret.voteId)
  const made = { manifest: manifest!, mh: manifestSha256! }
  return { ...secret, ballots: await issueAll(secret.voteId, made, secret.meeting.voters) }
}

const HANDS = { for: 3, against: 1, abstain: 0, casting: null, round: 1 }

/** A question of the council itself, beside its meeting. */
export async function beside(house: House, form: 'absentee' | 'rating' | 'open_roll_call') {
  const meeting = await council(house)
  const put = await meeting.chair.post<{ id: Id }>('/votes', {
    ...{ councilId: meeting.slug.slice('council-'.length), form, question: 'Поддержать?' },
    decisionClass: form === 'rating' ? 'rating' : 'ordinary',
    closesAt: after(house, minutes(30 * 24 * 60)),
    ...(form === 'rating' && { options: NAMES }),
  })
  expect(put.status).toBe(201)
  return { meeting, voteId: put.body.id, at: `/votes/${put.body.id}` }
}

const minutesOf = (meeting: Sitting) => `/meetings/${meeting.id}/minutes`

/** Minutes sent round, their terms over; answers with what the first signer reads. */
async function readyToSign(house: House) {
  const meeting = await met(house)
  expect((await meeting.secretary.post(`${minutesOf(meeting)}/circulate`, {})).status).toBe(204)
  house.pass(minutes(10 * 24 * 60))
  const { sha256 } = await readMinutes(meeting)
  const sign = (who: 'chair' | 'secretary') =>
    meeting[who].post(`${minutesOf(meeting)}/sign`, { sha256, password: PASSWORD })
  return { meeting, sign }
}

/** What is asked past the commands of a meeting. */
const others: Record<string, (house: House) => Promise<Deed>> = {
  async 'a ballot by name'(house) {
    const { meeting, at } = await voting(house, 'open_roll_call')
    return { meeting, ask: () => meeting.voters[1]!.put(`${at}/ballot`, yes) }
  },
  async 'another ballot in its place'(house) {
    const { meeting, at } = await voting(house, 'open_roll_call')
    await meeting.voters[1]!.put(`${at}/ballot`, yes)
    return { meeting, ask: () => meeting.voters[1]!.put(`${at}/ballot`, { choice: 'against', turn: 2 }) }
  },
  async 'a ballot for a candidate'(house) {
    const { meeting, at } = await voting(house, 'election')
    const { terms } = (await meeting.chair.get<VoteView>(at)).body
    return {
      meeting,
      ask: () => meeting.voters[1]!.put(`${at}/ballot`, { choice: terms.options[0], turn: 1 }),
    }
  },
  async 'a sheet that the first operator types'(house) {
    const { meeting, at } = await voting(house, 'mixed')
    const sheet = { memberId: meeting.voters[2]!.memberId, way: 'paper', choice: 'for' }
    return { meeting, ask: () => meeting.secretary.put(`${at}/typed`, sheet) }
  },
  async 'a sheet that the second operator types'(house) {
    const { meeting, at } = await voting(house, 'mixed')
    const sheet = { memberId: meeting.voters[2]!.memberId, way: 'paper', choice: 'for' }
    await meeting.secretary.put(`${at}/typed`, sheet)
    return { meeting, ask: () => meeting.chair.put(`${at}/typed`, sheet) }
  },
  async 'hands that the first person counts'(house) {
    const { meeting, at } = await voting(house, 'open_count')
    return { meeting, ask: () => meeting.secretary.post(`${at}/hands`, HANDS) }
  },
  async 'hands that the second person confirms'(house) {
    const { meeting, at } = await voting(house, 'open_count')
    await meeting.secretary.post(`${at}/hands`, HANDS)
    return { meeting, ask: () => meeting.chair.post(`${at}/hands`, HANDS) }
  },
  async 'hands that the second person counts otherwise'(house) {
    const { meeting, at } = await voting(house, 'open_count')
    await meeting.secretary.post(`${at}/hands`, HANDS)
    return { meeting, ask: () => meeting.chair.post(`${at}/hands`, { ...HANDS, for: 2 }) }
  },
  async 'a secret ballot that is taken'(house) {
    const { meeting, voteId } = await voting(house, 'secret')
    const { manifest, manifestSha256 } = await secretView(meeting.chair, voteId)
    const voter = await Voter.of(manifest!, manifestSha256!)
    return { meeting, ask: () => voter.ask(meeting.voters[1]!) }
  },
  async 'the end of the taking of secret ballots'(house) {
    const { meeting, at } = await issued(house)
    return { meeting, ask: () => meeting.chair.post(`${at}/issuance/close`) }
  },
  async 'a secret ballot that is cast'(house) {
    const { meeting, voteId, at, ballots } = await issued(house)
    await meeting.chair.post(`${at}/issuance/close`)
    const ballot = await ballots[0]!.ballot('for')
    return { meeting, ask: () => cast(house, voteId, ballot) }
  },
  async 'the count of a secret vote'(house) {
    const { meeting, voteId, at, ballots } = await issued(house)
    await meeting.chair.post(`${at}/issuance/close`)
    for (const each of ballots) await cast(house, voteId, await each.ballot('for'))
    const key = newId()
    return { meeting, ask: () => meeting.act(meeting.chair, 'vote:closed', { voteId }, key) }
  },
  async 'a question of the council that is put'(house) {
    const meeting = await council(house)
    const question = {
      ...{
        councilId: meeting.slug.slice('council-'.length),
        form: 'open_roll_call',
        question: 'Поддержать?',
      },
      ...{ decisionClass: 'ordinary', closesAt: after(house, minutes(60)), id: newId() },
    }
    return { meeting, ask: () => meeting.chair.post('/votes', question) }
  },
  async 'the end of a question of the council'(house) {
    const { meeting, at } = await beside(house, 'open_roll_call')
    for (const each of meeting.voters) await each.put(`${at}/ballot`, yes)
    return { meeting, ask: () => meeting.secretary.post(`${at}/close`) }
  },
  async 'a sheet of an absentee vote'(house) {
    const { meeting, at } = await beside(house, 'absentee')
    return { meeting, ask: () => meeting.voters[1]!.put(`${at}/ballot`, { ...yes, dissent: 'Рано.' }) }
  },
  async 'the demand of a session'(house) {
    const { meeting, at } = await beside(house, 'absentee')
    return { meeting, ask: () => meeting.voters[1]!.put(`${at}/demand`) }
  },
  async 'the demand with which a session is demanded'(house) {
    const { meeting, at } = await beside(house, 'absentee')
    await meeting.voters[1]!.put(`${at}/demand`)
    return { meeting, ask: () => meeting.voters[2]!.put(`${at}/demand`) }
  },
  async 'a pick of a rating'(house) {
    const { meeting, at } = await beside(house, 'rating')
    const { terms } = (await meeting.chair.get<VoteView>(at)).body
    const picks = [terms.rating!.options[0]!.id]
    return { meeting, ask: () => meeting.voters[1]!.put(`${at}/rating`, { picks, turn: 1 }) }
  },
  async 'the annulling of a vote'(house) {
    const { meeting, voteId, at } = await voting(house, 'open_roll_call')
    await meeting.does(meeting.chair, 'vote:closed', { voteId })
    const ask = () => meeting.chair.post(`${at}/annul`, { reason: 'Ошибка в списке.' })
    return { meeting, ask, again: 'vote_settled' }
  },
  async 'minutes that are sent round'(house) {
    const meeting = await met(house)
    const ask = () => meeting.secretary.post(`${minutesOf(meeting)}/circulate`, {})
    return { meeting, ask, again: 'minutes_wrong_state' }
  },
  async 'the first signature under minutes'(house) {
    const { meeting, sign } = await readyToSign(house)
    return { meeting, ask: () => sign('chair'), again: 'minutes_already_signed', most: 6 }
  },
  async 'the last signature under minutes'(house) {
    const { meeting, sign } = await readyToSign(house)
    expect((await sign('chair')).status).toBe(204)
    return { meeting, ask: () => sign('secretary'), again: 'minutes_already_signed', most: 6 }
  },
  async 'minutes that are published'(house) {
    const { meeting, sign } = await readyToSign(house)
    for (const who of ['chair', 'secretary'] as const) expect((await sign(who)).status).toBe(204)
    return { meeting, ask: () => meeting.secretary.post(`${minutesOf(meeting)}/publish`) }
  },
  async 'a dissenting opinion'(house) {
    const meeting = await met(house)
    const opinion = { itemId: meeting.items[0]!, text: 'Дорога не главное.' }
    const ask = () => meeting.voters[2]!.post(`/meetings/${meeting.id}/dissents`, opinion)
    return { meeting, ask, again: 'already_dissenting' }
  },
}

/** Every deed of a meeting and its votes by its name: all commands there are, and what is asked past them. */
export const deeds: readonly (readonly [name: string, (house: House) => Promise<Deed>])[] = [
  ...(Object.keys(commandData) as CommandVerb[]).map(
    (verb) => [verb, (house: House) => commanded(house, verb)] as const,
  ),
  ...Object.entries(others),
]
