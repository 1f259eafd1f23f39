/** What was typed into a field of a form: trimmed, and null where nothing was. */
export function typedText(form: FormData, name: string): string | null {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

export const typedNumber = (form: FormData, name: string): number | null => {
  const text = typedText(form, name)
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text)
}

/** One of a closed list, or the first of it. */
export const typedOne = <T extends string>(form: FormData, name: string, all: readonly [T, ...T[]]): T =>
  all.find((each) => each === form.get(name)) ?? all[0]
