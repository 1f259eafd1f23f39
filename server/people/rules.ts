import type { RefusalCode } from '../../shared/refusals.ts'

const MIN_LENGTH = 10

/** Long enough to pass, and yet the first that anybody tries. Lower case; keyboard rows and counting are found by rule. */
const worst = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssw0rd iloveyou iloveyou1 administrator
   administrator1 letmein letmein123 welcome welcome1 welcome123 qwerty12345 qwerty123456 qwertyqwerty 1q2w3e4r5t 1q2w3e4r5t6y
   q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc qazwsxedc123 zaq12wsxcde3 abcd123456 abc1234567 a123456789 football123 princess123
   пароль123 пароль1234 пароль12345 парольпароль мойпароль мойпароль1 администратор секретарь председатель любовь12345
   йцукен12345 йцукен123456 йцукенйцукен привет12345 камчатка123 камчатка2017 камчатка2026 kamchatka123`.split(
    /\s+/,
  ),
)

const runs = [
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'йцукенгшщзхъфывапролджэячсмитьбю',
  'abcdefghijklmnopqrstuvwxyz',
]
const reversed = (text: string) => [...text].toReversed().join('')

/**
 * Why a password may not be used, or null. At least ten characters, not the e-mail, not one that everybody tries, not one letter
 * or a short piece again and again, not a row of the keyboard. Compared as it will be stored, in NFKC.
 */
export function whyWeak(password: string, email: string): RefusalCode | null {
  const plain = password.normalize('NFKC').toLowerCase()
  const mailbox = email.toLowerCase()
  const isWeak =
    [...plain].length < MIN_LENGTH ||
    plain === mailbox ||
    plain === mailbox.split('@')[0] ||
    worst.has(plain) ||
    /^(.{1,4})\1+$/u.test(plain) ||
    runs.some((run) => run.includes(plain) || reversed(run).includes(plain))
  return isWeak ? 'password_too_weak' : null
}
