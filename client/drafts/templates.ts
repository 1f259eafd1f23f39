import type { DraftJson } from '../../shared/draft-schema.ts'
import { say } from '../lib/say.ts'
import { comfort } from '../texts/comfort.ts'

/** The parts of an initiative in the order of its card; two of them are best written as a table. */
export const sectionNames = [
  'problem',
  'proposal',
  'reasons',
  'result',
  'audience',
  'plan',
  'costs',
  'resources',
  'risks',
] as const
export type SectionName = (typeof sectionNames)[number]

const empty: DraftJson = { type: 'paragraph' }
const paragraph = (text: string): DraftJson => ({ type: 'paragraph', content: [{ type: 'text', text }] })

function table(heads: readonly string[]): DraftJson {
  const row = (cells: DraftJson[]): DraftJson => ({ type: 'tableRow', content: cells })
  const blank = () => row(heads.map(() => ({ type: 'tableCell', content: [empty] })))
  const head = row(heads.map((title) => ({ type: 'tableHeader', content: [paragraph(title)] })))
  return { type: 'table', content: [head, blank(), blank()] }
}

/** One section: its heading and a place to write. */
export function section(name: SectionName): DraftJson[] {
  const t = say(comfort)
  const heads = name in t.heads ? t.heads[name as keyof typeof t.heads] : null
  return [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: t.sections[name] }] },
    ...(heads ? [empty, table(heads)] : []),
    empty,
  ]
}

export const allSections = (): DraftJson[] => sectionNames.flatMap(section)
