import type { Look } from './lib/look.ts'
import type { Me } from './lib/me.ts'
import type { Place } from './lib/places.ts'
import type { Locale } from './texts/bilingual.ts'

declare global {
  namespace App {
    interface Error {
      requestId?: string
    }
    interface Locals {
      locale: Locale
      look: Look
      requestId: string
    }
    interface PageData {
      locale: Locale
      look: Look
      me: Me
      places: readonly Place[]
      /** A page without the head and the foot of the house: the screen of a hall. */
      isAlone?: boolean
    }
  }
}
