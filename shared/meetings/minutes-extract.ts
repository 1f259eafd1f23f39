import type { Block, Paper } from '../papers.ts'
import type { Day, Id } from '../values.ts'
import { line } from './minutes-annexes.ts'
import { itemBlocks } from './minutes-items.ts'
import { dayOf, numberWords, type MinutesContent } from './minutes.ts'
import { dayWords, initialsFirst, membersWords, surnameFirst } from './minutes-words.ts'

/**
 * An extract (T2): only the items that were asked for, with the numbers of the original, and the SHA-256 of what was signed. `madeOn` is
 * the day it is certified on, in the time zone of the council.
 */
export function extractPaper(
  content: MinutesContent,
  { items, sha256, madeOn }: { items: readonly Id[]; sha256: string; madeOn: Day },
): Paper {
  const { facts, document } = content
  const chosen = facts.items.filter(({ id }) => items.includes(id))
  const presiding = facts.presiding.map(({ who }) => surnameFirst(who.name)).join(', ')
  const blocks: Block[] = [
    line(facts.council.name, 'center'),
    { kind: 'title', text: 'ВЫПИСКА ИЗ ПРОТОКОЛА' },
    {
      kind: 'pair',
      left: `${dayWords(dayOf(facts))}  ${numberWords(document)}`,
      right: facts.meeting.place ?? '',
    },
    line(`Председательствующий – ${presiding}`),
    ...(facts.secretary ? [line(`Секретарь – ${surnameFirst(facts.secretary.name)}`)] : []),
    line(`Присутствовали: ${membersWords(facts.present.length)} совета (список прилагается к протоколу).`),
    ...chosen.flatMap((item) => itemBlocks(item, { ...content, annexOf: null }, false)),
    line('Верно.'),
    {
      kind: 'signature',
      role: 'Секретарь совета',
      name: facts.secretary ? initialsFirst(facts.secretary.name) : '',
      note: dayWords(madeOn),
    },
    { kind: 'small', text: `Контрольная сумма подлинника протокола (SHA-256): ${sha256}` },
  ]
  return { title: `Выписка из протокола ${numberWords(document)} от ${dayWords(dayOf(facts))}`, blocks }
}
