import { Type, type Static } from 'typebox'
import { Day, Email, Id, Instant, Line, Nullable } from './values.ts'

export const PersonName = Type.Object({
  familyName: Line(100),
  givenName: Line(100),
  /** Not everybody has one. */
  patronymic: Nullable(Type.String({ maxLength: 100 })),
})
export type PersonName = Static<typeof PersonName>

/** Short passwords are refused by a rule, not by the schema: the answer must say what is wrong with them. */
export const Password = Type.String({ minLength: 1, maxLength: 200 })

export const SignIn = Type.Object({ email: Email, password: Password })
export type SignIn = Static<typeof SignIn>

export const SeatRole = Type.Enum(['chair', 'deputy', 'secretary', 'member', 'observer'])
export type SeatRole = Static<typeof SeatRole>

export const PostRole = Type.Enum(['official', 'representative'])
export type PostRole = Static<typeof PostRole>

/** Who is looking, and what they may do anywhere; rights in one council or organization come with that thing. */
export const Me = Type.Object({
  person: Nullable(
    Type.Object({
      id: Id,
      name: Type.String(),
      ...PersonName.properties,
      email: Type.String(),
      isAdministrator: Type.Boolean(),
    }),
  ),
  sessionId: Nullable(Id),
  seats: Type.Array(
    Type.Object({ memberId: Id, councilId: Id, slug: Type.String(), name: Type.String(), role: SeatRole }),
  ),
  posts: Type.Array(
    Type.Object({
      organizationId: Id,
      slug: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      role: PostRole,
    }),
  ),
  can: Type.Object({ administer: Type.Boolean() }),
})
export type Me = Static<typeof Me>

export const SessionView = Type.Object({
  id: Id,
  /** Browser and system, as in `Firefox, Windows`; empty when it did not say. */
  device: Type.String(),
  createdAt: Instant,
  /** To the hour. */
  seenAt: Instant,
  isCurrent: Type.Boolean(),
})
export type SessionView = Static<typeof SessionView>

export const LinkPurpose = Type.Enum(['set_password', 'first_administrator'])
export type LinkPurpose = Static<typeof LinkPurpose>

/** What a one-time link is for; looking does not use it up. */
export const LinkView = Type.Object({
  purpose: LinkPurpose,
  /** How to address whom it is for. */
  name: Nullable(Type.String()),
  email: Nullable(Type.String()),
})
export type LinkView = Static<typeof LinkView>

/** A password; the first administrator brings a name and an e-mail too. */
export const TakeLink = Type.Object({
  password: Password,
  email: Type.Optional(Email),
  familyName: Type.Optional(PersonName.properties.familyName),
  givenName: Type.Optional(PersonName.properties.givenName),
  patronymic: Type.Optional(PersonName.properties.patronymic),
})
export type TakeLink = Static<typeof TakeLink>

/** How somebody is invited: the account is found by the e-mail, or opened under this name. */
export const Invitee = Type.Object({ email: Email, ...PersonName.properties })
export type Invitee = Static<typeof Invitee>

/** The first and the last day of a term in the time zone of its council or organization; open when there is no last one. */
export const Term = Type.Object({ startsOn: Day, endsOn: Nullable(Day) })
export type Term = Static<typeof Term>

/** «Иванов Иван Иванович». */
export const fullName = ({ familyName, givenName, patronymic }: PersonName): string =>
  [familyName, givenName, patronymic].filter(Boolean).join(' ')
