/** What stands in a field, trimmed; nothing is an empty text. */
export function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** The same, where nothing is an answer of its own. */
export const orNull = (form: FormData, name: string): string | null => text(form, name) || null

/** A number, or null where none was typed. */
export const numberOrNull = (form: FormData, name: string): number | null => {
  const typed = text(form, name)
  return typed === '' || !Number.isFinite(Number(typed)) ? null : Number(typed)
}

/** One of a closed list, or the first of it. */
export const oneOf = <T extends string>(form: FormData, name: string, all: readonly [T, ...T[]]): T =>
  all.find((each) => each === form.get(name)) ?? all[0]

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
