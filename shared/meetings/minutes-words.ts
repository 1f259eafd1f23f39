import type { DecisionBase, QuorumBase } from '../council-rules.ts'
import { dayIn } from '../calendar.ts'
import type { Fraction } from '../fractions.ts'
import type { OrganizationKind } from '../organizations.ts'
import type { Day, Instant } from '../values.ts'

/** Words of official papers (domain §5, «Common rules»): they are Russian whatever the reader's language. */

const MONTHS = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ')

/** «16 февраля 2017 г.» */
export function dayWords(day: Day): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return `${date}\u00a0${MONTHS[month - 1]} ${year}\u00a0г.`
}

const ZONES: Record<string, string> = {
  'Europe/Kaliningrad': 'калининградское',
  'Europe/Moscow': 'московское',
  'Europe/Samara': 'самарское',
  'Asia/Yekaterinburg': 'екатеринбургское',
  'Asia/Omsk': 'омское',
  'Asia/Novosibirsk': 'новосибирское',
  'Asia/Krasnoyarsk': 'красноярское',
  'Asia/Irkutsk': 'иркутское',
  'Asia/Yakutsk': 'якутское',
  'Asia/Vladivostok': 'владивостокское',
  'Asia/Magadan': 'магаданское',
  'Asia/Sakhalin': 'сахалинское',
  'Asia/Kamchatka': 'камчатское',
  'Asia/Anadyr': 'анадырское',
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** «14 час. 00 мин.» on the clocks of the zone. */
export function clockWords(at: Instant, timeZone: string): string {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    clocks.set(timeZone, clock)
  }
  const [hours, minutes] = clock.format(Date.parse(at)).split(':')
  return `${hours}\u00a0час. ${minutes}\u00a0мин.`
}

/** «14:00» on the clocks of the zone: in a column that is narrow. */
export const shortClock = (at: Instant, timeZone: string): string =>
  clockWords(at, timeZone).replace(/\D+/g, ':').slice(0, 5)

/** «камчатское» */
export const zoneWords = (timeZone: string): string =>
  ZONES[timeZone] ?? timeZone.split('/').at(-1)!.replaceAll('_', ' ')

/** «14 час. 00 мин. (камчатское время)» */
export const timeWords = (at: Instant, timeZone: string): string =>
  `${clockWords(at, timeZone)} (${zoneWords(timeZone)} время)`

/** «16 февраля 2017 г., 14 час. 00 мин. (камчатское время)» */
export const momentWords = (at: Instant, timeZone: string): string =>
  `${dayWords(dayIn(at, timeZone))}, ${timeWords(at, timeZone)}`

/** The form that goes with a number: `[член, члена, членов]` of 1, 2, 5. */
export function numbered(count: number, [one, few, many]: readonly [string, string, string]): string {
  const [tens, units] = [Math.floor(count / 10) % 10, count % 10]
  const form = tens === 1 ? many : units === 1 ? one : units >= 2 && units <= 4 ? few : many
  return `${count}\u00a0${form}`
}

/** «8 членов» */
export const membersWords = (count: number) => numbered(count, ['член', 'члена', 'членов'])

/** What stands after «из»: «из 21 члена», «из 14 членов». */
export const ofMembers = (count: number) => numbered(count, ['члена', 'членов', 'членов'])

const ONES = 'ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать'.split(' ') // prettier-ignore
const TENS = ['', '', 'двадцать', 'тридцать', 'сорок', 'пятьдесят', 'шестьдесят', 'семьдесят', 'восемьдесят', 'девяносто'] // prettier-ignore
const HUNDREDS = ['', 'сто', 'двести', 'триста', 'четыреста', 'пятьсот', 'шестьсот', 'семьсот', 'восемьсот', 'девятьсот'] // prettier-ignore

/** «двадцать один»; from a thousand on, digits. */
export function countWords(count: number): string {
  if (count < 20) return ONES[count]!
  if (count > 999) return `${count}`
  const rest = count % 100
  const [hundreds, tens] = [HUNDREDS[Math.floor(count / 100)], rest < 20 ? '' : TENS[Math.floor(rest / 10)]]
  const ones = rest < 20 ? rest : rest % 10
  return [hundreds, tens, ones > 0 ? ONES[ones] : ''].filter(Boolean).join(' ')
}

/** With the full stop that a sentence ends with, unless it has one: «… 2017 г.» */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** In quotation marks, with the inner ones as Russian has them: «О клубе „Восход“». */
export const quoted = (text: string): string => `«${text.replaceAll('«', '„').replaceAll('»', '“')}»`

const parts = (name: string) => name.trim().split(/\s+/)
const capital = (word: string) => `${[...word][0]?.toLocaleUpperCase('ru') ?? ''}.`

/** «Иванов И.И.», as in lists. */
export function surnameFirst(name: string): string {
  const [family = '', ...given] = parts(name)
  return given.length === 0 ? family : `${family}\u00a0${given.slice(0, 2).map(capital).join('')}`
}

/** «И.И. Иванов», as under a paper. */
export function initialsFirst(name: string): string {
  const [family = '', ...given] = parts(name)
  return given.length === 0 ? family : `${given.slice(0, 2).map(capital).join('')}\u00a0${family}`
}

