import { strToU8, zipSync } from 'fflate'
import type { PaperMeta } from './exchange.ts'
import { OUR_PROPERTY } from './word-marks.ts'
import { emptyHeaderXml, fontsXml, pageNumberXml, sectionXml, settingsXml, stylesXml } from './word-page.ts'
import type { WordText } from './word-write-runs.ts'
import { escapeXml, tag, xmlFile } from './xml-write.ts'

const schemas = 'http://schemas.openxmlformats.org'
const office = `${schemas}/officeDocument/2006/relationships`
const packaged = `${schemas}/package/2006`
const newer = 'http://schemas.microsoft.com/office/2011/relationships'
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

const namespaces = {
  'xmlns:w': `${schemas}/wordprocessingml/2006/main`,
  'xmlns:r': office,
  'xmlns:mc': `${schemas}/markup-compatibility/2006`,
  'xmlns:w14': 'http://schemas.microsoft.com/office/word/2010/wordml',
  'xmlns:w15': 'http://schemas.microsoft.com/office/word/2012/wordml',
  'mc:Ignorable': 'w14 w15',
}

interface Part {
  name: string
  root: string
  inside: string
  /** The last word of its relationship; `commentsExtended` and `people` are of a later year. */
  relation: string
  type: string
}

const separators = ['separator', 'continuationSeparator'].map((type, at) =>
  tag(
    'w:footnote',
    { 'w:type': type, 'w:id': at - 1 },
    tag(
      'w:p',
      {},
      tag('w:pPr', {}, tag('w:spacing', { 'w:after': 0, 'w:line': 240, 'w:lineRule': 'auto' })),
      tag('w:r', {}, tag(`w:${type}`)),
    ),
  ),
)

const person = (author: string) =>
  tag(
    'w15:person',
    { 'w15:author': author },
    tag('w15:presenceInfo', { 'w15:providerId': 'None', 'w15:userId': author }),
  )

function partsOf({ paper, comments }: WordText, { language }: PaperMeta): Part[] {
  const part = (relation: string, root: string, inside: string, name = relation): Part => ({
    name,
    root,
    inside,
    relation,
    type: `${word}.${relation}+xml`,
  })
  const notes = [...separators, ...paper.notes].join('')
  const authors = [...new Set(comments.authors)].filter(Boolean)
  return [
    part('styles', 'w:styles', stylesXml(language)),
    part('settings', 'w:settings', settingsXml(language, paper.hasChanges)),
    part('fontTable', 'w:fonts', fontsXml),
    part('header', 'w:hdr', pageNumberXml, 'header1'),
    part('header', 'w:hdr', emptyHeaderXml, 'header2'),
    part('footnotes', 'w:footnotes', notes),
    ...(paper.numbering ? [part('numbering', 'w:numbering', paper.numbering)] : []),
    ...(comments.isEmpty
      ? []
      : [
          part('comments', 'w:comments', comments.comments),
          part('commentsExtended', 'w15:commentsEx', comments.extended),
          part('people', 'w15:people', authors.map(person).join('')),
        ]),
  ]
}

const relationship = (id: string, type: string, target: string, mode?: string) =>
  tag('Relationship', { Id: id, Type: type, Target: target, TargetMode: mode })

const relationships = (...inside: string[]) =>
  tag('Relationships', { xmlns: `${packaged}/relationships` }, ...inside)

const relationOf = ({ name, relation }: Part) =>
  relationship(
    name,
    `${['commentsExtended', 'people'].includes(relation) ? newer : office}/${relation}`,
    `${name}.xml`,
  )

const typeOf = (name: string, type: string) => tag('Override', { PartName: `/${name}`, ContentType: type })

function typesXml(parts: readonly Part[]): string {
  const usual = ['rels', 'xml'].map((extension) =>
    tag('Default', {
      Extension: extension,
      ContentType:
        extension === 'xml' ? 'application/xml' : `application/vnd.openxmlformats-package.relationships+xml`,
    }),
  )
  return tag(
    'Types',
    { xmlns: `${packaged}/content-types` },
    ...usual,
    typeOf('word/document.xml', `${word}.document.main+xml`),
    ...parts.map(({ name, type }) => typeOf(`word/${name}.xml`, type)),
    typeOf('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    typeOf('docProps/custom.xml', 'application/vnd.openxmlformats-officedocument.custom-properties+xml'),
  )
}

const coreXml = ({ title, language }: PaperMeta) =>
  tag(
    'cp:coreProperties',
    {
      'xmlns:cp': `${packaged}/metadata/core-properties`,
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
    },
    `<dc:title>${escapeXml(title)}</dc:title>`,
    `<dc:creator>Veche</dc:creator>`,
    `<dc:language>${escapeXml(language)}</dc:language>`,
  )

/** See `OUR_PROPERTY`. */
const customXml = tag(
  'Properties',
  {
    xmlns: `${schemas}/officeDocument/2006/custom-properties`,
    'xmlns:vt': `${schemas}/officeDocument/2006/docPropsVTypes`,
  },
  tag(
    'property',
    { fmtid: '{D5CDD505-2E9C-101B-9397-08002B2CF9AE}', pid: 2, name: OUR_PROPERTY },
    '<vt:lpwstr>1</vt:lpwstr>',
  ),
)

/** The text of a paper and what was gathered beside it → bytes of a .docx. */
export function wordFile(body: string, text: WordText, meta: PaperMeta): Uint8Array {
  const parts = partsOf(text, meta)
  const links = [...text.paper.links].map(([href, id]) =>
    relationship(id, `${office}/hyperlink`, href, 'External'),
  )
  const files: Record<string, string> = {
    '[Content_Types].xml': typesXml(parts),
    '_rels/.rels': relationships(
      relationship('document', `${office}/officeDocument`, 'word/document.xml'),
      relationship('core', `${packaged}/relationships/metadata/core-properties`, 'docProps/core.xml'),
      relationship('custom', `${office}/custom-properties`, 'docProps/custom.xml'),
    ),
    'word/document.xml': tag('w:document', namespaces, tag('w:body', {}, body, sectionXml(meta.isLandscape))),
    'word/_rels/document.xml.rels': relationships(...parts.map(relationOf), ...links),
    ...Object.fromEntries(
      parts.map(({ name, root, inside }) => [`word/${name}.xml`, tag(root, namespaces, inside)]),
    ),
    'docProps/core.xml': coreXml(meta),
    'docProps/custom.xml': customXml,
  }
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(xmlFile(xml))])),
  )
}
