import { posix } from 'node:path'
import { unreadable } from './unreadable.ts'
import { OUR_PROPERTY } from './word-marks.ts'
import { kidsOf, parseXml, type XmlNode } from './xml.ts'
import { openPackage, type Package } from './zip.ts'

/** The parts of a Word file that are read; each may be missing but the text itself. */
export interface WordParts {
  document: XmlNode
  styles: XmlNode | undefined
  numbering: XmlNode | undefined
  footnotes: XmlNode | undefined
  endnotes: XmlNode | undefined
  comments: XmlNode | undefined
  commentsExtended: XmlNode | undefined
  /** Headers and footers. */
  margins: readonly (XmlNode | undefined)[]
  links: Map<string, string>
  /** Written by us and saved by nobody since. */
  isOurs: boolean
}

interface Relation {
  id: string
  type: string
  target: string
  isExternal: boolean
}

const readPart = async (parts: Package, name: string | undefined) => {
  const bytes = name === undefined ? undefined : await parts.read(name)
  return bytes && parseXml(bytes)
}

/** One after another: each takes from what may still be unpacked. */
async function inTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const each of all) done.push(await work(each))
  return done
}

/** What a part refers to; inner targets as full names of parts. */
async function relationsOf(parts: Package, part: string): Promise<Relation[]> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`)
  return kidsOf(await readPart(parts, name), 'Relationship').map(({ attrs }) => {
    const isExternal = attrs.TargetMode === 'External'
    const target = attrs.Target ?? ''
    const inner = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(part), target)
    return {
      id: attrs.Id ?? '',
      type: (attrs.Type ?? '').split('/').at(-1)!,
      target: isExternal ? target : inner,
      isExternal,
    }
  })
}

function contentType(types: XmlNode | undefined, part: string): string {
  const own = kidsOf(types, 'Override').find(
    ({ attrs }) => attrs.PartName?.toLowerCase() === `/${part}`.toLowerCase(),
  )
  return own?.attrs.ContentType ?? ''
}

function refuseMacros(parts: Package, types: XmlNode | undefined) {
  const declared = types?.kids.some(({ attrs }) => /macroEnabled|vbaProject/i.test(attrs.ContentType ?? ''))
  if (declared || parts.names.some((name) => /(^|\/)vba\w*\.(bin|xml)$/.test(name)))
    unreadable('file_has_macros')
}

async function isOurs(parts: Package): Promise<boolean> {
  const custom = await readPart(parts, 'docProps/custom.xml')
  if (!custom?.kids.some(({ attrs }) => attrs.name === OUR_PROPERTY)) return false
  const saved = await readPart(parts, 'docProps/app.xml')
  return !saved?.kids.some(({ name }) => name === 'Application')
}

/**
 * Bytes of a .docx → its parsed parts. Refuses with `file_kind_unknown` a zip that is no Word file, with
 * `file_has_macros` one that carries a program, and as `openPackage` and `parseXml` do.
 */
export async function readParts(bytes: Uint8Array): Promise<WordParts> {
  const parts = await openPackage(bytes)
  if (parts.names.includes('mimetype') && parts.names.includes('content.xml')) unreadable('file_is_odt')
  const types = await readPart(parts, '[Content_Types].xml')
  refuseMacros(parts, types)
  const main = (await relationsOf(parts, '')).find(({ type }) => type === 'officeDocument')?.target
  if (!main || !/wordprocessingml\.(document|template)\.main/.test(contentType(types, main)))
    unreadable('file_kind_unknown')

  const document = await readPart(parts, main)
  if (document?.name !== 'document') unreadable('file_broken')
  const relations = await relationsOf(parts, main)
  const partOf = (type: string) =>
    readPart(parts, relations.find((each) => each.type === type && !each.isExternal)?.target)
  const margins = relations.filter((each) => each.type === 'header' || each.type === 'footer')
  const links = relations.filter((each) => each.isExternal && each.type === 'hyperlink')
  return {
    document,
    styles: await partOf('styles'),
    numbering: await partOf('numbering'),
    footnotes: await partOf('footnotes'),
    endnotes: await partOf('endnotes'),
    comments: await partOf('comments'),
    commentsExtended: await partOf('commentsExtended'),
    margins: await inTurn(margins.slice(0, 12), ({ target }) => readPart(parts, target)),
    links: new Map(links.map(({ id, target }) => [id, target])),
    isOurs: await isOurs(parts),
  }
}
