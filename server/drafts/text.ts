import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { draftSchema, type DraftJson, type DraftMark } from '../../shared/draft-schema.ts'

/** Fifty lists inside one another; what lies deeper was never typed, and would exhaust the stack of whoever renders it. */
export const MOST_DEPTH = 100

/** y-tiptap stores a mark that may overlap with itself as `name--hash`. */
export const markName = (key: string) => key.replace(/--[a-zA-Z0-9+/=]{8}$/, '')

/**
 * The text of a Yjs document as JSON. Only reads: converters that build ProseMirror nodes repair the document as they go,
 * for everybody. What the schema does not know, and what is no text at all, is left out and never throws: a writer with a
 * modified client must not be able to break the page of the others.
 */
export function textOf(doc: Y.Doc): DraftJson {
  const blocks = children(doc.getXmlFragment(DRAFT_FIELD), 0).filter((each) => each.type !== 'text')
  return { type: 'doc', content: blocks }
}

function children(parent: Y.XmlFragment, depth: number): DraftJson[] {
  if (depth > MOST_DEPTH) return []
  return parent.toArray().flatMap((each) => {
    if (each instanceof Y.XmlText) return textNodes(each)
    if (each instanceof Y.XmlElement) return element(each, depth + 1)
    return []
  })
}

function element(source: Y.XmlElement, depth: number): DraftJson[] {
  const type = draftSchema().nodes[source.nodeName]
  if (!type || type.isText || source.nodeName === 'doc') return []
  const attrs = knownAttributes(type.spec.attrs, source.getAttributes())
  const content = children(source, depth)
  return [{ type: source.nodeName, ...(attrs && { attrs }), ...(content.length > 0 && { content }) }]
}

function knownAttributes(
  known: Record<string, unknown> | null | undefined,
  given: Record<string, unknown>,
): Record<string, unknown> | null {
  const kept = Object.entries(given).filter(
    ([name, value]) => Object.hasOwn(known ?? {}, name) && isPlain(value),
  )
  return kept.length > 0 ? Object.fromEntries(kept) : null
}

/** Every attribute of ours is one word or number; a BigInt or a thousand nested lists could not even be written down. */
const isPlain = (value: unknown) => value === null || /^(string|number|boolean)$/.test(typeof value)

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
 * Brings the text of a Yjs document to `json` by the smallest change, so that whoever types beside it keeps their words. When `json`
 * begins with the very blocks of `before`, as `textOf` gave them, the rest is put behind them and they are neither touched nor
 * checked: a writer with a modified client may have left them in a shape that is no draft.
 * Throws `RangeError` when what is new is not a draft. Answers with the update, or null when nothing changed.
 */
export function bringTo(doc: Y.Doc, json: DraftJson, before?: DraftJson): Uint8Array | null {
  const kept = before?.content ?? []
  const isBehind = kept.length > 0 && kept.every((block, at) => json.content?.[at] === block)
  const fresh = json.content?.slice(isBehind ? kept.length : 0) ?? []
  if (isBehind && fresh.length === 0) return null
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  doc.on('update', collect)
  if (isBehind) doc.getXmlFragment(DRAFT_FIELD).push(blocksOf({ type: 'doc', content: fresh }))
  else write(doc, json)
  doc.off('update', collect)
  return updates.length > 0 ? Y.mergeUpdates(updates) : null
}

function write(doc: Y.Doc, json: DraftJson): void {
  const node = draftSchema().nodeFromJSON(json)
  node.check()
  doc.transact(() =>
    updateYFragment(doc, doc.getXmlFragment(DRAFT_FIELD), node, { mapping: new Map(), isOMark: new Map() }),
  )
}

/** The blocks of a draft as Yjs has them, not yet part of any document. */
function blocksOf(json: DraftJson): (Y.XmlElement | Y.XmlText)[] {
  const doc = new Y.Doc()
  write(doc, json)
  const blocks = doc.getXmlFragment(DRAFT_FIELD).toArray() as (Y.XmlElement | Y.XmlText)[]
  return blocks.map((each) => each.clone())
}
