import { Editor, type JSONContent } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { Doc } from 'yjs'
import { draftExtensions } from '../shared/draft-schema.ts'

/** An editor with our schema and nothing else, in a page of its own; with or without a shared document below it. */
export function open(json: JSONContent, collaborating: boolean): void {
  const editor = new Editor({
    element: document.querySelector('main'),
    extensions: [
      ...draftExtensions,
      ...(collaborating ? [Collaboration.configure({ document: new Doc() })] : []),
    ],
  })
  editor.commands.setContent(json)
}
