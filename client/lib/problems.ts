import { refusalWords } from '../texts/refusals.ts'
import type { Refusal } from './forms.ts'
import { say } from './say.ts'

/** Words of a refusal by the field they stand beside; `form` when they concern the whole. */
export type Problems = Partial<Record<string, string>>

/** `const no = $derived(problems(form))`, then `error={no.title}` on the field and `<FormErrors {no} …>` at the top. */
export function problems(form: { refusal?: Refusal } | null | undefined): Problems {
  if (!form?.refusal) return {}
  const { code, field } = form.refusal
  return { [field ?? 'form']: refusalText(code) }
}

/** What to tell a person about a refusal; a code from a newer server than this page reads as our own fault. */
export function refusalText(code: string): string {
  const words: Record<string, string> = say(refusalWords)
  return words[code] ?? words.internal ?? code
}
