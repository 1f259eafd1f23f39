import { addDays, lastDayOf, type DayOff } from '../../shared/calendar.ts'
import { defaultCouncilRules } from '../../shared/council-rules.ts'
import type { NewVote, VoteTerms } from '../../shared/votes-views.ts'
import type { Choice } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { act } from '../lib/act.ts'
import { fromJson } from '../lib/db/db.ts'
import { castBallot } from '../votes/actions.ts'
import { openOwnVote } from '../votes/following.ts'
import { findVote } from '../votes/queries.ts'
import { ratePicks } from '../votes/ratings.ts'
import type { Telling } from './chamber.ts'
import { at } from './days.ts'

/** Sheets that came in so far; the others are still awaited. */
const sheets: ReadonlyArray<readonly [person: string, choice: Choice, dissent: string | null]> = [
  ['chernykh', 'for', null],
  ['danilova', 'for', null],
  ['savelieva', 'for', null],
  ['popov', 'against', 'Сначала дождёмся ответа больницы: без неё о прокате никто не узнает.'],
]

const yards = ['Освещение', 'Скамейки и урны', 'Детская площадка', 'Места для машин', 'Деревья и кусты']
const picks: Readonly<Record<string, readonly number[]>> = {
  kozlov: [0, 2],
  romashov: [0, 2],
  timofeeva: [0, 1],
  yaganova: [1, 4],
  loginov: [0, 3],
  nesterova: [2, 4],
  sokolova: [0],
}

/** What the council is asked apart from its meetings: an absentee vote and a rating of everybody, both open. */
export async function tellAsked(telling: Telling, daysOff: readonly DayOff[]): Promise<void> {
  const { today, council } = telling
  const { absentee, dueDateOnDayOff } = defaultCouncilRules
  const opened = addDays(today, -2)
  const absenteeCloses = addDays(lastDayOf(opened, absentee.minDays, dueDateOnDayOff, daysOff), 2)
  const sheet = await open(telling, {
    ...{ councilId: council.id, form: 'absentee', decisionClass: 'ordinary' },
    question: 'Направить благодарственное письмо добровольцам, которые чистили дворы в пургу?',
    closesAt: at(absenteeCloses, '18:00').toISOString(),
  })
  let hour = 11
  for (const [person, choice, dissent] of sheets)
    await does(telling, person, -2, `${hour++}:20`, (work) =>
      castBallot(work, sheet, { choice, turn: 1, dissent }),
    )

  const rating = await open(telling, {
    ...{ councilId: council.id, form: 'rating', decisionClass: 'rating', options: yards, choose: 2 },
    question: 'Что сделать во дворах посёлка в первую очередь?',
    closesAt: at(addDays(today, 12), '18:00').toISOString(),
  })
  const { terms } = (await findVote(telling.kit.db, rating))!
  const options = fromJson<VoteTerms>(terms).rating!.options
  for (const [person, chosen] of Object.entries(picks))
    await does(telling, person, -1, '12:40', (work) =>
      ratePicks(work, rating, { picks: chosen.map((index) => options[index]!.id), turn: 1 }),
    )
}

const open = (telling: Telling, asked: NewVote): Promise<Id> =>
  does(telling, 'orlova', -2, '10:00', (work) => openOwnVote(work, asked))

async function does<T>(
  { today, scene }: Telling,
  by: string,
  day: number,
  time: string,
  deed: Parameters<typeof act<T>>[2],
): Promise<T> {
  const { actor, ground } = await scene(by, at(addDays(today, day), time))
  return act(ground, actor, deed)
}
