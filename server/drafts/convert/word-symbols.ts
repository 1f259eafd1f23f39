/** Signs that Word keeps by their place in a font of pictures: ticks and bullets of official forms. */
const signs: Record<string, Record<string, string>> = {
  wingdings: {
    F0FC: '✓',
    F0FB: '✗',
    F06F: '☐',
    F0A8: '☐',
    F0FE: '☑',
    F0FD: '☒',
    F0A7: '▪',
    F0D8: '➢',
    F0E0: '→',
    F02A: '✉',
    F028: '☎',
  },
  symbol: {
    F0B7: '•',
    F02D: '−',
    F0B0: '°',
    F0B1: '±',
    F0A3: '≤',
    F0B3: '≥',
    F0B4: '×',
    F0AE: '→',
    F061: 'α',
    F062: 'β',
  },
}

/** The sign as everybody's fonts have it; empty if it is not known. */
export function symbolOf(font: string | undefined, code: string | undefined): string {
  const key = (code ?? '').toUpperCase()
  const known = signs[(font ?? '').toLowerCase()]?.[key]
  if (known !== undefined) return known
  const number = Number.parseInt(key, 16)
  // Beyond the private area it is a letter like any other.
  return number > 0x20 && number < 0xe000 && !(number >= 0xd800) ? String.fromCodePoint(number) : ''
}
