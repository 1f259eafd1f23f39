import type { DayCount } from '../../shared/council-rules.ts'
import { bilingual, plural } from './bilingual.ts'

/** A term as a regulation writes it: «7 дней», «5 рабочих дней». */
export const dayCounts = bilingual({
  ru: {
    of: ({ days, working }: DayCount) =>
      working
        ? `${days} ${plural(days, 'ru', { one: 'рабочий день', few: 'рабочих дня', many: 'рабочих дней' })}`
        : `${days} ${plural(days, 'ru', { one: 'день', few: 'дня', many: 'дней' })}`,
  },
  en: {
    of: ({ days, working }) =>
      `${days} ${working ? 'working ' : ''}${plural(days, 'en', { one: 'day', other: 'days' })}`,
  },
})
