import type { Feed } from '../../shared/portal.ts'
import type { Verdict } from '../../shared/reviews.ts'
import type { Outcome } from '../../shared/votes.ts'
import type { Db } from '../lib/db/db.ts'
import { listAnswered, listDecided } from './queries.ts'

// A feed is a letter to programs: it leaves the house in the language of the region, like mail.
const outcomes: Record<Outcome, string> = {
  adopted: 'Принято',
  not_adopted: 'Не принято',
  no_quorum: 'Не состоялось, нет кворума',
  revote: 'Голоса разделились поровну',
  second_round: 'Нужен второй тур',
  converted: 'Вынесено на заседание',
}
const verdicts: Record<Verdict, string> = {
  accepted: 'Поддержано',
  accepted_partially: 'Поддержано частично',
  rejected: 'Отказано',
}

type Item = Feed['items'][number]

const ITEMS = 50

/** What was decided and answered, the latest first, with permalinks under `home`. Only what everybody may read. */
export async function viewFeed(db: Db, home: URL): Promise<Feed> {
  const link = (number: string) => new URL(`/initiatives/${encodeURIComponent(number)}`, home).href
  const [decided, answered] = await Promise.all([listDecided(db, ITEMS), listAnswered(db, ITEMS)])
  const decisions = decided.map((each): Item => ({
    id: `${link(each.number)}#vote-${each.voteId}`,
    url: link(each.number),
    title: `${outcomes[each.outcome]}: ${each.title}`,
    content_text: `${each.council.shortName}. За ${each.for}, против ${each.against}, воздержались ${each.abstain}, не голосовали ${each.notVoted}.`,
    date_published: each.closedAt,
    tags: ['vote', each.outcome],
  }))
  const answers = answered.map((each): Item => ({
    id: `${link(each.number)}#answer`,
    url: link(each.number),
    title: `${verdicts[each.verdict]}: ${each.title}`,
    content_text: `${each.authority.shortName}. ${each.text}`,
    date_published: each.concludedAt,
    tags: ['answer', each.verdict],
  }))
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Вече: решения советов и ответы органов власти',
    home_page_url: home.href,
    feed_url: new URL('/api/feed.json', home).href,
    language: 'ru',
    items: [...decisions, ...answers]
      .toSorted((a, b) => (a.date_published < b.date_published ? 1 : -1))
      .slice(0, ITEMS),
  }
}
