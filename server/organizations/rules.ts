import { addDays } from '../../shared/calendar.ts'
import { isAuthority, isInn, isOgrn, type OrganizationCard } from '../../shared/organizations.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { overlap, type Term } from '../../shared/terms.ts'
import type { Day, Id } from '../../shared/values.ts'

interface Who {
  isAdministrator: boolean
  posts: ReadonlyArray<{ organizationId: Id; role: 'official' | 'representative' }>
}

/** Officials of an authority know best who works there; for everybody else the administrator does. */
export const mayManagePosts = (who: Who | null, organization: { id: Id; kind: string }): boolean =>
  who !== null &&
  (who.isAdministrator ||
    (isAuthority(organization.kind) &&
      who.posts.some((each) => each.organizationId === organization.id && each.role === 'official')))

/** What is wrong with the numbers of an organization, and in which field. */
export function whyNotNumbered({
  inn,
  ogrn,
}: Pick<OrganizationCard, 'inn' | 'ogrn'>): [RefusalCode, string] | null {
  if (inn && !isInn(inn)) return ['inn_wrong', 'inn']
  if (ogrn && !isOgrn(ogrn)) return ['ogrn_wrong', 'ogrn']
  return null
}

/**
 * Why a term may not end on this day. The day before the first is allowed: the term is taken back and never held, which is what a
 * wrong e-mail needs.
 */
export const whyNotEnd = ({ startsOn }: { startsOn: Day }, endsOn: Day): RefusalCode | null =>
  endsOn < addDays(startsOn, -1) ? 'term_ends_before_start' : null

export const whyNotTerm = ({ startsOn, endsOn }: Term): RefusalCode | null =>
  endsOn !== null && endsOn < startsOn ? 'term_ends_before_start' : null

/** Why somebody may not get a post; `held` are all posts they have or had in this organization. */
export function whyNotAppoint(
  organization: { kind: string },
  given: Term & { role: 'official' | 'representative' },
  held: ReadonlyArray<Term & { role: string }>,
): RefusalCode | null {
  if (given.role === 'official' && !isAuthority(organization.kind)) return 'not_an_authority'
  if (held.some((each) => each.role === given.role && overlap(each, given))) return 'already_holds_post'
  return whyNotTerm(given)
}
