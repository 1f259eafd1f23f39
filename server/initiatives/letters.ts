import type { CoauthorRole } from '../../shared/initiatives.ts'
import type { InitiativeVerb } from '../../shared/initiatives-states.ts'
import type { Letter } from '../lib/mail.ts'

interface Addressee {
  email: string
  givenName: string
  patronymic: string | null
}

interface About {
  number: string
  title: string
}

/** What happened, as the subject says it and as the letter does. Letters are in Russian, as all letters of the house. */
const moved: Record<InitiativeVerb, [short: string, sentence: string]> = {
  openDiscussion: ['открыто обсуждение', 'Авторы открыли обсуждение: текст и карточка теперь видны всем.'],
  sendToCouncil: ['передана совету', 'Инициатива передана совету на рассмотрение.'],
  returnToDraft: ['возвращена на доработку', 'Совет вернул инициативу на доработку.'],
  openVote: ['вынесена на голосование', 'Текст закреплён, по инициативе открыто голосование.'],
  adopt: ['принята советом', 'Совет принял инициативу.'],
  decline: ['не принята советом', 'Совет не принял инициативу.'],
  voteAgain: [
    'голосование ничего не решило',
    'Голосование ничего не решило: не было кворума или голоса разделились поровну. Инициатива снова у совета.',
  ],
  submit: ['направлена органу власти', 'Принятая инициатива направлена органу власти.'],
  register: [
    'зарегистрирована органом власти',
    'Орган власти зарегистрировал инициативу. Срок ответа пошёл.',
  ],
  accept: ['поддержана', 'Орган власти поддержал инициативу.'],
  acceptPartially: ['поддержана частично', 'Орган власти поддержал инициативу частично.'],
  reject: ['отказано', 'Орган власти отказал.'],
  withdraw: ['отозвана автором', 'Автор отозвал инициативу.'],
}

const letter = (to: Addressee, subject: string, ...paragraphs: string[]): Letter => ({
  to: to.email,
  subject,
  body:
    [
      `Здравствуйте, ${[to.givenName, to.patronymic].filter(Boolean).join(' ')}!`,
      ...paragraphs,
      'Вече, рабочее место общественных советов',
    ].join('\n\n') + '\n',
})

const named = ({ number, title }: About) => `Инициатива № ${number} «${title}».`

/** To those concerned, when an initiative has moved. `note` is the reason or what the authority said. */
export const moveLetter = (
  to: Addressee,
  about: About,
  verb: InitiativeVerb,
  note: string | null,
  link: string,
): Letter => {
  const [short, sentence] = moved[verb]
  const notes = note ? [note] : []
  return letter(to, `Инициатива № ${about.number}: ${short}`, named(about), sentence, ...notes, link)
}

/** To an elector whose ballot is waited for. */
export const ballotLetter = (
  to: Addressee,
  about: About,
  question: string,
  until: string,
  link: string,
): Letter =>
  letter(
    to,
    `Проголосуйте: инициатива № ${about.number}`,
    named(about),
    question,
    `Голосовать можно до ${until}. До закрытия выбор можно изменить.`,
    link,
  )

/** To somebody who was asked to write along. */
export const coauthorLetter = (
  to: Addressee,
  about: About,
  byWhom: string,
  role: CoauthorRole,
  link: string,
): Letter => {
  const [short, sentence] = asked[role]
  return letter(to, `${short} № ${about.number}`, named(about), `${byWhom}: ${sentence}`, link)
}

const asked: Record<CoauthorRole, [short: string, sentence: string]> = {
  write: ['Вы соавтор инициативы', 'приглашение писать текст вместе.'],
  suggest: ['Вас просят предложить правки к инициативе', 'приглашение предлагать правки к тексту.'],
  comment: ['Вас просят высказаться по инициативе', 'приглашение комментировать текст.'],
}

/** To those who write a text, when somebody suggests changes of it. */
export const suggestedLetter = (to: Addressee, about: About, byWhom: string, link: string): Letter =>
  letter(
    to,
    `Инициатива № ${about.number}: предложены правки`,
    named(about),
    `Правки к тексту: ${byWhom}. Их можно принять или отклонить по одной.`,
    link,
  )

interface Decision {
  decision: 'accepted' | 'declined'
  place: string
  reason: string | null
}

/** To whoever suggested changes, when all of them are decided. */
export const decidedLetter = (
  to: Addressee,
  about: About,
  decisions: readonly Decision[],
  link: string,
): Letter => {
  const accepted = decisions.filter(({ decision }) => decision === 'accepted').length
  const reasons = decisions.flatMap(({ decision, place, reason }) =>
    decision === 'declined' ? [`Отклонено: ${place}. Причина: ${reason ?? ''}`] : [],
  )
  return letter(
    to,
    `Инициатива № ${about.number}: ваши правки рассмотрены`,
    named(about),
    `Принято: ${accepted}, отклонено: ${decisions.length - accepted}.`,
    ...reasons,
    link,
  )
}
