import { dayWords } from '../../../shared/meetings/minutes-words.ts'
import type { Day } from '../../../shared/values.ts'
import type { Letter } from '../../lib/mail.ts'

/** The draft was sent round: members read it and remark on it until the last day. Letters are in Russian, as all of the house. */
export const remarksLetter = (
  to: { email: string; called: string },
  about: { council: string; number: number; on: Day; until: Day | null },
  link: string,
): Letter => ({
  to: to.email,
  subject: `Проект протокола № ${about.number} от ${dayWords(about.on)}`,
  body: `${[
    `Здравствуйте, ${to.called}!`,
    `${about.council}: готов проект протокола № ${about.number} заседания от ${dayWords(about.on)}.`,
    about.until === null
      ? 'Замечания по правилам совета не собираются.'
      : `Замечания принимаются до ${dayWords(about.until)} включительно.`,
    link,
    'Вече, рабочее место общественных советов',
  ].join('\n\n')}\n`,
})