/**
 * «Петрову А.А.» of «Петрова Анна Андреевна», as after «СЛУШАЛИ». Whether a man or a woman is meant is told by the patronymic; a name
 * without one, or that does not bend, stays as it is. The secretary may write it otherwise.
 */
export function accusative(name: string): string {
  const [family = '', , patronymic = ''] = parts(name)
  const short = surnameFirst(name)
  const bent = /(ич|оглы)$/i.test(patronymic)
    ? bendHis(family)
    : /(вна|чна|кызы)$/i.test(patronymic)
      ? bendHers(family)
      : family
  return short.replace(family, bent)
}

/** «Петровой А.А.», as after «мнение члена совета»; told apart, and left as it is, as by `accusative`. */
export function genitive(name: string): string {
  const [family = '', , patronymic = ''] = parts(name)
  const short = surnameFirst(name)
  const isHis = /(ич|оглы)$/i.test(patronymic)
  if (!isHis && !/(вна|чна|кызы)$/i.test(patronymic)) return short
  const bent = bendEach(family, (part) => {
    if (!isHis && /(ов|ев|ёв|ин|ын)а$|(ая|яя)$/i.test(part))
      return part.replace(/(ая|а)$/i, 'ой').replace(/яя$/i, 'ей')
    if (/[гкхжчшщ]а$|я$/i.test(part)) return part.replace(/.$/, 'и')
    if (/а$/i.test(part)) return part.replace(/.$/, 'ы')
    return isHis ? bendHis(part) : part
  })
  return short.replace(family, bent)
}

/** Each part of a double name bends: «Петрова-Водкина». */
const bendEach = (family: string, bend: (part: string) => string) => family.split('-').map(bend).join('-')

const bendHis = (family: string) =>
  bendEach(family, (part) => {
    if (/(ых|их|ко|о|е|э|и|ы|у|ю)$/i.test(part)) return part
    if (/.{3}(ый|ой|[кгх]ий)$/i.test(part)) return part.replace(/..$/, 'ого')
    if (/.{3}ий$/i.test(part)) return part.replace(/..$/, 'его')
    return /[аяйь]$/i.test(part) ? part.replace(/.$/, (end) => ENDS[end.toLowerCase()]!) : `${part}а`
  })

const ENDS: Record<string, string> = { а: 'у', я: 'ю', й: 'я', ь: 'я' }

const bendHers = (family: string) =>
  bendEach(family, (part) =>
    part.replace(/(ая|яя|а|я)$/i, (end) => (end === 'ая' ? 'ую' : end === 'яя' ? 'юю' : ENDS[end]!)),
  )

/** «более половины», «не менее двух третей» */
export function shareWords({ num, den, strict }: Fraction): string {
  const known: Record<string, string> = {
    '1/2': 'половины',
    '1/3': 'одной трети',
    '2/3': 'двух третей',
    '1/4': 'одной четверти',
    '3/4': 'трёх четвертей',
    '1/1': 'всех',
  }
  return `${strict ? 'более' : 'не менее'} ${known[`${num}/${den}`] ?? `${num}/${den}`}`
}

/** What a quorum is a share of, after «от». */
export const quorumBaseWords: Record<QuorumBase, string> = {
  actual_members: 'числа избранных членов совета',
  established_number: 'установленной численности совета',
}

/** What a majority is a share of, after «от». */
export const decisionBaseWords: Record<DecisionBase, string> = {
  present: 'числа присутствующих членов совета',
  votes_for_against: 'числа голосов «за» и «против»',
  votes_cast: 'числа проголосовавших',
  actual_members: 'числа избранных членов совета',
  established_number: 'установленной численности совета',
}

/** How a question was voted on, in brackets after «ГОЛОСОВАЛИ». */
export const formWords: Record<string, string> = {
  open_roll_call: 'открыто поимённо',
  open_count: 'открыто, подсчётом голосов',
  secret: 'тайно',
  absentee: 'заочно, опросными листами',
  mixed: 'открыто, смешанным способом',
  rating: 'рейтинговое голосование',
  election: 'открыто, выбор из кандидатур',
}

export const roleWords: Record<string, string> = {
  chair: 'председатель совета',
  deputy: 'заместитель председателя совета',
  secretary: 'секретарь совета',
  member: 'член совета',
  observer: 'наблюдатель',
  invitee: 'приглашённый',
}

/** What an organization is, in a column and in a total (T3). */
export const categoryWords: Record<OrganizationKind, string> = {
  state_authority: 'ИОГВ',
  local_authority: 'ОМСУ',
  state_institution: 'государственное учреждение',
  municipal_institution: 'муниципальное учреждение',
  nko: 'НКО',
  public_association: 'общественное объединение',
  kmns_community: 'община КМНС',
  initiative_group: 'инициативная группа',
  business: 'бизнес',
  other: 'иная организация',
}

export const formatWords: Record<string, string> = {
  in_person: 'очно',
  video: 'по видео-конференц-связи',
  mixed: 'смешанная',
  absentee: 'заочная',
}
