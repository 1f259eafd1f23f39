import { orNull, text } from '../lib/form-values.ts'

/** What an administrator may correct about a council, as the fields of `CouncilFields` have it. */
export const cardFrom = (form: FormData) => ({
  name: text(form, 'name'),
  shortName: text(form, 'shortName'),
  authorityId: orNull(form, 'authorityId'),
  established: Number(text(form, 'established')),
})
