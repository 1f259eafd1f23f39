import { randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import type { NewThread, Thread } from '../../shared/comments.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import type { Id } from '../../shared/values.ts'
import { loadDocument } from '../../server/drafts/queries.ts'
import type { Client, House } from '../house.ts'

export type Spot = Pick<NewThread, 'start' | 'end' | 'quote'>

/** The place of words as a page says it: the first time they stand within one piece of text. */
export async function placeOf(house: House, draftId: Id, quote: string): Promise<Spot> {
  const { doc } = await loadDocument(house.kit.db, draftId)
  const texts = (parent: Y.XmlFragment): Y.XmlText[] =>
    parent.toArray().flatMap((each) => (each instanceof Y.XmlText ? each : texts(each as Y.XmlElement)))
  const plain = (text: Y.XmlText) =>
    (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')
  const text = texts(doc.getXmlFragment('default')).find((each) => plain(each).includes(quote))
  if (!text) throw new Error(`«${quote}» does not stand there`)
  const at = plain(text).indexOf(quote)
  const position = (index: number) =>
    Buffer.from(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, -1))).toString(
      'base64',
    )
  return { start: position(at), end: position(at + quote.length), quote }
}

export const send = (spot: Spot, text = 'Какую именно?', mentions: Id[] = []): NewThread => ({
  ...spot,
  text,
  mentions,
  key: randomUUID(),
})

/** Sends what a page sends that selected these words. */
export const sent = async (
  house: House,
  who: Client,
  draftId: Id,
  quote: string,
  text: string,
  mentions: Id[] = [],
) =>
  who.post<Thread>(`/drafts/${draftId}/threads`, send(await placeOf(house, draftId, quote), text, mentions))

/** Words under a mark, block by block. */
export function under(json: DraftJson, id: Id): string[] {
  const words = (node: DraftJson): string =>
    (node.content ?? []).map(words).join('') +
    (node.marks?.some((each) => each.type === 'comment' && each.attrs?.id === id) ? node.text! : '')
  return (json.content ?? []).map(words).filter(Boolean)
}
