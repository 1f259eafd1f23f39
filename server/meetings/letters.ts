import { dayIn } from '../../shared/calendar.ts'
import type { Day, Instant } from '../../shared/values.ts'
import type { Letter } from '../lib/mail.ts'

/** Whoever a letter about a meeting goes to: a member, or somebody invited who may have no account. */
export interface Recipient {
  email: string
  /** As they are spoken to. */
  called: string
}

/** What letters say of a meeting. */
export interface MeetingFacts {
  council: string
  timeZone: string
  startsAt: Instant
  endsAt: Instant
  title: string | null
  place: string | null
  callUrl: string | null
  phone: string | null
}

const moment = (at: Instant, timeZone: string) =>
  new Intl.DateTimeFormat('ru', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(Date.parse(at))

const dayMonth = (day: Day) =>
  new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(day))

const shortMoment = ({ startsAt, timeZone }: MeetingFacts) => dayMonth(dayIn(startsAt, timeZone))

/** Letters are in Russian, as all letters of the house. */
const letter = (to: Recipient, subject: string, ...paragraphs: string[]): Letter => ({
  to: to.email,
  subject,
  body:
    [
      `Здравствуйте, ${to.called}!`,
      ...paragraphs.filter(Boolean),
      'Вече, рабочее место общественных советов',
    ].join('\n\n') + '\n',
})

const lines = (...parts: Array<string | null | false>) => parts.filter(Boolean).join('\n')

const where = (about: MeetingFacts) =>
  lines(
    `Когда: ${moment(about.startsAt, about.timeZone)} (время совета)`,
    about.place && `Где: ${about.place}`,
    about.callUrl && `Подключение: ${about.callUrl}`,
    about.phone && `Телефон: ${about.phone}`,
  )

const please = (replyOn: Day, link: string) =>
  `Прошу подтвердить участие до ${dayMonth(replyOn)}: участвую очно, по видеосвязи или не участвую (с причиной).\n${link}`

interface Agenda {
  items: ReadonlyArray<{ number: string; title: string; speaker: string | null; minutes: number | null }>
  secretary: string | null
  replyOn: Day
  link: string
}

/** T7: notice of a meeting with its draft agenda. `isAgain` when everybody was told of an earlier version. */
export const noticeLetter = (
  to: Recipient,
  about: MeetingFacts,
  { items, secretary, replyOn, link }: Agenda,
  isAgain: boolean,
): Letter =>
  letter(
    to,
    `${isAgain ? 'Уточнено: заседание' : 'Извещение о заседании'} ${shortMoment(about)}, ${about.council}`,
    `${isAgain ? 'План заседания уточнён' : 'Извещаем вас о заседании'}: ${about.council}${about.title ? `, «${about.title}»` : ''}.`,
    where(about),
    lines(
      'Проект повестки дня:',
      ...items.map(({ number, title, speaker, minutes }) => {
        const more = [speaker && `докладчик ${speaker}`, minutes && `${minutes} мин.`].filter(Boolean)
        return `${number}. ${title}${more.length > 0 ? ` (${more.join(', ')})` : ''}`
      }),
    ),
    please(replyOn, link),
    secretary ? `Секретарь: ${secretary}` : '',
  )

/** A meeting has another time. */
export const movedLetter = (
  to: Recipient,
  about: MeetingFacts,
  { before, reason, replyOn, link }: { before: Instant; reason: string; replyOn: Day; link: string },
): Letter =>
  letter(
    to,
    `Заседание перенесено на ${shortMoment(about)}, ${about.council}`,
    `Заседание, назначенное на ${moment(before, about.timeZone)}, перенесено. Причина: ${reason}`,
    where(about),
    `Прежние ответы об участии относились к прежнему времени.`,
    please(replyOn, link),
  )

/** A meeting will not take place. */
export const cancelledLetter = (
  to: Recipient,
  about: MeetingFacts,
  { reason, link }: { reason: string; link: string },
): Letter =>
  letter(
    to,
    `Заседание ${shortMoment(about)} отменено, ${about.council}`,
    `Заседание, назначенное на ${moment(about.startsAt, about.timeZone)}, отменено. Причина: ${reason}`,
    link,
  )

/** To those who have not answered, a day before. */
export const reminderLetter = (to: Recipient, about: MeetingFacts, link: string): Letter =>
  letter(
    to,
    `Завтра заседание: подтвердите участие, ${about.council}`,
    where(about),
    `Вы ещё не ответили, будете ли участвовать. По ответам считают, соберётся ли кворум.\n${link}`,
  )

/** To the chair and the secretary, when enough members have joined a demand. */
export const demandLetter = (
  to: Recipient,
  { council, question, names, link }: { council: string; question: string; names: number; link: string },
): Letter =>
  letter(
    to,
    `Члены совета требуют внеочередного заседания, ${council}`,
    `Вопрос: ${question}`,
    `Требование поддержали столько членов совета, сколько нужно по положению: ${names}. Назначьте внеочередное заседание.`,
    link,
  )

/** To whoever proposed an item, when it was decided. */
export const proposalLetter = (
  to: Recipient,
  {
    title,
    isAccepted,
    reason,
    link,
  }: { title: string; isAccepted: boolean; reason: string | null; link: string },
): Letter =>
  letter(
    to,
    `Ваше предложение в повестку ${isAccepted ? 'принято' : 'отклонено'}`,
    `«${title}»`,
    isAccepted ? 'Вопрос включён в проект повестки дня.' : `Причина: ${reason ?? ''}`,
    link,
  )
