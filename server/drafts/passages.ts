import * as Y from 'yjs'
import { DRAFT_FIELD } from '../../shared/drafts.ts'
import { draftSchema } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { isSameSitting, type Stretch } from './authorship.ts'
import { MOST_DEPTH } from './text.ts'

/** What stands for something in the line that is no text. */
const ATOM = '\ufffc'

export interface AuthoredPassage {
  from: number
  to: number
  text: string
  personId: Id | null
  at: number | null
}

export interface Authored {
  path: number[]
  type: string
  text: string
  stretches: Stretch[]
  /** Neighbours of one author and sitting together. */
  passages: AuthoredPassage[]
}

type Resolve = (id: Y.ID, length: number) => Stretch[]

/** The paragraphs and headings of a live text with whose words they are, at the same places as in `textOf`. Only reads. */
export function authoredBlocks(doc: Y.Doc, resolve: Resolve): Authored[] {
  const blocks: Authored[] = []
  const visit = (parent: Y.XmlFragment, path: number[]): void => {
    if (path.length > MOST_DEPTH) return
    let place = 0
    for (const child of parent.toArray()) {
      // Loose words in a place for blocks, from a modified client, take places in the text, too.
      if (child instanceof Y.XmlText && path.length > 0) place += runsOf(child)
      if (!(child instanceof Y.XmlElement)) continue
      const type = draftSchema().nodes[child.nodeName]
      if (!type || type.isText || child.nodeName === 'doc') continue
      const own = [...path, place++]
      if (type.isTextblock) blocks.push(authored(child, own, resolve))
      else visit(child, own)
    }
  }
  visit(doc.getXmlFragment(DRAFT_FIELD), [])
  return blocks
}

const runsOf = (text: Y.XmlText) =>
  (text.toDelta() as { insert: unknown }[]).filter(
    ({ insert }) => typeof insert === 'string' && insert !== '',
  ).length

function authored(block: Y.XmlElement, path: number[], resolve: Resolve): Authored {
  let text = ''
  const stretches: Stretch[] = []
  for (const child of block.toArray()) {
    if (child instanceof Y.XmlText)
      for (let item = child._start; item; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentString)) continue
        text += item.content.str
        stretches.push(...resolve(item.id, item.length))
      }
    else if (child instanceof Y.XmlElement && draftSchema().nodes[child.nodeName]?.isInline && child._item) {
      text += ATOM
      stretches.push(...resolve(child._item.id, 1))
    }
  }
  return { path, type: block.nodeName, text, stretches, passages: passagesOf(text, stretches) }
}

function passagesOf(text: string, stretches: readonly Stretch[]): AuthoredPassage[] {
  const passages: AuthoredPassage[] = []
  let from = 0
  for (const { length, ...by } of stretches) {
    const to = from + length
    const last = passages.at(-1)
    if (last && isSameSitting(last, by)) Object.assign(last, { to, at: by.at ?? last.at })
    else passages.push({ from, to, text: '', ...by })
    from = to
  }
  return passages.map((each) => ({ ...each, text: text.slice(each.from, each.to) }))
}
