import { page } from '$app/state'
import type { Bilingual, Locale } from '../texts/bilingual.ts'

/** The reader's language; Russian while a page has no data yet, as on an error before the first load. */
export const localeOf = (): Locale => page.data.locale ?? 'ru'

/** Words in the reader's language: `const t = $derived(say(votes))`. */
export const say = <T>(words: Bilingual<T>): T => words[localeOf()]
