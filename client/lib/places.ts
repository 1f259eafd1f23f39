export const places = [
  { name: 'initiatives', href: '/initiatives' },
  { name: 'exchanges', href: '/exchanges' },
  { name: 'councils', href: '/councils' },
  { name: 'authorities', href: '/authorities' },
  { name: 'organizations', href: '/organizations' },
  { name: 'resolutions', href: '/resolutions' },
  { name: 'practices', href: '/practices' },
  { name: 'search', href: '/search' },
  { name: 'signIn', href: '/sign-in' },
  { name: 'signOut', href: '/sign-out' },
  { name: 'desk', href: '/desk' },
  { name: 'settings', href: '/settings/name' },
  { name: 'help', href: '/help' },
  { name: 'openData', href: '/open-data' },
] as const

export type Place = (typeof places)[number]
export type PlaceName = Place['name']

/** What stands in the band at the top, in this order; the rest has its own corner. */
export const main: readonly PlaceName[] = [
  'initiatives',
  'exchanges',
  'councils',
  'authorities',
  'resolutions',
  'practices',
]
