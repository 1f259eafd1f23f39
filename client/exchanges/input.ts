import type { ExchangeInput, ExchangeView } from '../../shared/exchanges.ts'
import { whenAndWhereFrom, whenAndWhereOf } from '../gatherings/when-and-where.ts'
import { text } from '../lib/form-values.ts'
import type { Typed } from '../lib/forms.ts'

/** What the form of planning says to the API. */
export const toInput = (form: FormData): ExchangeInput => ({
  title: text(form, 'title'),
  description: text(form, 'description'),
  cohostId: text(form, 'cohostId'),
  moderatorId: text(form, 'moderatorId'),
  ...whenAndWhereFrom(form),
})

/** The plan as it stands, in the fields of the form. */
export const toValues = (exchange: ExchangeView): Typed => ({
  title: exchange.title,
  description: exchange.description,
  cohostId: exchange.cohost.id,
  moderatorId: exchange.moderator?.id ?? '',
  ...whenAndWhereOf(exchange, exchange.timeZone),
})
