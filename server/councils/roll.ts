import { Check } from 'typebox/value'
import type { RollOutcome } from '../../shared/councils.ts'
import type { PersonName, SeatRole } from '../../shared/people.ts'
import type { Term } from '../../shared/terms.ts'
import { Email, type Id } from '../../shared/values.ts'
import { plain } from '../lib/words.ts'
import { mayHaveVote, whyNotSeat, type Seat } from './rules.ts'

/** A line of a pasted list as it was understood. */
export interface RollLine {
  line: number
  name: PersonName
  email: string
  role: SeatRole | null
  roleText: string
  hasVote: boolean
  organization: string
}

const roles: ReadonlyArray<readonly [word: RegExp, role: SeatRole]> = [
  [/^(зам|deputy|vice)/, 'deputy'],
  [/^(председатель|chair)/, 'chair'],
  [/^(ответственный секретарь|секретарь|secretary)/, 'secretary'],
  [/^(наблюдатель|приглаш|observer)/, 'observer'],
  [/^(член|member|$)/, 'member'],
]

/**
 * Reads a list copied from a table or a letter: «Фамилия Имя Отчество; e-mail; роль; организация», with tabs, semicolons or commas
 * between. Everything before the e-mail is the name, so that three columns for it do as well; a line of headings is left out.
 */
export function readRoll(text: string): RollLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const separator = ['\t', ';'].find((each) => lines.some((line) => line.includes(each))) ?? ','
  return lines
    .map((line, at) => ({ line: at + 1, cells: cellsOf(line, separator) }))
    .filter(({ cells }) => cells.some(Boolean))
    .filter(({ cells }, at) => !(at === 0 && isHeading(cells)))
    .map(({ line, cells }) => understood(line, cells))
}

const isHeading = (cells: readonly string[]) =>
  !cells.some((cell) => cell.includes('@')) &&
  /^(№|фио|ф\.\s*и\.\s*о|фамилия|name|full name|family|surname)/i.test(cells.find(Boolean) ?? '')

function understood(line: number, cells: readonly string[]): RollLine {
  const at = cells.findIndex((cell) => cell.includes('@'))
  // Without an e-mail the columns are taken in their order, so that the answer can name what is wrong.
  const nameCells = at < 0 ? cells.slice(0, 1) : cells.slice(0, at)
  const [email = '', roleText = '', ...organization] = at < 0 ? cells.slice(1) : cells.slice(at)
  const [familyName = '', givenName = '', ...patronymic] = nameCells
    .filter((cell) => !/^\d+\.?$/.test(cell))
    .join(' ')
    .split(/\s+/)
    .filter(Boolean)
  const words = roleText.toLowerCase().replaceAll('ё', 'е')
  const role = roles.find(([word]) => word.test(words))?.[1] ?? null
  return {
    line,
    name: { familyName, givenName, patronymic: patronymic.join(' ') || null },
    email: email.toLowerCase(),
    role,
    roleText,
    hasVote: role !== null && mayHaveVote(role, !/без (права )?голос|no vote|without (a )?vote/.test(words)),
    organization: organization.filter(Boolean).join(', '),
  }
}

/** Cells of one line; a cell in quotes may hold the separator, and a doubled quote stands for one. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? ''
    if (isQuoted && letter === '"' && line[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (letter === '"' && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted
    else if (letter === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += letter
  }
  return [...cells, cell].map((each) =>
    each
      .normalize('NFC')
      .replace(/[\s\u00A0]+/g, ' ')
      .trim(),
  )
}

export interface KnownPerson {
  id: Id
  email: string
  familyName: string
  isAdministrator: boolean
}

export type JudgedLine = RollLine & {
  outcome: RollOutcome
  notes: Array<'organization_unknown' | 'name_differs'>
}

export const isGood = ({ outcome }: { outcome: RollOutcome }): boolean =>
  outcome === 'new_person' || outcome === 'known_person'

/**
 * What would happen with each line, in order: a line counts on those before it, so of two chairs the second is refused. `seats` are all
 * seats of the council.
 */
export function judgeRoll(
  lines: readonly RollLine[],
  known: readonly KnownPerson[],
  seats: readonly Seat[],
  isOrganization: (name: string) => boolean,
  term: Term,
): JudgedLine[] {
  const taken: Seat[] = [...seats]
  const mentioned = new Set<string>()
  return lines.map((each) => {
    const person = known.find(({ email }) => email === each.email)
    const outcome = outcomeOf(each, person, taken, mentioned, term)
    mentioned.add(each.email)
    if (isGood({ outcome }) && each.role)
      taken.push({
        memberId: '',
        personId: person?.id ?? each.email,
        role: each.role,
        hasVote: each.hasVote,
        ...term,
      })
    const notes: JudgedLine['notes'] = []
    if (each.organization && !isOrganization(each.organization)) notes.push('organization_unknown')
    if (person && plain(person.familyName) !== plain(each.name.familyName)) notes.push('name_differs')
    return { ...each, outcome, notes }
  })
}

function outcomeOf(
  { name, email, role, hasVote }: RollLine,
  person: KnownPerson | undefined,
  seats: readonly Seat[],
  mentioned: ReadonlySet<string>,
  term: Term,
): RollOutcome {
  if (!name.familyName || !name.givenName) return 'name_missing'
  if (Object.values(name).some((part) => part !== null && part.length > 100)) return 'name_missing'
  if (!Check(Email, email) || !/@[^@]+\.[^@]+$/.test(email)) return 'email_wrong'
  if (mentioned.has(email)) return 'duplicate'
  if (!role) return 'role_unknown'
  const isAdministrator = person?.isAdministrator ?? false
  const no = whyNotSeat({ personId: person?.id ?? null, isAdministrator, role, hasVote, ...term }, seats)
  if (no === 'already_member' || no === 'chair_taken' || no === 'administrator_cannot_vote') return no
  return person ? 'known_person' : 'new_person'
}
