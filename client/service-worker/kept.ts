import type { Locale } from '../texts/bilingual.ts'

/** On every page: whose it is. Set by the layout, read by the service worker. */
export const PERSON_HEADER = 'veche-person'

/** A page that opens without a connection. */
export interface Kept {
  person: string
  draftId: string
  title: string
  locale: Locale
  /** Address of the page, and of what it is made of. */
  path: string
  parts: string[]
}

export type Errand = { type: 'keep'; page: Kept } | { type: 'forget'; person: string }
