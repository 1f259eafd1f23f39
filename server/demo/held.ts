import { addDays, type DayOff } from '../../shared/calendar.ts'
import type { Choice } from '../../shared/votes.ts'
import type { Id } from '../../shared/values.ts'
import { submitToAuthority } from '../initiatives/actions.ts'
import { tellMinutes } from './held-minutes.ts'
import { registerReview } from '../reviews/actions.ts'
import { Chamber, type Telling } from './chamber.ts'
import { at, workedUntil } from './days.ts'

/** About how many days ago the council met; it does so on a day that is worked. */
const AGO = 28

const all = (choice: Choice, ...people: string[]): Record<string, Choice> =>
  Object.fromEntries(people.map((person) => [person, choice]))

const members = [
  'chernykh',
  'orlova',
  'popov',
  'danilova',
  'savelieva',
  'romashov',
  'timofeeva',
  'loginov',
  'yaganova',
]
const without = (...gone: string[]) => members.filter((each) => !gone.includes(each))

export interface Held {
  number: number
  /** The decision that adopted the work plan. */
  planDecisionId: Id
}

/**
 * A meeting of some weeks ago from its plan to its published minutes: an initiative adopted, a letter adopted with amendments, an even
 * split, an item taken note of, somebody by video, somebody who steps aside, somebody who leaves, and a dissenting opinion.
 */
