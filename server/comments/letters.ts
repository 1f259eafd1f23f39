import type { Letter } from '../lib/mail.ts'

interface Addressee {
  email: string
  givenName: string
  patronymic: string | null
}

interface Said {
  /** What the text is called. */
  title: string
  byWhom: string
  quote: string
  text: string
  link: string
}

const MOST_QUOTED = 200

const short = (words: string) =>
  words.length > MOST_QUOTED ? `${words.slice(0, MOST_QUOTED).trimEnd().toWellFormed()}…` : words

/** Letters are in Russian, as all letters of the house. */
const letter = (to: Addressee, subject: string, { quote, text, link }: Said, sentence: string): Letter => ({
  to: to.email,
  subject,
  body:
    [
      `Здравствуйте, ${[to.givenName, to.patronymic].filter(Boolean).join(' ')}!`,
      sentence,
      `О словах: «${short(quote)}»`,
      text,
      link,
      'Вече, рабочее место общественных советов',
    ].join('\n\n') + '\n',
})

/** To somebody who was spoken to by name. */
export const mentionLetter = (to: Addressee, said: Said): Letter =>
  letter(
    to,
    `Вас упомянули в замечании: ${said.title}`,
    said,
    `${said.byWhom} обращается к вам в замечании к тексту «${said.title}».`,
  )

/** To who began a thread, when somebody answers. */
export const replyLetter = (to: Addressee, said: Said): Letter =>
  letter(
    to,
    `Ответ на ваше замечание: ${said.title}`,
    said,
    `${said.byWhom} отвечает на ваше замечание к тексту «${said.title}».`,
  )
