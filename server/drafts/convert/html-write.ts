import { CYRILLIC_ITEMS, type DraftJson } from '../../../shared/draft-schema.ts'
import type { PaperMeta } from './exchange.ts'
import { draftHtml } from './html.ts'
import { escapeXml } from './xml-write.ts'

const letters = [...CYRILLIC_ITEMS].map((letter) => `'${letter}'`).join(' ')

/** The look of an official paper on the screen and, by `@page`, on paper; see `word-page.ts`. */
const css = `
@counter-style cyrillic-letters { system: symbolic; symbols: ${letters}; suffix: ') '; }
@counter-style numbered { system: extends decimal; suffix: ') '; }
@counter-style dashed { system: cyclic; symbols: '–'; suffix: ' '; }
@page {
  size: A4;
  margin: 20mm 10mm 20mm 30mm;
  @top-center { content: counter(page); font: 12pt 'Times New Roman', 'PT Astra Serif', 'PT Serif', 'Liberation Serif', serif; }
}
@page :first { @top-center { content: none; } }
html { color: #000; background: #fff; }
body {
  max-width: 170mm;
  margin: 0 auto;
  padding: 1rem;
  font: 14pt/1.15 'Times New Roman', 'PT Astra Serif', 'PT Serif', 'Liberation Serif', 'DejaVu Serif', serif;
  hyphens: manual;
  orphans: 2;
  widows: 2;
}
p { margin: 0 0 4pt; }
body > p { text-indent: 1.25cm; text-align: justify; }
h1, h2, h3, h4 { margin: 12pt 0 6pt; font-size: 14pt; text-align: left; break-after: avoid; }
h1 { font-size: 16pt; }
h1, h2 { text-align: center; }
h4 { font-style: italic; }
ol, ul { margin: 0 0 4pt; padding-left: 2cm; text-align: justify; }
li > ol, li > ul { padding-left: 0.75cm; }
ol { list-style: numbered; }
ol[data-numbering='cyrillic'] { list-style: cyrillic-letters; }
ul { list-style: dashed; }
blockquote { margin: 0 0.75cm 4pt 1.25cm; font-style: italic; }
table { width: 100%; margin-bottom: 4pt; border-collapse: collapse; }
th, td { padding: 2pt 5pt; border: 0.5pt solid #000; text-align: left; vertical-align: top; }
th { text-align: center; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
a { color: inherit; }
sup { line-height: 0; }
sup a, .citation a { text-decoration: none; }
.footnotes { margin-top: 12pt; border-top: 0.5pt solid #000; padding-top: 4pt; font-size: 10pt; }
.footnotes ol { padding-left: 1.25cm; list-style: decimal; }
@media print {
  body { max-width: none; padding: 0; }
  .footnotes [role='doc-backlink'] { display: none; }
}
`

/**
 * A draft as one web page that needs nothing else: no script, no font, no address to fetch. It prints as an official paper.
 * Throws a `RangeError` for JSON that is not a draft of this schema.
 */
export function writeHtml(json: DraftJson, { title, language }: PaperMeta): string {
  return `<!doctype html>
<html lang="${escapeXml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${css}</style>
</head>
<body>
${draftHtml(json)}
</body>
</html>
`
}
