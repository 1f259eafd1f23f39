import { dayWords } from '../../shared/meetings/minutes-words.ts'
import type { JournalDay } from '../../shared/journal.ts'
import type { Feed } from '../../shared/portal.ts'

/**
 * The heads of the days that are over as a feed, the latest first: whoever follows it keeps them where this house cannot change them. It
 * leaves the house in the language of the region, like mail.
 */
export function journalFeed(days: readonly JournalDay[], home: URL): Feed {
  const page = new URL('/journal', home).href
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Вече: коды журнала по дням',
    home_page_url: page,
    feed_url: new URL('/api/journal/feed.json', home).href,
    language: 'ru',
    items: days.map(({ day, head, previous, count }) => ({
      id: `${page}#${day}`,
      url: page,
      title: `Журнал за ${dayWords(day)}: ${head.slice(0, 16)}`,
      content_text: `Код дня: ${head}\nКод предыдущего дня: ${previous}\nДействий: ${count}. Сохраните код: по нему потом видно, что журнал не переписан.`,
      // Its day is that of UTC.
      date_published: `${day}T23:59:59.999Z`,
      tags: ['journal'],
    })),
  }
}
