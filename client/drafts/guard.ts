import type { Schema } from '@tiptap/pm/model'
import { XmlElement, XmlText, type XmlFragment, type YEvent } from 'yjs'

/** Overlapping marks are stored as `name--hash`; ours never are, but an unknown one may be. */
const markName = (key: string) => key.replace(/--[a-zA-Z0-9+/=]{8}$/, '')

function unknownMark(text: XmlText, schema: Schema): string | null {
  for (const { attributes } of text.toDelta() as { attributes?: Record<string, unknown> }[]) {
    for (const key of Object.keys(attributes ?? {})) if (!schema.marks[markName(key)]) return markName(key)
  }
  return null
}

/** The first node or mark under `type` that this page does not know; null if it knows all. */
export function findUnknown(type: unknown, schema: Schema): string | null {
  if (type instanceof XmlText) return unknownMark(type, schema)
  if (type instanceof XmlElement && !schema.nodes[type.nodeName]) return type.nodeName
  const children = (type as XmlFragment).toArray?.() ?? []
  for (const child of children) {
    const unknown = findUnknown(child, schema)
    if (unknown) return unknown
  }
  return null
}

/**
 * Calls `whenUnknown` once, synchronously, when the text holds what this page does not know. The binding deletes such
 * content for everybody, so this must observe before the editor does, and the editor must go before it looks.
 */
export function guardSchema(
  fragment: XmlFragment,
  schema: Schema,
  whenUnknown: (name: string) => void,
): () => void {
  const look = (events: YEvent<XmlElement | XmlText>[]) => {
    for (const event of events) {
      const added =
        event.target instanceof XmlText ? [event.target] : [...event.changes.added].flatMap(typesOf)
      for (const each of added) {
        const unknown = findUnknown(each, schema)
        if (unknown) {
          stop()
          return whenUnknown(unknown)
        }
      }
    }
  }
  const observer = look as Parameters<XmlFragment['observeDeep']>[0]
  const stop = () => fragment.unobserveDeep(observer)
  fragment.observeDeep(observer)
  const unknown = findUnknown(fragment, schema)
  if (unknown) {
    stop()
    whenUnknown(unknown)
  }
  return stop
}

const typesOf = (item: { content: object }): unknown[] => ('type' in item.content ? [item.content.type] : [])
