import type { Letter } from '../lib/mail.ts'

interface Addressee {
  email: string
  givenName: string
  patronymic: string | null
}

/** Letters are in Russian: who gets one may never have opened a page, so no language of theirs is known. */
const greeting = ({ givenName, patronymic }: Addressee) =>
  `Здравствуйте, ${[givenName, patronymic].filter(Boolean).join(' ')}!`

const signed = (...paragraphs: string[]) =>
  [...paragraphs, 'Вече, рабочее место общественных советов'].join('\n\n') + '\n'

/** Somebody asked for a new password. Whoever did not ask needs to do nothing. */
export const forgottenPassword = (to: Addressee, link: string): Letter => ({
  to: to.email,
  subject: 'Новый пароль для Вече',
  body: signed(
    greeting(to),
    'Кто-то, скорее всего вы, попросил новый пароль. Чтобы задать его, откройте ссылку. Она сработает один раз в течение часа:',
    link,
    'Если вы ничего не просили, просто удалите это письмо: прежний пароль остаётся в силе.',
  ),
})

/** An account was opened for somebody: `why` says by a full sentence what they are invited to. */
export const invitation = (to: Addressee, why: string, link: string): Letter => ({
  to: to.email,
  subject: 'Приглашение в Вече',
  body: signed(
    greeting(to),
    why,
    'Чтобы войти, задайте себе пароль по этой ссылке. Она сработает один раз в течение семи дней:',
    link,
    'Если письмо пришло не вам, ничего не делайте: без пароля войти под вашим адресом нельзя.',
  ),
})

/** Somebody who has an account got something new to do in it. */
export const newDuty = (to: Addressee, subject: string, why: string, link: string): Letter => ({
  to: to.email,
  subject,
  body: signed(greeting(to), why, 'Войдите с прежним паролем:', link),
})
