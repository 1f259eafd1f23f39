import { Editor, Extension, type Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { ListKeymap } from '@tiptap/extension-list'
import { Gapcursor, Placeholder } from '@tiptap/extensions'
import type { Doc } from 'yjs'
import { draftExtensions } from '../../shared/draft-schema.ts'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { caret, selectionOf } from './caret.ts'
import { DraftCommands } from './commands.ts'
import { CommentMarks } from './side/comments/marks.ts'
import type { DraftEvents, OpenOptions } from './open.ts'
import { cleanPasted } from './paste.ts'
import { mayType } from './status.ts'
import type { DraftSync } from './sync.ts'

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

/** The editor inside `place`, bound to the document; what it can do beside the schema is listed here and nowhere else. */
export function makeEditor(options: OpenOptions, events: DraftEvents, sync: DraftSync, doc: Doc): Editor {
  const extensions: Extensions = [
    ...draftExtensions,
    ListKeymap,
    Gapcursor,
    Placeholder.configure({ placeholder: options.placeholder }),
    CommentMarks,
    DraftCommands.configure({ onlink: events.onlink, onkeys: events.onkeys }),
    trap(() => sync.broken()),
    Collaboration.configure({ document: doc, field: DRAFT_FIELD }),
    CollaborationCaret.configure({
      provider: sync.provider,
      user: options.user,
      render: caret,
      selectionRender: selectionOf,
    }),
  ]
  return new Editor({
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
        spellcheck: 'true',
      },
      transformPastedHTML: cleanPasted,
    },
  })
}
