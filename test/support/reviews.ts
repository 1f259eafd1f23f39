import { act } from '../../server/lib/act.ts'
import { newId } from '../../server/lib/ids.ts'
import { submitReview, type SubmittedReview } from '../../server/reviews/actions.ts'
import type { StoredRules } from '../../shared/council-rules.ts'
import type { Id } from '../../shared/values.ts'
import type { Client, House } from '../house.ts'
import { frozenText } from './votes.ts'

export interface Asked {
  reviewId: Id
  councilId: Id
  authorityId: Id
  slug: string
  official: Client
  secretary: Client
}

/** A council that has submitted something to an authority with one official; an authority may be asked more than once. */
export async function submittedReview(
  house: House,
  values: { authorityId?: Id; rules?: StoredRules; review?: Partial<SubmittedReview> } = {},
): Promise<Asked> {
  const authorityId = values.authorityId ?? (await house.organization())
  const councilId = await house.council({ rules: values.rules ?? {} })
  const secretary = await house.member(councilId, { role: 'secretary' })
  const { revisionId } = await frozenText(house, councilId)
  const actor = (await house.kit.identify(secretary.cookie))!
  const reviewId = await act(house.kit, actor, (work) =>
    submitReview(work, {
      councilId,
      authorityId,
      subject: ['initiative', newId()],
      title: 'Тёплая остановка у школы',
      revisionId,
      ...values.review,
    }),
  )
  const official = await house.post(authorityId)
  return { reviewId, councilId, authorityId, slug: `organization-${authorityId}`, official, secretary }
}
