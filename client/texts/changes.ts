import type { ChangeWords } from '../../shared/change-words.ts'
import { bilingual, plural } from './bilingual.ts'

const kinds: Record<string, string> = {
  paragraph: 'абзац',
  'heading.1': 'заголовок 1',
  'heading.2': 'заголовок 2',
  'heading.3': 'заголовок 3',
  'heading.4': 'заголовок 4',
  'orderedList.decimal': 'список 1)',
  'orderedList.cyrillic': 'список а)',
  bulletList: 'список с тире',
  blockquote: 'цитата',
  table: 'таблица',
  tableCell: 'ячейка',
  tableHeader: 'ячейка заголовка',
}

const kindsEn: Record<string, string> = {
  paragraph: 'paragraph',
  'heading.1': 'heading 1',
  'heading.2': 'heading 2',
  'heading.3': 'heading 3',
  'heading.4': 'heading 4',
  'orderedList.decimal': 'list 1)',
  'orderedList.cyrillic': 'list а)',
  bulletList: 'list with dashes',
  blockquote: 'quotation',
  table: 'table',
  tableCell: 'cell',
  tableHeader: 'header cell',
}

/** What is said of insertions and deletions in a text. */
export const changes = bilingual({
  ru: {
    added: 'добавлено',
    removed: 'удалено',
    split: 'абзац разделён',
    joined: 'абзацы соединены',
    format: 'изменено оформление',
    shape: (from: string, to: string) => `Было: ${kinds[from] ?? 'блок'}, стало: ${kinds[to] ?? 'блок'}`,
    unchanged: (blocks: number) =>
      `${blocks} ${plural(blocks, 'ru', { one: 'абзац', few: 'абзаца', many: 'абзацев' })} без изменений`,
  } satisfies ChangeWords,
  en: {
    added: 'added',
    removed: 'removed',
    split: 'paragraph split',
    joined: 'paragraphs joined',
    format: 'formatting changed',
    shape: (from, to) => `Was: ${kindsEn[from] ?? 'block'}, now: ${kindsEn[to] ?? 'block'}`,
    unchanged: (blocks) =>
      `${blocks} ${plural(blocks, 'en', { one: 'paragraph', other: 'paragraphs' })} unchanged`,
  },
})
