/** What stands in a field, trimmed; nothing is an empty text. */
export function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** The same, where nothing is an answer of its own. */
export const orNull = (form: FormData, name: string): string | null => text(form, name) || null

/** A password is taken letter by letter, spaces at its ends too. */
export function secret(form: FormData, name = 'password'): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** The three parts of a name, as the API takes them. */
export const nameFrom = (form: FormData) => ({
  familyName: text(form, 'familyName'),
  givenName: text(form, 'givenName'),
  patronymic: orNull(form, 'patronymic'),
})
