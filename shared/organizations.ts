import { Type, type Static } from 'typebox'
import { Invitee, PostRole, Term } from './people.ts'
import { Slug } from './slugs.ts'
import { Day, Id, Line, Nullable } from './values.ts'

/**
 * «Община КМНС» is a kind of organization, so that nobody's nationality, a special category of personal data, is ever asked or
 * stored (R-24, domain §0.8).
 */
export const organizationKinds = [
  'state_authority',
  'local_authority',
  'state_institution',
  'municipal_institution',
  'nko',
  'public_association',
  'kmns_community',
  'initiative_group',
  'business',
  'other',
] as const
export const OrganizationKind = Type.Enum([...organizationKinds])
export type OrganizationKind = (typeof organizationKinds)[number]

/** ИОГВ and ОМСУ: those who are asked, and answer. */
export const authorityKinds = ['state_authority', 'local_authority'] as const satisfies OrganizationKind[]
export const isAuthority = (kind: string): boolean => authorityKinds.some((each) => each === kind)

/** Where nothing else is said. */
export const defaultTimeZone = 'Asia/Kamchatka'

const weighted = (digits: readonly number[], weights: readonly number[]) =>
  (weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0) % 11) % 10

/** Whether the check digits of an ИНН fit: 10 digits of an organization, 12 of a person. */
export function isInn(text: string): boolean {
  const digits = [...text].map(Number)
  if (/^\d{10}$/.test(text)) return weighted(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) === digits[9]
  if (!/^\d{12}$/.test(text)) return false
  return (
    weighted(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === digits[10] &&
    weighted(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) === digits[11]
  )
}

/** Whether the check digit of an ОГРН (13 digits) or ОГРНИП (15) fits. */
export function isOgrn(text: string): boolean {
  if (!/^(\d{13}|\d{15})$/.test(text)) return false
  const body = Number(text.slice(0, -1))
  return String((body % (text.length - 2)) % 10) === text.at(-1)
}

export const Municipality = Type.Object({
  code: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['urban_okrug', 'municipal_district', 'municipal_okrug']),
  centre: Type.String(),
  oktmo: Nullable(Type.String()),
  population2021: Nullable(Type.Integer()),
  validFrom: Day,
  validTo: Nullable(Day),
  basis: Nullable(Type.String()),
})
export type Municipality = Static<typeof Municipality>

/** What an administrator writes down about an organization. */
export const OrganizationCard = Type.Object({
  kind: OrganizationKind,
  name: Line(400),
  shortName: Line(120),
  municipalityCode: Nullable(Type.String({ maxLength: 20 })),
  timeZone: Type.Optional(Type.String({ maxLength: 60 })),
  inn: Nullable(Type.String({ maxLength: 20 })),
  ogrn: Nullable(Type.String({ maxLength: 20 })),
})
export type OrganizationCard = Static<typeof OrganizationCard>

/** Without a slug one is made of the short name. */
export const NewOrganization = Type.Object({
  slug: Type.Optional(Slug),
  ...OrganizationCard.properties,
})
export type NewOrganization = Static<typeof NewOrganization>

export const NewPost = Type.Object({
  ...Invitee.properties,
  role: PostRole,
  title: Nullable(Type.String({ maxLength: 200 })),
  ...Term.properties,
})
export type NewPost = Static<typeof NewPost>

export const OrganizationSummary = Type.Object({
  id: Id,
  slug: Type.String(),
  kind: OrganizationKind,
  name: Type.String(),
  shortName: Type.String(),
  municipality: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
})
export type OrganizationSummary = Static<typeof OrganizationSummary>

export const PostView = Type.Object({
  id: Id,
  name: Type.String(),
  role: PostRole,
  title: Nullable(Type.String()),
  ...Term.properties,
  /** Only for those who manage posts: invited, and no password set yet. */
  isWaiting: Type.Optional(Type.Boolean()),
})
export type PostView = Static<typeof PostView>

export const OrganizationView = Type.Object({
  ...OrganizationSummary.properties,
  timeZone: Type.String(),
  /** The day it is there. */
  today: Day,
  inn: Nullable(Type.String()),
  ogrn: Nullable(Type.String()),
  posts: Type.Array(PostView),
  can: Type.Object({ edit: Type.Boolean(), managePosts: Type.Boolean() }),
})
export type OrganizationView = Static<typeof OrganizationView>
