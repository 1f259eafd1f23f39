import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Id } from '../../../shared/values.ts'

interface Meeting {
  id: Id
  checkInSecret: string
}

/**
 * The word in the letter of an invited person, by which somebody without an account reads the papers of this one meeting and answers
 * for themselves. It is made of the meeting's secret, so that there is nothing to store and a guess is as good as none.
 */
export const guestWord = ({ id, checkInSecret }: Meeting, inviteeId: Id): string =>
  `${inviteeId}.${mac(checkInSecret, `${id} ${inviteeId}`)}`

/** Whose word this is; null for none and for a wrong one. */
export function guestOf(meeting: Meeting, word: string | null | undefined): Id | null {
  const inviteeId = word?.split('.')[0]
  if (!word || !inviteeId) return null
  const right = Buffer.from(guestWord(meeting, inviteeId))
  const given = Buffer.from(word)
  return given.length === right.length && timingSafeEqual(given, right) ? inviteeId : null
}

const mac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(`guest ${text}`).digest('base64url').slice(0, 22)
