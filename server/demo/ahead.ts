import { addDays, dayIn, type DayOff } from '../../shared/calendar.ts'
import { defaultTimeZone } from '../../shared/organizations.ts'
import type { Day } from '../../shared/values.ts'
import { Chamber, type Telling } from './chamber.ts'
import { at, workedFrom } from './days.ts'

const HALF_HOUR_MS = 30 * 60_000
const MINUTE_MS = 60_000

const timeOf = (moment: Date): string =>
  moment.toLocaleTimeString('ru', {
    ...{ timeZone: defaultTimeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })

const when = (startsAt: Date, endsAt: Date) => ({
  startsOn: dayIn(startsAt.toISOString(), defaultTimeZone),
  startsTime: timeOf(startsAt),
  endsOn: dayIn(endsAt.toISOString(), defaultTimeZone),
  endsTime: timeOf(endsAt),
})

const later = (moment: Date, hours: number) => new Date(moment.getTime() + hours * 60 * MINUTE_MS)

const chair = 'chernykh'
const secretary = 'orlova'
const files = 'https://files.example.org/palana'

/**
 * A meeting that begins within the half hour, whose registration is open: enough have come for a quorum, and whoever signs in as chair,
 * secretary or one of the others goes on with it.
 */
export async function tellToday(telling: Telling, initiative: string): Promise<void> {
  const { kit, today, seats } = telling
  const now = kit.clock()
  const startsAt = new Date((Math.floor(now.getTime() / HALF_HOUR_MS) + 1) * HALF_HOUR_MS)
  const chamber = await Chamber.plan(telling, secretary, at(addDays(today, -12), '15:00'), {
    ...{ kind: 'regular', format: 'mixed', title: null, ...when(startsAt, later(startsAt, 2)) },
    ...{ place: 'пгт Палана, Дом культуры, малый зал' },
    ...{ callUrl: 'https://call.example.org/palana-sovet', phone: null },
    ...{ presidingId: seats.get(chair)!, secretaryId: seats.get(secretary)! },
    ...{ calledBy: null, demandId: null, basis: null },
  })
  await chamber.item(secretary, {
    ...{ title: `Об инициативе «Прокат ходунков и колясок»`, speaker: 'Е. И. Тимофеева', minutes: 25 },
    ...{ proposal: 'Поддержать инициативу и направить её в администрацию посёлка.' },
    ...{ voteForm: 'open_roll_call', decisionClass: 'ordinary', initiativeNumber: initiative },
  })
  const visits = await chamber.item(secretary, {
    ...{ title: 'О выездах членов совета к жителям', speaker: 'И. Г. Орлова', minutes: 20 },
    proposal: 'Провести два выезда: в Лесную и в Седанку. Список вопросов жителей собирают библиотеки.',
    ...{ voteForm: 'open_roll_call', decisionClass: 'ordinary' },
  })
  await chamber.item(secretary, {
    ...{ parentId: visits, title: 'Выезд в Лесную', speaker: 'В. Е. Попов', minutes: 10 },
  })
  await chamber.item(secretary, {
    ...{ parentId: visits, title: 'Выезд в Седанку', speaker: 'Л. Ф. Яганова', minutes: 10 },
  })
  const water = await chamber.item(secretary, {
    ...{ title: 'О подвозе воды на улицу Набережную', speaker: 'М. Е. Соколова', minutes: 20 },
    proposal: 'Принять информацию администрации к сведению.',
  })
  const sokolova = 'Соколова Марина Евгеньевна'
  await chamber.invite(
    secretary,
    sokolova,
    'начальник отдела по работе с населением администрации посёлка',
    'sokolova@example.org',
  )
  await chamber.link(secretary, visits, 'Дорога и ночлег: что выяснено', `${files}/vyezdy.pdf`)
  await chamber.link(secretary, water, 'График подвоза воды', `${files}/voda.pdf`)
  chamber.turnTo(at(addDays(today, -10), '10:00'))
  await chamber.notice(secretary)
  chamber.turnTo(at(addDays(today, -4), '18:00'))
  for (const person of [chair, 'popov', 'danilova', 'timofeeva']) await chamber.reply(person, 'in_person')
  for (const person of ['savelieva', 'romashov']) await chamber.reply(person, 'video')
  await chamber.reply('yaganova', 'absent', 'Буду в Тигиле до конца недели.')

  chamber.turnTo(new Date(now.getTime() - 12 * MINUTE_MS))
  await chamber.does(secretary, 'registration:opened', {})
  for (const person of [chair, secretary, 'popov', 'danilova'])
    await chamber.does(secretary, 'attendance:in', { who: chamber.seat(person), mode: 'in_person' })
  // Said on the phone: nobody's line is open here that could be lost.
  await chamber.does(secretary, 'attendance:in', { who: chamber.seat('savelieva'), mode: 'video' })
}

/** An extraordinary meeting of next week: everybody was told, some have answered, materials and drafts of decisions lie ready. */
export async function tellNext(telling: Telling, daysOff: readonly DayOff[]): Promise<void> {
  const { today, seats } = telling
  const day: Day = workedFrom(addDays(today, 7), daysOff)
  const chamber = await Chamber.plan(telling, chair, at(addDays(today, -3), '12:00'), {
    ...{ kind: 'extraordinary', format: 'mixed', title: 'О бюджете посёлка' },
    ...{ startsOn: day, startsTime: '15:00', endsOn: day, endsTime: '17:00' },
    ...{ place: 'пгт Палана, Дом культуры, малый зал' },
    ...{ callUrl: 'https://call.example.org/palana-sovet', phone: null },
    ...{ presidingId: seats.get(chair)!, secretaryId: seats.get(secretary)! },
    ...{ calledBy: 'chair', demandId: null },
    basis: 'Администрация просит мнение совета до рассмотрения бюджета депутатами.',
  })
  const budget = await chamber.item(chair, {
    ...{ title: 'О расходах на благоустройство в проекте бюджета', speaker: 'М. Е. Соколова', minutes: 40 },
    proposal:
      'Рекомендовать администрации оставить расходы на освещение дворов и добавить средства на дорожку от школы к библиотеке.',
    ...{ voteForm: 'open_roll_call', decisionClass: 'ordinary' },
  })
  const people = await chamber.item(chair, {
    ...{ title: 'О представителе совета на публичных слушаниях', speaker: 'А. Б. Черных', minutes: 15 },
    proposal: 'Направить на публичные слушания С. А. Логинова.',
    ...{ voteForm: 'open_roll_call', decisionClass: 'ordinary' },
  })
  await chamber.invite(
    chair,
    'Соколова Марина Евгеньевна',
    'начальник отдела по работе с населением администрации посёлка',
    'sokolova@example.org',
  )
  await chamber.link(chair, budget, 'Проект бюджета посёлка', `${files}/byudzhet.pdf`)
  await chamber.link(chair, budget, 'Что просили жители в этом году', `${files}/voprosy.pdf`)
  await chamber.link(chair, people, 'Объявление о публичных слушаниях', `${files}/slushaniya.pdf`)
  await chamber.notice(chair)
  chamber.turnTo(at(addDays(today, -2), '09:30'))
  for (const person of [chair, 'danilova', 'loginov', 'yaganova']) await chamber.reply(person, 'in_person')
  await chamber.reply('romashov', 'video')
  await chamber.reply('popov', 'absent', 'В этот день веду выездной приём в Лесной.')
}
