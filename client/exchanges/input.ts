import { dayIn } from '../../shared/calendar.ts'
import type { ExchangeInput, ExchangeView } from '../../shared/exchanges.ts'
import { dates } from '../lib/dates.ts'
import { orNull, text } from '../lib/form-values.ts'
import type { Typed } from '../lib/forms.ts'

/** What the form of planning says to the API; a meeting that ends on the day it begins needs that day once. */
export const toInput = (form: FormData): ExchangeInput => ({
  title: text(form, 'title'),
  description: text(form, 'description'),
  cohostId: text(form, 'cohostId'),
  moderatorId: text(form, 'moderatorId'),
  startsOn: text(form, 'startsOn'),
  startsTime: text(form, 'startsTime').slice(0, 5),
  endsOn: text(form, 'endsOn') || text(form, 'startsOn'),
  endsTime: text(form, 'endsTime').slice(0, 5),
  place: orNull(form, 'place'),
  callUrl: orNull(form, 'callUrl'),
})

/** The plan as it stands, in the fields of the form. */
export function toValues(exchange: ExchangeView): Typed {
  const { timeZone, startsAt, endsAt } = exchange
  const clock = dates('ru')
  const [startsOn, endsOn] = [dayIn(startsAt, timeZone), dayIn(endsAt, timeZone)]
  return {
    title: exchange.title,
    description: exchange.description,
    cohostId: exchange.cohost.id,
    moderatorId: exchange.moderator?.id ?? '',
    startsOn,
    startsTime: clock.time(startsAt, timeZone),
    endsTime: clock.time(endsAt, timeZone),
    endsOn: endsOn === startsOn ? '' : endsOn,
    place: exchange.place ?? '',
    callUrl: exchange.callUrl ?? '',
  }
}
