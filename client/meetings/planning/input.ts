import type { PlanChoices, PlanView } from '../../../shared/meetings/planning.ts'
import { whenAndWhereFrom, whenAndWhereOf } from '../../gatherings/when-and-where.ts'
import { dates } from '../../lib/dates.ts'
import { orNull, text } from '../../lib/form-values.ts'
import type { Typed } from '../../lib/forms.ts'

/** What the form of a plan says to the API. */
const planOf = (form: FormData) => ({
  format: text(form, 'format'),
  title: orNull(form, 'title'),
  ...whenAndWhereFrom(form),
  phone: orNull(form, 'phone'),
  isPhonePublic: form.get('isPhonePublic') === 'yes',
  presidingId: text(form, 'presidingId'),
  secretaryId: orNull(form, 'secretaryId'),
})

export const newMeetingFrom = (form: FormData) => ({
  ...planOf(form),
  kind: text(form, 'kind'),
  calledBy: orNull(form, 'calledBy'),
  demandId: orNull(form, 'demandId'),
  basis: orNull(form, 'basis'),
  follows: Number(text(form, 'follows')) || null,
  voteId: orNull(form, 'voteId'),
})

export const changeFrom = (form: FormData) => ({
  ...planOf(form),
  version: Number(text(form, 'version')),
  reason: orNull(form, 'reason'),
})

/** The plan as it stands, in the fields of the form. */
export const valuesOf = (plan: PlanView): Typed => ({
  ...{ format: plan.format, title: plan.title ?? '', phone: plan.phone ?? '' },
  isPhonePublic: plan.isPhonePublic ? 'yes' : '',
  ...whenAndWhereOf(plan, plan.council.timeZone),
  presidingId: plan.presiding?.id ?? '',
  secretaryId: plan.secretary?.id ?? '',
  version: String(plan.version),
})

/** A meeting that takes up after another, in the fields of the form: as that one was, on the day that is proposed. */
export function followingValues(
  before: NonNullable<PlanChoices['follows']>,
  { council: { timeZone }, people }: Pick<PlanChoices, 'council' | 'people'>,
): Typed {
  const clock = dates('ru')
  const seated = (id: string | null) => (people.some((each) => each.id === id) ? id : null)
  const [presidingId, secretaryId] = [seated(before.presidingId), seated(before.secretaryId)]
  return {
    ...{ kind: before.kind, format: before.format, title: before.title ?? '', place: before.place ?? '' },
    ...{ callUrl: before.callUrl ?? '', phone: before.phone ?? '', basis: before.basis ?? '' },
    isPhonePublic: before.isPhonePublic ? 'yes' : '',
    startsOn: before.startsOn,
    startsTime: clock.time(before.startsAt, timeZone),
    endsTime: clock.time(before.endsAt, timeZone),
    // Whoever has left the council since presides no more: then it is the usual ones.
    ...(presidingId && { presidingId }),
    ...(secretaryId && { secretaryId }),
    follows: String(before.number),
  }
}

/** An item of the agenda as its form says it. */
export const itemFrom = (values: Typed) => ({
  title: values.title ?? '',
  speaker: values.speaker?.trim() || null,
  minutes: values.minutes ? Number(values.minutes) : null,
  proposal: values.proposal?.trim() || null,
  voteForm: values.voteForm || null,
  decisionClass: values.decisionClass || null,
  initiativeNumber: values.initiativeNumber?.trim() || null,
})

/** «id of the item above, or nothing|position», as the buttons of an item carry it. */
export const placeFrom = (to: string) => {
  const [parentId, position] = to.split('|')
  return { parentId: parentId || null, position: Number(position) }
}