export async function tellHeld(
  telling: Telling,
  { initiative, authorityId, daysOff }: { initiative: string; authorityId: Id; daysOff: readonly DayOff[] },
): Promise<Held> {
  const { kit, today } = telling
  const chair = 'chernykh'
  const secretary = 'orlova'
  const day = workedUntil(addDays(today, -AGO), daysOff)
  const year = Number(today.slice(0, 4))

  const chamber = await Chamber.plan(telling, secretary, at(addDays(day, -12), '11:00'), {
    ...{ kind: 'regular', format: 'mixed', title: null, startsOn: day, startsTime: '14:00' },
    ...{ endsOn: day, endsTime: '16:30', place: 'пгт Палана, Дом культуры, малый зал' },
    ...{ callUrl: 'https://call.example.org/palana-sovet', phone: null },
    ...{ presidingId: telling.seats.get(chair)!, secretaryId: telling.seats.get(secretary)! },
    ...{ calledBy: null, demandId: null, basis: null },
  })
  const plan = await chamber.item(secretary, {
    ...{ title: `О плане работы совета на ${year} год`, speaker: 'И. Г. Орлова', minutes: 15 },
    proposal: `Утвердить план работы совета на ${year} год.`,
  })
  const road = await chamber.item(secretary, {
    title: 'Об инициативе «Пешеходная дорожка от школы к библиотеке»',
    ...{ speaker: 'З. П. Данилова', minutes: 25, initiativeNumber: initiative },
    proposal: 'Поддержать инициативу и направить её в администрацию посёлка.',
  })
  const flights = await chamber.item(secretary, {
    title: 'Об обращении к перевозчику о расписании рейсов',
    ...{ speaker: 'А. Ю. Савельева', minutes: 25 },
    proposal: 'Обратиться к перевозчику с просьбой сообщать о переносе рейса не позднее чем за сутки.',
  })
  const holiday = await chamber.item(secretary, {
    ...{ title: 'О дне проведения праздника дворов', speaker: 'С. А. Логинов', minutes: 15 },
    proposal: 'Провести праздник дворов в первую субботу июня.',
  })
  const snow = await chamber.item(secretary, {
    title: 'Об уборке снега в посёлке',
    ...{ speaker: 'М. Е. Соколова', minutes: 20 },
    proposal: 'Принять информацию администрации к сведению.',
  })
  const guest = await chamber.invite(
    secretary,
    'Соколова Марина Евгеньевна',
    'начальник отдела по работе с населением администрации посёлка',
    'sokolova@example.org',
  )
  const files = 'https://files.example.org/palana'
  await chamber.link(secretary, road, 'Схема дорожки и смета', `${files}/dorozhka.pdf`)
  await chamber.link(secretary, flights, 'Проект обращения', `${files}/obrashchenie.pdf`)
  chamber.turnTo(at(addDays(day, -11), '10:00'))
  await chamber.notice(secretary)
  chamber.turnTo(at(addDays(day, -6), '12:00'))
  for (const person of without('romashov', 'timofeeva', secretary)) await chamber.reply(person, 'in_person')
  await chamber.reply('romashov', 'video')

  chamber.turnTo(at(day, '13:42'))
  await chamber.does(secretary, 'registration:opened', {})
  const arrives = (who: Id) => chamber.does(secretary, 'attendance:in', { who, mode: 'in_person' })
  for (const person of without('romashov')) await arrives(chamber.seat(person))
  await arrives(guest)
  await chamber.does('romashov', 'attendance:in', { who: chamber.seat('romashov'), mode: 'video' })
  chamber.turnTo(at(day, '14:02'))
  await chamber.does(chair, 'meeting:opened', {})
  await chamber.does(chair, 'agenda:adopted', { voteId: null })

  await chamber.does(chair, 'item:begun', { itemId: plan })
  const onPlan = await chamber.hears(chair, chamber.seat(secretary), 'report', 6)
  const onlyFor = all('for', ...members)
  const planVote = await chamber.votes(chair, plan, `Утвердить план работы совета на ${year} год?`, onlyFor)
  const planDecisionId = await chamber.decides(
    chair,
    plan,
    planVote,
    `Утвердить план работы совета на ${year} год. Секретарю разместить его на странице совета.`,
    { responsible: 'Орлова И.Г.', dueOn: addDays(day, 5) },
  )
  await chamber.does(chair, 'item:ended', { itemId: plan })

  await chamber.does(chair, 'item:begun', { itemId: road })
  await chamber.does('danilova', 'recusal:declared', {
    ...{ who: chamber.seat('danilova'), itemId: road },
    reason: 'Я автор инициативы и работаю в организации, которая будет делать дорожку',
  })
  const onRoad = await chamber.hears(chair, chamber.seat('danilova'), 'report', 8)
  const asked = await chamber.hears(chair, chamber.seat('loginov'), 'question', 2)
  const against = await chamber.hears(chair, chamber.seat('popov'), 'debate', 3)
  const roadVote = await chamber.votes(chair, road, 'Поддержать инициативу?', {
    ...all('for', 'chernykh', 'orlova', 'savelieva', 'romashov', 'yaganova'),
    ...all('against', 'popov', 'timofeeva'),
    loginov: 'abstain',
  })
  await chamber.decides(
    chair,
    road,
    roadVote,
    'Поддержать инициативу «Пешеходная дорожка от школы к библиотеке» и направить её в администрацию посёлка.',
    { responsible: 'Орлова И.Г.', dueOn: addDays(day, 10) },
  )
  await chamber.does('popov', 'dissent:announced', { who: chamber.seat('popov'), itemId: road })
  await chamber.does(chair, 'item:ended', { itemId: road })

  await chamber.does(chair, 'item:begun', { itemId: flights })
  const onFlights = await chamber.hears(chair, chamber.seat('savelieva'), 'report', 7)
  const letter = async (
    stage: 'basis' | 'amendment' | 'whole',
    question: string,
    no: string[],
    abstaining: string[] = [],
  ) =>
    chamber.votes(
      chair,
      flights,
      question,
      {
        ...all('for', ...without(...no, ...abstaining)),
        ...all('against', ...no),
        ...all('abstain', ...abstaining),
      },
      stage,
    )
  await letter('basis', 'Принять проект обращения за основу?', [])
  await letter(
    'amendment',
    'Поправка 1 (Яганова Л. Ф.): вместо «не позднее чем за сутки» написать «не позднее чем за двенадцать часов»?',
    ['chernykh', 'orlova', 'popov', 'savelieva', 'timofeeva'],
    ['danilova'],
  )
  await letter(
    'amendment',
    'Поправка 2 (Логинов С. А.): дополнить словами «и размещать объявление в здании аэропорта»?',
    ['popov'],
    ['timofeeva'],
  )
  const letterVote = await letter('whole', 'Принять обращение в целом, с поправкой 2?', [], ['popov'])
  await chamber.decides(
    chair,
    flights,
    letterVote,
    'Обратиться к перевозчику с просьбой сообщать о переносе рейса не позднее чем за сутки и размещать объявление в здании аэропорта.',
    { responsible: 'Савельева А.Ю.', dueOn: addDays(day, 7) },
  )
  await chamber.does('timofeeva', 'attendance:out', { who: chamber.seat('timofeeva') })
  await chamber.does(chair, 'item:ended', { itemId: flights })

  await chamber.does(chair, 'item:begun', { itemId: holiday })
  const onHoliday = await chamber.hears(chair, chamber.seat('loginov'), 'report', 4)
  const holidayVote = await chamber.votes(chair, holiday, 'Провести праздник дворов в первую субботу июня?', {
    ...all('for', 'chernykh', 'loginov', 'danilova', 'yaganova'),
    ...all('against', 'orlova', 'popov', 'savelieva', 'romashov'),
  })
  await chamber.decides(
    chair,
    holiday,
    holidayVote,
    'Провести праздник дворов в первую субботу июня, просить Дом культуры дать сцену и звук.',
    { responsible: 'Логинов С.А.', dueOn: addDays(day, 60) },
  )
  await chamber.does(chair, 'item:ended', { itemId: holiday })

  await chamber.does(chair, 'item:begun', { itemId: snow })
  const onSnow = await chamber.hears(chair, guest, 'report', 7)
  await chamber.decides(chair, snow, null, 'Принять информацию администрации об уборке снега к сведению.')
  await chamber.does(chair, 'item:ended', { itemId: snow })
  await chamber.does(chair, 'meeting:closed', {})

  const words: Record<string, string> = {
    [`speech:${onPlan}`]:
      'План собран из предложений членов совета и администрации; четыре заседания, два выезда к жителям.',
    [`speech:${onRoad}`]:
      'Двести метров от школы до библиотеки дети идут по проезжей части. Нужны отсыпка и перила; работу сделает «Северный берег», щебень просим у администрации.',
    [`speech:${asked}`]: 'Спросил, кто будет чистить дорожку зимой. Ответ: школа и библиотека по очереди.',
    [`speech:${against}`]: 'Просил сначала получить согласие владельца участка у котельной.',
    [`speech:${onFlights}`]: 'За осень четыре раза о переносе рейса узнавали уже в порту.',
    [`speech:${onHoliday}`]: 'В июне в посёлке больше всего детей, в августе все на рыбалке.',
    [`speech:${onSnow}`]:
      'Техники две единицы, дворы чистят по вторникам и пятницам; заявки принимает диспетчер.',
  }
  await tellMinutes(chamber, kit, { day, words, road, asked })

  const reviewId = await chamber.as(secretary, (work) =>
    submitToAuthority(work, initiative, kit, authorityId),
  )
  chamber.turnTo(at(addDays(day, 8), '10:30'))
  await chamber.as('sokolova', (work) =>
    registerReview(work, reviewId, { number: '131-ОС', registeredOn: addDays(day, 8) }),
  )
  return { number: chamber.place.number, planDecisionId }
}
