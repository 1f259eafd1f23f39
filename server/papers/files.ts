import { readFileSync } from 'node:fs'
import { paperHtml, type Paper } from '../../shared/papers.ts'
import { printPdf } from '../drafts/convert/pdf.ts'
import { UnreadableFile } from '../drafts/convert/unreadable.ts'
import { escapeXml } from '../drafts/convert/xml-write.ts'
import { refuse } from '../lib/refuse.ts'
import { writeWordPaper } from './word.ts'

export const paperFormats = ['docx', 'pdf'] as const
export type PaperFormat = (typeof paperFormats)[number]

const types: Record<PaperFormat, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
}

/** The same margins on a sheet that lies on its side. */
const LANDSCAPE = `
@page { size: A4 landscape; }
.paper { max-width: none; }
.paper table[data-points='9'] { font-size: 12pt; }
.paper table[data-points='8'] { font-size: 10pt; }`

let css: string | undefined
const look = () => (css ??= readFileSync(new URL('../../shared/papers.css', import.meta.url), 'utf8'))

/** A paper as one web page that needs nothing else: what the PDF is printed from. */
export const paperPage = (paper: Paper): string => `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(paper.title)}</title>
<style>${look()}
body { margin: 0; }${paper.isLandscape ? LANDSCAPE : ''}</style>
</head>
<body>
${paperHtml(paper)}
</body>
</html>
`

/** The name goes as RFC 5987 has it: titles are Russian. */
const fileName = (title: string, format: PaperFormat) =>
  encodeURIComponent(
    `${title
      .replace(/[^\p{L}\p{N}№«»().,-]+/gu, ' ')
      .slice(0, 100)
      .toWellFormed()
      .trim()}.${format}`,
  )

/**
 * A paper as a file, with the headers it is sent under. Refuses `pdf_unavailable` where no Chromium is, and what the printing refuses
 * (`conversion_busy`, `conversion_timeout`).
 */
export async function paperFile(
  paper: Paper,
  format: PaperFormat,
  chromium: string | null,
): Promise<{ bytes: Buffer; headers: Record<string, string> }> {
  return {
    bytes: Buffer.from(format === 'docx' ? writeWordPaper(paper) : await printed(paper, chromium)),
    headers: {
      'content-type': types[format],
      'content-disposition': `attachment; filename="paper.${format}"; filename*=UTF-8''${fileName(paper.title, format)}`,
    },
  }
}

async function printed(paper: Paper, chromium: string | null): Promise<Uint8Array> {
  if (!chromium) refuse('pdf_unavailable')
  try {
    return await printPdf(chromium, Buffer.from(paperPage(paper)))
  } catch (error) {
    if (error instanceof UnreadableFile) refuse(error.code)
    throw error
  }
}
