import { addDays } from '../../shared/calendar.ts'
import type { Day, Id } from '../../shared/values.ts'
import type { Kit } from '../lib/kit.ts'
import {
  answerRemark,
  circulate,
  handInDissent,
  publishMinutes,
  remark,
  signMinutes,
  wordPart,
} from '../meetings/minutes/actions.ts'
import { drawUp } from '../meetings/minutes/content.ts'
import { findLastEdition } from '../meetings/minutes/queries.ts'
import { findMeeting } from '../meetings/queries.ts'
import type { Chamber } from './chamber.ts'
import { at } from './days.ts'

interface Paper {
  /** Of the meeting. */
  day: Day
  words: Readonly<Record<string, string>>
  /** The item of the dissenting opinion, and the speech of the remark. */
  road: Id
  asked: Id
}

/** The minutes of the meeting that was held: worded, sent round, remarked on, signed by both, published. */
export async function tellMinutes(
  chamber: Chamber,
  kit: Kit,
  { day, words, road, asked }: Paper,
): Promise<void> {
  const chair = 'chernykh'
  const secretary = 'orlova'
  chamber.turnTo(at(day, '17:10'))
  for (const [part, text] of Object.entries(words))
    await chamber.as(secretary, (work) => wordPart(work, chamber.id, part, { text, version: 0 }))
  await chamber.as('popov', (work) =>
    handInDissent(work, chamber.id, {
      itemId: road,
      text: 'Я против не дорожки, а спешки. Часть её пройдёт по участку котельной, согласия владельца нет. Сначала письмо котельной, потом решение совета.',
    }),
  )
  await chamber.as(secretary, (work) => circulate(work, chamber.id, {}, kit.config.publicUrl))
  chamber.turnTo(at(day, '19:20'))
  const remarkId = await chamber.as('loginov', (work) =>
    remark(work, chamber.id, 'Я спрашивал ещё и про освещение дорожки. Прошу дополнить.'),
  )
  await chamber.as(secretary, (work) =>
    wordPart(work, chamber.id, `speech:${asked}`, {
      text: `${words[`speech:${asked}`]} Спросил также об освещении. Ответ: светильники предусмотрены сметой.`,
      version: 1,
    }),
  )
  await chamber.as(secretary, (work) =>
    answerRemark(work, chamber.id, remarkId, { answer: 'accepted', reason: 'Дополнено.' }),
  )
  chamber.turnTo(at(addDays(day, 5), '10:00'))
  const { db } = kit
  const { sha256 } = (await drawUp(
    ...[db, (await findMeeting(db, chamber.id))!, await findLastEdition(db, chamber.id)],
  ))!
  for (const signer of [chair, secretary])
    await chamber.as(signer, (work) => signMinutes(work, chamber.id, { sha256 }))
  chamber.turnTo(at(addDays(day, 6), '11:00'))
  await chamber.as(secretary, (work) => publishMinutes(work, chamber.id))
}
