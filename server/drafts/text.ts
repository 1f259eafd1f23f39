import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { draftSchema, type DraftJson, type DraftMark } from '../../shared/draft-schema.ts'

/** y-tiptap stores a mark that may overlap with itself as `name--hash`. */
const markName = (key: string) => key.replace(/--[a-zA-Z0-9+/=]{8}$/, '')

/**
 * The text of a Yjs document as JSON. Only reads: converters that build ProseMirror nodes repair the document as they go,
 * for everybody. What the schema does not know, and what is no text at all, is left out and never throws: a writer with a
 * modified client must not be able to break the page of the others.
 */
export function textOf(doc: Y.Doc): DraftJson {
  const blocks = children(doc.getXmlFragment(DRAFT_FIELD)).filter((each) => each.type !== 'text')
  return { type: 'doc', content: blocks }
}

function children(parent: Y.XmlFragment): DraftJson[] {
  return parent.toArray().flatMap((each) => {
    if (each instanceof Y.XmlText) return textNodes(each)
    if (each instanceof Y.XmlElement) return element(each)
    return []
  })
}

function element(source: Y.XmlElement): DraftJson[] {
  const type = draftSchema().nodes[source.nodeName]
  if (!type || type.isText || source.nodeName === 'doc') return []
  const attrs = knownAttributes(type.spec.attrs, source.getAttributes())
  const content = children(source)
  return [{ type: source.nodeName, ...(attrs && { attrs }), ...(content.length > 0 && { content }) }]
}

function knownAttributes(
  known: Record<string, unknown> | null | undefined,
  given: Record<string, unknown>,
): Record<string, unknown> | null {
  const kept = Object.entries(given).filter(([name]) => Object.hasOwn(known ?? {}, name))
  return kept.length > 0 ? Object.fromEntries(kept) : null
}

function textNodes(source: Y.XmlText): DraftJson[] {
  const delta = source.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  return delta.flatMap(({ insert, attributes }): DraftJson[] => {
    if (typeof insert !== 'string' || insert === '') return []
    const marks = Object.entries(attributes ?? {}).flatMap(([key, value]) => mark(markName(key), value))
    return [{ type: 'text', text: insert, ...(marks.length > 0 && { marks }) }]
  })
}

function mark(name: string, value: unknown): DraftMark[] {
  const type = draftSchema().marks[name]
  if (!type || value === null || typeof value !== 'object') return []
  const attrs = knownAttributes(type.spec.attrs, value as Record<string, unknown>)
  return [{ type: name, ...(attrs && { attrs }) }]
}

/**
 * Brings the text of a Yjs document to `json` by the smallest change, so that whoever types beside it keeps their words.
 * Throws `RangeError` when `json` is not a draft. Answers with the update, or null when nothing changed.
 */
export function bringTo(doc: Y.Doc, json: DraftJson): Uint8Array | null {
  const node = draftSchema().nodeFromJSON(json)
  node.check()
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  doc.on('update', collect)
  doc.transact(() =>
    updateYFragment(doc, doc.getXmlFragment(DRAFT_FIELD), node, { mapping: new Map(), isOMark: new Map() }),
  )
  doc.off('update', collect)
  return updates.length > 0 ? Y.mergeUpdates(updates) : null
}
