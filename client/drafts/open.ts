import type { Editor } from '@tiptap/core'
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { DRAFT_SCHEMA_VERSION, draftSchema, type DraftJson } from '../../shared/draft-schema.ts'
import { draftStats, draftText } from '../../shared/draft-text.ts'
import { COLLAB_PATH, DRAFT_FIELD, type LineRole } from '../../shared/drafts.ts'
import type { Me } from '../lib/me.ts'
import { api } from '../lib/api.ts'
import type { FirstState } from './first-state.ts'
import { makeEditor, type EditorEvents } from './editor.ts'
import { guardSchema } from './guard.ts'
import { presentIn, type Present } from './people.ts'
import { mayType, type DraftState } from './status.ts'
import { DraftStore } from './store.ts'
import { stepsOf } from './steps.ts'
import { survey, type Survey } from './survey.ts'
import { DraftSync } from './sync.ts'

export interface OpenOptions {
  draftId: string
  role: LineRole
  user: { id: string; name: string }
  title: string
  /** What the field is called aloud, and what stands in it while it is empty. */
  label: string
  placeholder: string
  place: HTMLElement
  /** The text by HTTP, asked for while this module was on its way. */
  first?: Promise<FirstState | null>
}

export interface DraftEvents extends EditorEvents {
  /** The text is there: to read, and to write for those who may. */
  onready: (editor: Editor) => void
  onstate: (state: DraftState) => void
  onpeople: (people: Present[]) => void
  /** The text holds what this page does not know: the editor is gone, the text untouched. */
  onunknown: () => void
  /** The text in the editor is no longer the one to work on: open it again, in this role. */
  onstale: (role: LineRole) => void
  /**
   * Edits that only this device had are gone: the browser threw them away. `changedAt`: instant of the last one; null: whether there were any is gone, too.
   */
  onevicted: (changedAt: string | null) => void
}

export interface OpenDraft {
  /** The text as this page or this device has it, for taking it elsewhere. */
  text: () => string
  stats: () => { words: number; characters: number }
  /** What a look over the text tells; null while there is no editor. */
  survey: () => Survey | null
  /** How many steps may be taken back, and how many taken again. */
  steps: () => { back: number; again: number }
  /** Tries the line at once; somebody who has signed in again goes on here. */
  hurry: () => void
  /** The browser believes that the network is gone. */
  suspect: () => void
  /** Forgets what this browser keeps of the draft. */
  forget: () => Promise<void>
  destroy: () => void
}

function docOf(updates: Uint8Array[], origin?: unknown): Doc {
  const doc = new Doc()
  doc.transact(() => {
    for (const update of updates) applyUpdate(doc, update, origin)
  }, origin)
  return doc
}

const jsonOf = (doc: Doc) => yXmlFragmentToProsemirrorJSON(doc.getXmlFragment(DRAFT_FIELD)) as DraftJson

const serverUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${COLLAB_PATH}`

/**
 * Opens a live text: what this device keeps of it, the guard, the line to the server and, when there is a text to
 * show, the editor inside `place`. The heavy part of the client; import it lazily.
 */
export async function openDraft(options: OpenOptions, events: DraftEvents): Promise<OpenDraft> {
  const { user, draftId, title, role } = options
  const store = new DraftStore(
    { personId: user.id, draftId, title },
    (updates) => encodeStateAsUpdate(docOf(updates)),
    {
      kept: (n) => sync.kept(n),
      failed: () => sync.keepingFailed(),
    },
  )
  const kept = await store.load().catch(() => null)
  if (store.evicted) events.onevicted(store.evicted)
  const first = kept ? null : ((await options.first) ?? null)
  if (first?.isWiped && !store.evicted) events.onevicted(null)
  // Who may not write sees the server's text; edits that were refused are kept beside it until they are taken along.
  const copy = role === 'write' ? kept : null
  const doc = docOf(copy?.updates ?? [], store)
  let editor: Editor | null = null
  let unknown = false
  let gone = false

  function close() {
    if (gone) return
    gone = true
    unguard()
    editor?.destroy()
    sync.destroy()
    doc.destroy()
    void store.close()
  }

  const sync: DraftSync = new DraftSync({
    serverUrl: serverUrl(),
    draftId,
    doc,
    role,
    person: user,
    // Whoever else signs in at this computer must not send these edits as theirs.
    params: { schema: String(DRAFT_SCHEMA_VERSION), person: user.id },
    epoch: copy?.epoch ?? null,
    unsent: kept !== null && kept.unsent > 0,
    keeper: role === 'write' ? store : null,
    onchange: (state) => {
      if (gone) return
      // Never an empty page to type on: there is the server's text, or at least this device's copy.
      if (state.line === 'up' || (state.line === 'down' && copy)) show()
      if (editor && editor.isEditable !== mayType(state)) editor.setEditable(mayType(state), false)
      events.onstate(state)
    },
    onforeign: () =>
      void store.forget().then(
        () => events.onstale(role),
        () => sync.stop('conflict'),
      ),
    onrole: (now) => queueMicrotask(() => events.onstale(now)),
  })

  // Before the editor: the binding must not see what the guard has not.
  const unguard = guardSchema(doc.getXmlFragment(DRAFT_FIELD), draftSchema(), () => {
    unknown = true
    editor?.destroy()
    editor = null
    queueMicrotask(() => {
      close()
      events.onunknown()
    })
  })

  const { awareness } = sync.provider
  awareness.on('change', () => {
    if (!gone) events.onpeople(presentIn(awareness, user.id))
  })

  function show() {
    if (editor || unknown || gone) return
    editor = makeEditor(options, events, sync, doc)
    events.onready(editor)
  }

  async function hurry() {
    if (sync.state.stop !== 'signed_out') return sync.hurry()
    const reply = await api().get<Me>('/me')
    if (reply.ok && reply.data.person?.id === user.id) sync.connect()
  }

  if (first && !unknown) sync.prime(first)
  if (!unknown) {
    sync.connect()
    if (role === 'write') void navigator.storage?.persist?.()
  }

  const mine = () => (role === 'read' && kept?.unsent ? docOf(kept.updates) : doc)
  return {
    text: () => draftText(editor && mine() === doc ? (editor.getJSON() as DraftJson) : jsonOf(mine())),
    stats: () => draftStats(jsonOf(doc)),
    survey: () => editor && survey(editor.state.doc),
    steps: () => (editor ? stepsOf(editor) : { back: 0, again: 0 }),
    hurry: () => void hurry(),
    suspect: () => sync.suspect(),
    forget: () => store.forget(),
    destroy: close,
  }
}
