import { kid, kidsOf, switchOf, valueOf, wholeOf, type XmlNode } from './xml.ts'

export interface WordStyles {
  /** 1–4 for a heading, by its style or its outline level; undefined for text. */
  headingLevel(properties: XmlNode | undefined): number | undefined
  kindOf(styleId: string | undefined): 'quote' | 'tableHead' | 'contents' | undefined
  /** The list a style puts its paragraphs in. */
  numbering(styleId: string | undefined): { numId: string; level: number | undefined } | undefined
  indent(styleId: string | undefined): number | undefined
  isOn(styleId: string | undefined, name: 'b' | 'i' | 'strike'): boolean
}

/** Word keeps built-in names in English whatever its language; other programs and people do not. */
const headingName = /^(?:heading|заголовок) ?([1-9])$/
const titleLevels: Record<string, number> = {
  title: 1,
  название: 1,
  заглавие: 1,
  subtitle: 2,
  подзаголовок: 2,
}
const kinds: readonly [RegExp, 'quote' | 'tableHead' | 'contents'][] = [
  [/^(intense )?quote$|^quotations$|^(выделенная )?цитата\d?$/, 'quote'],
  [/^table heading$|^заголовок таблицы$/, 'tableHead'],
  [/^(toc|оглавление|contents) ?\d$|^(toc|contents) heading$|^заголовок оглавления$/, 'contents'],
]

const LONGEST_CHAIN = 20

/** An indent in twips, wherever the version of the standard puts it. */
export const indentOf = (properties: XmlNode | undefined): number | undefined => {
  const indent = kid(properties, 'ind')
  return wholeOf(indent?.attrs.left ?? indent?.attrs.start)
}

const outlineLevel = (properties: XmlNode | undefined) => {
  const level = wholeOf(valueOf(properties, 'outlineLvl'))
  return level !== undefined && level >= 0 && level < 9 ? Math.min(level + 1, 4) : undefined
}

function namedLevel(style: XmlNode): number | undefined {
  const name = valueOf(style, 'name')?.toLowerCase() ?? ''
  const found = headingName.exec(name)
  return found ? Math.min(Number(found[1]), 4) : titleLevels[name]
}

/** `word/styles.xml` → answers about styles, inherited along `basedOn`. */
export function readStyles(root: XmlNode | undefined): WordStyles {
  const styles = new Map(kidsOf(root, 'style').map((style) => [style.attrs.styleId ?? '', style]))

  /** The first answer along the chain; a chain that bites its tail ends. */
  function inherited<T>(styleId: string | undefined, ask: (style: XmlNode) => T | undefined): T | undefined {
    let style = styles.get(styleId ?? '')
    for (let step = 0; style && step < LONGEST_CHAIN; step++) {
      const answer = ask(style)
      if (answer !== undefined) return answer
      style = styles.get(valueOf(style, 'basedOn') ?? '')
    }
    return undefined
  }

  return {
    headingLevel: (properties) =>
      outlineLevel(properties) ??
      inherited(
        valueOf(properties, 'pStyle'),
        (style) => namedLevel(style) ?? outlineLevel(kid(style, 'pPr')),
      ),
    kindOf: (styleId) =>
      inherited(styleId, (style) => {
        const name = valueOf(style, 'name')?.toLowerCase() ?? ''
        return kinds.find(([pattern]) => pattern.test(name))?.[1]
      }),
    numbering: (styleId) =>
      inherited(styleId, (style) => {
        const list = kid(kid(style, 'pPr'), 'numPr')
        const numId = valueOf(list, 'numId')
        return numId === undefined ? undefined : { numId, level: wholeOf(valueOf(list, 'ilvl')) }
      }),
    indent: (styleId) => inherited(styleId, (style) => indentOf(kid(style, 'pPr'))),
    isOn: (styleId, name) => inherited(styleId, (style) => switchOf(kid(style, 'rPr'), name)) ?? false,
  }
}
