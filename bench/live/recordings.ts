import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'

/** Typing of real people, if `BENCH_DATA` names a folder that has it. */
export function recording(name: string): { read<T>(): T } | null {
  const folder = process.env['BENCH_DATA']
  const file = folder ? join(folder, name) : null
  if (!file || !existsSync(file)) return null
  return { read: <T>() => JSON.parse(gunzipSync(readFileSync(file)).toString()) as T }
}

/** The words of the one paragraph that a recording is played into. */
export function textOf(update: Uint8Array): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const block = doc.getXmlFragment('default').get(0)
  const text = block instanceof Y.XmlElement ? block.get(0) : null
  if (!(text instanceof Y.XmlText)) return ''
  return (text.toDelta() as { insert: string }[]).map((each) => each.insert).join('')
}
