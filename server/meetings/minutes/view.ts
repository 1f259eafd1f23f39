import { dayIn } from '../../../shared/calendar.ts'
import { minutesPaper } from '../../../shared/meetings/minutes-paper.ts'
import { votesOf } from '../../../shared/meetings/minutes-facts.ts'
import { dayOf, partsOf, signersOf } from '../../../shared/meetings/minutes.ts'
import type { MinutesView } from '../../../shared/meetings/minutes-views.ts'
import type { Day, Instant } from '../../../shared/values.ts'
import { findCouncil, listMembersOn, type Council } from '../../councils/queries.ts'
import { seatIn, type Actor } from '../../lib/actor.ts'
import type { Db } from '../../lib/db/db.ts'
import { listDaysOff } from '../../organizations/queries.ts'
import { findPerson } from '../../people/queries.ts'
import { mayArrange } from '../planning/rules.ts'
import type { Meeting } from '../queries.ts'
import { drawUp, type Drawn } from './content.ts'
import {
  listDissents,
  listEditions,
  listRemarks,
  listSignatures,
  listWording,
  type Minutes,
} from './queries.ts'
import {
  awaitedOf,
  maySeeMinutes,
  mayWord,
  nextSigner,
  substituteFor,
  termsOf,
  whyNotCirculate,
  whyNotDissent,
  whyNotReady,
  whyNotRemark,
  whyNotSign,
  whyNotSubstitute,
  whyNotWord,
} from './rules.ts'

/** Who asks for which edition of the minutes of a meeting, and when. */
export interface Asked {
  actor: Actor | null
  now: Instant
  edition?: number | undefined
}

export interface Seen extends Drawn {
  council: Council
  minutes: Minutes | undefined
  editions: Minutes[]
}

/** An edition that this reader may see, the last one unless another is asked for; undefined as for one that is not there. */
export async function findSeen(
  db: Db,
  meeting: Meeting | undefined,
  { actor, edition }: Asked,
): Promise<Seen | undefined> {
  const council = meeting && (await findCouncil(db, meeting.councilId))
  if (!meeting || !council) return undefined
  const all = await listEditions(db, meeting.id)
  const editions = all.filter(({ state }) => maySeeMinutes(actor, council, state))
  const minutes = edition === undefined ? editions.at(-1) : editions.find((each) => each.edition === edition)
  const isFirst = all.length === 0 && (edition ?? 1) === 1 && maySeeMinutes(actor, council, 'draft')
  if (!minutes && !isFirst) return undefined
  const drawn = await drawUp(db, meeting, minutes)
  return drawn ? { ...drawn, council, minutes, editions } : undefined
}

const term = (dueOn: Day | null, today: Day) => (dueOn === null ? null : { dueOn, isOverdue: today > dueOn })

/** The minutes of a meeting as this reader may see them; undefined for who may not, as for a meeting that is not convened. */
export async function viewMinutes(
  db: Db,
  meeting: Meeting | undefined,
  asked: Asked,
): Promise<MinutesView | undefined> {
  const seen = await findSeen(db, meeting, asked)
  if (!meeting || !seen) return undefined
  const { content, council, minutes, editions, rules, sha256 } = seen
  const { facts, document } = content
  const { actor, now } = asked
  const state = minutes?.state ?? 'draft'
  const today = dayIn(now, council.timeZone)
  const terms = termsOf(facts, rules, await listDaysOff(db))
  const words = minutes
    ? await listWording(db, minutes.id)
    : new Map<string, { text: string; version: number }>()
  const remarks = minutes ? await listRemarks(db, minutes.id) : []
  const signatures = minutes ? await listSignatures(db, minutes.id) : []
  const dissents = await listDissents(db, meeting.id)
  const me = actor?.personId ? await findPerson(db, actor.personId) : undefined
  const isIn = seatIn(actor, council.id) !== undefined
  const isLast = minutes === editions.at(-1)
  const leads = isLast && mayWord(actor, council.id, facts)
  const memberId = seatIn(actor, council.id)?.memberId
  const held = { state, remarksUntil: minutes?.remarksUntil ?? null }
  const signers = signersOf(content)
  const signing = {
    ...{ ...held, signers, signatures, remarks, dissentUntil: terms.dissentUntil },
    awaited: awaitedOf(facts, dissents),
  }
  const mayEdit = leads && whyNotWord(held) === null
  const isSigned = state === 'signed' || state === 'published'
  const seats = await listMembersOn(db, council.id, today)
  const inOrder = signers.map(({ role, who }) => ({
    ...{ role, name: who.name },
    substitute:
      leads && whyNotSubstitute({ state, signers, signatures }, role, seats) === null
        ? (substituteFor(role, seats)?.name ?? null)
        : null,
    signedAt: signatures.find((each) => each.role === role)?.at ?? null,
  }))
  const isNext = nextSigner(signing)?.who.id === memberId
  const known = content.dissents.length
  return {
    meetingId: meeting.id,
    council: {
      ...{ slug: council.slug, name: council.name, shortName: council.shortName, timeZone: council.timeZone },
    },
    meeting: { number: meeting.number, on: dayOf(facts), phase: facts.phase },
    edition: document.edition,
    editions: editions.map((each) => ({ edition: each.edition, state: each.state })),
    state,
    number: document.number,
    year: document.year,
    reason: document.reason,
    remarksUntil: held.remarksUntil,
    signing: isSigned ? null : term(terms.signOn, today),
    publication: state === 'signed' ? term(minutes?.publishDueOn ?? null, today) : null,
    dissentUntil: terms.dissentUntil,
    blocks: [
      ...minutesPaper(content, { editing: mayEdit, signatures, sha256: isSigned ? sha256 : null }).blocks,
    ],
    parts: mayEdit
      ? partsOf(facts).map((part) => ({ ...part, ...(words.get(part.key) ?? { text: '', version: 0 }) }))
      : [],
    remarks: isIn ? remarks : [],
    signers: inOrder,
    sha256: isIn || isSigned ? sha256 : null,
    attached: dissents.slice(minutes?.content ? known : dissents.length).map(({ id, name, at, itemId }) => ({
      ...{ id, name, at },
      item: facts.items.find((each) => each.id === itemId)?.number ?? '',
    })),
    items: facts.items
      .filter((each) => each.state === 'done')
      .map(({ id, number, title }) => ({ id, number, title })),
    mayDissent: facts.items
      .filter(({ id }) => whyNotDissent(facts, { itemId: id, memberId }, dissents, terms, today) === null)
      .map(({ id, number, title }) => ({ id, number, title })),
    formats: ['docx'],
    countings: votesOf(facts)
      .filter(({ voteId }) => content.ballots[voteId]?.counting)
      .map(({ voteId, question }) => ({ voteId, question })),
    today,
    can: {
      word: mayEdit,
      circulate: leads && whyNotCirculate(held, facts) === null,
      remark: isIn && isLast && whyNotRemark(held, today) === null,
      answer: leads && whyNotWord(held) === null,
      sign: isLast && whyNotSign(signing, memberId, today) === null,
      return: isLast && state === 'signing' && isNext,
      publish: leads && state === 'signed',
      amend: leads && isSigned,
      extract: isSigned && mayWord(actor, council.id, facts),
      contacts: mayArrange(actor, meeting),
    },
    signsBy: me?.passwordDigest ? 'password' : 'code',
    whyNotSign: isNext ? whyNotReady(signing, today) : null,
  }
}
