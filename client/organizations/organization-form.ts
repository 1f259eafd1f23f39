import { orNull, text } from '../lib/form-values.ts'

/** What an administrator writes down about an organization, as the fields of `OrganizationFields` have it. */
export const cardFrom = (form: FormData) => ({
  kind: text(form, 'kind'),
  name: text(form, 'name'),
  shortName: text(form, 'shortName'),
  municipalityCode: orNull(form, 'municipalityCode'),
  inn: orNull(form, 'inn'),
  ogrn: orNull(form, 'ogrn'),
})
