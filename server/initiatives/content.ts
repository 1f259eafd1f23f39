import type { DraftJson } from '../../shared/draft-schema.ts'

const heading = (text: string): DraftJson => ({
  type: 'heading',
  attrs: { level: 2 },
  content: [{ type: 'text', text }],
})

/** Each line that was typed becomes a paragraph; none becomes one empty paragraph to write in. */
const paragraphs = (text: string): DraftJson[] => {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const written = lines.filter((line) => line !== '')
  if (written.length === 0) return [{ type: 'paragraph' }]
  return written.map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }))
}

/** What the text of an initiative begins with: sections of the card (T10), the first two with what was typed there. */
export const initialContent = ({ problem, proposal }: { problem: string; proposal: string }): DraftJson => ({
  type: 'doc',
  content: [
    ['Проблема', problem],
    ['Предложение', proposal],
    ['Ожидаемый результат', ''],
    ['План реализации', ''],
    ['Ресурсы', ''],
  ].flatMap(([title = '', text = '']) => [heading(title), ...paragraphs(text)]),
})

/** What the council is asked when nobody words it otherwise. */
export const questionAbout = (number: string, title: string): string =>
  `Поддержать инициативу № ${number} «${title}»?`

/** As a search compares: small letters, no ё, one space. */
export const searchable = (...texts: string[]): string =>
  texts.join(' ').toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim()
