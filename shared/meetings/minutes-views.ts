import { Type, type Static } from 'typebox'
import type { Block } from '../papers.ts'
import { Day, Id, Instant, Line, Nullable, OneOf, Prose } from '../values.ts'
import { MOST_WORDING, type Part } from './minutes.ts'

/**
 * domain §3: written while the meeting goes on (`draft`), sent to the members for remarks, signed one after another, signed by all,
 * published.
 */
export const MinutesState = OneOf('draft', 'remarks', 'signing', 'signed', 'published')
export type MinutesState = Static<typeof MinutesState>

const Term = Type.Object({ dueOn: Day, isOverdue: Type.Boolean() })

const Remark = Type.Object({
  id: Id,
  name: Type.String(),
  text: Type.String(),
  at: Instant,
  answer: Nullable(OneOf('accepted', 'rejected')),
  reason: Nullable(Type.String()),
  answeredAt: Nullable(Instant),
})
export type Remark = Static<typeof Remark>

export const SignerRole = OneOf('presiding', 'secretary', 'chair')

/** An edition of the minutes of a meeting as this reader may see it. */
export const MinutesView = Type.Object({
  meetingId: Id,
  council: Type.Object({
    slug: Type.String(),
    name: Type.String(),
    shortName: Type.String(),
    timeZone: Type.String(),
  }),
  meeting: Type.Object({ number: Type.Integer(), on: Day, phase: Type.String() }),
  edition: Type.Integer(),
  /** Those that this reader may see, the latest last. */
  editions: Type.Array(Type.Object({ edition: Type.Integer(), state: MinutesState })),
  state: MinutesState,
  number: Nullable(Type.Integer()),
  year: Type.Integer(),
  reason: Nullable(Type.String()),
  /** The last day for remarks, and whether it is over. */
  remarksUntil: Nullable(Day),
  /** Until when they have to be signed, and after that published. */
  signing: Nullable(Term),
  publication: Nullable(Term),
  dissentUntil: Nullable(Day),
  /** The paper, block by block (`shared/papers.ts`). */
  blocks: Type.Array(Type.Unsafe<Block>(Type.Unknown())),
  /** What may be worded, with the words and the version of each; empty for who only reads. */
  parts: Type.Array(
    Type.Object({
      key: Type.String(),
      kind: Type.Unsafe<Part['kind']>(Type.String()),
      about: Type.String(),
      item: Nullable(Type.String()),
      text: Type.String(),
      version: Type.Integer(),
    }),
  ),
  remarks: Type.Array(Remark),
  signers: Type.Array(
    Type.Object({
      role: SignerRole,
      name: Type.String(),
      signedAt: Nullable(Instant),
      /** Who could sign instead, when they have left the council; for who may say so. */
      substitute: Nullable(Type.String()),
    }),
  ),
  /** Of what is or would be signed now. */
  sha256: Nullable(Type.String()),
  /** Dissenting opinions handed in after the signing, within their term. */
  attached: Type.Array(Type.Object({ id: Id, name: Type.String(), item: Type.String(), at: Instant })),
  items: Type.Array(Type.Object({ id: Id, number: Type.String(), title: Type.String() })),
  /** Items on which the reader may hand in a dissenting opinion. */
  mayDissent: Type.Array(Type.Object({ id: Id, number: Type.String(), title: Type.String() })),
  formats: Type.Array(Type.String()),
  /** Secret votes whose counting commission has a protocol (T4), as a paper of its own. */
  countings: Type.Array(Type.Object({ voteId: Id, question: Type.String() })),
  today: Day,
  can: Type.Object({
    word: Type.Boolean(),
    circulate: Type.Boolean(),
    remark: Type.Boolean(),
    answer: Type.Boolean(),
    sign: Type.Boolean(),
    return: Type.Boolean(),
    publish: Type.Boolean(),
    amend: Type.Boolean(),
    extract: Type.Boolean(),
    /** The attendance sheet with contacts, which is not published. */
    contacts: Type.Boolean(),
  }),
  /** Signed with their password, or by who has none with the code of what they sign. */
  signsBy: OneOf('password', 'code'),
  /** Why it cannot be signed yet, for whoever is to sign next. */
  whyNotSign: Nullable(Type.String()),
})
export type MinutesView = Static<typeof MinutesView>

export const WordingBody = Type.Object({
  text: Prose(MOST_WORDING),
  /** Of what was read; somebody else's newer words are not written over. */
  version: Type.Integer({ minimum: 0 }),
})
export const CirculateBody = Type.Object({
  /** Where a council has counted on paper before; the next one when absent. */
  number: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 100_000 }))),
})
export const RemarkBody = Type.Object({ text: Line(5000) })
export const AnswerBody = Type.Object({ answer: OneOf('accepted', 'rejected'), reason: Prose(2000) })
export const SignBody = Type.Object({
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
})
export const SubstituteBody = Type.Object({ role: SignerRole })
export const ReasonBody = Type.Object({ reason: Line(2000) })
export const DissentBody = Type.Object({ itemId: Id, text: Line(20_000) })
