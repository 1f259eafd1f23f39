import { Editor, Extension, type Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { ListKeymap } from '@tiptap/extension-list'
import { Gapcursor, Placeholder } from '@tiptap/extensions'
import type { Slice } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { Doc } from 'yjs'
import { draftExtensions } from '../../shared/draft-schema.ts'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { caret, selectionOf } from './caret.ts'
import { Citations } from './citations.ts'
import { DraftCommands } from './commands.ts'
import { holdWhileComposing } from './composing.ts'
import { CommentMarks } from './side/comments/marks.ts'
import { Footnotes } from './footnotes.ts'
import type { OpenOptions } from './open.ts'
import { cleanPasted } from './paste.ts'
import { plainSlice } from './paste-plain.ts'
import { isTooLarge } from './paste-size.ts'
import { mayType } from './status.ts'
import { Search } from './search.ts'
import { Slash, type SlashQuery } from './slash.ts'
import type { DraftSync } from './sync.ts'
import type { Verb } from './verbs.ts'

/** What the editor asks of the page around it. */
export interface EditorEvents {
  onverb: (verb: Verb) => void
  /** Somebody looks for something to insert; null: no longer. */
  onslash: (query: SlashQuery | null) => void
  /** A key while they look; true if it was meant for the list. */
  onslashkey: (event: KeyboardEvent) => boolean
  /** More was pasted than a text takes at once: about so many pages. */
  ontoolarge: (sheets: number) => void
}

/** Freezes the text when taking in an edit throws: page and document may then differ, and going on would spread it. */
const trap = (broken: () => void) =>
  Extension.create({
    name: 'trap',
    priority: 10_000,
    dispatchTransaction({ transaction, next }) {
      try {
        next(transaction)
      } catch (error) {
        broken()
        reportError(error)
      }
    },
  })

/** Says aloud that nothing can be written, which a field that is not editable does not do by itself. */
const readonly = (isSo: () => boolean) =>
  Extension.create({
    name: 'readonly',
    addProseMirrorPlugins: () => [
      new Plugin({ props: { attributes: () => ({ 'aria-readonly': String(isSo()) }) } }),
    ],
  })

/** The editor inside `place`, bound to the document; what it can do beside the schema is listed here and nowhere else. */
export function makeEditor(options: OpenOptions, events: EditorEvents, sync: DraftSync, doc: Doc): Editor {
  const extensions: Extensions = [
    ...draftExtensions,
    ListKeymap,
    Gapcursor,
    Placeholder.configure({ placeholder: options.placeholder }),
    CommentMarks,
    DraftCommands.configure({ onverb: events.onverb }),
    Citations,
    Footnotes.configure({ onverb: events.onverb }),
    Search,
    Slash.configure({ onslash: events.onslash, onkey: events.onslashkey }),
    readonly(() => !mayType(sync.state)),
    trap(() => sync.broken()),
    Collaboration.configure({ document: doc, field: DRAFT_FIELD }),
    CollaborationCaret.configure({
      provider: sync.provider,
      user: options.user,
      render: caret,
      selectionRender: selectionOf,
    }),
  ]
  const editor = new Editor({
    element: options.place,
    extensions,
    editable: mayType(sync.state),
    // The policy of our pages lets no inline style sheet in; editor.css has what it would inject.
    injectCSS: false,
    editorProps: {
      attributes: {
        class: 'document',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': options.label,
        // Who only reads can stand in the text too, to search it and to walk it by keyboard.
        tabindex: '0',
        spellcheck: 'true',
      },
      transformPastedHTML: cleanPasted,
      clipboardTextParser: (text, _, plain, view) =>
        // With Shift they are wanted as they are.
        (plain ? null : plainSlice(text, view.state.schema)) as Slice,
      handlePaste: (_, event) => isTooLarge(event.clipboardData, events.ontoolarge),
      handleDrop: (_, event) => isTooLarge(event.dataTransfer, events.ontoolarge),
    },
  })
  holdWhileComposing(editor, sync.provider)
  return editor
}
