import { dayIn } from '../../shared/calendar.ts'
import type { ExchangeInput, ExchangeView } from '../../shared/exchanges.ts'
import { dates } from '../lib/dates.ts'
import type { Typed } from '../lib/forms.ts'

const said = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** What the form of planning says to the API; a meeting that ends on the day it begins needs that day once. */
export const toInput = (form: FormData): ExchangeInput => ({
  title: said(form, 'title'),
  description: said(form, 'description'),
  cohostId: said(form, 'cohostId'),
  moderatorId: said(form, 'moderatorId'),
  startsOn: said(form, 'startsOn'),
  startsTime: said(form, 'startsTime').slice(0, 5),
  endsOn: said(form, 'endsOn') || said(form, 'startsOn'),
  endsTime: said(form, 'endsTime').slice(0, 5),
  place: said(form, 'place') || null,
  callUrl: said(form, 'callUrl') || null,
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
