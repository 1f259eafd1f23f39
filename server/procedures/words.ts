import { fingerprint } from '../../shared/codes.ts'
import type { PutAmendment } from '../../shared/meetings/entries.ts'
import type { Passage, Run } from '../../shared/procedures.ts'
import type { Id } from '../../shared/values.ts'

const MOST_QUOTE = 200
const MOST_QUESTION = 1500
const MOST_QUOTE_ON_PAPER = 1000
const MOST_ON_PAPER = 4000

interface Named {
  number: number
  author: string
  passages: readonly Passage[]
  sha256: string
}

/** The questions of the procedure as they are put and stand in the minutes (domain §0.6, T1). */
export const questions = {
  basis: (title: string) => `Принять за основу: «${title}»`,
  whole: (title: string, amendments: number) =>
    `Принять в целом: «${title}»${amendments > 0 ? `, с учётом принятых поправок (${amendments})` : ''}`,
  amendments: (all: readonly Named[]) =>
    cut(
      all.length === 1
        ? `Принять поправку ${described(all[0]!)}`
        : `Принять единым решением поправки: ${all.map(described).join('; ')}`,
      MOST_QUESTION,
    ),
  consent: (all: readonly Named[]) =>
    cut(
      all.length === 1
        ? `Нет ли возражений против поправки ${described(all[0]!)}`
        : `Нет ли возражений против поправок: ${all.map(described).join('; ')}`,
      MOST_QUESTION,
    ),
}

/** An amendment as the minutes print it (T1): to which clauses, in which words. */
export function onPaper({ id, number, author, passages, sha256 }: Named & { id: Id }): PutAmendment {
  const places = [...new Set(passages.map(({ place }) => place))]
  const words = passages.map((each) => {
    const wording = wordingOf(each, MOST_QUOTE_ON_PAPER)
    return places.length === 1 ? wording : `${each.place}: ${wording}`
  })
  const wording = cut(words.join('; '), MOST_ON_PAPER)
  return { id, number, author, clause: places.join('; '), wording, sha256 }
}

/** Why an amendment is not decided by a vote of its own. */
export const reasons = {
  withdrawn: {
    author: 'снята автором',
    keeper: 'снята тем, кто её поддержал',
    on_behalf: (note: string) => `снята по просьбе автора: ${note}`,
    absence: 'снята: автора нет, и никто её не поддержал',
  },
  fallen: (numbers: readonly number[]) =>
    numbers.length === 0
      ? 'отпала'
      : `отпала: ${numbers.length === 1 ? 'принята поправка' : 'приняты поправки'} № ${numbers.join(', ')}`,
  done: 'отпала: в тексте уже так',
  byVote: { adopted: 'принята голосованием', not_adopted: 'отклонена голосованием' },
  byConsent: 'принята без возражений',
}

const described = ({ number, author, passages, sha256 }: Named) =>
  `№ ${number} (${author}): ${passages.map(said).join('; ')} [${fingerprint(sha256)}]`

const said = (passage: Passage): string => `${passage.place}: ${wordingOf(passage, MOST_QUOTE)}`

/** As a reader of laws expects it: «слова „…“ заменить словами „…“». */
function wordingOf({ runs, shape, isFormat }: Passage, most: number): string {
  const quoted = ({ text }: Run) => `«${cut(text.trim().replace(/\s+/g, ' ') || '¶', most)}»`
  if (shape || isFormat) return 'изменить оформление'
  const parts: string[] = []
  runs.forEach((run, at) => {
    const next = runs[at + 1]
    if (run.change === 'removed')
      parts.push(
        next?.change === 'added'
          ? `слова ${quoted(run)} заменить словами ${quoted(next)}`
          : `слова ${quoted(run)} исключить`,
      )
    if (run.change === 'added' && runs[at - 1]?.change !== 'removed')
      parts.push(`дополнить словами ${quoted(run)}`)
  })
  return parts.join(', ')
}

const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
