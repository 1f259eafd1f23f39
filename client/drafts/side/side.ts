import type { Editor } from '@tiptap/core'
import type { Component } from 'svelte'
import type { DraftRole } from '../../../shared/drafts.ts'

/** What a tool beside the text may use. */
export interface Beside {
  readonly draftId: string
  readonly role: DraftRole
  readonly user: { id: string; name: string }
  readonly title: string
  /** Null until it is there, and whenever the text is only shown. */
  readonly editor: Editor | null
  /** Grows with every change of the text or the selection. */
  readonly version: number
}

/** One tool of the panel beside the text; `load` brings its component when it is first opened. */
export interface SideTool {
  id: string
  title: string
  /** How many things wait there; shown on its button. */
  count?: number
  load: () => Promise<{ default: Component<{ beside: Beside }> }>
}
