import { itemLabel } from '../../../shared/draft-schema.ts'
import type { WordMark } from './fold.ts'
import { losesNumber } from './word-losses.ts'
import { indentOf } from './word-styles.ts'
import { kid, kidsOf, valueOf, wholeOf, type XmlNode } from './xml.ts'

interface Level {
  format: string
  text: string
  start: number
  indent: number | undefined
  style: string | undefined
}

interface Numbered {
  mark: WordMark
  indent: number | undefined
  /** What Word prints, `1.2.`; a heading keeps it as text. */
  label: string
  /** A draft prints the number in another way. */
  isOdd: boolean
}

export interface WordNumbering {
  /** Counts one more paragraph of a list; undefined if that list prints nothing. */
  count(numId: string, level: number): Numbered | undefined
  /** The level a paragraph style is bound to inside a list. */
  levelOf(numId: string, styleId: string | undefined): number | undefined
}

/** No paper counts further; a number made up to make us print millions of letters ends here. */
const MOST = 9999

const startAt = (value: string | undefined) => {
  const number = wholeOf(value)
  return number === undefined ? undefined : Math.min(Math.max(number, 0), MOST)
}

const readLevel = (node: XmlNode): Level => ({
  format: valueOf(node, 'numFmt') ?? 'decimal',
  text: valueOf(node, 'lvlText') ?? '',
  start: startAt(valueOf(node, 'start')) ?? 0,
  indent: indentOf(kid(node, 'pPr')),
  style: valueOf(node, 'pStyle'),
})

const readLevels = (node: XmlNode | undefined) =>
  new Map(kidsOf(node, 'lvl').map((level) => [wholeOf(level.attrs.ilvl) ?? 0, readLevel(level)]))

const letters = /^(russian|lower|upper|latin)(Lower|Upper|Letter)$/

const kindOf = (format: string): WordMark['kind'] =>
  format === 'bullet' ? 'dash' : letters.test(format) ? 'letter' : 'paren'

// prettier-ignore
const romanSigns: readonly [number, string][] = [
  [1000, 'M'], [900, 'CM'], [500, 'D'], [400, 'CD'], [100, 'C'], [90, 'XC'],
  [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I'],
]

function roman(number: number): string {
  let left = Math.min(number, 3999)
  return romanSigns
    .map(([value, sign]) => {
      const times = Math.floor(left / value)
      left -= times * value
      return sign.repeat(times)
    })
    .join('')
}

function printed(format: string, number: number): string {
  if (/Roman$/.test(format)) return format === 'lowerRoman' ? roman(number).toLowerCase() : roman(number)
  if (!letters.test(format)) return String(number)
  const letter = format.startsWith('russian')
    ? itemLabel('cyrillic', number).slice(0, -1)
    : String.fromCharCode(97 + ((number - 1) % 26))
  return /Upper|upper/.test(format) ? letter.toUpperCase() : letter
}

/** `word/numbering.xml` → a counter to be asked paragraph by paragraph, in the order of the text. */
export function readNumbering(root: XmlNode | undefined, styles: XmlNode | undefined): WordNumbering {
  const abstracts = new Map(kidsOf(root, 'abstractNum').map((node) => [node.attrs.abstractNumId ?? '', node]))
  const lists = new Map(kidsOf(root, 'num').map((node) => [node.attrs.numId ?? '', node]))
  const counts = new Map<string, (number | undefined)[]>()
  const seen = new Set<string>()

  /** A list that only names a list style is defined where that style points. */
  function abstractOf(numId: string): string {
    const own = valueOf(lists.get(numId), 'abstractNumId') ?? ''
    const link = valueOf(abstracts.get(own), 'numStyleLink')
    const style = link && kidsOf(styles, 'style').find((each) => each.attrs.styleId === link)
    const linked = style && valueOf(kid(kid(style, 'pPr'), 'numPr'), 'numId')
    return (linked && valueOf(lists.get(linked), 'abstractNumId')) || own
  }

  const overrides = (numId: string, level: number) =>
    kidsOf(lists.get(numId), 'lvlOverride').find((each) => wholeOf(each.attrs.ilvl) === level)

  function levelOf(numId: string, key: string, level: number): Level | undefined {
    const replaced = kid(overrides(numId, level), 'lvl')
    return replaced ? readLevel(replaced) : levels(key).get(level)
  }

  const known = new Map<string, Map<number, Level>>()
  function levels(key: string) {
    const found = known.get(key) ?? readLevels(abstracts.get(key))
    known.set(key, found)
    return found
  }

  function countUp(numId: string, key: string, level: number, start: number): (number | undefined)[] {
    const before = counts.get(key) ?? []
    const restart = seen.has(`${numId} ${level}`)
      ? undefined
      : startAt(valueOf(overrides(numId, level), 'startOverride'))
    seen.add(`${numId} ${level}`)
    const number = restart ?? (before[level] === undefined ? start : before[level] + 1)
    const now = Array.from({ length: level + 1 }, (_, at) => (at === level ? number : before[at]))
    counts.set(key, now)
    return now
  }

  return {
    levelOf: (numId, styleId) =>
      [...levels(abstractOf(numId))].find(([, { style }]) => style !== undefined && style === styleId)?.[0],
    count(numId, level) {
      const key = abstractOf(numId)
      const found = levelOf(numId, key, level)
      if (!found || found.format === 'none') return undefined
      const now = countUp(numId, key, level, found.start)
      if (!found.text) return undefined
      const label = found.text.replace(/%([1-9])/g, (_, digit: string) => {
        const other = levelOf(numId, key, Number(digit) - 1)
        return printed(other?.format ?? 'decimal', now[Number(digit) - 1] ?? other?.start ?? 1)
      })
      const mark = { kind: kindOf(found.format), number: now[level]!, level, key }
      return { mark, indent: found.indent, label, isOdd: losesNumber(found.format, found.text) }
    },
  }
}
