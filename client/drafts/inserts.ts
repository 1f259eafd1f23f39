import type { ChainedCommands, Editor, Range } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { say } from '../lib/say.ts'
import { comfort } from '../texts/comfort.ts'
import { plain, switched } from '../texts/letters.ts'
import { allSections, section, sectionNames } from './templates.ts'
import { insertTable } from './tools.ts'
import type { Verb } from './verbs.ts'

/** One line of the list behind the slash. */
export interface Insert {
  id: string
  title: string
  /** By what else it is found, in both languages. */
  words: string
  /** Takes the slash away and does it; one step back for both. */
  run: (editor: Editor, range: Range) => void
}

const does =
  (change: (chain: ChainedCommands) => ChainedCommands): Insert['run'] =>
  (editor, range) => {
    change(editor.chain().focus().deleteRange(range)).run()
  }

/** Puts sections at the caret, between the blocks of the page: never inside an item or a cell. */
export function putSections(editor: Editor, sections: readonly DraftJson[], range?: Range): void {
  const { tr, schema } = editor.state
  if (range) tr.delete(range.from, range.to)
  const { $from } = tr.selection
  const isBlank = $from.depth === 1 && $from.parent.content.size === 0
  const at = $from.depth === 0 ? $from.pos : isBlank ? $from.before(1) : $from.after(1)
  const nodes = sections.map((each) => schema.nodeFromJSON(each))
  tr.replaceWith(at, isBlank ? $from.after(1) : at, nodes)
  // Behind the first heading, where the writing goes on.
  tr.setSelection(Selection.near(tr.doc.resolve(at + nodes[0]!.nodeSize)))
  editor.view.dispatch(tr.scrollIntoView())
  editor.view.focus()
}

type Name = keyof ReturnType<typeof words>
const words = () => say(comfort).inserts

/** Everything that may stand here, in the order in which it is looked for. */
export function insertsFor(onverb: (verb: Verb) => void, withSections: boolean): Insert[] {
  const t = say(comfort)
  const insert = (name: Name, run: Insert['run']): Insert => {
    const [title = '', found = ''] = words()[name]
    return { id: name, title, words: found, run }
  }
  const asks = (verb: Verb): Insert['run'] => {
    const clear = does((chain) => chain)
    return (editor, range) => {
      clear(editor, range)
      onverb(verb)
    }
  }
  const blocks = [
    insert(
      'paragraph',
      does((chain) => chain.clearNodes()),
    ),
    ...([1, 2, 3] as const).map((level) =>
      insert(
        `heading${level}`,
        does((chain) => chain.setHeading({ level })),
      ),
    ),
    insert(
      'decimal',
      does((chain) => chain.toggleNumbering('decimal')),
    ),
    insert(
      'cyrillic',
      does((chain) => chain.toggleNumbering('cyrillic')),
    ),
    insert(
      'dash',
      does((chain) => chain.toggleBulletList()),
    ),
    insert(
      'quote',
      does((chain) => chain.toggleBlockquote()),
    ),
    insert('table', does(insertTable.run)),
    insert('footnote', asks('footnote')),
    insert('cite', asks('cite')),
    insert('link', asks('link')),
  ]
  if (!withSections) return blocks
  const sections = sectionNames.map((name): Insert => ({
    id: `section-${name}`,
    title: t.section(t.sections[name]),
    words: t.sectionWords,
    run: (editor, range) => putSections(editor, section(name), range),
  }))
  const all = insert('sections', (editor, range) => putSections(editor, allSections(), range))
  return [...blocks, all, ...sections]
}

/** Those whose title or words have each typed word at the start of one of theirs; titles first. */
export function findInserts(inserts: readonly Insert[], typed: string): Insert[] {
  const asked = plain(typed).trim()
  if (!asked) return [...inserts]
  const fits = (text: string, wanted: string) => {
    const have = plain(text).split(/\s+/)
    return wanted.split(/\s+/).every((word) => have.some((each) => each.startsWith(word)))
  }
  const wishes = [asked, switched(asked)]
  const byTitle = inserts.filter(({ title }) => wishes.some((each) => fits(title, each)))
  const byWords = inserts.filter(
    (each) => !byTitle.includes(each) && wishes.some((wish) => fits(`${each.title} ${each.words}`, wish)),
  )
  return [...byTitle, ...byWords]
}
