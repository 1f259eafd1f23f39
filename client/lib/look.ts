import type { Cookies } from '@sveltejs/kit'
import { isLocale, type Locale } from '../texts/bilingual.ts'
import { dateWords } from '../texts/dates.ts'

export const themes = ['system', 'light', 'dark'] as const
export const contrasts = ['normal', 'high'] as const
export const scales = ['normal', 'large', 'larger'] as const
/** The zones of the country; an empty one means the time of whatever council is shown. */
export const zones = ['', ...Object.keys(dateWords.ru.zones)] as const

/** How a reader wants to see every page. Lives in one cookie, so that it works without an account and without scripts. */
export interface Look {
  theme: (typeof themes)[number]
  contrast: (typeof contrasts)[number]
  scale: (typeof scales)[number]
  zone: string
}

const year = 365 * 24 * 60 * 60
const pick = <T extends string>(values: readonly [T, ...T[]], value: unknown): T =>
  values.find((each) => each === value) ?? values[0]

export const toLook = (from: Partial<Record<keyof Look, unknown>>): Look => ({
  theme: pick(themes, from.theme),
  contrast: pick(contrasts, from.contrast),
  scale: pick(scales, from.scale),
  zone: pick(zones, from.zone),
})

export function readLook(cookies: Cookies): Look {
  const [theme, contrast, scale, zone] = (cookies.get('look') ?? '').split('.')
  return toLook({ theme, contrast, scale, zone })
}

export function writeLook(cookies: Cookies, look: Look, url: URL): void {
  remember(cookies, 'look', [look.theme, look.contrast, look.scale, look.zone].join('.'), url)
}

export function readLocale(cookies: Cookies): Locale {
  const locale = cookies.get('locale')
  return isLocale(locale) ? locale : 'ru'
}

export function writeLocale(cookies: Cookies, locale: Locale, url: URL): void {
  remember(cookies, 'locale', locale, url)
}

/** What app.html puts on <html>; the tokens do the rest. */
export const lookAttributes = (look: Look): string =>
  `data-theme="${look.theme}" data-contrast="${look.contrast}" data-scale="${look.scale}"`

function remember(cookies: Cookies, name: string, value: string, url: URL): void {
  const secure = url.protocol === 'https:'
  cookies.set(name, value, { path: '/', maxAge: year, httpOnly: true, sameSite: 'lax', secure })
}
