import { dayIn } from '../calendar.ts'
import { canonicalJson } from '../drafts.ts'
import type { Day, Id, Instant } from '../values.ts'
import type { Entry } from './entries.ts'
import type { MinutesFacts, Signer } from './minutes-facts.ts'
import type { BallotsFact } from './minutes-votes.ts'

/** A dissenting opinion (T6) as it was handed in. */
export interface DissentFact {
  memberId: Id
  name: string
  itemId: Id
  text: string
  at: Instant
}

/** A material of the agenda that everybody may read; the one of a file has its SHA-256. */
export interface MaterialFact {
  itemId: Id | null
  title: string
  sha256: string | null
}

/** Who signs in the place of a signer who left the council before they signed; `insteadOf` is the seat of that one. */
export interface SubstituteFact {
  role: Signer
  memberId: Id
  name: string
  /** The office by which they sign. */
  seatRole: string
  insteadOf: Id
}

/** What the secretary may word, by its key; nothing else in the minutes is written by hand. */
export type Wording = Record<string, string>

export interface MinutesDocument {
  /** Null until the draft is sent to the members; unique within the council and the year. */
  number: number | null
  year: number
  /** 1 for the minutes, 2 and so on for each «изменение» of them. */
  edition: number
  /** Why there is a new edition, and the SHA-256 of the one that it changes. */
  reason: string | null
  amends: string | null
}

/** All that minutes say: what their SHA-256 is taken of. */
export interface MinutesContent {
  facts: MinutesFacts
  wording: Wording
  ballots: Record<Id, BallotsFact>
  dissents: DissentFact[]
  /** What was before the meeting, as it was when the registration began. */
  materials?: MaterialFact[]
  /** Absent when everybody who has to sign still can. */
  substitutes?: SubstituteFact[]
  document: MinutesDocument
}

/**
 * Who signs these minutes: those of the facts, or whoever stands in for them (domain §4 `minutes.signers`). Who stands in for two, or
 * signs already, signs once.
 */
export function signersOf({ facts, substitutes = [] }: Pick<MinutesContent, 'facts' | 'substitutes'>) {
  const all = facts.signers.map((each) => {
    const other = substitutes.find(({ role, insteadOf }) => role === each.role && insteadOf === each.who.id)
    return other
      ? { role: each.role, who: { id: other.memberId, name: other.name, role: other.seatRole, title: null } }
      : each
  })
  return all.filter(({ who }, at) => all.findIndex((each) => each.who.id === who.id) === at)
}

export interface SignatureFact {
  role: Signer
  memberId: Id
  name: string
  sha256: string
  at: Instant
}

export const MINUTES_FORMAT = 'veche-minutes'

/** The bytes that are signed (docs/minutes.md): canonical JSON, so that everybody gets the same. `head` is the end of the chain. */
export const minutesBytes = (
  meetingId: Id,
  head: { seq: number; hash: string },
  content: MinutesContent,
): string => canonicalJson({ format: MINUTES_FORMAT, version: 1, meetingId, head, ...content })

/** The minutes as one file for anybody to check. */
export interface MinutesFile {
  minutes: {
    format: string
    version: number
    meetingId: Id
    head: { seq: number; hash: string }
  } & MinutesContent
  sha256: string
  signatures: SignatureFact[]
  entries: Entry[]
  /** Dissenting opinions that were handed in after the signing, within their term. */
  attached: DissentFact[]
}

/** A place that the secretary may word: what it is about, for the words beside its field. */
export interface Part {
  key: string
  kind: 'heard' | 'speech' | 'note' | 'name' | 'absent' | 'annex'
  /** Whose speech or absence; the title of the item for the rest. */
  about: string
  /** Of the item; null for what belongs to none. */
  item: string | null
}

/** All that minutes say of why somebody was absent (T1): anybody reads them, and a reason may be about somebody's health. */
export const absenceWords = ['причина уважительная', 'сведений о причине нет'] as const

export const isAbsenceWord = (text: string): boolean => absenceWords.some((each) => each === text)

/** Most letters in one part. */
export const MOST_WORDING = 20_000

/** Every part there is to word, in the order of the paper. */
export function partsOf(facts: MinutesFacts): Part[] {
  const absent = facts.absent.map(({ id, name }): Part => ({
    key: `absent:${id}`,
    kind: 'absent',
    about: name,
    item: null,
  }))
  const items = facts.items
    .filter(({ state }) => state === 'current' || state === 'done')
    .flatMap((item): Part[] => {
      const of = { item: item.number }
      const said = [...item.reports, ...item.questions, ...item.speeches].map(({ speechId, name }): Part => ({
        key: `speech:${speechId}`,
        kind: 'speech',
        about: name,
        ...of,
      }))
      const names = item.reports.map(({ who, name }): Part => ({
        key: `name:${who}`,
        kind: 'name',
        about: name,
        ...of,
      }))
      const plain: Part[] =
        item.reports.length > 0
          ? names
          : [
              ...(item.speaker === null
                ? []
                : [{ key: `name:${item.id}`, kind: 'name' as const, about: item.speaker, ...of }]),
              { key: `heard:${item.id}`, kind: 'heard', about: item.title, ...of },
            ]
      return [...plain, ...said, { key: `note:${item.id}`, kind: 'note', about: item.title, ...of }]
    })
  const all = [...absent, ...items, { key: 'annex', kind: 'annex' as const, about: '', item: null }]
  return all.filter(({ key }, at) => all.findIndex((each) => each.key === key) === at)
}

/** The day of the meeting in the time zone of its council. */
export const dayOf = ({ openedAt, closedAt, meeting, council }: MinutesFacts): Day =>
  dayIn(openedAt ?? closedAt ?? meeting.startsAt, council.timeZone)

/** The number of the minutes as it is written. */
export const numberWords = ({ number }: Pick<MinutesDocument, 'number'>): string =>
  number === null ? '№\u00a0____' : `№\u00a0${number}`
