import type { PlanView } from '../../../../../../../shared/meetings/planning.ts'
import { api } from '../../../../../../lib/api.ts'
import { need, type Typed } from '../../../../../../lib/forms.ts'
import { apiOf, inPlan } from '../../../../../../meetings/planning/forms.ts'
import { itemFrom, placeFrom } from '../../../../../../meetings/planning/input.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => ({
  plan: need(await api(fetch).get<PlanView>(`${apiOf({ params })}/plan`), url),
  at: apiOf({ params }),
  fresh: crypto.randomUUID(),
})

const toItem = ({ id }: { id?: string }) => `#item-${id}`

/** The fields of the form have names of their own: other forms of the page have a title too. */
function fileFrom(values: Typed, form: FormData): FormData {
  const body = new FormData()
  body.set('id', values.id ?? '')
  for (const [name, field] of [
    ['title', 'fileTitle'],
    ['itemId', 'fileItemId'],
    ['isPublic', 'fileIsPublic'],
    ['lateReason', 'fileLateReason'],
  ] as const)
    body.set(name, values[field] ?? '')
  const file = form.get('file')
  if (file instanceof File) body.set('file', file)
  return body
}

export const actions: Actions = {
  addItem: inPlan(
    (calls, at, { id, parentId, ...values }) =>
      calls.post(`${at}/agenda`, { id, parentId: parentId || null, ...itemFrom(values) }),
    toItem,
  ),
  changeItem: inPlan(
    (calls, at, { id, ...values }) => calls.put(`${at}/agenda/${id}`, itemFrom(values)),
    toItem,
  ),
  moveItem: inPlan(
    (calls, at, { id, to }) => calls.post(`${at}/agenda/${id}/move`, placeFrom(to ?? '')),
    toItem,
  ),
  writeText: inPlan(
    (calls, at, { id }) => calls.post(`${at}/agenda/${id}/text`),
    ({ id }) => `#item-${id}`,
  ),
  removeItem: inPlan((calls, at, { id }) => calls.delete(`${at}/agenda/${id}`)),
  propose: inPlan(
    (calls, at, { id, proposalTitle: title, proposalReason: reason }) =>
      calls.post(`${at}/proposals`, { id, title, reason }),
    () => '#proposals',
  ),
  acceptProposal: inPlan(
    (calls, at, { id }) => calls.post(`${at}/proposals/${id}/decide`, { isAccepted: true, reason: '' }),
    toItem,
  ),
  declineProposal: inPlan(
    (calls, at, { id, reason }) =>
      calls.post(`${at}/proposals/${id}/decide`, { isAccepted: false, reason: reason ?? '' }),
    () => '#proposals',
  ),
  withdrawProposal: inPlan(
    (calls, at, { id }) => calls.post(`${at}/proposals/${id}/withdraw`),
    () => '#proposals',
  ),
  addFile: inPlan(
    (calls, at, values, form) => calls.post(`${at}/files`, fileFrom(values, form)),
    () => '#materials',
  ),
  addLink: inPlan(
    (calls, at, { id, url, ...values }) =>
      calls.post(`${at}/materials`, {
        ...{ id, url, title: values.linkTitle, itemId: values.linkItemId || null },
        ...{ isPublic: values.linkIsPublic === 'yes', lateReason: values.linkLateReason || null },
      }),
    () => '#materials',
  ),
  showMaterial: inPlan(
    (calls, at, { id, isPublic }) =>
      calls.put(`${at}/materials/${id}/visibility`, { isPublic: isPublic === 'yes' }),
    () => '#materials',
  ),
  removeMaterial: inPlan(
    (calls, at, { id }) => calls.delete(`${at}/materials/${id}`),
    () => '#materials',
  ),
  invite: inPlan(
    (calls, at, { id, inviteeName: name, inviteeTitle: title, inviteeEmail: email }) =>
      calls.post(`${at}/invitees`, { id, name, title: title || null, email: email || null }),
    () => '#invited',
  ),
  uninvite: inPlan(
    (calls, at, { id }) => calls.delete(`${at}/invitees/${id}`),
    () => '#invited',
  ),
}
