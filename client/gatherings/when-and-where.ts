import { dayIn } from '../../shared/calendar.ts'
import type { Instant } from '../../shared/values.ts'
import { dates } from '../lib/dates.ts'
import { orNull, text } from '../lib/form-values.ts'
import type { Typed } from '../lib/forms.ts'

/** What `WhenAndWhere` says to the API; what ends on the day it begins needs that day once. */
export const whenAndWhereFrom = (form: FormData) => ({
  startsOn: text(form, 'startsOn'),
  startsTime: text(form, 'startsTime').slice(0, 5),
  endsOn: text(form, 'endsOn') || text(form, 'startsOn'),
  endsTime: text(form, 'endsTime').slice(0, 5),
  place: orNull(form, 'place'),
  callUrl: orNull(form, 'callUrl'),
})

interface Planned {
  startsAt: Instant
  endsAt: Instant
  place: string | null
  callUrl: string | null
}

/** The same as it is planned, in the fields of the form. */
export function whenAndWhereOf({ startsAt, endsAt, place, callUrl }: Planned, zone: string): Typed {
  const clock = dates('ru')
  const [startsOn, endsOn] = [dayIn(startsAt, zone), dayIn(endsAt, zone)]
  return {
    startsOn,
    startsTime: clock.time(startsAt, zone),
    endsTime: clock.time(endsAt, zone),
    endsOn: endsOn === startsOn ? '' : endsOn,
    place: place ?? '',
    callUrl: callUrl ?? '',
  }
}
