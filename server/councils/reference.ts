import type { Day } from '../../shared/values.ts'
import { addDays, type DayOff } from '../../shared/calendar.ts'

/**
 * Reference data that a new installation starts with. It goes into tables once, by the seed, and is the
 * operator's from then on: statuses, codes and days off change by law, not by release.
 */

/** городской округ · муниципальный район · муниципальный округ */
export type MunicipalityKind = 'urban_okrug' | 'municipal_district' | 'municipal_okrug'

/**
 * What a municipality was called in a span of days; `code` stays when the name, status or ОКТМО change
 * (domain §7.2).
 */
export interface MunicipalityVersion {
  code: string
  name: string
  kind: MunicipalityKind
  centre: string
  /** Null when the code of this version is not known. */
  oktmo: string | null
  /** Census of 2021. */
  population2021: number
  validFrom: Day
  /** The last day; null for the version in force. */
  validTo: Day | null
  /** Where the version is known from, and what about it has not been checked. */
  basis: string
}

const seen = 'ОКТМО по опубликованным документам'
const byPattern = 'ОКТМО по образцу кодов края, не сверен'
const common = 'ОКТМО общеизвестный, не сверен'

const firstVersions = (
  [
    [
      'pk',
      'urban_okrug',
      'Петропавловск-Камчатский',
      'г. Петропавловск-Камчатский',
      '30701000',
      164_900,
      common,
    ],
    ['vil', 'urban_okrug', 'Вилючинский', 'г. Вилючинск', '30735000', 21_774, common],
    ['pal', 'urban_okrug', '«посёлок Палана»', 'пгт Палана', '30851000', 2_837, seen],
    ['ale', 'municipal_district', 'Алеутский', 'с. Никольское', '30601000', 654, byPattern],
    ['bys', 'municipal_district', 'Быстринский', 'с. Эссо', '30604000', 2_502, byPattern],
    ['eli', 'municipal_district', 'Елизовский', 'г. Елизово', '30607000', 59_777, byPattern],
    ['kar', 'municipal_district', 'Карагинский', 'п. Оссора', '30824000', 3_437, seen],
    ['mil', 'municipal_district', 'Мильковский', 'с. Мильково', '30610000', 9_010, byPattern],
    ['oly', 'municipal_district', 'Олюторский', 'с. Тиличики', '30827000', 3_700, seen],
    ['pen', 'municipal_district', 'Пенжинский', 'с. Каменское', '30829000', 2_091, byPattern],
    ['sob', 'municipal_district', 'Соболевский', 'с. Соболево', '30613000', 2_018, byPattern],
    ['tig', 'municipal_district', 'Тигильский', 'с. Тигиль', '30832000', 3_716, seen],
    ['ubo', 'municipal_district', 'Усть-Большерецкий', 'с. Усть-Большерецк', '30616000', 6_301, byPattern],
    ['uka', 'municipal_district', 'Усть-Камчатский', 'п. Усть-Камчатск', '30619000', 8_988, seen],
  ] as const
).map(([code, kind, stem, centre, oktmo, population2021, basis]): MunicipalityVersion => {
  const name = nameOf(kind, stem)
  return { code, name, kind, centre, oktmo, population2021, validFrom: '2017-01-01', validTo: null, basis }
})

/**
 * Called «округ» in texts of October 2025; when each was converted, and its new ОКТМО, has not been checked
 * (domain §7.2, S70).
 */
const okrugsSince: Day = '2025-10-01'
const okrugsBy2025 = ['ale', 'eli', 'sob', 'tig', 'ubo', 'uka']

/** The 14 municipalities of Kamchatka Krai in all their versions, oldest first. */
export const municipalityVersions: readonly MunicipalityVersion[] = [
  ...firstVersions.map((version) =>
    okrugsBy2025.includes(version.code) ? { ...version, validTo: addDays(okrugsSince, -1) } : version,
  ),
  ...firstVersions
    .filter(({ code }) => okrugsBy2025.includes(code))
    .map((version): MunicipalityVersion => ({
      ...version,
      name: version.name.replace('муниципальный район', 'муниципальный округ'),
      kind: 'municipal_okrug',
      oktmo: null,
      validFrom: okrugsSince,
      basis: 'Назван округом в текстах МЧС с октября 2025 года; дата преобразования и ОКТМО не сверены',
    })),
]

/**
 * Days that differ from their weekday: holidays of ст. 112 ТК РФ and published transfers. Years that are not
 * here have none, so that only their weekends move a term; the operator adds them. For 2027 only the holidays
 * themselves: transfers are decreed.
 */
export const daysOff: readonly DayOff[] = [
  ...statutoryHolidays(2017),
  off('2017-02-24', 'Выходной день, перенесён с 1 января'),
  off('2017-05-08', 'Выходной день, перенесён с 7 января'),
  off('2017-11-06', 'Выходной день, перенесён с 4 ноября'),

  ...statutoryHolidays(2025),
  off('2025-05-02', 'Выходной день, перенесён с 4 января'),
  off('2025-05-08', 'Выходной день, перенесён с 23 февраля'),
  off('2025-06-13', 'Выходной день, перенесён с 8 марта'),
  { on: '2025-11-01', kind: 'workday', name: 'Рабочая суббота, выходной перенесён на 3 ноября' },
  off('2025-11-03', 'Выходной день, перенесён с 1 ноября'),
  off('2025-12-31', 'Выходной день, перенесён с 5 января'),

  ...statutoryHolidays(2026),
  off('2026-01-09', 'Выходной день, перенесён с 3 января'),
  off('2026-03-09', 'Выходной день, перенесён с 8 марта'),
  off('2026-05-11', 'Выходной день, перенесён с 9 мая'),
  off('2026-12-31', 'Выходной день, перенесён с 4 января'),

  ...statutoryHolidays(2027),
]

function statutoryHolidays(year: number): DayOff[] {
  const newYear = Array.from({ length: 8 }, (_, index) => addDays(`${year}-01-01`, index))
  return [
    ...newYear.map((on) => off(on, on.endsWith('-07') ? 'Рождество Христово' : 'Новогодние каникулы')),
    off(`${year}-02-23`, 'День защитника Отечества'),
    off(`${year}-03-08`, 'Международный женский день'),
    off(`${year}-05-01`, 'Праздник Весны и Труда'),
    off(`${year}-05-09`, 'День Победы'),
    off(`${year}-06-12`, 'День России'),
    off(`${year}-11-04`, 'День народного единства'),
  ]
}

function off(on: Day, name: string): DayOff {
  return { on, kind: 'holiday', name }
}

/** Quoted names follow the status word, adjectives precede it. */
function nameOf(kind: 'urban_okrug' | 'municipal_district', stem: string): string {
  if (kind === 'municipal_district') return `${stem} муниципальный район`
  return stem.startsWith('«') ? `городской округ ${stem}` : `${stem} городской округ`
}
