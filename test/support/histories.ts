import * as Y from 'yjs'

const WORDS = ['совет', ' ', 'ӄ', 'ԓӽ', '👩‍👩‍👧', 'х'.repeat(300), 'Палана, ', '\n', 'a']

/** One step of a person at the text: all the kinds of content that an editor over Yjs writes. */
export function edit(doc: Y.Doc, draw: (below: number) => number): void {
  const root = doc.getXmlFragment('default')
  const blocks = root.toArray().filter((each) => each instanceof Y.XmlElement)
  const block = blocks[draw(blocks.length)]
  const text = block?.get(0)
  const verb = draw(10)
  if (!(text instanceof Y.XmlText) || verb === 0) {
    const element = new Y.XmlElement(draw(2) ? 'paragraph' : 'heading')
    element.setAttribute('level', draw(4) as never)
    element.insert(0, [new Y.XmlText(WORDS[draw(WORDS.length)])])
    root.insert(draw(root.length + 1), [element])
  } else if (verb <= 5) text.insert(draw(text.length + 1), WORDS[draw(WORDS.length)]!)
  else if (verb <= 7 && text.length > 0) {
    const at = draw(text.length)
    text.delete(at, Math.min(1 + draw(4), text.length - at))
  } else if (verb === 8 && text.length > 0)
    text.format(0, 1 + draw(text.length), { bold: draw(2) ? {} : null })
  else if (root.length > 3) root.delete(draw(root.length), 1)
  else doc.getMap('other').set('key', { deep: [1, 'two', null, true, 3.5, new Uint8Array([1])] })
}

/** Three people who now and then learn what the others wrote; answers with every update in a possible order of arrival. */
export function history(steps: number, draw: (below: number) => number): Uint8Array[] {
  const updates: Uint8Array[] = []
  const people = [1, 2, 3].map(() => new Y.Doc())
  for (const doc of people) doc.clientID = 1 + draw(2 ** 31)
  for (const doc of people)
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'peer' && updates.push(update))
  let told = 0
  for (let step = 0; step < steps; step++) {
    const doc = people[draw(people.length)]!
    doc.transact(() => edit(doc, draw))
    if (draw(6) === 0) {
      for (const each of people) for (const update of updates.slice(told)) Y.applyUpdate(each, update, 'peer')
      told = updates.length
    }
  }
  return updates
}

/** Bytes that were an update once: cut, longer, with a number that is too large, or with some bytes changed. */
export function mutant(update: Uint8Array, draw: (below: number) => number): Uint8Array {
  const bytes = Uint8Array.from(update)
  switch (draw(5)) {
    case 0:
      return bytes.subarray(0, draw(bytes.length))
    case 1:
      return Uint8Array.from([...bytes, draw(256)])
    case 2: {
      const at = draw(bytes.length)
      return Uint8Array.from([...bytes.subarray(0, at), 0xff, 0xff, 0xff, 0xff, 0x0f, ...bytes.subarray(at)])
    }
    default:
      for (let changes = 1 + draw(3); changes > 0; changes--) bytes[draw(bytes.length)] = draw(256)
      return bytes
  }
}
